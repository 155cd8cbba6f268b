import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { checkReporterNames } from '../../src/report/check-report.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { writeSmallLeak } from '../support/draw-series.ts';
import { repositoryPath } from '../support/fixtures.ts';
import { runCli } from '../support/run-cli.ts';

const guide = readFileSync(repositoryPath('docs/ci.md'), 'utf8');
const action = readFileSync(repositoryPath('action.yml'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'snapdiff-action-'));
after(() => rmSync(folder, { recursive: true }));

/** The scripts of its steps, as the runner gives them to bash. */
const [install, run, ...more] = Array.from(
  action.matchAll(/^ {6}run: \|\n((?: {8}.*\n| *\n)+)/gm),
  ([, block]) => block.replace(/^ {8}/gm, ''),
);

/** The runner sets every input that is not given to its default. */
const noInputs = {
  SNAPDIFF_COMMAND: 'check',
  SNAPDIFF_FILES: '',
  SNAPDIFF_SCENARIO: '',
  SNAPDIFF_REPORTS: '',
  SNAPDIFF_ARGUMENTS: '',
  SNAPDIFF_CONFIG: '',
  SNAPDIFF_OUT: '',
};

interface StepResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** name=value lines of GITHUB_OUTPUT */
  readonly output: string;
}

function step(script: string, env: Readonly<Record<string, string>>): StepResult {
  const outputFile = join(folder, 'output');
  const scriptFile = join(folder, 'step.sh');
  writeFileSync(outputFile, '');
  writeFileSync(scriptFile, script);
  const { status, stdout, stderr } = spawnSync(
    'bash',
    // As the runner calls it.
    ['--noprofile', '--norc', '-e', '-o', 'pipefail', scriptFile],
    {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...childEnvironment(),
        GITHUB_OUTPUT: outputFile,
        GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
        RUNNER_TEMP: folder,
        ...noInputs,
        ...env,
      },
    },
  );
  return { exitCode: status, stdout, stderr, output: readFileSync(outputFile, 'utf8') };
}

test('what the action runs of others is pinned by its commit', () => {
  const used = Array.from(action.matchAll(/^ *-? *uses: (.*)$/gm), ([, name]) => name);
  assert.ok(used.length > 0);
  for (const name of used) assert.match(name, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d/);
});

test('nothing from outside is written into a script of the action', () => {
  assert.equal(more.length, 0);
  for (const script of [install, run]) assert.doesNotMatch(script, /\$\{\{/);
  assert.equal(action.match(/^ +run:/gm)?.length, 2, 'and there is no other script');
});

test('without a version the action runs from its own folder', () => {
  const { exitCode, output, stderr } = step(install, {
    SNAPDIFF_VERSION: '',
    SNAPDIFF_ACTION: repositoryPath('.').replace(/\/$/, ''),
  });
  assert.equal(exitCode, 0, stderr);
  assert.equal(output, `program=${repositoryPath('dist/cli/main.js')}\n`);
});

test('what is no version is not installed', () => {
  for (const version of [
    '../evil',
    'npm:evil',
    '1.0.0 evil',
    '$(touch owned)',
    '-g',
    'a\nb',
    'https://x.example',
  ]) {
    const { exitCode, stdout, output } = step(install, {
      SNAPDIFF_VERSION: version,
      SNAPDIFF_ACTION: folder,
    });
    assert.equal(exitCode, 2, version);
    assert.match(stdout, /^::error /);
    assert.equal(output, '');
  }
});

const echo = join(folder, 'echo.mjs');
writeFileSync(echo, 'console.log(JSON.stringify(process.argv.slice(2))); process.exit(1);');

test('arguments reach the program one a line, whatever is in them', () => {
  const { exitCode, stdout, output } = step(run, {
    SNAPDIFF_PROGRAM: echo,
    SNAPDIFF_ARGUMENTS: 'a b.heapsnapshot\r\n\n$(touch owned) `id` "x" \'y\' \\n *\n--total\n+10 MB\n',
  });
  assert.equal(exitCode, 1);
  assert.equal(output, 'exit-code=1\n');
  assert.deepEqual(JSON.parse(stdout), [
    'check',
    'a b.heapsnapshot',
    '$(touch owned) `id` "x" \'y\' \\n *',
    '--total',
    '+10 MB',
    '--format',
    'table',
    '--format',
    'github',
  ]);
});

test('no file is an option, whatever it is called, and reports have an input of their own', () => {
  const { stdout, stderr } = step(run, {
    SNAPDIFF_PROGRAM: echo,
    SNAPDIFF_FILES: '--config=evil.mjs\n--scenario\nb.heapsnapshot\n',
    SNAPDIFF_REPORTS: 'sarif=a.sarif\ngithub\ntable\n',
    SNAPDIFF_OUT: '--x',
  });
  const files = ['--', '--config=evil.mjs', '--scenario', 'b.heapsnapshot'];
  const reports = ['--format=sarif=a.sarif', '--format', 'table', '--format', 'github'];
  assert.deepEqual(JSON.parse(stdout), ['check', '--out=--x', ...reports, ...files], stderr);
});

test('a report for the log takes the place of the table', async () => {
  for (const inputs of [
    { SNAPDIFF_REPORTS: 'json' },
    { SNAPDIFF_REPORTS: 'markdown=-' },
    { SNAPDIFF_ARGUMENTS: '--json' },
  ]) {
    const { stdout } = step(run, { SNAPDIFF_PROGRAM: echo, ...inputs });
    const args = JSON.parse(stdout) as string[];
    assert.ok(!args.includes('table'), stdout);
    const { stderr } = await runCli([...args, '--', 'none', 'none']);
    assert.match(stderr, /^snapdiff: none: cannot be read \(ENOENT\)/, 'the program takes them');
  }
});

test('what runs a program or writes a file is refused among the arguments, and so is another command', () => {
  const refused =
    '--scenario --scenario=evil.mjs --config --config=evil.mjs --out=x --format -- --format=json=package.json ' +
    '--reporter=json --write-baseline --writeBaseline=package.json';
  for (const line of refused.split(' ')) {
    const { exitCode, stdout, output } = step(run, {
      SNAPDIFF_PROGRAM: echo,
      SNAPDIFF_ARGUMENTS: `--total\n${line}\n+5%`,
    });
    assert.deepEqual([exitCode, output], [2, 'exit-code=2\n'], line);
    assert.match(stdout, /^::error title=snapdiff::arguments: [^\n]*\n$/, line);
    assert.ok(!stdout.includes('evil'), 'nothing from outside is in a line that the log obeys');
  }
  for (const command of ['run', 'capture', 'watch', hostile]) {
    assert.equal(step(run, { SNAPDIFF_PROGRAM: echo, SNAPDIFF_COMMAND: command }).exitCode, 2, command);
  }
});

/** What would touch a file, were it read as anything but a name. */
const hostile = 'a b; touch owned; $(touch owned) `touch owned` "x" && touch owned #';

/** A folder of that name, and in it an npm that writes down what it is asked for, and installs an echo. */
function hostileFolder(): { path: string; env: Readonly<Record<string, string>>; asked: () => string } {
  const path = join(folder, hostile);
  const log = join(path, 'asked');
  mkdirSync(path);
  const lines = [
    '#!/bin/bash',
    'for word in "$PWD" "$@"; do echo "$word"; done >> "$ASKED"',
    'main="$RUNNER_TEMP/snapdiff/node_modules/heap-snapdiff/dist/cli"',
    'mkdir -p "$main"; echo "console.log(JSON.stringify(process.argv.slice(2)))" > "$main/main.js"',
  ];
  writeFileSync(join(path, 'npm'), `${lines.join('\n')}\n`, { mode: 0o755 });
  const env = {
    PATH: `${path}:${process.env['PATH']}`,
    ASKED: log,
    RUNNER_TEMP: path,
    GITHUB_ACTION_PATH: path,
  };
  return { path, env, asked: () => readFileSync(log, 'utf8') };
}

test('no path and no input is executed, whatever is in it', () => {
  const { path, env, asked } = hostileFolder();
  const installed = step(install, { ...env, SNAPDIFF_VERSION: '1.2.3', SNAPDIFF_ACTION: path });
  assert.equal(installed.exitCode, 0, installed.stderr);
  assert.match(asked(), /\nheap-snapdiff@1\.2\.3\n$/);
  assert.ok(asked().includes(`\n--prefix\n${path}/snapdiff\n`), asked());
  const [, program = ''] = /^program=(.*)\n$/.exec(installed.output) ?? [];
  const ran = step(run, {
    ...env,
    SNAPDIFF_PROGRAM: program,
    SNAPDIFF_COMMAND: 'diff',
    SNAPDIFF_ARGUMENTS: hostile,
    SNAPDIFF_SCENARIO: `${path}/leak.mjs`,
    SNAPDIFF_FILES: hostile,
  });
  assert.deepEqual([ran.exitCode, ran.output], [0, 'exit-code=0\n'], ran.stderr);
  assert.deepEqual(JSON.parse(ran.stdout), ['diff', hostile, `--scenario=${path}/leak.mjs`, '--', hostile]);
  const built = step(install, { ...env, SNAPDIFF_VERSION: '', SNAPDIFF_ACTION: path });
  assert.equal(built.exitCode, 0, built.stderr);
  assert.ok(asked().endsWith(`\n${path}\nrun\nbuild\n`), asked());
  for (const where of [folder, path]) assert.ok(!readdirSync(where).includes('owned'));
});

test('a leak fails the step, with an annotation and a summary', () => {
  const files = writeSmallLeak(folder);
  const { exitCode, stdout, output, stderr } = step(run, {
    SNAPDIFF_PROGRAM: repositoryPath('dist/cli/main.js'),
    SNAPDIFF_COMMAND: 'check',
    SNAPDIFF_FILES: files.join('\n'),
  });
  assert.equal(exitCode, 1, stderr);
  assert.equal(output, 'exit-code=1\n');
  assert.match(stdout, /^::error .*Connection/m);
  assert.match(readFileSync(join(folder, 'summary.md'), 'utf8'), /^### Heap check: failed/);
});

/** Between two lines of the guide. */
function part(from: string, to: string): string {
  return guide.slice(guide.indexOf(from), guide.indexOf(to, guide.indexOf(from)));
}

const firstCells = (text: string): string[] =>
  Array.from(text.matchAll(/^\| `([\w-]+)` \|/gm), ([, cell]) => cell);

test('the guide lists the inputs of the action, and the reporters', () => {
  const inputs = action.slice(action.indexOf('\ninputs:'), action.indexOf('\noutputs:'));
  const names = Array.from(inputs.matchAll(/^ {2}([\w-]+):$/gm), ([, name]) => name);
  assert.ok(names.length > 0);
  assert.deepEqual(firstCells(part('## GitHub Actions', '## GitLab CI')).sort(), names.sort());
  assert.deepEqual(firstCells(part('## Reporters', '## GitHub Actions')), [...checkReporterNames]);
});

test('the recipes use options and reporters that there are', async () => {
  const recipes = guide.slice(guide.indexOf('## Reporters'));
  const { stdout: help } = await runCli(['check', '--help']);
  // A call ends with its lines that begin by an option.
  const calls = Array.from(recipes.matchAll(/snapdiff check (.*(?:\n +--.*)*)/g), ([, call]) => call);
  assert.ok(calls.length >= 4, `${calls.length} calls`);
  for (const call of calls) {
    for (const [, option] of call.matchAll(/(?<= |^)--([\w-]+)/g)) {
      assert.match(help, new RegExp(`--${option} `), call);
    }
    for (const [, name] of call.matchAll(/--(?:format|reporter) ([\w-]+)/g)) {
      assert.ok(
        checkReporterNames.some((known) => known === name),
        name,
      );
    }
  }
});
