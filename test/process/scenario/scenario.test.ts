import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { SnapdiffError } from '../../../src/base/errors.ts';
import { checkFiles } from '../../../src/files/check-files.ts';
import { checkScenario } from '../../../src/scenario/check-scenario.ts';
import { repositoryPath } from '../../support/fixtures.ts';

// The scenarios run in processes of their own, by the built runner. Each in many runs: scripts/try-healthy-scenarios.ts.
const folder = mkdtempSync(join(tmpdir(), 'snapdiff-scenario-test-'));
after(() => rmSync(folder, { recursive: true }));

const scenario = (name: string): string => repositoryPath(`fixtures/programs/scenarios/${name}`);

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

suite('checkScenario', { concurrency: 2 }, () => {
  test('a leak fails, with its holder and path; the snapshots are kept', async () => {
    const { report, snapshots, keptIn, rounds } = await checkScenario(scenario('leaking-cache.mjs'), {
      out: join(folder, 'kept'),
    });
    assert.equal(report.passed, false);
    assert.equal(report.mode, 'scenario');
    const [{ className, path, next }] = report.failures;
    assert.equal(className, 'Session');
    assert.ok(path.some(({ text }) => text.includes('sessions')));
    assert.ok(keptIn?.startsWith(join(folder, 'kept')));
    assert.equal(snapshots.length, rounds + 1);
    for (const snapshot of snapshots) assert.ok(existsSync(snapshot));
    assert.match(next, new RegExp(`--new-since ${snapshots[0]}`));
  });

  test('a CommonJS scenario is run as well', async () => {
    const { report } = await checkScenario(scenario('leaking-listeners.cjs'), { out: folder });
    assert.equal(report.failures[0]?.className, 'onChange()');
  });

  for (const name of ['lru-filling.mjs', 'http-loopback.mjs']) {
    test(`${name} passes, and leaves no snapshots`, async () => {
      const parent = join(folder, name);
      const options = { out: parent, iterations: 50 };
      const { report, snapshots, keptIn } = await checkScenario(scenario(name), options);
      assert.equal(report.passed, true, report.failures[0]?.message);
      assert.deepEqual([keptIn, snapshots], [null, []]);
      assert.ok(report.snapshots.every(({ path }) => path === null));
      assert.deepEqual(readdirSync(parent), []);
    });
  }

  test('nothing of ours gathers: an empty run ends at the first look, without a suspect', async () => {
    const path = write('empty.mjs', 'export function run() {}');
    const { report, rounds, keptIn } = await checkScenario(path, { out: folder, keep: true });
    assert.deepEqual(report.suspects, []);
    assert.equal(rounds, 4);
    assert.equal(readdirSync(keptIn ?? '').length, 2);
  });

  test('setup makes the context, teardown gets it, and both come once', async () => {
    const log = join(folder, 'order.txt');
    const path = write(
      'order.mjs',
      `import { appendFileSync } from 'node:fs';
       const say = (text) => appendFileSync(${JSON.stringify(log)}, text + ' ');
       export const setup = async () => (say('setup'), { name: 'context' });
       export const run = ({ name }, iteration) => iteration % 1000 === 0 && say(name + iteration);
       export const teardown = ({ name }) => say('teardown ' + name);`,
    );
    await checkScenario(path, { out: folder, iterations: 10, warmup: 5, keep: true });
    const { readFileSync } = await import('node:fs');
    assert.match(
      readFileSync(log, 'utf8'),
      /^setup context0 (?:context1000 (?:context\d000 )*)?teardown context $/,
    );
  });
});

suite('a scenario that cannot be judged is one sentence', { concurrency: 2 }, () => {
  const cases: readonly (readonly [name: string, text: string, message: RegExp])[] = [
    ['without run', 'export const walk = 1;', /: it exports no function run\(\)$/],
    [
      'that is no JavaScript',
      'export function run( {',
      /: loading it failed: SyntaxError: .+ \(.*that-is-no-JavaScript\.mjs:1\)$/,
    ],
    [
      'whose setup throws',
      'export const run = () => {};\nexport function setup() { throw new TypeError("no database") }',
      /: setup\(\) failed: TypeError: no database \(.*whose-setup-throws\.mjs:2:\d+\)$/,
    ],
    [
      'whose run rejects',
      'export const run = async (_, i) => { if (i === 7) throw "nothing" };',
      /: run\(\) in iteration 8 failed: 'nothing'$/,
    ],
    [
      'whose connection breaks',
      'export const run = async () => { throw new TypeError("fetch failed", { cause: new Error("read ECONNRESET") }) };',
      /: run\(\) in iteration 1 failed: TypeError: fetch failed, caused by Error: read ECONNRESET \(.+\.mjs:1:\d+\)$/,
    ],
    [
      'with an error that nothing catches',
      'export const run = () => new Promise((go) => setTimeout(() => { throw new Error("late") }));',
      /: run\(\) in iteration 1: an error that nothing caught: Error: late \(.+\.mjs:1:\d+\)$/,
    ],
    [
      'with a rejection that nothing handles',
      'export const run = () => void Promise.reject(new Error("lost"));',
      /: run\(\) in iteration 1: a rejection that nothing handled: Error: lost/,
    ],
    [
      'that ends its process',
      'export const run = () => process.exit(3);',
      /: run\(\) in iteration 1 ended the process with process\.exit\(3\)$/,
    ],
    [
      'that waits for ever',
      'export const run = () => new Promise(() => {});',
      /: run\(\) in iteration 1 waits for something that nothing will settle$/,
    ],
    [
      'that is killed',
      'export const run = () => process.kill(process.pid, "SIGKILL");',
      /: run\(\): its process was ended by SIGKILL$/,
    ],
    ['that takes too long', 'export const run = () => { for (;;); };', /: was not done after 0\.5 s$/],
  ];
  for (const [name, text, message] of cases) {
    test(`one ${name}`, async () => {
      const path = write(`${name.replaceAll(' ', '-')}.mjs`, text);
      const parent = join(folder, name.replaceAll(' ', '-'));
      await assert.rejects(
        checkScenario(path, { out: parent, ...(name.includes('too long') && { timeoutMs: 500 }) }),
        (error: unknown) => {
          assert.ok(error instanceof SnapdiffError);
          assert.match(error.message, message);
          assert.ok(error.message.startsWith(path));
          return true;
        },
      );
      assert.deepEqual(readdirSync(parent), []);
    });
  }

  test('one that is not there, and options that make no sense', async () => {
    await assert.rejects(checkScenario('missing.mjs'), /missing\.mjs: no such file/);
    await assert.rejects(
      checkScenario(scenario('pool.mjs'), { rounds: 2 }),
      /rounds: 2 is not a valid number of rounds/,
    );
    await assert.rejects(checkScenario(scenario('pool.mjs'), { minConfidence: 2 }), /minConfidence: 2/);
    await assert.rejects(
      checkScenario(scenario('pool.mjs'), { timeoutMs: Infinity }),
      /timeoutMs: Infinity is not a valid number of milliseconds/,
    );
    const misspelt = { itterations: 5 } as object;
    const refusal =
      /^TypeError: checkScenario: there is no option "itterations", only rounds, iterations, .*ignore/;
    await assert.rejects(checkScenario(scenario('pool.mjs'), misspelt), refusal);
    await assert.rejects(
      checkFiles([], misspelt),
      /^TypeError: checkFiles: there is no option "itterations"/,
    );
  });
});
