// Measures time and memory on pairs of snapshots, of a real process or made up, each run in a fresh process.
//
//     npm run build && node --import tsx scripts/bench.ts --sizes 4,107,769 --peers
import { existsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { Profile as MadeUpProfile } from './bench/generate-snapshot.ts';
import { generatedPair } from './bench/generated-pair.ts';
import { measure, type Usage } from './bench/measure.ts';
import { realPair, type SnapshotPair } from './bench/real-pair.ts';
import { installPeers, PEER_SUBJECTS, peerVersions, REPO, SNAPDIFF, type Subject } from './bench/subjects.ts';

const USAGE = `usage: node --import tsx scripts/bench.ts [options]
  --sizes LIST      megabytes of the larger file of each pair (4,10,107,769)
  --profiles LIST   real: of a real process, from 5 MB on; objects, strings: made up, with 5 % or 50 % of the bytes in
                    strings, of any size (real)
  --runs N          runs of each; above 300 MB at most 3 (5)
  --peers           install the other programs into .cache/peers and measure them too
  --only LIST       only the programs whose name contains one of these
  --json            print the numbers as JSON
`;

const BIG_MEGABYTES = 300;
const RUNS_OF_BIG = 3;
/** A program that has taken this much CPU on a pair is not run again: its spread is not worth ten minutes. */
const ENOUGH_CPU_SECONDS = 120;

interface Spread {
  readonly min: number;
  readonly median: number;
}

interface Row {
  readonly program: string;
  readonly does: string;
  readonly profile: Profile;
  readonly megabytes: number;
  /** Of both files. */
  readonly pairBytes: number;
  readonly runs: number;
  readonly wallSeconds: Spread;
  readonly cpuSeconds: Spread;
  readonly peakRssBytes: Spread;
  /** Why the program stopped, if it did. */
  readonly failure: string | null;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: '4,10,107,769' },
      profiles: { type: 'string', default: 'real' },
      runs: { type: 'string', default: '5' },
      peers: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const sizes = values.sizes.split(',').map(Number);
  const runs = Number(values.runs);
  const profiles = values.profiles.split(',').filter(isProfile);
  const isValid =
    sizes.every((size) => size >= 2) && Number.isSafeInteger(runs) && runs > 0 && profiles.length > 0;
  if (values.help || !isValid) {
    process.stderr.write(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const only = values.only.split(',');
  const everything = values.peers ? [...SNAPDIFF, ...PEER_SUBJECTS] : SNAPDIFF;
  const subjects = everything.filter(({ name }) => only.some((part) => name.includes(part)));
  if (subjects.some((subject) => SNAPDIFF.includes(subject)) && !existsSync(join(REPO, 'dist/cli/main.js'))) {
    throw new Error('nothing built: run "npm run build" first');
  }
  if (values.peers) {
    log('installing peers');
    installPeers();
    await warmUp(subjects, log);
  }

  const rows: Row[] = [];
  for (const profile of profiles) {
    for (const megabytes of sizes) {
      const pair = pairOf(megabytes, profile, log);
      const times = megabytes > BIG_MEGABYTES ? Math.min(runs, RUNS_OF_BIG) : runs;
      rows.push(...(await measureAll(subjects, pair, { profile, megabytes, times, log })));
    }
  }
  const machine = {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    ...(values.peers ? { peers: peerVersions() } : {}),
  };
  process.stdout.write(values.json ? `${JSON.stringify({ machine, rows }, undefined, 2)}\n` : markdown(rows));
}

type Profile = 'real' | MadeUpProfile;

function pairOf(megabytes: number, profile: Profile, log: (line: string) => void): SnapshotPair {
  return profile === 'real' ? realPair(megabytes, log) : generatedPair(megabytes, profile, log);
}

/** The first start of DevTools' engine installs and bundles it: not what is to be measured. */
async function warmUp(subjects: readonly Subject[], log: (line: string) => void): Promise<void> {
  const { baseline, current } = generatedPair(2, 'objects', log);
  for (const subject of subjects) await measure(subject.command(baseline.path, current.path), REPO);
}

interface Conditions {
  readonly profile: Profile;
  readonly megabytes: number;
  readonly times: number;
  readonly log: (line: string) => void;
}

/** Takes turns, so that what else the machine does meanwhile falls on all alike. */
async function measureAll(
  subjects: readonly Subject[],
  { baseline, current }: SnapshotPair,
  { profile, megabytes, times, log }: Conditions,
): Promise<Row[]> {
  const usages = new Map(subjects.map((subject) => [subject, new Array<Usage>()]));
  const failures = new Map<Subject, string>();
  for (let turn = 1; turn <= times; turn++) {
    for (const subject of subjects) {
      const own = usages.get(subject) ?? [];
      const cpuSeconds = own.reduce((sum, usage) => sum + usage.cpuSeconds, 0);
      if (failures.has(subject) || cpuSeconds > ENOUGH_CPU_SECONDS) continue;
      const { usage, failure } = await measure(subject.command(baseline.path, current.path), REPO);
      own.push(usage);
      if (failure !== undefined) failures.set(subject, failure);
      const { wallSeconds, peakRssBytes } = usage;
      const end = failure ?? `${wallSeconds.toFixed(2)} s, ${(peakRssBytes / 1e6).toFixed(0)} MB`;
      log(`${profile} ${megabytes} MB, ${subject.name}, run ${turn}: ${end}`);
    }
  }
  return subjects.map((subject) => {
    const own = usages.get(subject) ?? [];
    return {
      program: subject.name,
      does: subject.does,
      profile,
      megabytes,
      pairBytes: baseline.bytes + current.bytes,
      runs: own.length,
      wallSeconds: spreadOf(own.map((usage) => usage.wallSeconds)),
      cpuSeconds: spreadOf(own.map((usage) => usage.cpuSeconds)),
      peakRssBytes: spreadOf(own.map((usage) => usage.peakRssBytes)),
      failure: failures.get(subject) ?? null,
    };
  });
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  return { min: sorted[0] ?? 0, median };
}

function markdown(rows: readonly Row[]): string {
  const seconds = ({ min, median }: Spread): string => `${min.toFixed(2)} / ${median.toFixed(2)}`;
  const megabytes = ({ min, median }: Spread): string =>
    `${(min / 1e6).toFixed(0)} / ${(median / 1e6).toFixed(0)}`;
  const lines = rows.map((row) => {
    const { program, profile, runs, failure } = row;
    // Linear growth shows as one number for all sizes.
    const perMegabyte = ((row.wallSeconds.min * 1e3) / (row.pairBytes / 1e6)).toFixed(1);
    const measured =
      failure === null
        ? [seconds(row.wallSeconds), perMegabyte, seconds(row.cpuSeconds), megabytes(row.peakRssBytes)]
        : [
            `stops after ${row.wallSeconds.min.toFixed(1)} s: ${failure}`,
            '',
            '',
            megabytes(row.peakRssBytes),
          ];
    return `| ${[program, profile, row.megabytes, runs, ...measured].join(' | ')} |`;
  });
  const notes = new Map(rows.map(({ program, does }) => [program, `- ${program}: ${does}`]));
  return [
    '| program | profile | MB a file | runs | wall s, min / median | ms a MB of the pair | CPU s, min / median | peak RSS MB, min / median |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...lines,
    '',
    ...notes.values(),
    '',
  ].join('\n');
}

function isProfile(name: string): name is Profile {
  return name === 'real' || name === 'objects' || name === 'strings';
}

await main();
