import assert from 'node:assert/strict';
import { Analysis } from '../../src/analysis/analysis.ts';
import { isDistance } from '../../src/analysis/distances.ts';
import { textOf } from '../../src/base/sentence.ts';
import type { NodeOrdinal } from '../../src/heap/index-spaces.ts';
import { describeHold, labelOf } from '../../src/paths/hold-sentences.ts';
import { mergeRetainingPaths } from '../../src/paths/merged-paths.ts';
import { nameHolder } from '../../src/paths/named-holder.ts';
import { nameText } from '../../src/paths/object-names.ts';
import { findObjectRetainers } from '../../src/paths/object-retainers.ts';
import { describeStep, findRetainingPath } from '../../src/paths/retaining-path.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';

/** So many objects of a file are told, spread over all of it. */
const told = 400;

/** Of the objects of a snapshot, every text about what holds them is that of its parts. */
export async function assertToldInParts(file: string): Promise<void> {
  const analysis = new Analysis(await readSnapshot(file));
  const { nodeCount } = analysis.snapshot.graph;
  // No path leads to most of what Julia writes.
  const reached: NodeOrdinal[] = [];
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    if (isDistance(analysis.distances[node])) reached.push(node);
  }
  const step = Math.max(1, Math.floor(reached.length / told));
  const nodes = reached.filter((_, index) => index % step === 0);
  let steps = 0;
  for (const node of nodes) {
    const path = findRetainingPath(analysis, node);
    for (const part of path) {
      steps++;
      assert.equal(textOf(describeStep(part)), part.text);
      assert.equal(textOf(labelOf(part)), part.label);
      assert.equal(nameText(part.object), part.name);
    }
    const { edge, edgeParts } = nameHolder(path);
    assert.equal(textOf(edgeParts), edge);
  }
  assert.ok(steps > told, 'there are paths to tell');
  for (const hold of findObjectRetainers(analysis, nodes[nodes.length >> 1])) {
    assert.equal(textOf(describeHold(hold)), hold.text);
    assert.equal(textOf(labelOf(hold)), hold.label);
    assert.equal(nameText(hold.holder), hold.name);
  }
  for (const part of mergeRetainingPaths(analysis, nodes).branches) {
    assert.equal(textOf(labelOf(part)), part.label);
    assert.equal(nameText(part.object), part.name);
  }
}
