import { chmod, rm, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { isAmount } from '../base/json-values.ts';
import { checkDisk } from './disk-check.ts';
import { InspectorError, evaluate, requireNode, within } from './inspector.ts';
import type { InspectorClient, InspectorSession } from './inspector.ts';
import { checkMemory } from './memory-check.ts';
import { PartFile, finishFile } from './part-file.ts';
import { foretellTime, foretellWorkers } from './foretell.ts';
import { sleep, unlessAborted } from './snapshot-source.ts';
import type { SnapshotSource, Watch } from './snapshot-source.ts';
import { describeFromOutside, describeTarget, readTargetMaps } from './target-sidecar.ts';
import { listWorkers } from './worker-session.ts';

export interface InspectorSourceOptions {
  readonly way: string;
  readonly name: string;
  /** As the system has it; 0 when nobody knows. */
  readonly pid: number;
  readonly client: InspectorClient;
  /** Of a worker, when it is not the main thread's. */
  readonly session?: InspectorSession;
  /** Whether it is Node, which can be asked more than a page can. */
  readonly isNode: boolean;
  /** Whether it has our files, and can write one itself. */
  readonly sharesFiles: boolean;
  /** Collect garbage beforehand. V8 does so for each snapshot; once more lets finalizers and weak callbacks run first. */
  readonly collectsGarbage: boolean;
  /** Write what numbers are, too: V8 leaves them out unless it is asked. */
  readonly withNumbers?: boolean;
  /** Capture though memory or disk may not suffice. */
  readonly isForced: boolean;
  readonly url?: string;
  readonly close: (patienceMs?: number) => Promise<string | undefined>;
}

/** Takes snapshots through an inspector: by the protocol, which tells how far it is, or by a call where the loop is busy. */
export function inspectorSource(options: InspectorSourceOptions): SnapshotSource {
  const { client, session = client, isNode, pid } = options;
  let isTracking = false;
  return {
    way: options.way,
    // The end of our session makes V8 forget them.
    keepsIds: false,
    minIntervalMs: 0,
    name: options.name,
    pid,
    ended: client.closed,
    close: async (patienceMs) => {
      const isStopped = !isTracking || (await stopTracking(session, patienceMs));
      const warning = await options.close(patienceMs);
      return isStopped ? warning : [stillTracking, warning].filter((text) => text !== undefined).join('; ');
    },
    foretell: async (signal) => {
      if (!isNode) return [];
      const found = unlessAborted(signal, foretellNode(options));
      return (
        (await within(
          foretoldWithinMs,
          found.catch(() => []),
        )) ?? []
      );
    },
    trackAllocations: async (signal) => {
      isTracking = session !== client;
      const started = session.call('HeapProfiler.startTrackingHeapObjects', { trackAllocations: true });
      await unlessAborted(signal, started.catch(withHint('Without --stacks it may still give a snapshot.')));
    },
    take: async (path, watch) => {
      const sidecar = isNode
        ? await unlessAborted(watch.signal, describeTarget(session, pid))
        : describeFromOutside({ writer: 'inspector', ...(options.url ? { url: options.url } : {}) });
      if (!options.isForced) {
        const heapBytes = sidecar.heapStatistics?.used_heap_size;
        if (pid > 0) checkMemory(pid, heapBytes, sidecar.nodeVersion);
        await checkDisk(dirname(path), dirname(path), heapBytes);
      }
      const isFree = !isNode || (await unlessAborted(watch.signal, isLoopFree(session)));
      if (options.collectsGarbage && isFree) {
        watch.onProgress('collecting garbage', 0, 1);
        await unlessAborted(watch.signal, session.call('HeapProfiler.collectGarbage'));
      }
      const start = performance.now();
      const byCall = !isFree && options.sharesFiles && session === client;
      const { withNumbers = false } = options;
      if (byCall) await writeFromInside(session, path, watch, withNumbers);
      else await stream(session, path, watch, { isFree, withNumbers });
      const sourceMaps = isNode ? await unlessAborted(watch.signal, readTargetMaps(session)) : undefined;
      return {
        ...sidecar,
        ...(sourceMaps === undefined ? {} : { sourceMaps }),
        ...(byCall ? { writer: 'v8.writeHeapSnapshot' } : {}),
        captureMs: Math.round(performance.now() - start),
      };
    },
  };
}

const foretoldWithinMs = 2000;

async function foretellNode({
  client,
  session = client,
  pid,
}: InspectorSourceOptions): Promise<readonly string[]> {
  const found = await evaluate(
    session,
    `[${requireNode}('v8').getHeapStatistics().used_heap_size, process.versions.node]`,
  );
  const [heapBytes, nodeVersion]: readonly unknown[] = Array.isArray(found) ? found : [];
  const isTold = isAmount(heapBytes) && typeof nodeVersion === 'string';
  const isMain = session === client;
  const whose = `${isMain ? '' : 'the worker of '}${pid === 0 ? 'the target' : `process ${pid}`}`;
  const workers = isMain ? await listWorkers(client) : [];
  return [
    ...(isTold ? foretellTime(whose, heapBytes, nodeVersion) : []),
    ...foretellWorkers(whose, workers.length, workers),
  ];
}

/**
 * From Node 22 on takeHeapSnapshot waits for the event loop, and an evaluated call does not. Once asked for it
 * cannot be taken back, so that is found out before. Nothing that is left behind can fail: `r` is all it needs.
 */
async function isLoopFree(session: InspectorSession): Promise<boolean> {
  const turn = evaluate(
    session,
    'typeof setImmediate === "function" && new Promise((r) => { setImmediate(r, 1) })',
    {
      awaitPromise: true,
    },
  );
  turn.catch(() => {}); // the connection may end first
  return (await within(busyAfterMs, turn)) !== undefined;
}

/** Loops that stand still for less are waited for; a garbage collection of a large heap may take a second. */
const busyAfterMs = 3000;

async function stream(
  session: InspectorSession,
  path: string,
  watch: Watch,
  { isFree, withNumbers }: { isFree: boolean; withNumbers: boolean },
): Promise<void> {
  const file = await PartFile.create(path);
  const name = basename(path);
  watch.onProgress(isFree ? `taking ${name}` : `waiting for the event loop, which is busy`, 0, 1);
  let isWriting = false;
  const stops = [
    session.on('HeapProfiler.reportHeapSnapshotProgress', ({ done, total }) => {
      if (!isWriting) watch.onProgress(`taking ${name}`, Number(done), Number(total));
    }),
    session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => {
      isWriting = true;
      if (typeof chunk !== 'string') return;
      file.write(
        chunk,
        () => session.flow(false),
        () => session.flow(true),
      );
      watch.onProgress(`writing ${name}`, file.bytesWritten, undefined);
    }),
  ];
  try {
    const taken = session.call('HeapProfiler.takeHeapSnapshot', {
      reportProgress: true,
      captureNumericValue: withNumbers,
    });
    const answered = taken.catch(
      withHint(
        `Its engine may not be V8. In Bun, have the program write Bun.generateHeapSnapshot("v8") itself.`,
      ),
    );
    await unlessAborted(watch.signal, Promise.race([answered, file.failed]));
    await file.finish();
  } catch (error) {
    await file.discard();
    throw error;
  } finally {
    for (const stop of stops) stop();
    session.flow(true);
  }
}

const stillTracking =
  'the worker did not answer, and may go on recording the stack of every allocation: restart it if it stays slow';

/**
 * Tracking ends with the session of a process, and goes on in a worker when the session that leads to it ends. To disable
 * the agent ends it, and `stopTrackingHeapObjects` would take one more snapshot first.
 *
 * @returns whether it has ended
 */
async function stopTracking(session: InspectorSession, patienceMs = 10_000): Promise<boolean> {
  const disabled = session.call('HeapProfiler.disable').then(
    () => true,
    // Whoever has ended tracks nothing.
    () => true,
  );
  return (await within(patienceMs, disabled)) ?? false;
}

/** Adds what to do to the refusal of a target that lacks a part of the protocol; an end of the connection is none. */
function withHint(hint: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof InspectorError) || error.isClosed) throw error;
    throw new InspectorError(error.message, { cause: error, hint });
  };
}

/** Has the process write the file itself, in an interrupt of whatever keeps its loop busy. */
async function writeFromInside(
  session: InspectorSession,
  path: string,
  watch: Watch,
  withNumbers: boolean,
): Promise<void> {
  const part = `${resolve(path)}.part`;
  const name = basename(path);
  watch.onProgress(`taking ${name}; the event loop is busy`, 0, undefined);
  const how = `${JSON.stringify(part)}, { exposeNumericValues: ${withNumbers} }`;
  const written = evaluate(session, `void ${requireNode}('v8').writeHeapSnapshot(${how})`);
  try {
    let isDone = false;
    const finished = (): void => void (isDone = true);
    written.then(finished, finished);
    while (!isDone) {
      await sleep(200, watch.signal);
      const size = await stat(part).then(
        (entry) => entry.size,
        () => 0,
      );
      watch.onProgress(
        size > 0 ? `writing ${name}` : `taking ${name}; the event loop is busy`,
        size,
        undefined,
      );
    }
    await written;
    await chmod(part, 0o600);
    await finishFile(path);
  } catch (error) {
    // It cannot be stopped, only waited for: a file that appears after we left would stay.
    await within(
      2000,
      written.catch(() => {}),
    );
    await rm(part, { force: true });
    if (error instanceof InspectorError && !error.isClosed) {
      throw new InspectorError(`${name} could not be written by the process itself: ${error.message}`, {
        cause: error,
        hint: 'Choose a folder that its user may write to with --out.',
      });
    }
    throw error;
  }
}
