import type { SnapshotInfo } from '../analysis/aggregate.ts';
import type { Snapshot } from '../heap/heap-graph.ts';
import { createIds, type IdArray, type NodeId, type NodeOrdinal } from '../heap/index-spaces.ts';
import { addressWarning, judgeComparability } from './comparability.ts';
import { sampleIdentity, type IdentitySample } from './identity.ts';
import { name, sentence, type Sentence } from '../base/sentence.ts';
import { SnapdiffError } from '../base/errors.ts';

/** What a report says of a file of which only the ids were asked. */
export type SnapshotFile = Omit<SnapshotInfo, 'totalSize'>;

/** A snapshot reduced to which objects are in it: 4 bytes per object. */
export interface ObjectIds {
  readonly info: SnapshotFile;
  /** Rising. */
  readonly ids: IdArray;
  readonly identity: IdentitySample;
}

/** Time O(nodes × log nodes). */
export function takeObjectIds(snapshot: Snapshot): ObjectIds {
  const { path, fileBytes, graph } = snapshot;
  const { nodeCount, edgeCount, nodeId } = graph;
  const ids = createIds(nodeCount, nodeId);
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) ids[node] = nodeId[node];
  ids.sort();
  return { info: { path, fileBytes, nodeCount, edgeCount }, ids, identity: sampleIdentity(snapshot) };
}

export function hasObject({ ids }: Pick<ObjectIds, 'ids'>, id: NodeId): boolean {
  let low = 0;
  let high = ids.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (ids[middle] === id) return true;
    if (ids[middle] < id) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}

/**
 * Reasons to doubt the ages, each a sentence.
 *
 * @param files earliest first
 * @throws SnapdiffError where two are of different processes: an id is one object in one process only
 */
export function checkOneProcess(files: readonly ObjectIds[]): Sentence[] {
  const warnings: Sentence[] = [];
  for (const [position, current] of files.entries()) {
    const baseline = files[position - 1];
    if (!baseline) continue;
    const { matchedBy } = judgeComparability(
      { hasUserRoots: true, identity: baseline.identity },
      { hasUserRoots: true, identity: current.identity },
    );
    if (matchedBy !== 'id') {
      throw new SnapdiffError(
        `${baseline.info.path} and ${current.info.path} come from two processes, so their objects cannot be told apart by id`,
        { hint: 'Give snapshots of one process, earliest first.' },
      );
    }
    if (current.identity.areAddresses && position === 1) warnings.push([addressWarning]);
    if (baseline.identity.highestJsId > current.identity.highestJsId) {
      warnings.push(
        sentence`${name(baseline.info.path)} is newer than ${name(current.info.path)}: its object ids go higher. Give the earliest first.`,
      );
    }
  }
  return warnings;
}
