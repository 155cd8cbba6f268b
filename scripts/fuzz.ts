// Reads, analyses, compares, checks and renders files that are mutated: tiny drawn heaps, parts of real ones, and a few
// whole ones; in their structure and in their bytes. Every refusal has to be one line for the user, and every answer is
// held against a model that follows the definitions as slowly as it likes: what is read, shallow and retained sizes,
// distances and dominators of each object, counts and sizes of each class, what came and went of it; and, of one object and
// its class, which `retainers` and `objects` are asked for, whether they are reached and how old they are. Ends with 1 at the
// first file that is answered wrong, ends the process, or takes too long; keeps it, and says how to run it again.
//
//     node --import tsx scripts/fuzz.ts [--seed N] [--files 2000] [--from 0] [--limit SECONDS] [--keep DIR]
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { repositoryPath } from '../test/support/fixtures.ts';
import { drawCase } from './fuzz/cases.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    files: { type: 'string', default: '2000' },
    from: { type: 'string', default: '0' },
    limit: { type: 'string', default: '60' },
    keep: { type: 'string', default: repositoryPath('.cache/fuzz') },
  },
});
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const [files, from, limitSeconds] = [Number(values.files), Number(values.from), Number(values.limit)];
if (![seed, files, from].every(Number.isSafeInteger) || files < 1 || !(limitSeconds > 0))
  throw new Error('--seed, --files and --from are whole numbers, --limit is seconds');

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-fuzz-'));
const progressFile = join(folder, 'progress');
writeFileSync(progressFile, String(from));
const currentFile = (): number => Number(readFileSync(progressFile, 'utf8'));

/** A process of its own tries the files: V8 may abort it, and nothing inside it notices that it hangs. */
function runCases(): Promise<{ code: number | null; why: string }> {
  const program = fileURLToPath(new URL('fuzz/run-cases.ts', import.meta.url));
  const args = [...process.execArgv, program, String(seed), String(from), String(files), progressFile];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  let [file, since, isHanging] = [-1, performance.now(), false];
  const watch = setInterval(() => {
    const current = currentFile();
    if (current !== file) [file, since] = [current, performance.now()];
    else if (performance.now() - since > limitSeconds * 1000) {
      isHanging = true;
      child.kill('SIGKILL');
    }
  }, 1000);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearInterval(watch);
      const ended = code === 1 ? 'is answered wrong' : `ended the process by ${signal ?? code}`;
      resolve({ code, why: isHanging ? `takes more than ${limitSeconds} s` : ended });
    });
  });
}

console.log(`fuzz: seed ${seed}, files ${from} to ${from + files - 1}`);
const start = performance.now();
const { code, why } = await runCases();
console.log(`fuzz: ${((performance.now() - start) / 1000).toFixed(1)} s`);
if (code !== 0) {
  const file = currentFile();
  const { what, mutated, sound } = drawCase(seed, file);
  mkdirSync(values.keep, { recursive: true });
  const path = join(values.keep, `${seed}-${file}`);
  writeFileSync(`${path}.heapsnapshot`, mutated);
  writeFileSync(`${path}.sound.heapsnapshot`, sound);
  console.error(`fuzz: file ${file} ${why} (${what})
Kept:  ${path}.heapsnapshot, and what it was compared with, ${path}.sound.heapsnapshot
Again: node --import tsx scripts/fuzz.ts --seed ${seed} --from ${file} --files 1`);
  process.exitCode = 1;
}
rmSync(folder, { recursive: true });
