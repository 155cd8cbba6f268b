// Measures how soon an open snapshot answers: opens a pair as `snapdiff explore` does, each in a thread, and asks 500 random questions.
//
//     npm run build && node --import tsx scripts/bench-explore.ts [FILE FILE] [--megabytes 100] [--questions 500] [--seed 1] [--wide 1000000]
//
// Without files, a pair of a real process, or, with --made-up, of the generator. --wide asks a heap as wide and as deep as one can be
// instead: an array, a Map, a class, a list and a text of so many parts each.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { formatBytes } from '../src/base/units.ts';
import { compareFiles } from '../src/files/compare-files.ts';
import { OpenHeaps } from '../src/files/open-heaps.ts';
import { generatedPair } from './bench/generated-pair.ts';
import { realPair } from './bench/real-pair.ts';
import { Clicks } from './bench-explore/clicks.ts';
import { Timings } from './bench-explore/timings.ts';
import { askWideHeap } from './bench-explore/wide.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    megabytes: { type: 'string', default: '100' },
    'made-up': { type: 'boolean', default: false },
    questions: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    wide: { type: 'string' },
  },
});
const log = (line: string): void => console.error(line);
if (values.wide === undefined) await askPair();
else askWideHeap(Number(values.wide), log);

async function askPair(): Promise<void> {
  const megabytes = Number(values.megabytes);
  const { baseline, current } = values['made-up']
    ? generatedPair(megabytes, 'objects', log)
    : positionals.length === 0
      ? realPair(megabytes, log)
      : { baseline: { path: positionals[0] }, current: { path: positionals[1] } };
  const paths = [baseline.path, current.path];

  const compareStart = performance.now();
  const { classes } = await compareFiles(paths);
  log(`compared in ${seconds(compareStart)}, ${rss()} resident`);

  const heaps = new OpenHeaps(paths);
  try {
    for (const snapshot of [1, 0]) {
      const start = performance.now();
      await heaps.ask(snapshot, { question: 'object', id: 'root' });
      log(`${paths[snapshot]}: opened in ${seconds(start)}, ${rss()} resident`);
    }
    const timings = new Timings();
    const clicks = new Clicks(heaps, classes, Number(values.seed));
    for (let asked = 0; asked < Number(values.questions); asked++) await clicks.click(timings);
    console.log(timings.table());
    log(`${rss()} resident`);
  } finally {
    await heaps.close();
  }
}

function seconds(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

function rss(): string {
  return formatBytes(process.memoryUsage().rss);
}
