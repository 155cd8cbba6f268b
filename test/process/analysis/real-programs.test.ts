import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { Analysis } from '../../../src/analysis/analysis.ts';
import { findCallback } from '../../../src/paths/callbacks.ts';
import { codeSiteOf, findFunctionsAt } from '../../../src/analysis/code-sites.ts';
import { findClasses, findObjects } from '../../../src/analysis/find-classes.ts';
import { findOtherOwners } from '../../../src/paths/other-owners.ts';
import { sourceOfEdge } from '../../../src/analysis/retainers.ts';
import { findRetainingPath } from '../../../src/paths/retaining-path.ts';
import type { NodeOrdinal } from '../../../src/heap/index-spaces.ts';
import { NodeKind } from '../../../src/heap/kinds.ts';
import { readSnapshot } from '../../../src/snapshot/read-snapshot.ts';
import { runProcess } from '../../support/child-processes.ts';
import { repositoryPath } from '../../support/fixtures.ts';
import { withSnapshotsOf } from '../../support/run-program.ts';

// What the analyses say of heaps that programs write of themselves, beside the drawn ones of test/analysis.

test("a real program's timers lead to their callback, and the functions made there grow with them", async () => {
  await withSnapshotsOf('timeouts', [1, 1, 1], async (files) => {
    const [first, last] = await Promise.all(
      [files[0], files[3]].map(async (file) => new Analysis(await readSnapshot(file))),
    );
    const timers = findObjects(
      last.classification,
      findClasses(last.classification, 'Timeout'),
      last.shallowSizes,
    );
    const callback = findCallback(last, timers.at(-1) ?? (0 as NodeOrdinal));
    assert.ok(callback);
    assert.ok(callback.location.url?.endsWith('timeouts.cjs'), callback.name);
    const site = codeSiteOf(last, callback.node);
    assert.ok(site);
    const [before = []] = findFunctionsAt(first.snapshot, [site]);
    const [after = []] = findFunctionsAt(last.snapshot, [site]);
    assert.ok(before.length < after.length);
    assert.ok(after.includes(callback.node));
    assert.ok(after.length <= timers.length);
  });
});

test('in a real program with one owner all is freed, and past the owner that is shown the other is found', async () => {
  await withSnapshotsOf('weak-map-keys', [1, 1, 1], async (files) => {
    const analysis = new Analysis(await readSnapshot(files[3]));
    const { graph } = analysis.snapshot;
    const { classification, shallowSizes, shortestPaths } = analysis;
    const sessions = findObjects(classification, findClasses(classification, 'Session'), shallowSizes)
      .filter((node) => graph.nodeKind[node] === NodeKind.object)
      .slice(-3);
    const [first = 0 as NodeOrdinal] = sessions;
    const holder = sourceOfEdge(graph, shortestPaths[first]);
    assert.deepEqual(findOtherOwners(analysis, holder, sessions), { owners: [], freedCount: 3 });
    // Of anything else that does not hold them, the array is the owner.
    const { owners, freedCount } = findOtherOwners(analysis, first, sessions.slice(1));
    assert.equal(freedCount, 0);
    assert.deepEqual(
      owners.map(({ name }) => `${name.edge} ${name.className}`),
      ['variable sessions Array'],
    );
  });
});

test('in snapshots that a script writes of itself, its variables hold what is in them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-mid-script-'));
  try {
    await runProcess(process.execPath, [repositoryPath('fixtures/programs/mid-script.cjs'), folder]);
    for (const name of ['top', 'function', 'async', 'timer']) {
      const analysis = new Analysis(await readSnapshot(join(folder, `${name}.heapsnapshot`)));
      const waysTo = (className: string): ReadonlySet<string> => {
        const { classification, shallowSizes } = analysis;
        const nodes = findObjects(classification, findClasses(classification, className), shallowSizes);
        assert.equal(nodes.length, 20);
        return new Set(
          nodes.map((node) =>
            findRetainingPath(analysis, node)
              .slice(className === 'Session' ? -2 : -3)
              .map((step) => `${step.label.replace(/\d+/, 'n')} ${step.className}`)
              .join(' › '),
          ),
        );
      };
      assert.deepEqual(waysTo('Session'), new Set(['variable sessions Array › [n] Session']), name);
      assert.deepEqual(waysTo('Job'), new Set(['variable store Store › .jobs Array › [n] Job']), name);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
