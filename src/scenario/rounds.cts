import { writeFileSync } from 'node:fs';
import process from 'node:process';
import timers from 'node:timers';
import { GCProfiler, setFlagsFromString, writeHeapSnapshot } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readScriptMaps } from '../preload/script-maps.cts';
import { sidecarPath } from '../preload/sidecar.cts';
import { isBrokenConnection } from './causes.cts';

/** One iteration of what is measured, given how many came before it. */
export type Work = (iteration: number) => unknown;

/** When a soak ends: at the first of these. */
export interface SoakLimits {
  readonly iterations: number;
  readonly milliseconds: number;
  /** That the heap may grow by. A leak must not fill the memory, nor make the snapshots after it large. */
  readonly bytes: number;
}

/** Iterations between two looks at the memory in a soak. */
const soakStep = 10;
/**
 * Finalizers, closing sockets and streams come a few turns of the event loop after what they belong to. A socket
 * that is kept alive times out in one, its end is read in another, and its agent forgets it in a third.
 */
const settleTurns = 3;
const settleMs = 5;
/** Longer than between two sweeps of most that sweeps: the timers of `fetch` leave their list every 499 ms. */
const restMs = 600;

// Held since loading: test frameworks replace the timers, and their fake ones do not run by themselves.
const { setImmediate: soon, setTimeout: later } = timers;

/**
 * Runs iterations in the process that is measured. It keeps a number and nothing else, so that what
 * grows is the work's.
 */
export class Rounds {
  readonly #work: Work;
  readonly #collect = findCollector();
  #done = 0;
  /** That nothing has been done since a snapshot. */
  #isBehindSnapshot = false;

  constructor(work: Work) {
    this.#work = work;
  }

  /** Iterations begun so far. */
  get iterations(): number {
    return this.#done;
  }

  /**
   * The process may have stood still for as long as a snapshot and its judgement take. What was due in that time
   * comes first: else the work would be sent over connections that are about to be closed.
   */
  async run(iterations: number): Promise<void> {
    if (this.#isBehindSnapshot) await settleAll();
    await this.#iterate(iterations);
  }

  async #iterate(iterations: number): Promise<void> {
    for (let i = 0; i < iterations; i++) {
      await this.#iterateOnce(this.#done++);
      // As a request does: what an iteration leaves for the next turn of the event loop gets it.
      await turn();
    }
  }

  /**
   * An iteration. The first one behind a snapshot is repeated once if a connection breaks: a peer, or a balancer between, may have
   * forgotten what was idle for as long as the process stood still, and say so only when it is used. Connections are not
   * closed to prevent it: what gathers on one that is kept alive would be gone with it.
   */
  async #iterateOnce(iteration: number): Promise<void> {
    const mayBeStale = this.#isBehindSnapshot;
    this.#isBehindSnapshot = false;
    try {
      await this.#work(iteration);
    } catch (error) {
      if (!mayBeStale || !isBrokenConnection(error)) throw error;
      await settleAll();
      await this.#work(iteration);
    }
  }

  /** @returns iterations it took */
  async soak({ iterations, milliseconds, bytes }: SoakLimits): Promise<number> {
    const before = this.#done;
    const end = Date.now() + milliseconds;
    this.#collect();
    const limit = usedBytes() + bytes;
    await this.run(0);
    while (this.#done - before < iterations && Date.now() < end) {
      await this.#iterate(1);
      if ((this.#done - before) % soakStep !== 0 || usedBytes() <= limit) continue;
      this.#collect();
      if (usedBytes() > limit) break;
    }
    return this.#done - before;
  }

  /** Of all threads of the process; where its own flags say so, it is left as it is. */
  async optimize(mayOptimize: boolean): Promise<void> {
    if (!isOptimizerSet) setFlagsFromString(mayOptimize ? '--opt' : '--no-opt');
  }

  /** Lets time pass, so that what is swept by the clock is gone: what it still holds looks like what stays. */
  async rest(): Promise<void> {
    await new Promise<void>((resolve) => void later(resolve, restMs));
  }

  /** Lets what is over end. @returns bytes of what lives, as far as V8 counts it, without compiled code */
  async size(): Promise<number> {
    this.#collect();
    await settleAll();
    return livingBytes(this.#collect);
  }

  /** Lets what is over end, and writes what lives. */
  async snapshot(path: string): Promise<void> {
    for (let i = 0; i < settleTurns; i++) {
      this.#collect();
      await settle();
    }
    writeHeapSnapshot(path);
    this.#isBehindSnapshot = true;
  }

  /** Vitest, Jest and loaders compile in memory: nobody else knows from what. Costs 20 to 50 ms, so only where places will be shown. */
  async keepMaps(snapshot: string): Promise<void> {
    const sourceMaps = readScriptMaps();
    if (sourceMaps === undefined) return;
    const text = JSON.stringify({ schemaVersion: 1, kind: 'sidecar', sourceMaps });
    writeFileSync(sidecarPath(snapshot), text, { mode: 0o600 });
  }
}

const isOptimizerSet = /--(no-?)?(opt\b|turbofan|jitless|always)/.test(
  [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].join(' '),
);

async function settleAll(): Promise<void> {
  for (let i = 0; i < settleTurns; i++) await settle();
}

async function settle(): Promise<void> {
  await new Promise<void>((resolve) => void later(resolve, settleMs));
  await turn();
}

function turn(): Promise<void> {
  return new Promise((resolve) => void soon(resolve));
}

/**
 * Objects, and memory outside V8's heap: buffers, shared ones too, long strings and what Node's C++ reports. Compiled
 * code comes and goes by itself. It is what V8 counted at the end of a collection: as soon as something is allocated it counts
 * space that it has only set aside, up to a page of 256 kB.
 *
 * Not counted: before Node 24 what a resizable ArrayBuffer grows by, in any what a growable SharedArrayBuffer does, and
 * from Node 26 on WebAssembly memories.
 */
function livingBytes(collect: () => void): number {
  const profiler = new GCProfiler();
  profiler.start();
  collect();
  const { heapSpaceStatistics = [] } = profiler.stop().statistics.at(-1)?.afterGC ?? {};
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  const spaces = heapSpaceStatistics.filter(({ spaceName }) => !spaceName.startsWith('code'));
  const objects = spaces.reduce((bytes, { spaceUsedSize }) => bytes + spaceUsedSize, 0);
  return (objects > 0 ? objects : heapUsed) + external + arrayBuffers;
}

function usedBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** V8 offers `gc` in contexts that are made after the flag is set; so the program gets no global it did not have. */
function findCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('gc');
  return typeof found === 'function' ? () => void found() : () => {};
}
