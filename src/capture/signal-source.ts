import { chmod } from 'node:fs/promises';
import { closeSync, openSync, rmSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { SnapdiffError } from '../base/errors.ts';
import { readProcessStat } from '../base/proc.ts';
import { burstMs } from '../preload/settings.cts';
import { openFileCount, readSockets } from '../preload/sockets.cts';
import { checkDisk } from './disk-check.ts';
import { checkMemory, guessHeap, hintOfEnd } from './memory-check.ts';
import { mayWrite } from './permission-model.ts';
import { finishFile, isWhole } from './part-file.ts';
import { isAlive, readProcess } from './processes.ts';
import type { ProcessFacts } from './processes.ts';
import type { SignalHandler } from './signal-handlers.ts';
import { countWorkers, foretellTime, foretellWorkers } from './foretell.ts';
import { sleep } from './snapshot-source.ts';
import type { SnapshotSource, Watch } from './snapshot-source.ts';
import { nameOfFolder, whyNotWritable } from './target-folder.ts';
import { describeFromOutside } from './target-sidecar.ts';
import { choose, filesIn, move, openFiles, removeHalf, stateOf, takeSidecar } from './written-snapshots.ts';

/**
 * Takes snapshots by a signal to a handler that writes them. Objects keep their ids from one to the next, which they do
 * not when an inspector was attached between.
 */
export function signalSource(facts: ProcessFacts, handler: SignalHandler, isForced: boolean): SnapshotSource {
  return {
    way: `${handler.signal}, on which ${handler.kind} writes`,
    keepsIds: true,
    minIntervalMs: handler.minIntervalMs,
    name: facts.name,
    pid: facts.pid,
    ended: new Promise(() => {}),
    close: async () => undefined,
    foretell: async () => {
      const heapBytes = guessHeap(readProcess(facts.pid)?.rss ?? facts.rss);
      const whose = `process ${facts.pid}`;
      return [
        ...foretellTime(whose, heapBytes, undefined),
        ...foretellWorkers(whose, countWorkers(facts.pid), []),
      ];
    },
    take: async (path, watch) => {
      // Our own preload looks at its heap itself, and survives a full disk.
      if (!isForced && handler.kind !== 'heap-snapdiff/register') {
        const heapBytes = guessHeap(readProcess(facts.pid)?.rss ?? facts.rss);
        checkMemory(facts.pid, heapBytes, undefined);
        await checkDisk(handler.folders[0] ?? '', `the folder of process ${facts.pid}`, heapBytes);
        await checkDisk(dirname(path), dirname(path), heapBytes);
      }
      if (handler.kind === '--heapsnapshot-signal') checkFolder(facts, handler);
      const outside = describeFromOutside({
        writer: handler.kind,
        pid: facts.innerPid,
        uptimeSeconds: readProcess(facts.pid)?.uptimeSeconds ?? facts.uptimeSeconds,
        sockets: readSockets(facts.pid),
        openFiles: openFileCount(facts.pid),
      });
      const start = performance.now();
      const written = await signalAndWait(facts, handler, watch);
      const captureMs = Math.round(performance.now() - start);
      await move(written, `${path}.part`);
      await chmod(`${path}.part`, 0o600);
      await finishFile(path);
      return (await takeSidecar(written)) ?? { ...outside, captureMs };
    },
  };
}

/** Node's own handler throws where it cannot write, and the process ends of it: no signal then. */
function checkFolder({ pid, options }: ProcessFacts, { folders: [folder = ''] }: SignalHandler): void {
  if (!mayWrite(options, nameOfFolder(pid, folder), nameOfFolder(pid, `/proc/${pid}/cwd`))) {
    throw new SnapdiffError(
      `the permission model does not let process ${pid} write a snapshot to its folder; the attempt would end it, so no signal was sent`,
      { hint: 'Start it with --allow-fs-write=<folder of the snapshots> as well.' },
    );
  }
  try {
    // Of root everything says that it may be written, so it is tried.
    const probe = join(folder, `.snapdiff.${process.pid}.part`);
    closeSync(openSync(probe, 'wx', 0o600));
    rmSync(probe);
  } catch (cause) {
    throw new SnapdiffError(
      `process ${pid} cannot write a snapshot to its folder; the attempt would end it, so no signal was sent`,
      { cause, hint: 'Start it with --diagnostic-dir=<a folder it may write to> (Node 20 or later).' },
    );
  }
}

/** @returns the whole file, where the process wrote it */
async function signalAndWait(facts: ProcessFacts, handler: SignalHandler, watch: Watch): Promise<string> {
  const { pid } = facts;
  const folders = handler.folders.map((folder) => lastingPath(facts, folder));
  const files = (): string[] => folders.flatMap((folder) => filesIn(folder, handler.fileName));
  const before = new Set(files());
  const now = readProcess(pid);
  if (now === undefined || !isAlive(facts)) throw new SnapdiffError(`process ${pid} has ended`);
  if (now.reactionTo(handler.signal) !== 'caught') {
    throw new SnapdiffError(`process ${pid} does not catch ${handler.signal} any more, and would die of it`);
  }
  watch.signal.throwIfAborted();
  process.kill(pid, handler.signal);
  watch.onProgress(`waiting for process ${pid} to begin`, 0, 1);
  let idleSince = performance.now();
  let mayRepeat = handler.kind === 'heap-snapdiff/register';
  let ticks = cpuTicks(pid);
  let file: string | undefined;
  for (;;) {
    // While it is interrupted, the process writes on: what it writes stays where it is.
    await sleep(50, watch.signal);
    const open = openFiles(pid);
    file ??= choose(
      files().filter((candidate) => !before.has(candidate)),
      open,
    );
    if (!isAlive(facts)) {
      if (file !== undefined) await removeHalf(file);
      throw new SnapdiffError(`process ${pid} ended while it wrote its snapshot; nothing of it was kept`, {
        hint: hintOfEnd,
      });
    }
    if (file === undefined) {
      const ticksNow = cpuTicks(pid);
      // Half a core: then it is at work, and will see the signal when it is done.
      if (ticksNow - ticks > 5 || performance.now() - idleSince < 100) {
        if (ticksNow - ticks > 5) idleSince = performance.now();
        ticks = ticksNow;
      }
      const idleMs = performance.now() - idleSince;
      if (mayRepeat && idleMs > burstMs) {
        // Right behind another capture it takes signals for one burst, and says nothing. It has answered none since.
        mayRepeat = false;
        if (readProcess(pid)?.reactionTo(handler.signal) === 'caught') process.kill(pid, handler.signal);
      }
      if (idleMs > beginsWithinMs) throw notBegun(facts, handler);
      continue;
    }
    const state = stateOf(file);
    if (state.key === '') {
      // Removed by who began it: the disk was full. Asked again it would fail again.
      [file, mayRepeat, idleSince] = [undefined, false, performance.now()];
      continue;
    }
    watch.onProgress(
      state.bytes > 0 ? `writing ${basename(file)}` : `process ${pid} is taking ${basename(file)}`,
      state.bytes,
      undefined,
    );
    if (state.path === undefined) continue;
    if (!open.has(state.key) && (await isWhole(state.path))) return state.path;
    if (!open.has(state.key) && (await endedShort(facts, file, handler))) throw writtenShort(facts, file);
  }
}

/** The links of /proc end with the process, and what it left half done is still to be removed. A container's stay. */
function lastingPath({ sharesFiles }: ProcessFacts, folder: string): string {
  if (!sharesFiles) return folder;
  try {
    return realpathSync.native(folder);
  } catch {
    return folder;
  }
}

/**
 * An idle process begins at once. One that does not has refused, and has said why on its standard error; or it is blocked in
 * native code, which looks the same from outside.
 */
const beginsWithinMs = 5000;

function notBegun(
  facts: ProcessFacts,
  { kind, signal, folders: [folder = ''] }: SignalHandler,
): SnapdiffError {
  const isOurs = kind === 'heap-snapdiff/register';
  const name = nameOfFolder(facts.pid, folder);
  const why = whyNotWritable(facts, folder);
  if (why !== undefined) {
    return new SnapdiffError(
      `process ${facts.pid} got ${signal} and wrote no snapshot: its folder ${name} ${why}`,
      { hint: isOurs ? 'Set SNAPDIFF_OUT to another.' : 'Have it write to another.' },
    );
  }
  return new SnapdiffError(`process ${facts.pid} got ${signal} and wrote no snapshot into ${name}`, {
    hint: isOurs
      ? 'Its standard error says why: too little memory, too soon after the last one, enough files, or a full disk. If it says nothing it is blocked in native code, and writes when it runs again.'
      : 'Its standard error may say more. If it is blocked in native code it writes when it runs again.',
  });
}

function writtenShort({ pid }: ProcessFacts, file: string): SnapdiffError {
  return new SnapdiffError(
    `process ${pid} wrote only the beginning of ${basename(file)}, which was removed`,
    {
      hint: 'The disk of its folder may be full.',
    },
  );
}

/** Whether nobody has written to it for a second, though it is not whole. */
async function endedShort({ pid }: ProcessFacts, file: string, handler: SignalHandler): Promise<boolean> {
  const { bytes } = stateOf(file);
  await sleep(1000);
  const later = stateOf(file);
  if (later.path === undefined || later.bytes !== bytes || openFiles(pid).has(later.key)) return false;
  if (await isWhole(later.path)) return false;
  if (handler.kind !== 'heap-snapdiff/register') await removeHalf(file);
  return true;
}

/** What its main thread has used so far, in hundredths of a second. */
function cpuTicks(pid: number): number {
  return readProcessStat(pid, `/proc/${pid}/task/${pid}`)?.cpuTicks ?? 0;
}
