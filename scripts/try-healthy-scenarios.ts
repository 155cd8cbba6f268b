// How often a healthy scenario fails, and how small a leak is found: the scenarios of fixtures/programs/scenarios, many
// times each, with the built program's defaults; and what the same cost as tests. The tables of docs/ci.md.
//
//     npm run build && node --import tsx scripts/try-healthy-scenarios.ts [--times 20] [--only lru] [--part healthy|leaks|tests]
//
// Two at a time. Ends with 1 if a healthy one failed.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
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
  console.log(`| Scenario | Failed | More than two snapshots | Seconds, mean |\n| --- | --- | --- | --- |`);
  await inPairs(healthy, async (file: string) => {
    const row = { failed: 0, looked: 0, seconds: 0 };
    for (let time = 0; time < times; time++) {
      const start = performance.now();
      const { report } = await checkScenario(join(folder, file));
      row.seconds += (performance.now() - start) / 1000;
      if (report.snapshots.length > 2) row.looked++;
      if (report.passed) continue;
      row.failed++;
      process.exitCode = 1;
      for (const { message } of report.failures) console.error(`${file}: ${message}`);
    }
    const mean = (row.seconds / times).toFixed(1);
    console.log(`| ${basename(file, '.mjs')} | ${row.failed} of ${times} | ${row.looked} | ${mean} |`);
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

/** Each program as one test of `heap-snapdiff/testing`, in a process of its own. The least of all runs. */
function measureTests(): void {
  const entry = join(REPO, 'dist/testing/index.cjs');
  console.log('| Test | Answer | CPU, s | Wall, s |\n| --- | --- | ---: | ---: |');
  let sum = 0;
  const files = readdirSync(folder).filter((file) => /\.[cm]js$/.test(file) && file.includes(values.only));
  for (const file of files) {
    const program = `import(${JSON.stringify(join(folder, file))}).then(async (program) => {
      const { measureGrowth } = require(${JSON.stringify(entry)});
      const context = await program.setup?.();
      const { passed } = await measureGrowth((iteration) => program.run(context, iteration));
      console.log(passed ? 'passes' : 'fails');
      process.exit();
    });`;
    let [answer, cpu, wall] = ['', Infinity, Infinity];
    for (let time = 0; time < Number(values.times); time++) {
      const start = performance.now();
      const shell = [
        '-c',
        '"$@" >&3 2>&3; code=$?; times; exit $code',
        'bash',
        process.execPath,
        '-e',
        program,
      ];
      const { stdout, output } = spawnSync('bash', shell, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
      });
      answer = (output[3] ?? '').trim();
      wall = Math.min(wall, (performance.now() - start) / 1000);
      const used = [...stdout.matchAll(/(\d+)m([\d.]+)s/g)].slice(2);
      cpu = Math.min(
        cpu,
        used.reduce((seconds, [, minutes, rest]) => seconds + Number(minutes) * 60 + Number(rest), 0),
      );
    }
    sum += cpu;
    console.log(`| ${basename(file, extname(file))} | ${answer} | ${cpu.toFixed(1)} | ${wall.toFixed(1)} |`);
  }
  console.log(`${(sum / files.length).toFixed(1)} s of CPU a test`);
}

if (values.part === '' || values.part === 'healthy') await tryHealthy();
if (values.part === '' || values.part === 'leaks') await tryLeaks();
if (values.part === '' || values.part === 'tests') measureTests();
