import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type * as Testing from '../../../src/testing/index.cts';
import { startProcess, waitUntil } from '../../support/child-processes.ts';
import { repositoryPath } from '../../support/fixtures.ts';

// The built entry, as it starts a built program. The other test runners: scripts/try-test-runners.ts.
const entry = repositoryPath('dist/testing/index.cjs');
const { expectNoLeak, measureGrowth } = (await import(pathToFileURL(entry).href)) as typeof Testing;

class Listener {
  readonly name = 'listener';
}

/** The process's own temporary files go here, so that what is left can be seen. */
const folder = mkdtempSync(join(tmpdir(), 'snapdiff-test-'));
process.env['TMPDIR'] = folder;
after(() => rmSync(folder, { recursive: true }));

/** Enough for 1000 bytes of such objects: less in a round is taken for noise. */
const few = { rounds: 3, iterations: 50 };

suite('heap-snapdiff/testing', () => {
  test('a leak is an AssertionError that names what gathers and who holds it', async () => {
    const listeners = new Set<Listener>();
    await assert.rejects(
      expectNoLeak(() => listeners.add(new Listener()), few),
      (error: unknown) => {
        assert.ok(error instanceof assert.AssertionError);
        assert.match(error.message, /^\w+ under [^\n]+ \(1 suspect\)\./);
        assert.match(error.message, /Listener: 150 new objects stay under/);
        assert.match(error.message, /variable listeners Set/);
        return true;
      },
    );
    assert.deepEqual(readdirSync(folder), []);
  });

  test('a leak that is known by its fingerprint passes', async () => {
    const listeners = new Set<Listener>();
    const work = (): unknown => listeners.add(new Listener());
    const { report } = await measureGrowth(work, few);
    const knownLeaks = [{ fingerprint: report.failures[0].fingerprint ?? '', reason: 'is mended next week' }];
    await expectNoLeak(work, { ...few, knownLeaks });
  });

  test('what comes and goes, fills a bounded cache or is loaded once is none', async () => {
    const recent: Listener[] = [];
    await expectNoLeak(async () => {
      recent.push(new Listener());
      if (recent.length > 80) recent.shift();
      await import('node:zlib');
    }, few);
    assert.deepEqual(readdirSync(folder), []);
  });

  test('measurements that are started together wait for each other', async () => {
    const kept: Listener[] = [];
    const [healthy, leaking] = await Promise.all([
      measureGrowth(() => [new Listener()], few),
      measureGrowth(() => kept.push(new Listener()), few),
    ]);
    assert.equal(healthy.passed, true, healthy.message);
    assert.equal(healthy.bytesPerIteration, 0);
    assert.equal(leaking.passed, false);
    assert.ok(leaking.bytesPerIteration >= 16 && leaking.bytesPerIteration < 1000);
  });

  test('what the function throws comes through, and nothing is left', async () => {
    await assert.rejects(
      expectNoLeak((iteration) => {
        if (iteration === 80) throw new Error('no connection');
      }, few),
      /^Error: no connection$/,
    );
    assert.deepEqual(readdirSync(folder), []);
  });

  test('options that make no sense are refused', async () => {
    await assert.rejects(
      expectNoLeak(() => {}, { rounds: 2 }),
      /rounds is 2; it is a whole number, 3 or more/,
    );
    await assert.rejects(
      expectNoLeak(() => {}, { ...few, warmup: 0, ignore: [''] }),
      /^TypeError: options: ignore\[0\]: "" is not a name/,
    );
    await assert.rejects(
      expectNoLeak(() => {}, { itterations: 5 } as object),
      /^TypeError: expectNoLeak and measureGrowth: there is no option "itterations", only rounds, iterations, /,
    );
    await assert.rejects(
      measureGrowth(() => {}, 60_000 as unknown as object),
      /^TypeError: .*: its options are an object with any of rounds, /,
    );
  });

  test('a process that is killed leaves no snapshot behind', async () => {
    const files = (): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const work = `() => new Promise((go) => setTimeout(go, fs.readdirSync(${JSON.stringify(folder)}, { recursive: true }).some((name) => name.endsWith('.heapsnapshot')) ? 1e6 : 0))`;
    const script = `require(${JSON.stringify(entry)}).expectNoLeak(${work})`;
    const child = startProcess(process.execPath, ['--eval', script], { stdio: 'ignore' });
    await waitUntil('it has taken one', () => files().some((name) => name.endsWith('.heapsnapshot')));
    child.kill('SIGKILL');
    await waitUntil('nothing is left', () => files().length === 0);
  });
});
