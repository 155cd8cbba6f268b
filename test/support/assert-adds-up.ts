import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { Analysis } from '../../src/analysis/analysis.ts';
import { compareSnapshots, type Comparison } from '../../src/compare/comparison.ts';
import type { TotalChange } from '../../src/compare/diff.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { repositoryPath } from './fixtures.ts';

const grown = ({ addedSize, removedSize, resizedSize }: Omit<TotalChange, 'extraNativeDelta'>): number =>
  addedSize - removedSize + resizedSize;

/** added − removed + resized is by how much a class's objects, and all of them, grew: to the byte, whatever is compared. */
export function assertAddsUp({ snapshots, totals, classes, growth, pairs }: Comparison): void {
  const sizes = snapshots.map(({ totalSize }) => totalSize);
  const last = sizes.length - 1;
  for (const [{ baseline, current, ...pair }] of [
    [{ baseline: 0, current: last, totals, classes }],
    ...pairs.map((of) => [of]),
  ]) {
    const bySums = pair.classes.reduce((sum, of) => sum + grown(of), 0);
    assert.equal(bySums, grown(pair.totals), 'the totals are those of the classes');
    assert.equal(
      bySums + pair.totals.extraNativeDelta,
      sizes[current] - sizes[baseline],
      `${baseline} → ${current}`,
    );
    for (const of of pair.classes) {
      const { key, selfSizes, sizeDelta } = of;
      assert.equal(grown(of), selfSizes[selfSizes.length - 1] - selfSizes[0], key);
      assert.equal(sizeDelta, of.addedSize - of.removedSize, key);
    }
  }
  assert.equal(growth.bytes, sizes[last] - sizes[0]);
}

/** The same for every pair of the snapshots of a folder, and for all of them. */
export async function assertFolderAddsUp(folder: string): Promise<void> {
  const analyses: Analysis[] = [];
  for (const name of readdirSync(repositoryPath(`fixtures/snapshots/${folder}`)).toSorted()) {
    const path = repositoryPath(`fixtures/snapshots/${folder}/${name}`);
    analyses.push(new Analysis(await readSnapshot(path)));
  }
  for (const [index, baseline] of analyses.entries()) {
    for (const current of analyses.slice(index + 1)) assertAddsUp(compareSnapshots([baseline, current]));
    // A pair in the wrong order, too, and of what did not change.
    assertAddsUp(compareSnapshots([baseline, analyses[0]]));
  }
  if (analyses.length > 2) assertAddsUp(compareSnapshots(analyses));
}
