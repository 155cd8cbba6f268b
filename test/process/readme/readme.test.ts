import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { compareFiles } from '../../../src/files/compare-files.ts';
import { renderReport } from '../../../src/report/index.ts';
import { makeComparisonReport } from '../../../src/report/comparison-report.ts';
import { heldText } from '../../../src/report/suspect-text.ts';
import { verdictLabel } from '../../../src/report/terminal/verdict-table.ts';
import { snapshotBytes } from '../../support/draw-heap.ts';
import { drawSmallLeak } from '../../support/draw-series.ts';
import { startProcess } from '../../support/child-processes.ts';
import { repositoryPath } from '../../support/fixtures.ts';

// Every command and example of the README is run, so that none of them can go wrong unnoticed.

const readme = readFileSync(repositoryPath('README.md'), 'utf8');
const root = repositoryPath('.');
const { scripts } = JSON.parse(readFileSync(repositoryPath('package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};

/** The names that commands use for files of the reader's own: small ones here, of a process that leaks connections. */
const names = ['monday', 'tuesday', 'thursday', 'friday'];
const folder = mkdtempSync(join(tmpdir(), 'snapdiff-readme-'));
after(() => rmSync(folder, { recursive: true }));
const bin = join(folder, 'bin');
prepareFolder();

/** A user's folder: four snapshots, the package installed, and `snapdiff` on the path. */
function prepareFolder(): void {
  for (const [index, drawing] of drawSmallLeak().entries()) {
    const bytes = snapshotBytes(drawing);
    const path = join(folder, `${names[index]}.heapsnapshot`);
    writeFileSync(path, bytes);
    writeFileSync(`${path}.gz`, gzipSync(bytes));
  }
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'heap-snapdiff'));
  mkdirSync(bin);
  const program = join(bin, 'snapdiff');
  writeFileSync(
    program,
    `#!/bin/sh\nexec '${process.execPath}' '${repositoryPath('dist/cli/main.js')}' "$@"\n`,
  );
  chmodSync(program, 0o755);
  // A server that is done at once, and a scenario that leaves nothing behind.
  writeFileSync(join(folder, 'server.js'), "console.log('listening');\n");
  writeFileSync(join(folder, 'leak.mjs'), 'export function run() { return new Array(100).fill(0); }\n');
}

/** The process whose number is 4242 in the README: alive as long as the tests, with the preload. */
const daemon = startProcess(
  process.execPath,
  ['-r', repositoryPath('dist/preload/register.cjs'), '-e', "setInterval(() => {}, 1000); console.log('up')"],
  { cwd: folder, env: { ...process.env, SNAPDIFF_MIN_INTERVAL: '0' }, stdio: ['ignore', 'pipe', 'ignore'] },
);
if (daemon.stdout !== null) await once(daemon.stdout, 'data');

function blocks(language: string): string[] {
  return [...readme.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm)]
    .filter(([, marked]) => marked === language)
    .map(([, , text = '']) => text);
}

/** What is left of a command to run here, and where; undefined if nothing is. */
interface Runnable {
  readonly command: string;
  readonly where: string;
}

function prepare(line: string): Runnable | undefined {
  const parts = line.split(' && ').filter((part) => !isInstall(part) && !isOfThisRun(part));
  if (parts.length === 0) return undefined;
  const [command] = parts;
  assert.ok(command !== undefined && parts.length === 1, `the test does not know how to run: ${line}`);
  const [, script] = /^npm run (\S+) -- /.exec(command) ?? [];
  if (script !== undefined) {
    assert.ok(script in scripts, `package.json has no script ${script}: ${line}`);
    // What another command of the README has written is in the user's folder.
    return command.includes(' story/')
      ? { command: command.replace('npm run snapdiff --', 'snapdiff'), where: folder }
      : { command, where: root };
  }
  if (command.startsWith('node --expose-gc fixtures/programs/')) {
    return { command: command.replace('fixtures/programs/', `'${root}'/fixtures/programs/`), where: folder };
  }
  assert.match(
    command,
    /^(?:gzip -dc \S+ \| )?snapdiff |^mkdir \w+$|^(?:SNAPDIFF_TIMELINE=\S+ )?node -r heap-snapdiff\/register |^kill -USR2 4242$/,
    `the test does not know how to run: ${line}`,
  );
  const here = command.replaceAll('4242', `${daemon.pid}`).replaceAll('10m', '1s');
  return { command: hasJq() ? here : here.replace(/ \| jq .*$/, ''), where: folder };
}

/** Would change the machine, or the checkout the tests run in. */
function isInstall(part: string): boolean {
  return /^npm (?:ci|link|install(?: --global)? heap-snapdiff)$/.test(part);
}

/** `npm test` has built the program and runs this test; anything that runs it again would not end. */
function isOfThisRun(part: string): boolean {
  const [, script] = /^npm (?:run )?(test|build|check)$/.exec(part) ?? [];
  return script !== undefined && script in scripts;
}

function hasJq(): boolean {
  return spawnSync('jq', ['--version']).status === 0;
}

function run(command: string, args: readonly string[], where: string): string {
  const { NO_COLOR: _, FORCE_COLOR: __, NODE_TEST_CONTEXT: ___, ...inherited } = process.env;
  const env = { ...inherited, PATH: `${bin}${delimiter}${process.env['PATH']}` };
  const options = { cwd: where, env, encoding: 'utf8', maxBuffer: 1 << 26 } as const;
  const { status, stdout, stderr } = spawnSync(command, args, options);
  // A check that finds the daemon's leak has done its work.
  assert.equal(status, args.join(' ').includes('snapdiff check leak-baseline') ? 1 : 0, stderr);
  return stdout;
}

const lines = blocks('sh').flatMap((block) => block.trimEnd().split('\n'));

for (const line of lines) {
  test(`README: ${line}`, (context) => {
    const runnable = prepare(line);
    if (runnable === undefined) {
      context.diagnostic('installs, or runs the tests: nothing left to run');
      return;
    }
    const { command, where } = runnable;
    const isQuiet = /^(?:mkdir|kill|snapdiff check --write-baseline|node --expose-gc) /.test(command);
    assert.equal(run('bash', ['-o', 'pipefail', '-c', command], where) === '', isQuiet);
  });
}

test('README: the commands are found, and a strange one would fail', () => {
  assert.ok(lines.length >= 15);
  assert.ok(lines.some((line) => prepare(line)?.where === root));
  for (const line of ['rm -r .', 'npm ci && npm run snapdif -- a b', 'npm install left-pad']) {
    assert.throws(() => prepare(line), /does not know how to run|has no script/, line);
  }
});

/** The real daemon's, of which the picture is. */
const paths = [0, 1, 2, 3].map((n) => `fixtures/snapshots/push-daemon-leak/${n}.heapsnapshot.gz`);

test('README: the first command gives the picture below it', async () => {
  const [first = ''] = lines;
  const [, files = ''] = /^npm ci && npm run snapdiff -- --top 5 (\S+)$/.exec(first) ?? [];
  assert.equal(files, 'fixtures/snapshots/push-daemon-leak/*.heapsnapshot.gz');
  const { snapshots, ...series } = await compareFiles(paths.map(repositoryPath));
  const named = snapshots.map((info, index) => ({ ...info, path: paths[index] ?? '' }));
  const report = makeComparisonReport({ ...series, snapshots: named }, { top: 5 });
  const [picture] = blocks('text');
  assert.equal(picture, renderReport(report, 'table', { width: 120 }), 'paste the new output into README.md');
  assert.match(picture, /^1\. Connection /m);
});

test('README: the ten snapshots give the answer below them', async () => {
  const [, answer = ''] = blocks('text');
  const { verdict, suspects } = await compareFiles(
    Array.from({ length: 10 }, (_, index) => join(folder, 'story', `${index}.heapsnapshot`)),
  );
  const [{ className, counts, heldCounts, evidence }] = suspects;
  // Bytes and ids are others in another version of Node.
  assert.ok(
    answer.startsWith(`${verdictLabel(verdict)}: ${heldCounts.join(' + ')} ${className} stay under `),
  );
  assert.ok(answer.includes(`\n1. ${className}  ${heldText(suspects[0])}  `), heldText(suspects[0]));
  assert.ok(answer.includes(` There are ${counts.join(' → ')} ${className} objects.`), evidence.join(' '));
});

test('README: the class shown as JSON is that of the first command', async () => {
  const [shown = ''] = blocks('json');
  const [baseline = '', , , current = ''] = paths.map(repositoryPath);
  const { classes } = await compareFiles([baseline, current]);
  assert.deepEqual(
    JSON.parse(shown),
    classes.find(({ className }) => className === 'Connection'),
  );
});

test('README: the library example runs', () => {
  const examples = blocks('js');
  assert.equal(examples.length, 1);
  const file = join(folder, 'example.mjs');
  writeFileSync(file, examples.join(''));
  assert.match(run(process.execPath, [file], folder), /\d+ constructors have more objects than before\n/);
});

test('README: no code block is of a kind that nothing runs, and no link leads nowhere', () => {
  const kinds = [...readme.matchAll(/^```(\S+)$/gm)].map(([, kind]) => kind);
  assert.deepEqual([...new Set(kinds)].sort(), ['js', 'json', 'sh', 'text']);
  for (const [, target = ''] of readme.matchAll(/\]\(([^)#:]+)\)/g))
    assert.ok(existsSync(repositoryPath(target)), target);
});
