import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, test } from 'node:test';
import type { CheckReport } from '../../src/report/check-report.ts';
import { readCheckConfig } from '../../src/cli/check-config.ts';
import { chooseCheckOutputs, type CheckOutput } from '../../src/cli/check-outputs.ts';
import { SnapdiffError } from '../../src/base/errors.ts';
import { snapshotBytes } from '../support/draw-heap.ts';
import { DrawnProcess, writeSmallLeak } from '../support/draw-series.ts';
import { repositoryPath } from '../support/fixtures.ts';
import { assertGolden } from '../support/golden.ts';
import { runCli, type CliResult } from '../support/run-cli.ts';

const [leak, healthy] = ['fixtures/snapshots/push-daemon-leak', 'fixtures/snapshots/push-daemon-healthy'];
const filesOf = (folder: string, ...indexes: readonly number[]): string[] =>
  indexes.map((index) => `${folder}/${index}.heapsnapshot.gz`);

let folder = '';
/** Of a small process whose five connections become twenty, held by one pool. */
let small: readonly string[] = [];
/** A series of the same, five more at each. */
let growing: readonly string[] = [];
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapdiff-check-'));
  const drawn = new DrawnProcess();
  drawn.put('app', 'pool', 'Pool');
  for (const count of [5, 20]) {
    for (let i = count === 5 ? 0 : 5; i < count; i++) drawn.put('pool', `connection${i}`, 'Connection');
    drawn.takeSnapshot();
  }
  small = ['before', 'after'].map((name) => join(folder, `${name}.heapsnapshot`));
  for (const [index, drawing] of drawn.snapshots.entries()) {
    await writeFile(small[index], snapshotBytes(drawing));
  }
  growing = writeSmallLeak(folder);
});
after(() => rm(folder, { recursive: true }));

/** A folder of its own, with files in it. */
async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const made = await mkdtemp(join(folder, 'project-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(made, name), text);
  return made;
}

async function reportOf(args: readonly string[], cwd?: string): Promise<CheckReport> {
  const { stdout, stderr, exitCode } = await runCli(['check', '--json', ...args], cwd ? { cwd } : {});
  assert.equal(stderr, '');
  const report = JSON.parse(stdout) as CheckReport;
  assert.equal(exitCode, report.passed ? 0 : 1);
  return report;
}

function assertRefused({ exitCode, stdout, stderr }: CliResult, message: RegExp): void {
  assert.deepEqual([exitCode, stdout], [2, '']);
  assert.match(stderr, message);
  assert.match(stderr, /^snapdiff: [^\n]+\n$/, 'one line');
}

test('a pair that leaks exits 1, with who holds it and what to run next', async () => {
  const { exitCode, stdout, stderr } = await runCli(['check', ...filesOf(leak, 0, 3)], { isAlone: true });
  assert.deepEqual([exitCode, stderr], [1, '']);
  assertGolden('cli/check.push-daemon-leak.txt', stdout);
  assert.match(stdout, /^FAIL: Connection under timers of 60000 ms TimersList @65689 \(1 suspect\)\./);
  assert.match(stdout, /\n1\. Connection: 15 new objects stay under .*\(5 → 20 in all\)/);
});

test('a pair that does not leak exits 0', async () => {
  const [first = ''] = growing;
  const { exitCode, stdout, stderr } = await runCli(['check', first, first]);
  assert.deepEqual([exitCode, stderr], [0, '']);
  assert.match(stdout, /^PASS: no suspect\./);
});

test('a series fails and passes as a pair does, and its next command works', async () => {
  const failed = await reportOf(growing);
  assert.deepEqual([failed.passed, failed.mode, failed.matchedBy], [false, 'series', 'id']);
  assert.deepEqual(
    failed.failures.map(({ kind, className }) => [kind, className]),
    [['suspect', 'Connection']],
  );
  const [first = ''] = growing;
  assert.equal((await reportOf([first, first, first])).passed, true);
  const [program, ...next] = failed.next?.split(' ') ?? [];
  assert.equal(program, 'snapdiff');
  const { exitCode, stdout } = await runCli(next);
  assert.equal(exitCode, 0);
  assert.match(stdout, /Connection: 15 new objects/);
});

test('two processes are compared by constructor, and it is said so', async () => {
  const same = await reportOf([
    'fixtures/snapshots/node20/0.heapsnapshot.gz',
    'fixtures/snapshots/node20-second-process/0.heapsnapshot.gz',
  ]);
  assert.deepEqual([same.passed, same.matchedBy, same.verdict], [true, 'className', null]);
  assert.match(same.warnings.join(' '), /come from two processes/);
  assert.match(same.rule, /^No budgets were given/);
  const leaked = await reportOf([...filesOf(healthy, 3), ...filesOf(leak, 3)]);
  assert.equal(leaked.passed, false);
  assert.deepEqual(
    leaked.failures.map(({ kind }) => kind),
    ['growth', 'growth', 'growth', 'budget'],
  );
});

test('a baseline is written, over an earlier one but nothing else', async () => {
  const cwd = await folderWith({ 'notes.txt': 'mine' });
  const made = await runCli(['check', '--write-baseline', 'leak-baseline.json', ...small], { cwd });
  assert.deepEqual([made.exitCode, made.stdout], [0, '']);
  assert.match(made.stderr, /^leak-baseline\.json: \d+ constructors, [\d.]+ kB\n$/);
  const text = await readFile(join(cwd, 'leak-baseline.json'), 'utf8');
  assert.equal(
    (await runCli(['check', ...small, '--write-baseline', 'leak-baseline.json'], { cwd })).exitCode,
    0,
  );
  assert.equal(await readFile(join(cwd, 'leak-baseline.json'), 'utf8'), text);
  assert.equal((await runCli(['check', ...small, '--write-baseline', '-'], { cwd })).stdout, text);

  const refused: readonly (readonly [out: string, message: RegExp])[] = [
    ['notes.txt', /notes\.txt already exists and is not a baseline file/],
    ['.', /already exists/],
    ['none/b.json', /none\/b\.json: cannot be written/],
    ['', /the name of the baseline file is empty/],
  ];
  for (const [out, message] of refused) {
    assertRefused(await runCli(['check', ...small, '--write-baseline', out], { cwd }), message);
  }
  assert.equal(await readFile(join(cwd, 'notes.txt'), 'utf8'), 'mine');
  assert.deepEqual((await readdir(cwd)).sort(), ['leak-baseline.json', 'notes.txt'], 'nothing half written');
});

test('a build is checked against a baseline file', async () => {
  const path = join(folder, 'daemon.json');
  const [good = '', , , bad = ''] = growing;
  assert.equal((await runCli(['check', good, '--write-baseline', path])).exitCode, 0);
  assert.equal((await reportOf([path, good])).passed, true);
  const { exitCode, stdout } = await runCli(['check', path, bad]);
  assert.equal(exitCode, 1);
  assert.match(stdout, /^FAIL: Connection \(\d+ budgets? exceeded and \d+ constructors? grown\)\./);
  assert.match(stdout, /\n {3}path {6}\S/);
});

test('the budgets of a config are found from the working directory upwards, in every form', async () => {
  const budgets = { Connection: { count: 0 } };
  const json = JSON.stringify({ budgets, failOn: 'budget' });
  const forms: Readonly<Record<string, string>> = {
    'snapdiff.config.json': json,
    'snapdiff.config.js': `export default ${json};`,
    'snapdiff.config.mjs': `export default ${json};`,
    'snapdiff.config.cjs': `module.exports = ${json};`,
    'package.json': `{ "type": "module", "snapdiff": ${json} }`,
  };
  const check = async ([name, text]: readonly [string, string]): Promise<void> => {
    const cwd = await folderWith(
      name === 'package.json' ? { [name]: text } : { [name]: text, 'package.json': '{ "type": "module" }' },
    );
    await mkdir(join(cwd, 'packages', 'api'), { recursive: true });
    const { failures } = await reportOf(small, join(cwd, 'packages', 'api'));
    assert.deepEqual(
      failures.map(({ budget }) => [budget?.key, budget?.overBy]),
      [['budgets.Connection.count', 15]],
      name,
    );
  };
  await Promise.all(Object.entries(forms).map(check));
});

test('a config in TypeScript is read where Node reads it, else there is advice', async () => {
  const cwd = await folderWith({
    'snapdiff.config.ts': `export default { budgets: { total: '+1%' as string }, failOn: 'budget' };`,
    'package.json': '{ "type": "module" }',
  });
  const files = small;
  const { typescript } = process.features as { typescript?: unknown };
  if (typescript === undefined || typescript === false) {
    assertRefused(
      await runCli(['check', ...files], { cwd }),
      /^snapdiff: snapdiff\.config\.ts: Node [\d.]+ does not read TypeScript\. Use Node 22\.18 or later, or /,
    );
  } else {
    const { stdout, exitCode } = await runCli(['check', '--json', ...files], { cwd });
    assert.equal(exitCode, 1);
    assert.deepEqual((JSON.parse(stdout) as CheckReport).budgets.length, 1);
  }
});

test('the page of a check whose config throws says where, and not what it threw', async () => {
  const cwd = await folderWith({ 'throws.mjs': "throw new Error('password hunter2');" });
  const { exitCode, stderr } = await runCli(
    ['check', '--config', 'throws.mjs', '--format', 'html=page.html', ...small],
    { cwd },
  );
  assert.equal(exitCode, 2);
  assert.match(stderr, /hunter2/);
  const page = await readFile(join(cwd, 'page.html'), 'utf8');
  assert.match(page, /<p>throws\.mjs<\/p>/);
  assert.doesNotMatch(page, /hunter2/);
});

test('a config that cannot be used names the file and the key, and is exit code 2', async () => {
  const cwd = await folderWith({
    'bad.json': '{ "budgets": ',
    'typo.json': '{ "budgets": { "Connection": { "cuont": 0 } } }',
    'throws.mjs': 'throw new Error("no luck\\nat all");',
    'odd.js': 'module.exports = {};',
    'odd.cjs': 'export default {};',
    'calls.cjs': 'const limit = undefined;\n\nlimit.count();',
    'empty.mjs': 'export const budgets = {};',
    'package.json': '{ "name": "x", "type": "module" }',
    'blank.json': ' \n',
    'null.json': 'null',
  });
  const faults: readonly (readonly [string, RegExp])[] = [
    ['bad.json', /bad\.json: /],
    ['typo.json', /typo\.json: budgets\.Connection\.cuont: unknown key, write count/],
    ['throws.mjs', /throws\.mjs: no luck$/],
    ['empty.mjs', /empty\.mjs: has no default export/],
    ['none.json', /none\.json: cannot be read \(ENOENT\)$/],
    ['.', /: cannot be read \(EISDIR\)$/],
    ['leaks.yaml', /leaks\.yaml: no config ends in \.yaml$/],
    ['blank.json', /blank\.json: is empty$/],
    ['null.json', /null\.json: null is not an object, write /],
    ['package.json', /package\.json: it contains no config/],
  ];
  for (const [config, message] of faults) {
    await assert.rejects(readCheckConfig(join(cwd, config)), (error) => {
      assert.ok(error instanceof SnapdiffError, String(error));
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
      return error.hint !== undefined;
    });
  }
  const hints: readonly (readonly [string, RegExp])[] = [
    [
      'odd.js',
      /\. It is read as an ES module and written as CommonJS: call it snapdiff\.config\.cjs, or write /,
    ],
    [
      'odd.cjs',
      /\. It is read as CommonJS and written as an ES module: call it snapdiff\.config\.mjs, or write /,
    ],
    ['throws.mjs', /\. It was thrown at throws\.mjs:1:7; a config is a program, /],
    ['calls.cjs', /\. It was thrown at calls\.cjs:3:7; /],
    ['bad.json', /\. Correct it, or name another config with --config\.$/m],
  ];
  for (const [config, hint] of hints) {
    // Node has a warning of its own before one of them.
    const { exitCode, stderr } = await runCli(['check', '--config', config, ...small], { cwd });
    assert.equal(exitCode, 2);
    assert.match(stderr, hint);
  }
  assertRefused(
    await runCli(['check', '--config', 'none.json', ...small], { cwd }),
    /^snapdiff: none\.json: cannot be read \(ENOENT\)\. No such file; check the path\.$/m,
  );
  const off = join(await folderWith({ 'package.json': '{ "snapdiff": false }' }), 'package.json');
  await assert.rejects(readCheckConfig(off), /package\.json: snapdiff: false is not an object/);
  const blank = await folderWith({ 'snapdiff.config.json': '' });
  assertRefused(
    await runCli(['check', ...small], { cwd: blank }),
    /^snapdiff: snapdiff\.config\.json: is empty\. Write /,
  );
  const found = await folderWith({ 'package.json': '{ "snapdiff": { "failon": "both" } }' });
  assertRefused(
    await runCli(['check', ...small], { cwd: found }),
    /^snapdiff: package\.json: snapdiff: failon: unknown key, write failOn/,
  );
});

test('a config that ends the process is no result, and changes none', async () => {
  const settings = 'export default { failOn: "suspects" };';
  const early = /^snapdiff: the process ended before there was a result\. Does the config call process\.exit/;
  const ends: readonly (readonly [config: string, exitCode: number, stderr: RegExp])[] = [
    ['process.exit(0);', 2, early],
    ['await new Promise(() => {});', 2, early],
    [
      'setTimeout(() => { throw new Error("late"); }); await new Promise((go) => setTimeout(go, 99));',
      2,
      /^snapdiff: the process ended [^]*Error: late/,
    ],
    ['process.exitCode = 0; process.on("beforeExit", () => process.exit(0));', 1, /^$/],
  ];
  await Promise.all(
    ends.map(async ([config, exitCode, stderr]) => {
      const cwd = await folderWith({ 'snapdiff.config.mjs': `${config} ${settings}` });
      const result = await runCli(['check', ...small], { cwd, isAlone: true });
      assert.equal(result.exitCode, exitCode, config);
      assert.match(result.stderr, stderr);
      assert.equal(result.stdout === '', exitCode === 2);
    }),
  );
});

test('a misspelt name is exit code 2 wherever it stands, and a budget for another name hides no leak', async () => {
  const where: readonly (readonly [args: readonly string[], config: object, message: RegExp])[] = [
    [
      ['--ignore', 'Conection'],
      {},
      /^snapdiff: --ignore: there is no constructor Conection, but Connection\./,
    ],
    [['--budget', 'Conection.count=0'], {}, /^snapdiff: --budget: budgets\.Conection\.count: there is no /],
    [[], { ignore: ['Conection'] }, /^snapdiff: snapdiff\.config\.json: ignore: there is no constructor /],
    [
      [],
      { budgets: { Conection: { count: 0 } } },
      /^snapdiff: snapdiff\.config\.json: budgets\.Conection\.count: /,
    ],
  ];
  const path = join(folder, 'spelling.json');
  const [good = '', , , bad = ''] = growing;
  assert.equal((await runCli(['check', good, '--write-baseline', path])).exitCode, 0);
  for (const [args, config, message] of where) {
    const cwd = await folderWith({ 'snapdiff.config.json': JSON.stringify(config) });
    for (const files of [small, [path, bad]]) {
      assertRefused(await runCli(['check', ...files, ...args], { cwd }), message);
    }
  }
  for (const files of [small, [path, bad]]) {
    const { failures } = await reportOf([...files, '--budget', 'Conexion.count=0']);
    assert.ok(failures.some(({ className }) => className === 'Connection'));
  }
});

test('options override the config', async () => {
  const cwd = await folderWith({
    'snapdiff.config.json': '{ "budgets": { "Connection": { "count": 0 } }, "failOn": "budget" }',
  });
  const files = small;
  const keysOf = async (...args: readonly string[]): Promise<unknown[]> =>
    (await reportOf([...args, ...files], cwd)).failures.map(({ kind, budget }) => budget?.key ?? kind);
  const tries: readonly (readonly [args: readonly string[], keys: readonly string[]])[] = [
    [[], ['budgets.Connection.count']],
    [['--budget', 'Connection.count=15', '--total', '+5%'], ['budgets.total']],
    [['--fail-on', 'suspects', '--ignore', 'Connection'], []],
    [['--fail-on', 'suspects', '--min-confidence', '0.8'], []],
    [
      ['--fail-on', 'both', '--min-confidence', '0'],
      ['suspect', 'budgets.Connection.count'],
    ],
  ];
  await Promise.all(
    tries.map(async ([args, keys]) => assert.deepEqual(await keysOf(...args), keys, args.join(' '))),
  );
});

test('a budget exceeded says by how much, who holds it, and what to run, as the guide shows', async () => {
  const cwd = await folderWith({
    'snapdiff.config.json': JSON.stringify({
      budgets: { Connection: { count: 0 }, Compressor: { count: 0 } },
      failOn: 'budget',
    }),
  });
  for (const index of [0, 3]) {
    const [file] = filesOf(leak, index);
    await symlink(repositoryPath(file), join(cwd, `${index}.heapsnapshot.gz`));
  }
  const args = ['check', '0.heapsnapshot.gz', '3.heapsnapshot.gz'];
  const { exitCode, stdout } = await runCli(args, { cwd });
  assert.equal(exitCode, 1);
  const guide = await readFile(repositoryPath('docs/ci.md'), 'utf8');
  const [, example = ''] = /^## The message\n\n```\n([^]*?)```/m.exec(guide) ?? [];
  assert.match(example, /^1\. Connection: 15 more objects/);
  assert.ok(stdout.includes(`\n${example}`), stdout);
  // No suspect, so it has no holder; the path is looked for.
  assert.match(stdout, /\n2\. Compressor: 15 more .*\n {3}path {6}.* Compressor\n {3}made at/);
});

test('what cannot be judged is exit code 2', async () => {
  const pair = small;
  // Whose objects have new ids in every snapshot.
  const bun = filesOf('fixtures/snapshots/bun', 0, 1);
  const tries: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /expected two snapshots, or a baseline file and one, got 0/],
    [[pair[0]], /expected two snapshots, or a baseline file and one, got 1/],
    [[pair[0], 'none.heapsnapshot'], /none\.heapsnapshot: cannot be read \(ENOENT\)/],
    [
      [pair[0], 'package.json'],
      /package\.json: is neither a snapshot nor a baseline file|is a baseline file/,
    ],
    [[pair[1], pair[0]], /is newer than .*Swap the two/],
    [[...filesOf('fixtures/snapshots/chrome', 0, 1), ...bun.slice(1)], /is of another process/],
    [['-', pair[1]], /-: suspects need the ids of the baseline first/],
    [[...pair, '--fail-on', 'budget'], /failOn is "budget", and there are no budgets/],
    [[...pair, '--fail-on', 'all'], /--fail-on "all" is not one of/],
    [[...pair, '--total', 'much'], /--total: "much" is not a growth of a size/],
    [[...pair, '--min-confidence', 'high'], /--min-confidence: "high" is not a confidence/],
    [[...pair, '--top', '-1'], /--top needs a whole number/],
    [[...pair, '--reporter', 'json=none/a.json'], /none\/a\.json: cannot be written \(ENOENT\)/],
    [[...bun, '--fail-on', 'suspects'], /and these are two/],
    [['--write-baseline', 'b.json'], /expected at least one snapshot for the baseline, got 0/],
    [
      [...pair, '--write-baseline', 'b.json', '--total', '+5%'],
      /--total has no effect with --write-baseline, which judges nothing/,
    ],
    [
      [...pair, '--write-baseline', 'b.json', '--format', 'json'],
      /--format has no effect with --write-baseline/,
    ],
  ];
  await Promise.all(
    tries.map(async ([args, message]) => assertRefused(await runCli(['check', ...args]), message)),
  );
});

test('formats that cannot be meant are refused before anything is read', async () => {
  const choose = (...given: readonly string[]): readonly CheckOutput[] => chooseCheckOutputs(given, false);
  const refuses = (given: readonly string[], message: RegExp): void => {
    assert.throws(
      () => choose(...given),
      (error) => error instanceof SnapdiffError && message.test(error.message),
    );
  };
  refuses(['xml'], /--format xml: unknown format "xml"/);
  refuses(['json='], /--format json=: the file name is missing/);
  refuses(['json', 'table'], /--format json and --format table both go to standard output/);
  refuses(['json', 'table=-'], /both go to standard output/);
  refuses(['json=a', 'table=./a'], /both go to \.\/a/);
  refuses(['github', 'github'], /both go to standard output/);
  assert.deepEqual(choose(), [{ format: 'table', path: undefined }]);
  assert.deepEqual(choose('markdown=a=b.md'), [{ format: 'markdown', path: 'a=b.md' }]);
  assert.equal(choose('table', 'github').length, 2, 'annotations stand beside anything else');
  assert.deepEqual(chooseCheckOutputs(['json'], true), [{ format: 'json', path: undefined }]);
  const both = ['--reporter', 'json', '--format', 'table'];
  assertRefused(await runCli(['check', 'none', 'none', ...both]), /both go to standard output/);
});

test('several reporters write several files; a failure is still said where nothing else is', async () => {
  const cwd = await folderWith({});
  const files = small;
  const reporters = ['--reporter', 'json=leaks.json', '--reporter', 'markdown=leaks.md'];
  const quiet = await runCli(['check', ...files, ...reporters], { cwd });
  assert.deepEqual([quiet.exitCode, quiet.stdout], [1, '']);
  assert.match(
    quiet.stderr,
    /^FAIL: Connection under [^\n]* \(1 suspect\)\.[^]*\n1\. Connection: [^]*\n {3}next {6}snapdiff retainers /,
  );
  assert.doesNotMatch(quiet.stderr, /Grown/);
  assert.deepEqual((await readdir(cwd)).sort(), ['leaks.json', 'leaks.md']);
  const report = JSON.parse(await readFile(join(cwd, 'leaks.json'), 'utf8')) as CheckReport;
  assert.equal(report.failures.length, 1);
  assert.match(
    await readFile(join(cwd, 'leaks.md'), 'utf8'),
    /^### Heap check: failed, `Connection` under `[^]*<details>/,
  );

  const both = await runCli(['check', ...files, '--reporter', 'table', ...reporters], { cwd });
  assert.match(both.stdout, /^FAIL/);
  assert.equal(both.stderr, '');
  const passed = await runCli(['check', ...files, '--ignore', 'Connection', ...reporters], { cwd });
  assert.deepEqual([passed.exitCode, passed.stdout, passed.stderr], [0, '', '']);
});

test('the fingerprint that a report says lets its leak pass, until its last day', async () => {
  const args = [...small, '--fail-on', 'suspects', '--min-confidence', '0'];
  // Of "Connection ‹ property […] ‹ property pool ‹ root".
  const fingerprint = '7ee8df88da39821e';
  const ignoring = await runCli(['check', ...args, '--ignore', `fingerprint:${fingerprint}`]);
  assert.equal(ignoring.exitCode, 0);
  assert.match(ignoring.stdout, /1 known leak ignored: Connection/);
  const known = { knownLeaks: [{ fingerprint, until: '2020-01-31' }] };
  const cwd = await folderWith({ 'snapdiff.config.json': JSON.stringify(known) });
  const expired = await runCli(['check', ...args], { cwd });
  assert.equal(expired.exitCode, 1);
  assert.match(expired.stdout.replaceAll(/\s+/g, ' '), /known until 2020-01-31, which has passed/);
});

test('--top limits the constructors listed; JSON has all', async () => {
  const { stdout } = await runCli(['check', ...small, '--top', '1']);
  assert.match(stdout, /\n… \d+ more that grew; --top 0 lists them\n$/);
  const all = await reportOf(small);
  assert.ok(all.classes.length > 1 && all.omittedClassCount === 0);
  const some = await reportOf([...small, '--top', '1']);
  assert.deepEqual([some.classes.length, some.omittedClassCount], [1, all.classes.length - 1]);
});

test('--help names every option', async () => {
  const { stdout } = await runCli(['check', '--help']);
  for (const option of [
    'config',
    'budget',
    'total',
    'fail-on',
    'ignore',
    'min-confidence',
    'write-baseline',
    'format',
    'reporter',
    'top',
  ]) {
    assert.match(stdout, new RegExp(`--${option}\\b`));
  }
});
