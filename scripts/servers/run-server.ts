// Runs one server and its load, each in a process of its own, and takes a snapshot after each phase.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { REPO } from '../fixtures/runtimes.ts';
import type { ServerUnderTest } from './servers.ts';

/** A first start of next builds its site. */
const startLimit = 240_000;
const snapshotLimit = 60_000;
const warmUpUnits = 4;

/** Of the preload, which takes a second signal within a second for the same: docs/capture.md. */
const betweenSignals = 1500;

async function within<Value>(limit: number, what: string, promise: Promise<Value>): Promise<Value> {
  const stop = new AbortController();
  const tooLate = async (): Promise<never> => {
    await pause(limit, undefined, { signal: stop.signal });
    throw new Error(`${what} took more than ${limit / 1000} s`);
  };
  try {
    return await Promise.race([promise, tooLate()]);
  } finally {
    stop.abort();
  }
}

async function readPort(server: ChildProcess): Promise<number> {
  if (!server.stdout) throw new Error('the server has no output');
  const errors: string[] = [];
  server.stderr?.on('data', (text) => errors.push(String(text)));
  for await (const line of createInterface(server.stdout)) {
    const port = /^listening (\d+)$/.exec(line)?.[1];
    if (port === undefined) continue;
    server.stdout.resume();
    return Number(port);
  }
  throw new Error(`it ended before it listened: ${errors.join('').slice(-500)}`);
}

const wholeSnapshots = (folder: string): string[] =>
  readdirSync(folder).filter((file) => file.endsWith('.heapsnapshot'));

/** Signals the server as its operator would, and gives the new file its number. */
async function takeSnapshot(server: ChildProcess, folder: string, number: number): Promise<void> {
  await pause(betweenSignals);
  const known = new Set(wholeSnapshots(folder));
  server.kill('SIGUSR2');
  const end = Date.now() + snapshotLimit;
  for (;;) {
    await pause(100);
    const file = wholeSnapshots(folder).find((name) => !known.has(name));
    const sidecar = file?.replace(/\.heapsnapshot$/, '.meta.json');
    if (file !== undefined && sidecar !== undefined && readdirSync(folder).includes(sidecar)) {
      renameSync(join(folder, file), join(folder, `${number}.heapsnapshot`));
      renameSync(join(folder, sidecar), join(folder, `${number}.meta.json`));
      return;
    }
    if (server.exitCode !== null || Date.now() > end) throw new Error('no snapshot came');
  }
}

async function playPhase(load: ChildProcess, amount: number, staying?: number): Promise<void> {
  load.send({ amount, staying });
  const [answer] = (await once(load, 'message')) as [unknown];
  if (answer !== 'done') throw new Error('the load failed');
}

/**
 * Writes `0.heapsnapshot` after the warm-up and one more after each phase, with their sidecars, into an emptied folder.
 *
 * @param staying clients that stay connected after the warm-up and after each phase; about ten, if it is not said
 */
export async function runServer(
  { name, load: loadName, unit }: ServerUnderTest,
  phases: readonly number[],
  programs: string,
  folder: string,
  staying: readonly number[] = [],
): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const server = spawn(
    process.execPath,
    ['-r', join(REPO, 'dist/preload/register.cjs'), join(programs, 'programs', `${name}.cjs`)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', SNAPDIFF_OUT: folder, SNAPDIFF_MIN_INTERVAL: '1s' },
    },
  );
  let load: ChildProcess | undefined;
  try {
    const port = await within(startLimit, 'the start', readPort(server));
    load = fork(join(programs, 'loads', `${loadName}.cjs`), [String(port)], { execArgv: [] });
    const failed = once(load, 'exit').then(() => {
      throw new Error('the load ended');
    });
    const play = async (): Promise<void> => {
      for (const [number, units] of [warmUpUnits, ...phases].entries()) {
        if (load) await playPhase(load, units * unit, staying[number]);
        await takeSnapshot(server, folder, number);
      }
    };
    await Promise.race([play(), failed]);
  } finally {
    load?.kill('SIGKILL');
    server.kill('SIGKILL');
  }
}
