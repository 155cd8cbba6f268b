// Runs a command, `npm test` by default, again and again beside programs that do nothing but use the processor: tests that
// wait for time instead of a sign fail there, and on a user's busy CI. Prints each round with its time and CPU; ends with 1
// if one failed. Needs bash.
//
//     node --import tsx scripts/try-busy.ts [--rounds 10] [--loops 4] [-- npm run test:process]
import { spawn, spawnSync } from 'node:child_process';
import process from 'node:process';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '10' },
    loops: { type: 'string', default: '4' },
  },
});
const [rounds, loopCount] = [Number(values.rounds), Number(values.loops)];
if (!(Number.isInteger(rounds) && rounds > 0 && Number.isInteger(loopCount) && loopCount >= 0)) {
  throw new Error('--rounds and --loops are whole numbers');
}
const command = positionals.length === 0 ? ['npm', 'test'] : positionals;

// Each ends by itself when its standard input does, which is when this program ends, however it ends.
const loop = `require('node:worker_threads').isMainThread && new (require('node:worker_threads').Worker)('for (;;);', { eval: true });
process.stdin.on('end', () => process.exit()).resume();`;
const loops = Array.from({ length: loopCount }, () =>
  spawn(process.execPath, ['-e', loop], { stdio: ['pipe', 'ignore', 'ignore'] }),
);

/** Seconds of user and system time that a shell's children have used, of what its `times` says. */
function cpuSeconds(text: string): number {
  const parts = [...text.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds),
  );
  return (parts[2] ?? NaN) + (parts[3] ?? NaN);
}

let failures = 0;
try {
  for (let round = 1; round <= rounds; round++) {
    const start = performance.now();
    const { status, stdout, output } = spawnSync(
      'bash',
      ['-c', '"$@" >&3 2>&3; code=$?; times; exit $code', 'bash', ...command],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit', 'pipe'], maxBuffer: 2 ** 30 },
    );
    const seconds = Math.round((performance.now() - start) / 1000);
    const outcome = status === 0 ? 'passed' : 'FAILED';
    if (status !== 0) {
      failures++;
      console.log(output[3] ?? '');
    }
    console.log(
      `round ${round} of ${rounds}, ${loopCount} busy loops: ${command.join(' ')} ${outcome} in ${seconds} s, ${Math.round(cpuSeconds(stdout))} s of CPU`,
    );
  }
} finally {
  for (const { pid, stdin } of loops) {
    stdin?.end();
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }
}
process.exitCode = failures === 0 ? 0 : 1;
