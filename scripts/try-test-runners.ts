// Tries `heap-snapdiff/testing` in the test runners people have: a leaking and a healthy case each, many times in a row
// in one process. The runners are installed once into .cache/, with the built package beside them.
//
//     npm run build && node --import tsx scripts/try-test-runners.ts [--times 50] [--only jest]
//
// Then a leak in Vitest, in Jest and in a scenario under tsx, which compile in memory: the place of its class has to be the
// source's. Prints a line for each; ends with 1 if a verdict or a place was wrong.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { childEnvironment } from '../test/support/child-environment.ts';
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

/** A class behind lines that a transform takes away or joins, in a file whose map is longer than V8 writes of a string. */
const filler = Array.from(
  { length: 40 },
  (_, index) => `export function fill${index}(list) {


  // A comment.
  return list.map((value) => value + ${index}).filter((value) => value > 1);
}
`,
).join('\n');
const leaking = `${filler}
export class Leaked {


  constructor(number) {
    this.number = number;
  }
}

const kept = [];
export const leak = (number) => kept.push(new Leaked(number));
`;
const typed = leaking
  .replaceAll('(list) {', '(list: number[]) {')
  .replace('constructor(number)', 'number: unknown; constructor(number: unknown)');
const leakedLine = leaking.split('\n').findIndex((line) => line.includes('constructor(')) + 1;
const failing = (imports: string): string => `${imports}
import { expectNoLeak } from 'heap-snapdiff/testing';
import { leak } from './leaked.ts';
test('leaks', () => expectNoLeak(leak), ${timeout});
`;

/** What fails, and says where. */
const placed = [
  {
    name: 'vitest',
    file: 'leaked.ts',
    text: typed,
    more: { 'place.test.mjs': failing("import { test } from 'vitest';") },
    args: ['node_modules/vitest/vitest.mjs', 'run', 'place.test.mjs'],
  },
  {
    name: 'jest',
    file: 'leaked.js',
    text: leaking.replaceAll(/^export /gm, '') + 'module.exports = { leak };\n',
    more: {
      'place.jest.js': `const { leak } = require('./leaked.js');
const { expectNoLeak } = require('heap-snapdiff/testing');
test('leaks', () => expectNoLeak(leak), ${timeout});
`,
    },
    args: ['node_modules/jest/bin/jest.js', '--testMatch=**/place.jest.js'],
  },
  {
    name: 'scenario, tsx',
    file: 'leaked-scenario.ts',
    text: typed.replace('export const leak =', 'export const run = (): unknown => leak(0);\nconst leak ='),
    more: {},
    args: ['node_modules/heap-snapdiff/dist/cli/main.js', 'check', '--scenario', 'leaked-scenario.ts'],
    env: { NODE_OPTIONS: `--import ${import.meta.resolve('tsx')}` },
  },
] as const;

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
    env: { ...childEnvironment(), TIMES: values.times, NO_COLOR: '1', CI: '1' },
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

for (const { name, file, args, ...more } of placed.filter((runner) => runner.name.includes(values.only))) {
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...childEnvironment(), NO_COLOR: '1', CI: '1', ...('env' in more && more.env) },
  });
  const place = /^ *made at +(.*)$/m.exec(`${stdout}${stderr}`)?.[1] ?? 'none';
  const isRight = place.endsWith(`/${file}:${leakedLine}`);
  console.log(`${name.padEnd(16)} place ${isRight ? 'right' : 'WRONG'}, ${place}`);
  if (isRight) continue;
  process.exitCode = 1;
  console.error(`${stdout}${stderr}`.slice(0, 4000));
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
  for (const { file, text, more } of placed) {
    writeFileSync(join(folder, file), text);
    for (const [name, content] of Object.entries(more)) writeFileSync(join(folder, name), content);
  }
}

function leftovers(): number {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('snapdiff-testing-')).length;
}
