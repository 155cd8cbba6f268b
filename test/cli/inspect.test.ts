import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { SharedStack } from '../../src/index.ts';
import { snapshotBytes } from '../support/draw-heap.ts';
import { drawSmallLeak } from '../support/draw-series.ts';
import { assertGolden } from '../support/golden.ts';
import { runCli } from '../support/run-cli.ts';

const leak = 'fixtures/snapshots/push-daemon-leak';
const first = `${leak}/0.heapsnapshot.gz`;
const last = `${leak}/3.heapsnapshot.gz`;
const folder = mkdtempSync(join(tmpdir(), 'snapdiff-inspect-'));
after(() => rmSync(folder, { recursive: true }));
function seeHelpOf(command: string): string {
  return `. "snapdiff ${command} --help" has the options and examples.\n`;
}

test('retainers of the new objects of a class are a tree on standard output', async () => {
  const { exitCode, stdout, stderr } = await runCli([
    'retainers',
    last,
    '--class',
    'Connection',
    '--new-since',
    first,
  ]);
  assert.deepEqual([exitCode, stderr], [0, '']);
  assertGolden('cli/retainers.push-daemon-leak.txt', stdout);
});

const tracked = 'fixtures/snapshots/allocation-tracking';

test('of a heap whose allocations were tracked, suspects say which calls allocated the objects', async () => {
  const files = [`${tracked}/0.heapsnapshot.gz`, `${tracked}/1.heapsnapshot.gz`];
  const [markdownFile, jsonFile] = [join(folder, 'pair.md'), join(folder, 'pair.json')];
  const formats = [
    '--format',
    'table',
    '--format',
    `markdown=${markdownFile}`,
    '--format',
    `json=${jsonFile}`,
  ];
  const { exitCode, stdout } = await runCli([...files, '--top', '1', ...formats]);
  assert.equal(exitCode, 0);
  assert.match(
    stdout,
    /2\. Subscriber .*\n(?: .*\n)* {3}allocated all of them at addListeners \(snapdiff-fixtures\/programs\/async-work\.cjs:83\) ← steps/,
  );
  assert.match(
    readFileSync(markdownFile, 'utf8'),
    /\n {3}- Allocated: all of them at `addListeners` \(`snapdiff-fixtures\/programs\/async-work\.cjs:83`\) ←/,
  );
  const { suspects } = JSON.parse(readFileSync(jsonFile, 'utf8')) as { suspects: Record<string, unknown>[] };
  const allocation = suspects.find(({ className }) => className === 'Subscriber')?.['allocation'];
  const { objectCount, knownCount, sharedCount, frames } = allocation as SharedStack;
  assert.deepEqual([objectCount, knownCount, sharedCount], [25, 25, 25]);
  assert.deepEqual(
    frames.map(({ functionName, location }) => [functionName, location?.line]),
    [
      ['addListeners', 82],
      ['steps', 105],
      ['runSteps', 46],
    ],
  );
});

test('so do lists of objects and what holds them', async () => {
  const file = `${tracked}/1.heapsnapshot.gz`;
  const list = ['objects', file, '--class', 'Subscriber', '--sort', 'id', '--top', '2'];
  const written = join(folder, 'objects.json');
  const { stdout: table } = await runCli([...list, '--format', 'table', '--format', `json=${written}`]);
  assertGolden('cli/objects.allocation-tracking.txt', table);
  assertGolden(
    'cli/objects.allocation-tracking.md',
    (await runCli([...list, '--format', 'markdown'])).stdout,
  );
  const { objects } = JSON.parse(readFileSync(written, 'utf8')) as { objects: { nodeId: number }[] };
  const one = ['retainers', file, '--id', `${objects[0]?.nodeId}`];
  assertGolden('cli/retainers.allocation-tracking.txt', (await runCli(one)).stdout);
  assertGolden(
    'cli/retainers.allocation-tracking.md',
    (await runCli([...one, '--format', 'markdown'])).stdout,
  );
  const all = await runCli(['retainers', file, '--class', 'Subscriber', '--depth', '1']);
  assert.match(all.stdout, /\nAll of them were allocated at addListeners \(/);
});

test('retainers of one object are its path and a list', async () => {
  const { stdout: list } = await runCli(['objects', '--json', last, '--class', 'Connection', '--sort', 'id']);
  const { objects } = JSON.parse(list) as { objects: { nodeId: number }[] };
  const id = objects.at(-1)?.nodeId;
  const { exitCode, stdout, stderr } = await runCli(['retainers', last, '--id', `@${id}`, '--paths', '3']);
  assert.deepEqual([exitCode, stderr], [0, '']);
  assert.match(stdout, /\nShortest path from a root\nglobal @/);
  assert.match(stdout, /\n\._connection: Connection @/);
  assert.match(stdout, /\n… \d+ more retainers; --paths 0 lists them\n$/);
});

test('objects come in pages, oldest first when asked', async () => {
  const files = [0, 1, 2, 3].map((file) => `${leak}/${file}.heapsnapshot.gz`);
  const { exitCode, stdout, stderr } = await runCli([
    'objects',
    ...files,
    '--class',
    'Connection',
    '--sort',
    'age',
    '--top',
    '5',
    '--page',
    '2',
  ]);
  assert.deepEqual([exitCode, stderr], [0, '']);
  assertGolden('cli/objects.push-daemon-leak.txt', stdout);
});

test('"-" reads standard input', async () => {
  const [, , , drawing] = drawSmallLeak();
  const stdin = snapshotBytes(drawing);
  const file = join(folder, 'last.heapsnapshot');
  writeFileSync(file, stdin);
  const args = ['--class', 'Connection', '--json'];
  const { stdout, stderr } = await runCli(['retainers', '-', ...args], { stdin });
  assert.equal(stderr, '');
  const fromFile = JSON.parse((await runCli(['retainers', file, ...args])).stdout) as { ofClass: unknown };
  assert.deepEqual((JSON.parse(stdout) as { ofClass: unknown }).ofClass, fromFile.ofClass);
});

/** What is typed → what standard error says, whole. */
const mistakes: readonly (readonly [args: readonly string[], stderr: string])[] = [
  [
    ['retainers'],
    `snapdiff: expected one snapshot (snapdiff retainers <file> --class <constructor>), got 0${seeHelpOf('retainers')}`,
  ],
  [
    ['retainers', 'a'],
    'snapdiff: --class or --id is missing. --class Connection shows what holds all its objects, --id 132397 what holds one.\n',
  ],
  [
    ['retainers', 'a', '--class', 'A', '--id', '1'],
    'snapdiff: --class and --id cannot be used together. --class Connection shows what holds all its objects, --id 132397 what holds one.\n',
  ],
  [
    ['retainers', 'a', '--id', '1', '--new-since', 'b'],
    'snapdiff: --new-since needs --class; it cannot be used with --id\n',
  ],
  [
    ['retainers', 'a', '--id', 'x1'],
    'snapdiff: --id x1 is not an object id. It is the number after the @; "snapdiff objects" lists them.\n',
  ],
  [
    ['retainers', 'a', '--class', 'A', '--depth', '-1'],
    'snapdiff: --depth needs a whole number, 0 or more. --depth 0 shows all.\n',
  ],
  [['retainers', 'a', 'b', '--class', 'A'], `snapdiff: one file too many: b${seeHelpOf('retainers')}`],
  [
    ['retainers', 'a', '--class', 'A', '--all'],
    `snapdiff: --all is not an option of this command${seeHelpOf('retainers')}`,
  ],
  [['objects', 'a'], `snapdiff: --class is missing${seeHelpOf('objects')}`],
  [
    ['objects', '--class', 'A'],
    `snapdiff: expected at least one snapshot (snapdiff objects <files..> --class <constructor>), got 0${seeHelpOf('objects')}`,
  ],
  [['objects', 'a', '--class', 'A', '--page', '0'], 'snapdiff: --page needs a whole number, 1 or more\n'],
  [
    ['objects', 'a', '--class', 'A', '--sort', 'name'],
    `snapdiff: --sort "name" is not one of id, selfSize, retainedSize, distance, age${seeHelpOf('objects')}`,
  ],
  [
    ['objects', first, '--class', 'Nope\u001b[2J'],
    `snapdiff: ${first} has no objects of a class "Nope\\u001b[2J". Names are`,
  ],
  [
    ['retainers', first, '--id', '4294967295'],
    `snapdiff: ${first} has no object @4294967295. Ids are those of this file or of one of the same process; "snapdiff objects" lists them.\n`,
  ],
];

for (const [args, expected] of mistakes) {
  test(`snapdiff ${JSON.stringify(args.join(' '))} says what is wrong, and exits 2`, async () => {
    const { exitCode, stdout, stderr } = await runCli(args);
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.ok(stderr.startsWith(expected), stderr);
  });
}

test('--help of both commands shows their options and an example', async () => {
  for (const [command, options] of [
    ['retainers', ['--class', '--id', '--new-since', '--depth', '--paths', '--json']],
    ['objects', ['--class', '--sort', '--top', '--page', '--json']],
  ] as const) {
    const { exitCode, stdout } = await runCli([command, '--help']);
    assert.equal(exitCode, 0);
    for (const option of options) assert.ok(stdout.includes(option), option);
    assert.match(stdout, /snapdiff (?:retainers|objects) .*--class Connection/);
    assert.ok(stdout.split('\n').every((line) => line.length <= 100));
  }
});

test('show tells what is in an object, what holds it, and whether it would be freed', async () => {
  const listed = await runCli(['objects', last, '--class', 'Connection', '--json', '--top', '1']);
  const [object] = (JSON.parse(listed.stdout) as { objects: { nodeId: number }[] }).objects;
  const { exitCode, stdout, stderr } = await runCli(['show', last, `@${object?.nodeId}`]);
  assert.deepEqual([exitCode, stderr], [0, '']);
  assertGolden('cli/show.push-daemon-leak.txt', stdout);
  const page = await runCli(['show', last, `${object?.nodeId}`, '--format', 'markdown', '--top', '5']);
  assertGolden('cli/show.push-daemon-leak.md', page.stdout);
});

test('an object that is not there is one line, with where ids are from', async () => {
  const { exitCode, stdout, stderr } = await runCli(['show', last, '@1000000001']);
  assert.deepEqual([exitCode, stdout], [2, '']);
  assert.match(stderr, /^snapdiff: \S+ has no object @1000000001\. Ids are those of this file .*\n$/);
});

test('texts of a heap are escaped and cut where they are shown', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'snapdiff-show-'));
  const file = join(folder, 'hostile.heapsnapshot');
  const text = JSON.stringify(`\u001b[2J\u202e${'x'.repeat(10_000)}`);
  writeFileSync(
    file,
    snapshotBytes(`root -> a\n a -property:${text}-> b\n a: object "A"\n b: string ${text}`),
  );
  const { stdout } = await runCli(['show', file, '@3']);
  rmSync(folder, { recursive: true });
  assert.ok(!stdout.includes('\u001b') && !stdout.includes('\u202e'));
  assert.ok(stdout.split('\n').every((line) => line.length < 300));
});
