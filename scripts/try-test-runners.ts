// Tries `heap-snapdiff/testing` in the test runners people have: a leaking and a healthy case each, many times in a row
// in one process. The runners are installed once into .cache/, with the built package beside them.
//
//     npm run build && node --import tsx scripts/try-test-runners.ts [--times 50] [--only jest]
//
// Prints a line for each runner; ends with 1 if a verdict was wrong.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { npmInstall, REPO } from './fixtures/runtimes.ts';

const packages = ['jest@30.5.2', 'mocha@12.0.3', 'vitest@4.1.12'];

interface Runner {
  readonly name: string;
  /** The test file, in the runner's own way. */
  readonly file: string;
  readonly text: string;
  readonly args: readonly string[];
  /** Tests that passed, in what it prints. */
  readonly passed: RegExp;
}

const asModule = (imports: string): string => `${imports}
import * as testing from 'heap-snapdiff/testing';
import defineCases from './cases.cjs';

defineCases(test, testing);
`;

const asScript = (define: string): string => `'use strict';
require('./cases.cjs')(${define}, require('heap-snapdiff/testing'));
`;

/** Longer than each of these allows by itself, as docs/ci.md says. */
const timeout = '60000';

const runners: readonly Runner[] = [
  {
    name: 'node:test',
    file: 'node.test.mjs',
    text: asModule("import { test } from 'node:test';"),
    args: ['--test', '--test-reporter=tap', 'node.test.mjs'],
    passed: /^# pass (\d+)$/m,
  },
  ...['threads', 'forks'].map((pool) => ({
    name: `vitest, ${pool}`,
    file: 'vitest.test.mjs',
    text: asModule("import { test } from 'vitest';"),
    args: [
      'node_modules/vitest/vitest.mjs',
      'run',
      `--pool=${pool}`,
      `--testTimeout=${timeout}`,
      'vitest.test.mjs',
    ],
    passed: /^ *Tests +(\d+) passed/m,
  })),
  {
    name: 'jest',
    file: 'jest.test.js',
    text: asScript('test'),
    args: ['node_modules/jest/bin/jest.js', `--testTimeout=${timeout}`, '--testMatch=**/jest.test.js'],
    passed: /^Tests: +(\d+) passed/m,
  },
  {
    name: 'mocha',
    file: 'mocha.test.cjs',
    text: asScript('it'),
    args: ['node_modules/mocha/bin/mocha.js', `--timeout=${timeout}`, 'mocha.test.cjs'],
    passed: /^ *(\d+) passing/m,
  },
];

const { values } = parseArgs({
  options: { times: { type: 'string', default: '50' }, only: { type: 'string', default: '' } },
});

const folder = join(REPO, '.cache', 'test-runners');
prepare();
for (const runner of runners.filter(({ name }) => name.includes(values.only))) {
  const left = leftovers();
  const start = Date.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, runner.args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TIMES: values.times, NO_COLOR: '1', CI: '1' },
  });
  const seconds = (Date.now() - start) / 1000;
  const output = `${stdout}${stderr}`;
  const passed = Number(runner.passed.exec(output)?.[1] ?? 0);
  const expected = 2 * Number(values.times);
  const isRight = status === 0 && passed === expected && leftovers() === left;
  const perCase = (seconds / expected).toFixed(1);
  console.log(
    `${runner.name.padEnd(16)} ${passed} of ${expected} right, ${seconds.toFixed(0)} s (${perCase} s a case)`,
  );
  if (isRight) continue;
  process.exitCode = 1;
  console.error(output.slice(0, 4000));
  if (leftovers() !== left) console.error(`snapshots are left in ${tmpdir()}`);
}

function prepare(): void {
  if (!packages.every((name) => existsSync(join(folder, 'node_modules', name.replace(/@.*/, ''))))) {
    npmInstall(folder, packages);
  }
  const installed = join(folder, 'node_modules', 'heap-snapdiff');
  rmSync(installed, { recursive: true, force: true });
  mkdirSync(installed, { recursive: true });
  cpSync(join(REPO, 'dist'), join(installed, 'dist'), { recursive: true });
  copyFileSync(join(REPO, 'package.json'), join(installed, 'package.json'));
  copyFileSync(join(REPO, 'scripts/try-test-runners/cases.cjs'), join(folder, 'cases.cjs'));
  for (const { file, text } of runners) writeFileSync(join(folder, file), text);
}

function leftovers(): number {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('snapdiff-testing-')).length;
}
