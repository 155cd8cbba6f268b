import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import process from 'node:process';
import { performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { captureCost, freeMemory } from './free-memory.cts';
import { nameInPm2 } from './pm2.cts';
import { inMegabytes, reason, say } from './say.cts';
import { burstMs, type Settings } from './settings.cts';
import { describeProcess } from './sidecar.cts';
import { openFileCount, readSockets } from './sockets.cts';
import { snapshotBase, writeSnapshot } from './write-snapshot.cts';
import { findWatcher } from './watchers.cts';
import { chooseWriter, type Writer } from './writers.cts';

/** A function that captures once, if it is time for it and there is room. It says in one line what came of it. */
export function makeCapture(settings: Settings): () => void {
  const writer = chooseWriter(settings, say);
  const written: string[] = [];
  let sequence = 0;
  /** Of the last capture, whatever came of it: signals that came meanwhile are one with it. */
  let lastEnd = -Infinity;
  /** Of the last that wrote a snapshot: one that failed may be tried again as soon as its cause is mended. */
  let lastWritten = -Infinity;
  /**
   * What a capture took is not given back, and the next one finds it free: 26 MB of heap took 354 MB the first time and
   * 52 the second. Of that, what has left the process since does not count.
   */
  let takenBytes = 0;
  let rssAfter = 0;

  return () => {
    if (performance.now() - lastEnd < burstMs) return;
    const sinceLast = performance.now() - lastWritten;
    if (sinceLast < settings.minIntervalMs) {
      const wait = Math.ceil((settings.minIntervalMs - sinceLast) / 1000);
      say(
        `no snapshot: the last capture ended ${Math.floor(sinceLast / 1000)} s ago, the next is possible in ${wait} s (SNAPDIFF_MIN_INTERVAL)`,
      );
      return;
    }
    const { folder, note } = chooseFolder(settings);
    const kept = written.filter((path) => existsSync(path));
    if (kept.length >= settings.maxFiles) {
      say(
        `no snapshot: ${kept.length} of this process are in ${folder}; move or remove some, or raise SNAPDIFF_MAX_FILES`,
      );
      return;
    }
    const refusal = settings.isForced
      ? null
      : lackOfMemory(takenBytes - Math.max(0, rssAfter - process.memoryUsage.rss()));
    if (refusal !== null) {
      say(refusal);
      return;
    }
    const rssBefore = process.memoryUsage.rss();
    let hasRun = false;
    const base = snapshotBase(folder, settings.name ?? programName(), process.pid, new Date());
    const write = (path: string): void => {
      // A capture that fails stops the program too; a folder that cannot be written does not.
      hasRun = true;
      writer.write(path);
    };
    try {
      const { path, bytes, captureMs } = writeSnapshot(base, ++sequence, () => describe(writer), write);
      written.push(path);
      lastWritten = performance.now();
      say(`wrote ${path} (${inMegabytes(bytes)} in ${captureMs} ms)${note}`);
    } catch (error) {
      say(`no snapshot: ${reason(error)}`);
    }
    if (hasRun) lastEnd = performance.now();
    rssAfter = process.memoryUsage.rss();
    takenBytes = Math.max(takenBytes, rssAfter - rssBefore);
  };
}

/**
 * Its name in PM2, whose own script stands in `process.argv`, or the main script's. Now, not at load: PM2 sets what tells
 * it later.
 */
function programName(): string {
  const script = process.argv[1];
  const name = nameInPm2(process.env, process.title);
  if (name) return name;
  return script === undefined ? 'node' : basename(script, extname(script));
}

/** Where to write, and what to say of that. */
function chooseFolder({ folder, elsewhere }: Settings): { folder: string; note: string } {
  const watcher = elsewhere === null ? undefined : findWatcher(folder);
  if (elsewhere === null || watcher === undefined) return { folder, note: '' };
  const who = `process ${watcher.pid} (${watcher.name})`;
  return {
    folder: elsewhere,
    note: `, and not into ${folder}: ${who} watches that, and may restart this one for a new file (SNAPDIFF_OUT)`,
  };
}

function describe(writer: Writer): ReturnType<typeof describeProcess> {
  const { pid } = process;
  return describeProcess({ writer: writer.name, sockets: readSockets(pid), openFiles: openFileCount(pid) });
}

/** A line that says why not, or null. */
function lackOfMemory(reusableBytes: number): string | null {
  const free = freeMemory();
  if (free === null) return null;
  const heapBytes = getHeapStatistics().used_heap_size;
  const cost =
    captureCost(heapBytes, Number.parseInt(process.versions.node, 10)) - Math.max(0, reusableBytes);
  if (cost <= free.bytes) return null;
  const where = free.boundBy === 'cgroup' ? 'in its control group' : 'on this machine';
  return `no snapshot: one of ${inMegabytes(heapBytes)} of heap may take ${inMegabytes(cost)} of memory and ${inMegabytes(free.bytes)} are free ${where}, so the process could be killed; SNAPDIFF_FORCE=1 captures all the same`;
}
