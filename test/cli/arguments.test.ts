import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { repositoryPath } from '../support/fixtures.ts';
import { runCli } from '../support/run-cli.ts';

const seeHelp = '. Run "snapdiff --help" for the options and examples.\n';

/** What is typed → what standard error says, whole. */
const mistakes: readonly (readonly [args: readonly string[], stderr: string])[] = [
  [[], `snapdiff: expected two snapshots (snapdiff <baseline> <current>), got 0${seeHelp}`],
  [['a'], `snapdiff: expected two snapshots (snapdiff <baseline> <current>), got 1${seeHelp}`],
  [['diff', 'a'], `snapdiff: expected two snapshots (snapdiff <baseline> <current>), got 1${seeHelp}`],
  [['summary'], `snapdiff: expected one snapshot (snapdiff summary <file>), got 0${seeHelp}`],
  [['summary', 'a', 'b'], `snapdiff: one file too many: b${seeHelp}`],
  [['summary', 'a', '-'], `snapdiff: one file too many: -${seeHelp}`],
  [['--frob', 'a', 'b'], `snapdiff: unknown option --frob${seeHelp}`],
  [['a', 'b', '--frob=1'], `snapdiff: unknown option --frob=1${seeHelp}`],
  [['-x', 'a', 'b'], `snapdiff: unknown option -x${seeHelp}`],
  [['summary', 'a', '--all'], `snapdiff: --all is not for this command${seeHelp}`],
  [['--format', 'xml', 'a', 'b'], `snapdiff: --format "xml" is none of table, markdown, json${seeHelp}`],
  [
    ['summary', '--sort', 'addedSize', 'a'],
    `snapdiff: --sort "addedSize" is none of className, count, distance, selfSize, retainedSize${seeHelp}`,
  ],
  [['a', 'b', '--filter'], `snapdiff: Not enough arguments following: filter${seeHelp}`],
  [
    ['--json', '--format', 'table', 'a', 'b'],
    'snapdiff: --json and --format table contradict each other. Leave one out.\n',
  ],
  [
    ['--top', '', 'a', 'b'],
    'snapdiff: --top needs a whole number, 0 or more. --top 0 lists all constructors.\n',
  ],
  [
    ['--top', '-1', 'a', 'b'],
    'snapdiff: --top needs a whole number, 0 or more. --top 0 lists all constructors.\n',
  ],
  [
    ['--top', 'many', 'a', 'b'],
    'snapdiff: --top needs a whole number, 0 or more. --top 0 lists all constructors.\n',
  ],
  [
    ['-', '-'],
    'snapdiff: only one of the snapshots can come from standard input. Name a file for each other one.\n',
  ],
  [
    ['-', 'b', '-'],
    'snapdiff: only one of the snapshots can come from standard input. Name a file for each other one.\n',
  ],
  [['', 'b'], 'snapdiff: the name of a snapshot is empty. Is a variable of the shell not set?\n'],
];

for (const [args, expected] of mistakes) {
  test(`snapdiff ${args.map((arg) => arg || "''").join(' ')} says what is wrong and what to do, and exits 2`, async () => {
    assert.deepEqual(await runCli(args), { exitCode: 2, signal: null, stdout: '', stderr: expected });
  });
}

test('a wrong expression is found before any file is opened', async () => {
  const { exitCode, stdout, stderr } = await runCli(['--filter', '/(/', 'absent', 'absent']);
  assert.match(stderr, /^snapdiff: --filter \/\(\/: .*Unterminated group\. .*\n$/);
  assert.deepEqual([exitCode, stdout], [2, '']);
});

test('messages are in one language, whatever the locale', async () => {
  const { stderr } = await runCli(['a'], { env: { LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' } });
  assert.match(stderr, /^snapdiff: expected two snapshots/);
});

test('--help shows every option and examples on standard output', async () => {
  const { exitCode, stdout, stderr } = await runCli(['--help']);
  assert.deepEqual([exitCode, stderr], [0, '']);
  for (const option of [
    '--format',
    '--json',
    '--sort',
    '--top',
    '--filter',
    '--all',
    '--no-color',
    '--parser',
  ]) {
    assert.ok(stdout.includes(option), option);
  }
  assert.match(stdout, /Examples:\n {2}snapdiff monday/);
  assert.match(stdout, /retainedSizeDelta.*14 real leaks/);
  assert.ok(stdout.split('\n').every((line) => line.length <= 100));
});

test('summary --help shows its own options and columns', async () => {
  const { exitCode, stdout } = await runCli(['summary', '--help']);
  assert.equal(exitCode, 0);
  assert.match(stdout, /^snapdiff summary <file>\n/);
  assert.ok(!stdout.includes('--all'));
});

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(repositoryPath('package.json'), 'utf8')) as { version: string };
  assert.deepEqual(await runCli(['--version']), {
    exitCode: 0,
    signal: null,
    stdout: `${version}\n`,
    stderr: '',
  });
});
