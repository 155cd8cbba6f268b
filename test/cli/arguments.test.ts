import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { repositoryPath } from '../support/fixtures.ts';
import { runCli } from '../support/run-cli.ts';

const seeHelp = seeHelpOf('');

function seeHelpOf(command: string): string {
  return `. "snapdiff${command} --help" has the options and examples.\n`;
}

/** What is typed → what standard error says, whole. */
const mistakes: readonly (readonly [args: readonly string[], stderr: string])[] = [
  [['a'], `snapdiff: expected two snapshots (snapdiff <baseline> <current>), got 1${seeHelp}`],
  [
    ['diff', 'a'],
    `snapdiff: expected two snapshots (snapdiff <baseline> <current>), got 1${seeHelpOf(' diff')}`,
  ],
  [
    ['explore'],
    `snapdiff: expected at least one snapshot (snapdiff explore <files..>), got 0${seeHelpOf(' explore')}`,
  ],
  [['explore', 'a', '--json'], `snapdiff: --json is not an option of this command${seeHelpOf(' explore')}`],
  [
    ['explore', '-', 'a'],
    'snapdiff: -: is read more than once, which standard input cannot be. Write it to a file first.\n',
  ],
  [
    ['explore', 'a', '--port', 'http'],
    'snapdiff: --port needs a number of at most 65535. Without it a free one is taken.\n',
  ],
  [['summary'], `snapdiff: expected one snapshot (snapdiff summary <file>), got 0${seeHelpOf(' summary')}`],
  [['summary', 'a', 'b'], `snapdiff: one file too many: b${seeHelpOf(' summary')}`],
  [['summary', 'a', '-'], `snapdiff: one file too many: -${seeHelpOf(' summary')}`],
  [['--frob', 'a', 'b'], `snapdiff: unknown option --frob${seeHelp}`],
  [['a', 'b', '--frob=1'], `snapdiff: unknown option --frob=1${seeHelp}`],
  [
    ['a', 'b', '--formt', 'json'],
    `snapdiff: unknown option --formt. Did you mean --format? ${seeHelp.slice(2)}`,
  ],
  [['a', 'b', '--reporter', 'json'], `snapdiff: --reporter is not an option of this command${seeHelp}`],
  [['-x', 'a', 'b'], `snapdiff: unknown option -x${seeHelp}`],
  [['summary', 'a', '--all'], `snapdiff: --all is not an option of this command${seeHelpOf(' summary')}`],
  [
    ['--format', 'xml', 'a', 'b'],
    'snapdiff: --format xml: unknown format "xml". The formats are table, brief, markdown, json, html.\n',
  ],
  [
    ['summary', '--sort', 'addedSize', 'a'],
    `snapdiff: --sort "addedSize" is not one of className, count, distance, selfSize, retainedSize${seeHelpOf(' summary')}`,
  ],
  [['a', 'b', '--filter'], `snapdiff: --filter needs a value${seeHelp}`],
  [
    ['--json', '--format', 'table', 'a', 'b'],
    'snapdiff: --format table and --format json both go to standard output. Give one of them its own file: --format json=FILE.\n',
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
  [
    ['show', 'a'],
    `snapdiff: expected a snapshot and the id of an object (snapdiff show <file> <object>), got 1${seeHelpOf(' show')}`,
  ],
  [
    ['show', 'a', 'Connection'],
    'snapdiff: Connection is not an object id. It is the number after the @; "snapdiff objects" lists them.\n',
  ],
  [
    ['redact', 'a'],
    `snapdiff: expected a snapshot and the file to write (snapdiff redact <file> <copy>), got 1${seeHelpOf(' redact')}`,
  ],
  [['redact', 'a', '-'], 'snapdiff: -: a copy is written to a file. Name one, as copy.heapsnapshot.gz.\n'],
  [
    ['a', 'b', '--include-strings'],
    'snapdiff: --include-strings has no effect without --html. Only a page leaves out strings; add --html report.html.\n',
  ],
  [
    ['a', 'b', '--details'],
    'snapdiff: --details has no effect without --json. A page has them anyway; a table has none.\n',
  ],
  [
    ['a', 'b', '--timeline', 'memory.csv'],
    'snapdiff: --timeline has no effect without --html. "snapdiff triage" says what a timeline shows; a page draws it beside the snapshots.\n',
  ],
  [['report'], `snapdiff: expected one saved report (snapdiff report <file>), got 0${seeHelpOf(' report')}`],
  [
    ['report', 'absent.json'],
    'snapdiff: absent.json: cannot be read (ENOENT). Check the path, and the disk it leads to.\n',
  ],
  [
    ['a', 'b', '--html', '-'],
    'snapdiff: --format table and --format html both go to standard output. Give one of them its own file: --format html=FILE.\n',
  ],
  [
    ['retainers', 'a', '--id', '1', '--format', 'html=a.html'],
    'snapdiff: --format html=a.html: unknown format "html". The formats are table, brief, markdown, json.\n',
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

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(repositoryPath('package.json'), 'utf8')) as { version: string };
  assert.deepEqual(await runCli(['--version']), {
    exitCode: 0,
    signal: null,
    stdout: `${version}\n`,
    stderr: '',
  });
});
