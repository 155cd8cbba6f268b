import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { CACHE, REPO } from './subjects.ts';

/** Two snapshots of one process, wherever they come from. */
export interface SnapshotPair {
  readonly baseline: { readonly path: string; readonly bytes: number };
  readonly current: { readonly path: string; readonly bytes: number };
}

const PROGRAM = join(REPO, 'scripts/bench/real-process.mjs');
/** V8 makes a graph of ten to twenty times the heap before it writes it. */
const HEAP_LIMIT_MB = 14_000;

/** Two snapshots of a real process, from the cache; written first if they are not there, or of another program or Node. */
export function realPair(megabytes: number, log: (line: string) => void): SnapshotPair {
  const folder = join(CACHE, `bench/real-${megabytes}`);
  const manifest = join(folder, 'made-by');
  const maker = `${createHash('sha256').update(readFileSync(PROGRAM)).digest('hex')} ${process.version}`;
  if (!existsSync(manifest) || readFileSync(manifest, 'utf8') !== maker) {
    log(`taking snapshots of ${megabytes} MB of a real process`);
    rmSync(folder, { recursive: true, force: true });
    const flags = ['--expose-gc', `--max-old-space-size=${HEAP_LIMIT_MB}`];
    execFileSync(process.execPath, [...flags, PROGRAM, folder, String(megabytes)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    writeFileSync(manifest, maker);
  }
  const fileOf = (moment: number): SnapshotPair['baseline'] => {
    const path = join(folder, `${moment}.heapsnapshot`);
    return { path, bytes: statSync(path).size };
  };
  return { baseline: fileOf(1), current: fileOf(2) };
}
