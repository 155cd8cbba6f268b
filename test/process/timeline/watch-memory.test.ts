import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { runProcess } from '../../support/child-processes.ts';
import { repositoryPath } from '../../support/fixtures.ts';

/** Runs a module with the built library and gives what it prints. */
function run(script: string): Promise<string> {
  const library = pathToFileURL(repositoryPath('dist/index.js')).href;
  const code = `import { watchMemory } from '${library}';\n${script}`;
  return runProcess(process.execPath, ['--expose-gc', '--input-type=module', '--eval', code]);
}

const options = '{ windows: 3, windowMs: 100, sampleMs: 20, minGrowth: 100_000 }';

test('growth is told with its windows after so many that rose', async () => {
  const stdout = await run(`
    const kept = [];
    const timer = setInterval(() => {
      for (let i = 0; i < 5000; i++) kept.push({ i });
      gc();
    }, 20);
    let samples = 0;
    const watch = watchMemory(${options});
    watch.on('sample', () => samples++);
    watch.once('growth', ({ growth, growthPerSecond, windows, sample }) => {
      console.log(JSON.stringify({ growth, growthPerSecond, windows, rss: sample.rss, samples }));
      clearInterval(timer);
      watch.stop();
    });
  `);
  const told = JSON.parse(stdout) as {
    growth: number;
    growthPerSecond: number;
    rss: number;
    samples: number;
    windows: { heapUsedAfterGc: number; majorGcs: number }[];
  };
  assert.ok(told.windows.length >= 4);
  assert.ok(
    told.windows.every(
      ({ heapUsedAfterGc }, at) => heapUsedAfterGc > (told.windows[at - 1]?.heapUsedAfterGc ?? 0),
    ),
  );
  assert.ok(told.windows.every(({ majorGcs }) => majorGcs >= 1));
  assert.ok(told.growth > 100_000 && told.growthPerSecond > 0 && told.rss > 30e6 && told.samples > 3);
});

test('a heap that stays is not growth, and the watch keeps no process alive', async () => {
  const stdout = await run(`
    let growths = 0, samples = 0;
    const timer = setInterval(() => { Array.from({ length: 5000 }, (_, i) => ({ i })); gc(); }, 20);
    const atSample = () => { if (++samples === 60) clearInterval(timer); };
    watchMemory(${options}).on('growth', () => growths++).on('sample', atSample);
    process.on('exit', () => console.log(growths, samples >= 60));
  `);
  assert.equal(stdout, '0 true\n');
});

test('settings that cannot be meant are refused', async () => {
  const stdout = await run(`
    for (const options of [{ windows: 0 }, { windowMs: NaN }, { sampleMs: -1 }]) {
      try { watchMemory(options); console.log('taken'); } catch (error) { console.log(error.name); }
    }
  `);
  assert.equal(stdout, 'RangeError\n'.repeat(3));
});
