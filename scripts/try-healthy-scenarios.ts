// How often a healthy scenario fails, and how small a leak is found: the scenarios of fixtures/programs/scenarios, many
// times each, with the built program's defaults. The two tables of docs/ci.md.
//
//     npm run build && node --import tsx scripts/try-healthy-scenarios.ts [--times 20] [--only lru] [--part healthy|leaks]
//
// Two at a time. Ends with 1 if a healthy one failed.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { REPO } from './fixtures/runtimes.ts';
import { checkScenario } from '../src/scenario/check-scenario.ts';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
    part: { type: 'string', default: '' },
  },
});
const folder = join(REPO, 'fixtures/programs/scenarios');

/** Runs jobs two at a time. */
async function inPairs<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all([worker(), worker()]);
}

async function tryHealthy(): Promise<void> {
  const healthy = readdirSync(folder).filter(
    (file) =>
      file.includes(values.only) &&
      /^\/\/ Right answer: no leak$/m.test(readFileSync(join(folder, file), 'utf8')),
  );
  const times = Number(values.times);
  console.log(`| Scenario | Failed | Needed a soak | Seconds, mean |\n| --- | --- | --- | --- |`);
  await inPairs(healthy, async (file: string) => {
    const row = { failed: 0, soaked: 0, seconds: 0 };
    for (let time = 0; time < times; time++) {
      const start = performance.now();
      const { report } = await checkScenario(join(folder, file));
      row.seconds += (performance.now() - start) / 1000;
      if (report.snapshots.length > 3) row.soaked++;
      if (report.passed) continue;
      row.failed++;
      process.exitCode = 1;
      for (const { message } of report.failures) console.error(`${file}: ${message}`);
    }
    const mean = (row.seconds / times).toFixed(1);
    console.log(`| ${basename(file, '.mjs')} | ${row.failed} of ${times} | ${row.soaked} | ${mean} |`);
  });
}

const kinds = ['object', 'plain object', 'array', 'map entry', 'closure', 'string', 'promise', 'buffer'];
const iterationCounts = [50, 200, 1000];
const everyCounts = [1, 10, 100];

async function tryLeaks(): Promise<void> {
  const times = Number(values.times);
  const columns = iterationCounts.flatMap((iterations) =>
    everyCounts.filter((every) => every * 3 <= iterations).map((every) => ({ iterations, every })),
  );
  console.log(
    `| What stays | ${columns.map(({ iterations, every }) => `1 per ${every}, ${iterations} a round`).join(' | ')} |`,
  );
  console.log(`|${' --- |'.repeat(columns.length + 1)}`);
  for (const kind of kinds.filter((name) => name.includes(values.only))) {
    const found = new Map(columns.map((column) => [column, 0]));
    const jobs = columns.flatMap((column) => Array.from({ length: times }, () => column));
    // The scenario reads them from its environment, which is ours; so one leak at a time.
    for (const job of jobs) {
      process.env['LEAK_KIND'] = kind;
      process.env['LEAK_EVERY'] = String(job.every);
      const { report } = await checkScenario(join(folder, 'small-leak.mjs'), {
        iterations: job.iterations,
        out: join(REPO, '.cache', 'small-leaks'),
      });
      if (!report.passed) found.set(job, (found.get(job) ?? 0) + 1);
    }
    console.log(`| ${kind} | ${[...found.values()].map((count) => `${count} of ${times}`).join(' | ')} |`);
  }
}

if (values.part !== 'leaks') await tryHealthy();
if (values.part !== 'healthy') await tryLeaks();
