// Fails if snapdiff has become slower or takes more memory than what is recorded, or than the build of a git ref. Machines are
// noisy and differ, so CPU is told in multiples of a fixed loop (`bench/calibration.mjs`) that runs in turn with it, least against
// least; memory in bytes a node and edge. Both on a made-up pair, which is the same everywhere.
//
//     npm run build && node --import tsx scripts/bench-check.ts [--ref REF] [--record]
//
// --ref builds REF beside (the last tag, where there is one) and compares with it in the same run; --record writes
// `bench/recorded.json`, for the major version of Node that runs it.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { generatedPair } from './bench/generated-pair.ts';
import { measure, type Usage } from './bench/measure.ts';
import { REPO } from './bench/subjects.ts';

const MEGABYTES = 30;
const RUNS = 6;
/** More CPU than recorded, in multiples of the loop: the machine's caches and memory are in it. */
const CPU_MARGIN = 0.2;
/** More CPU than the other build, measured beside it. */
const REF_MARGIN = 0.12;
const MEMORY_MARGIN = 0.1;
const RECORD = join(REPO, 'scripts/bench/recorded.json');

interface Measured {
  /** CPU of the pair, in one job, less that of Node's start, in multiples of the loop's. */
  readonly cpuPerLoop: number;
  /** Peak RSS over that of Node, of a pair in one job. */
  readonly bytesPerNode: number;
  readonly bytesPerEdge: number;
}

type Recorded = Readonly<Record<string, Measured>>;

const { values: given } = parseArgs({
  options: { ref: { type: 'string' }, record: { type: 'boolean', default: false } },
});
const log = (line: string): void => void process.stdout.write(`${line}\n`);
const pair = generatedPair(MEGABYTES, 'objects', log);
const compare = (dist: string): readonly string[] => [
  process.execPath,
  join(dist, 'cli/main.js'),
  pair.baseline.path,
  pair.current.path,
  '--json',
];
const own = join(REPO, 'dist');
if (!existsSync(own)) throw new Error('nothing built: run "npm run build" first');

const ref = given.ref ?? lastTag();
const parent = mkdtempSync(join(tmpdir(), 'snapdiff-ref-'));
const folder = join(parent, 'files');
try {
  if (ref !== undefined) buildRef(ref, folder);
  const commands: Record<string, readonly string[]> = {
    node: [process.execPath, '-e', '0'],
    loop: [process.execPath, join(REPO, 'scripts/bench/calibration.mjs')],
    own: [...compare(own), '--jobs', '1'],
    ...(ref !== undefined && { ref: [...compare(join(folder, 'dist')), ...oneJob(join(folder, 'dist'))] }),
  };
  const least = await leastOf(commands);
  const { nodeCount, edgeCount } = pair.current;
  const bytes = least['own'].peakRssBytes - least['node'].peakRssBytes;
  const start = least['node'].cpuSeconds;
  const measured: Measured = {
    cpuPerLoop: (least['own'].cpuSeconds - start) / (least['loop'].cpuSeconds - start),
    bytesPerNode: bytes / nodeCount,
    bytesPerEdge: bytes / edgeCount,
  };
  const recorded: Recorded = JSON.parse(readFileSync(RECORD, 'utf8'));
  const major = String(Number.parseInt(process.versions.node, 10));
  if (given.record)
    writeFileSync(RECORD, `${JSON.stringify({ ...recorded, [major]: rounded(measured) }, undefined, 2)}\n`);
  else {
    const known = recorded[major];
    if (known === undefined) log(`nothing is recorded for Node ${major}: --record writes it`);
    else {
      judge('CPU, in multiples of the loop', measured.cpuPerLoop, known.cpuPerLoop, CPU_MARGIN);
      judge('bytes a node', measured.bytesPerNode, known.bytesPerNode, MEMORY_MARGIN);
      judge('bytes an edge', measured.bytesPerEdge, known.bytesPerEdge, MEMORY_MARGIN);
    }
    if (least['ref'] !== undefined)
      judge(`CPU seconds, beside ${ref}`, least['own'].cpuSeconds, least['ref'].cpuSeconds, REF_MARGIN);
  }
} finally {
  rmSync(parent, { recursive: true, force: true });
  if (ref !== undefined) execFileSync('git', ['worktree', 'prune'], { cwd: REPO });
}

/** Takes turns, so that what else the machine does meanwhile falls on all alike. */
async function leastOf(
  commands: Readonly<Record<string, readonly string[]>>,
): Promise<Record<string, Usage>> {
  const least: Record<string, Usage> = {};
  for (let run = 0; run < RUNS; run++) {
    for (const [name, command] of Object.entries(commands)) {
      const { usage, failure } = await measure(command, REPO);
      if (failure !== undefined) throw new Error(`${name}: ${failure}`);
      const before = least[name] ?? usage;
      least[name] = {
        wallSeconds: Math.min(before.wallSeconds, usage.wallSeconds),
        cpuSeconds: Math.min(before.cpuSeconds, usage.cpuSeconds),
        peakRssBytes: Math.min(before.peakRssBytes, usage.peakRssBytes),
      };
    }
  }
  return least;
}

function judge(what: string, actual: number, known: number, margin: number): void {
  const isWithin = actual <= known * (1 + margin);
  const limit = `${known.toFixed(2)} and at most ${margin * 100} % more`;
  log(`${isWithin ? 'ok  ' : 'FAIL'} ${what}: ${actual.toFixed(2)}, allowed are ${limit}`);
  if (!isWithin) process.exitCode = 1;
}

function rounded(measured: Measured): Measured {
  const round = (value: number): number => Math.round(value * 100) / 100;
  return {
    cpuPerLoop: round(measured.cpuPerLoop),
    bytesPerNode: round(measured.bytesPerNode),
    bytesPerEdge: round(measured.bytesPerEdge),
  };
}

function lastTag(): string | undefined {
  try {
    const tag = execFileSync('git', ['describe', '--tags', '--abbrev=0'], {
      cwd: REPO,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return tag.trim();
  } catch {
    return undefined;
  }
}

/** That it reads one file at a time, as this one does, if it ever read more. */
function oneJob(dist: string): readonly string[] {
  const { stdout } = spawnSync(process.execPath, [join(dist, 'cli/main.js'), 'diff', '--help'], {
    encoding: 'utf8',
  });
  return stdout.includes('--jobs') ? ['--jobs', '1'] : [];
}

/** Builds another state of the project, with the packages of this one. */
function buildRef(state: string, made: string): void {
  execFileSync('git', ['worktree', 'add', '--detach', '--quiet', made, state], {
    cwd: REPO,
    stdio: 'inherit',
  });
  symlinkSync(join(REPO, 'node_modules'), join(made, 'node_modules'));
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: made, stdio: 'inherit' });
}
