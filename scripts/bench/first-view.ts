// How much later the first view of the explorer is there than the table in the terminal: seconds from the start of each to its
// verdict, in turn, the least of all.
//
//     npm run build && node --import tsx scripts/bench/first-view.ts [--megabytes 107] [--runs 5]
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { realPair } from './real-pair.ts';
import { REPO } from './subjects.ts';

const { values } = parseArgs({
  options: { megabytes: { type: 'string', default: '107' }, runs: { type: 'string', default: '5' } },
});
const { baseline, current } = realPair(Number(values.megabytes), (line) => console.error(line));

/** Seconds until its output has that, with which it is ended. */
function secondsUntil(sign: RegExp, args: readonly string[]): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [join(REPO, 'dist/cli/main.js'), ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return new Promise((resolve, reject) => {
    let output = '';
    let seconds: number | undefined;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (seconds !== undefined || !sign.test(output)) return;
      seconds = (performance.now() - start) / 1000;
      child.kill('SIGINT');
    });
    child.on('close', () => {
      if (seconds === undefined) reject(new Error(`there was no ${String(sign)} in ${output}`));
      else resolve(seconds);
    });
  });
}

const verdict = /^(?:leak|no leak|inconclusive)\b/im;
const [table, view] = [Infinity, Infinity].map((seconds) => ({ seconds }));
for (let run = 0; run < Number(values.runs); run++) {
  const paths = [baseline.path, current.path];
  table.seconds = Math.min(table.seconds, await secondsUntil(verdict, paths));
  view.seconds = Math.min(view.seconds, await secondsUntil(verdict, ['explore', ...paths, '--no-open']));
}
const more = Math.round((view.seconds / table.seconds - 1) * 100);
console.log(`table ${table.seconds.toFixed(2)} s, first view ${view.seconds.toFixed(2)} s: ${more} % more`);
