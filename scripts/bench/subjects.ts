import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { prepareNativePeer } from './native-peer.ts';

export const REPO: string = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const CACHE: string = join(REPO, '.cache');

const PEERS = join(CACHE, 'peers');
const RUNNERS = join(REPO, 'scripts/bench/peers');
/** Given to peers only: at Node's own limit the parsers that make an object per edge stop much earlier. */
const PEER_HEAP_MB = 8192;

/** A program that compares two files, and what it is asked to do. */
export interface Subject {
  readonly name: string;
  readonly does: string;
  command(baseline: string, current: string): readonly string[];
}

const cli = join(REPO, 'dist/cli/main.js');

export const SNAPDIFF: readonly Subject[] = [
  {
    name: 'snapdiff --json',
    does: 'compares',
    command: (baseline, current) => [process.execPath, cli, baseline, current, '--json'],
  },
  {
    name: 'snapdiff --json --jobs 1',
    does: 'compares, one file after the other',
    command: (baseline, current) => [process.execPath, cli, baseline, current, '--json', '--jobs', '1'],
  },
  {
    // A pipe can be read once, and then there are no suspects: what they cost is the difference.
    name: 'snapdiff --json, baseline from standard input',
    does: 'compares, without suspects',
    command: (baseline, current) => [
      'sh',
      '-c',
      'exec "$0" "$1" - "$3" --json < "$2"',
      process.execPath,
      cli,
      baseline,
      current,
    ],
  },
  {
    name: 'snapdiff, series of ten',
    does: 'follows ten files, each of the pair five times',
    command: (baseline, current) => [
      process.execPath,
      cli,
      ...Array.from({ length: 5 }, () => baseline),
      ...Array.from({ length: 5 }, () => current),
      '--json',
    ],
  },
  {
    name: 'snapdiff --format table',
    does: 'compares',
    command: (baseline, current) => [process.execPath, cli, baseline, current, '--format', 'table'],
  },
  {
    name: 'snapdiff summary',
    does: 'lists the current file by constructor',
    command: (_, current) => [process.execPath, cli, 'summary', current],
  },
];

export const PEER_SUBJECTS: readonly Subject[] = [
  {
    name: 'DevTools',
    does: "compares, with DevTools' engine; heap limit 12 GB",
    command: (baseline, current) => [
      process.execPath,
      join(REPO, 'scripts/devtools-oracle/oracle.mjs'),
      'diff',
      baseline,
      current,
    ],
  },
  {
    name: '@heap-snapshot/tool',
    does: 'compares, without retained sizes and suspects (native program)',
    command: (baseline, current) => [prepareNativePeer(PEERS), 'diff', baseline, current],
  },
  runner('memlab', 'loads both with dominators and retained sizes; ids compared by us'),
  runner('v8-heapsnapshot', 'parses both; ids compared by us'),
  runner('heapsnapshot-parser', 'parses both; ids compared by us'),
  runner(
    'v8-heap-parser',
    'parses both, retained sizes; counts by class compared by us',
    '@vscode/v8-heap-parser',
  ),
];

function runner(file: string, does: string, name: string = file): Subject {
  return {
    name,
    does: `${does}; heap limit ${PEER_HEAP_MB / 1024} GB`,
    command: (baseline, current) => [
      process.execPath,
      `--max-old-space-size=${PEER_HEAP_MB}`,
      join(RUNNERS, `${file}.mjs`),
      PEERS,
      baseline,
      current,
    ],
  };
}

/** Installs the peers, without running their scripts, unless the very same list is installed already. */
export function installPeers(): void {
  const manifest = join(RUNNERS, 'package.json');
  const installed = join(PEERS, 'package.json');
  const isCurrent =
    existsSync(join(PEERS, 'node_modules')) &&
    existsSync(installed) &&
    readFileSync(installed, 'utf8') === readFileSync(manifest, 'utf8');
  if (isCurrent) return;
  mkdirSync(PEERS, { recursive: true });
  copyFileSync(manifest, installed);
  // No script: one of them would download a browser, which no measurement needs.
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: PEERS,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

export function peerVersions(): Record<string, string> {
  const manifest: unknown = JSON.parse(readFileSync(join(RUNNERS, 'package.json'), 'utf8'));
  const oracle: unknown = JSON.parse(
    readFileSync(join(REPO, 'scripts/devtools-oracle/package.json'), 'utf8'),
  );
  return { ...dependenciesOf(oracle), ...dependenciesOf(manifest) };
}

function dependenciesOf(manifest: unknown): Record<string, string> {
  const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
  const found = isObject(manifest) && 'dependencies' in manifest ? manifest.dependencies : {};
  return Object.fromEntries(
    Object.entries(isObject(found) ? found : {}).map(([name, version]) => [name, String(version)]),
  );
}
