import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { suite, test } from 'node:test';
import { compareFiles } from '../../src/files/compare-files.ts';
import { readWithHeapsnapshotParser } from '../../src/snapshot/heapsnapshot-parser.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { assertFolderAddsUp } from '../support/assert-adds-up.ts';
import { manifest } from '../support/devtools-goldens.ts';
import { goldenFolders, testGoldensOf } from '../support/devtools-suite.ts';
import { assertSameSnapshot } from '../support/assert-same-snapshot.ts';
import { repositoryPath } from '../support/fixtures.ts';
import { assertRedacted } from '../support/redacted-copy.ts';
import { assertToldInParts } from '../support/told-in-parts.ts';

// Every real snapshot of fixtures/snapshots: Node 8 to 26, Chromium, Deno, Bun, Hermes, Julia, heapdump, the push daemon.

const series = readdirSync(repositoryPath('fixtures/snapshots'))
  .toSorted()
  .map((folder) => ({
    folder,
    files: readdirSync(repositoryPath(`fixtures/snapshots/${folder}`))
      .toSorted()
      .map((name) => repositoryPath(`fixtures/snapshots/${folder}/${name}`)),
  }));

/** A later file of each process; where Bun's has two rows of one name, DevTools shows one of them. */
const summaries = manifest.summaries.filter(
  ({ snapshot }) => /\/1\./.test(snapshot) && !snapshot.includes('/bun/'),
);

for (const folder of goldenFolders) testGoldensOf(folder);

suite('real files', { concurrency: 2 }, () => {
  test('there are copies of many to look at', () => assert.ok(summaries.length > 15));

  test('ids that mean nothing across two programs are not paired', async () => {
    const files = ['class-instances', 'deno'].map((folder) =>
      repositoryPath(`fixtures/snapshots/${folder}/0.heapsnapshot.gz`),
    );
    assert.equal((await compareFiles(files)).matchedBy, 'className');
  });

  for (const { snapshot, golden } of summaries) {
    test(`a copy of ${snapshot} has DevTools' numbers of it, and no text of a string`, () =>
      assertRedacted(repositoryPath(snapshot), golden));
  }

  for (const { folder, files } of series) {
    test(`in ${folder} every text is that of its parts`, () => assertToldInParts(files.at(-1) ?? ''));

    test(`the sums add up for every pair of ${folder}, and for all of its snapshots`, () =>
      assertFolderAddsUp(folder));

    for (const [number, path] of files.entries()) {
      test(`both parsers read the same nodes, edges, strings and places in ${folder}/${number}`, async () => {
        const own = await readSnapshot(path);
        assert.ok(own.graph.nodeCount > 1000 && own.strings.count > 100);
        assertSameSnapshot(await readWithHeapsnapshotParser(path), own);
      });
    }

    // Bun gives new ids in every snapshot.
    if (folder === 'bun') continue;
    for (const [index, current] of files.slice(1).entries()) {
      test(`two snapshots of one process are paired without a warning: ${folder} ${index} and ${index + 1}`, async () => {
        const { matchedBy, warnings, totals } = await compareFiles([files[index] ?? '', current]);
        assert.deepEqual([matchedBy, warnings], ['id', []]);
        assert.ok(totals.addedCount > 0 && totals.removedCount > 0);
      });
    }

    if (files.length < 2 || folder === 'push-daemon-leak') continue;
    test(`${folder} can be followed whole, and is not sure of a leak`, async () => {
      const { verdict, snapshots, classes } = await compareFiles(files);
      assert.equal(snapshots.length, files.length);
      assert.ok(classes.length > 50);
      // No program of these leaves objects in every interval but where there is one only.
      assert.notEqual(verdict.result, 'leak', verdict.reason);
      if (files.length > 2) assert.equal(verdict.result, 'no-leak');
    });
  }
});
