import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { SnapshotSummary } from '../../src/analysis/analysis.ts';
import { makeBaselineFile, readBaselineFile } from '../../src/files/baseline-files.ts';
import { checkFiles } from '../../src/files/check-files.ts';
import { formatBaseline, makeBaseline, parseBaseline, type Baseline } from '../../src/check/baseline.ts';
import { SnapdiffError } from '../../src/base/errors.ts';
import { writeSmallLeak } from '../support/draw-series.ts';
import { repositoryPath } from '../support/fixtures.ts';
import { hostileNames } from '../support/hostile-names.ts';
import { classSummary, drawnSummary, totals } from '../support/reports.ts';

const origin = { toolVersion: '1.2.3', nodeVersion: null, v8Version: null };

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-baseline-'));
after(() => rmSync(folder, { recursive: true }));
/** Enough where it is not about what is in them. */
const [healthy, , , leak] = writeSmallLeak(folder);
const healthyBaseline = makeBaselineFile([healthy]);

function summaryOf(...classes: readonly (readonly [string, number, number])[]): SnapshotSummary {
  return drawnSummary(
    classes.map(([className, count, retained]) =>
      classSummary(className, totals(count, count * 10, retained)),
    ),
  );
}

test('a baseline is the same, byte for byte, each time, and reads back as it was', async () => {
  const text = formatBaseline(await healthyBaseline);
  assert.equal(formatBaseline(await makeBaselineFile([healthy])), text);
  assert.ok(text.length < 200_000);
  assert.ok(text.endsWith(']\n}\n'));
  const path = join(folder, 'leak-baseline.json');
  await writeFile(path, text);
  const baseline = await readBaselineFile(path);
  assert.deepEqual(baseline, await healthyBaseline);
  assert.equal(formatBaseline(baseline), text);
});

test('its constructors stand one to a line, sorted, and each once', async () => {
  const { classes } = await healthyBaseline;
  const names = classes.map(({ className }) => className);
  assert.deepEqual(names, [...new Set(names)].sort());
  const lines = formatBaseline(await healthyBaseline).split('\n');
  const own = lines.filter((line) => line.includes('"className": "Connection"'));
  assert.deepEqual(own.length, 1);
  assert.match(
    own[0],
    /^ {4}\{ "className": "Connection", "count": \d+, "selfSize": \d+, "retainedSize": \d+ \},$/,
  );
});

test('of several snapshots each amount is the highest', () => {
  const { classes, snapshotCount } = makeBaseline(
    [summaryOf(['A', 5, 100], ['B', 1, 1]), summaryOf(['A', 3, 900], ['C', 2, 2])],
    origin,
  );
  assert.equal(snapshotCount, 2);
  assert.deepEqual(classes, [
    { className: 'A', count: 5, selfSize: 50, retainedSize: 900 },
    { className: 'B', count: 1, selfSize: 10, retainedSize: 1 },
    { className: 'C', count: 2, selfSize: 20, retainedSize: 2 },
  ]);
});

test('constructors of one name are one', () => {
  const { classes } = makeBaseline([summaryOf(['A', 5, 100], ['A', 3, 10])], origin);
  assert.deepEqual(classes, [{ className: 'A', count: 8, selfSize: 80, retainedSize: 110 }]);
});

test('a file of too many is kept small: what retains least is left out, and counted', () => {
  const many = Array.from({ length: 9000 }, (_, i) => [`接続${i}`, 1 + (i % 5), i] as const);
  const baseline = makeBaseline([summaryOf(...many)], origin);
  const text = formatBaseline(baseline);
  assert.ok(text.length < 200_000, `${text.length} bytes`);
  assert.match(text, /^[\n -~]*$/, 'plain ASCII');
  assert.equal(baseline.classes.length + baseline.rest.classCount, 9000);
  const least = Math.min(...baseline.classes.map(({ retainedSize }) => retainedSize));
  assert.deepEqual(baseline.rest, {
    classCount: baseline.rest.classCount,
    count: 5,
    selfSize: 50,
    retainedSize: least - 1,
  });
});

test('names that would do harm read back as they were, but for those too long to be any', () => {
  const names = [...hostileNames.values()];
  const baseline = makeBaseline([summaryOf(...names.map((name) => [name, 1, 1] as const))], origin);
  const text = formatBaseline(baseline);
  assert.match(text, /^[\n -~]*$/);
  assert.deepEqual(parseBaseline(text, 'x'), baseline);
  assert.equal(baseline.rest.classCount, names.filter((name) => name.length > 200).length);
  assert.ok(baseline.rest.classCount > 0);
});

test('the versions of Node stand in it where the sidecar of the snapshot tells, and differing ones are a warning', async () => {
  const snapshot = join(folder, 'api.heapsnapshot.gz');
  await symlink(healthy, snapshot);
  const sidecar = { kind: 'sidecar', nodeVersion: '22.20.0', v8Version: '12.4.254.21-node.33' };
  await writeFile(join(folder, 'api.meta.json'), JSON.stringify(sidecar));
  const baseline = await makeBaselineFile([snapshot]);
  assert.deepEqual([baseline.nodeVersion, baseline.v8Version], ['22.20.0', '12.4.254.21-node.33']);
  const path = join(folder, 'with-version.json');
  await writeFile(path, formatBaseline({ ...baseline, nodeVersion: '20.1.0' }));
  const { warnings } = await checkFiles([path, snapshot]);
  assert.match(warnings[1], /^The baseline is of Node 20\.1\.0, the snapshot of Node 22\.20\.0/);
  await writeFile(join(folder, 'api.meta.json'), '{ damaged');
  assert.equal((await makeBaselineFile([snapshot])).nodeVersion, null);
});

test('a snapshot against a baseline file: the same passes, a leak fails and is named, with its path', async () => {
  const [healthy, leak] = ['healthy', 'leak'].map((name) =>
    repositoryPath(`fixtures/snapshots/push-daemon-${name}/3.heapsnapshot.gz`),
  ) as [string, string];
  const path = join(folder, 'kept.json');
  await writeFile(path, formatBaseline(await makeBaselineFile([healthy])));
  const same = await checkFiles([path, healthy]);
  assert.deepEqual(
    [same.passed, same.mode, same.matchedBy, same.verdict],
    [true, 'baseline', 'className', null],
  );
  assert.deepEqual([same.classes.length, same.growth.bytes], [0, 0]);
  assert.match(same.warnings[0], /no object ids: constructors are compared, by name/);

  const { failures, passed, snapshots } = await checkFiles([path, leak]);
  assert.equal(passed, false);
  assert.equal(snapshots[0].kind, 'baseline-file');
  assert.match(failures[0].message, /Connection/);
  assert.ok(failures[0].path.length > 2, 'the path to the newest of them');
  const budget = await checkFiles([path, leak], { budgets: { Connection: { count: 0 } }, failOn: 'budget' });
  assert.deepEqual(
    budget.failures.map(({ className, budget: of }) => [className, of?.overBy]),
    [['Connection', 19]],
  );
  assert.equal(budget.failures[0].path.at(-1)?.name, 'Connection');
});

test('a constructor that was left out of the file is not held against the build', async () => {
  const baseline = await makeBaselineFile([leak]);
  const without: Baseline = {
    ...baseline,
    classes: baseline.classes.filter(({ className }) => className !== 'Connection'),
    rest: { classCount: 1, count: 18, selfSize: 1e6, retainedSize: 1e6 },
  };
  const path = join(folder, 'folded.json');
  await writeFile(path, formatBaseline(without));
  const allowed = { budgets: { Connection: { count: 1, retained: 0 } }, failOn: 'budget' } as const;
  const { budgets } = await checkFiles([path, leak], allowed);
  assert.deepEqual(
    budgets.map(({ actual, passed }) => [actual, passed]),
    [
      [2, false],
      [0, true],
    ],
  );
});

test('a baseline file may have a byte order mark, as Windows editors leave it', async () => {
  const marked = join(folder, 'marked.json');
  await writeFile(marked, `\ufeff${formatBaseline(await healthyBaseline)}`);
  assert.equal((await checkFiles([marked, healthy])).mode, 'baseline');
  assert.deepEqual(await readBaselineFile(marked), await healthyBaseline);
  await assert.rejects(checkFiles([healthy, marked]), /is a baseline file, which has to come first/);
});

test('a baseline file of more than 16 MB is told as one that is too large, not as a snapshot', async () => {
  const path = join(folder, 'large.json');
  await writeFile(path, formatBaseline(good) + ' '.repeat(17 << 20));
  for (const read of [() => checkFiles([path, healthy]), () => readBaselineFile(path)]) {
    await assert.rejects(read, {
      message: `${path}: begins as a baseline file, and is 17.8 MB long`,
      hint: /^snapdiff writes at most 0\.2 MB\. Make it anew: /,
    });
  }
});

test('JSON that is known for something else is called that, not a damaged baseline', async () => {
  const path = join(folder, 'jsc.json');
  await writeFile(path, '{"version":3,"type":"Inspector","nodes":[0');
  await assert.rejects(checkFiles([path, healthy]), /JavaScriptCore's own format/);
});

test('a file is known for a baseline by what is in it', async () => {
  const text = formatBaseline(await makeBaselineFile([healthy]));
  const odd = join(folder, 'kept.heapsnapshot');
  await writeFile(odd, text);
  assert.equal((await checkFiles([odd, healthy])).mode, 'baseline');
  const pretty = join(folder, 'pretty.json');
  await writeFile(pretty, JSON.stringify(JSON.parse(text), null, 4));
  assert.equal((await checkFiles([pretty, healthy])).mode, 'baseline');
  const shuffled = join(folder, 'shuffled.json');
  const { classes, ...head } = JSON.parse(text) as Baseline;
  await writeFile(shuffled, JSON.stringify({ classes, ...head }));
  assert.equal((await checkFiles([shuffled, healthy])).mode, 'baseline');
  const snapshot = join(folder, 'snapshot.json');
  await symlink(healthy, snapshot);
  assert.equal((await checkFiles([snapshot, healthy])).mode, 'pair');
});

const faults: readonly (readonly [text: string, message: RegExp])[] = [
  ['{ "kind": "baseline"', /is not JSON$/],
  ['{ "kind": "comparison" }', /is neither a snapshot nor a baseline file$/],
  ['{ "kind": "baseline", "schemaVersion": 2 }', /is of version 2, not 1$/],
  ['{ "kind": "baseline", "schemaVersion": 1 }', /nodeVersion is neither a text nor null$/],
];
const good = makeBaseline([summaryOf(['A', 1, 1])], origin);
const wrong: readonly (readonly [object, RegExp])[] = [
  [{ toolVersion: 5 }, /toolVersion is not a string$/],
  [{ totals: null }, /totals is missing or no amount$/],
  [{ totals: { ...good.totals, nodeCount: -1 } }, /totals\.nodeCount is missing or no amount$/],
  [{ rest: {} }, /rest\.classCount is missing or no amount$/],
  [{ snapshotCount: '1' }, /snapshotCount is missing or no amount$/],
  [{ classes: {} }, /classes is not a list$/],
  [{ classes: [{ className: 'A' }] }, /classes\[0\] is not a constructor with its amounts$/],
  [{ classes: [...good.classes, ...good.classes] }, /a constructor is in it twice$/],
];
for (const [text, message] of [
  ...faults,
  ...wrong.map(([part, message]) => [JSON.stringify({ ...good, ...part }), message] as const),
]) {
  test(`a damaged baseline is refused: ${message.source}`, async () => {
    const path = join(folder, 'damaged.json');
    await writeFile(path, text);
    await assert.rejects(checkFiles([path, healthy]), (error) => {
      assert.ok(error instanceof SnapdiffError, String(error));
      assert.match(error.message, message);
      assert.ok(error.message.startsWith(`${path}: `));
      return true;
    });
  });
}

test('a baseline file in the wrong place, or with too much behind it, is told so', async () => {
  const path = join(folder, 'placed.json');
  await writeFile(path, formatBaseline(good));
  await assert.rejects(checkFiles([healthy, path]), /is a baseline file, which has to come first/);
  await assert.rejects(checkFiles([path, path]), /is a baseline file, which has to come first/);
  await assert.rejects(checkFiles([path, healthy, leak]), /is held against one snapshot, here are 2/);
  await assert.rejects(checkFiles([path]), /expected two snapshots, or a baseline file and one, got 1/);
});
