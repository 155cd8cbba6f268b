// What the preload costs a program before its first line, and how long it takes: the least of many runs, as everything else
// on the machine only adds to it. 7 ms on a busy machine; ends with 1 above 20 ms, which a program would notice.
//
//     npm run build && node --import tsx scripts/bench/preload.ts [--runs 20]
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } });
const preload = fileURLToPath(new URL('../../dist/preload/register.cjs', import.meta.url));
const program = `const start = performance.now(); require(${JSON.stringify(preload)}); console.log(performance.now() - start);`;

const times = Array.from({ length: Number(values.runs) }, () =>
  Number(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' })),
).sort((a, b) => a - b);
const [least = NaN] = times;
console.log(
  `the preload takes ${least.toFixed(1)} ms, ${(times.at(-1) ?? NaN).toFixed(1)} ms at most of ${times.length} runs`,
);
process.exitCode = least < 20 ? 0 : 1;
