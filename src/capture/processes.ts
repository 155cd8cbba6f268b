import { readdirSync, readlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { basename } from 'node:path';
import process from 'node:process';
import { applyPm2, nameInPm2 } from '../preload/pm2.cts';
import { hasSocket, readListeners, readSockets } from '../preload/sockets.cts';
import type { Listener } from '../preload/sockets.cts';
import { readProcessEnvironment, readProcessStat, readProcFile } from '../base/proc.ts';
import type { Bytes } from '../base/units.ts';
import { hasNodeInside } from './executables.ts';
import { findHandler } from './signal-handlers.ts';
import type { SignalHandler } from './signal-handlers.ts';
import { parseCommand } from './node-options.ts';
import type { NodeCommand } from './node-options.ts';

/** `node` is a program that has Node in it, by whatever name; `other` has not, or does not let us look. */
export type Runtime = 'node' | 'deno' | 'bun' | 'chromium' | 'other';

/** What the system tells of a process, from outside. Linux only. */
export interface ProcessFacts {
  readonly pid: number;
  /** Its number in its own container, which is what it calls itself. */
  readonly innerPid: number;
  readonly runtime: Runtime;
  /** Of the script, or else of the program: for the name of a file. Untrusted. */
  readonly name: string;
  /** As it was started. Untrusted, and may hold passwords. */
  readonly command: string;
  readonly options: NodeCommand;
  readonly userId: number;
  /** Since the machine was started, in clock ticks: with the pid it names a process for good. */
  readonly startTicks: number;
  readonly uptimeSeconds: number;
  readonly rss: Bytes;
  /** Whether it lives on: a zombie only waits to be counted. */
  readonly isZombie: boolean;
  /** By SIGSTOP, Ctrl-Z or a debugger: it takes no signal before it goes on. */
  readonly isStopped: boolean;
  /** False when it is another user's: then little of the rest is known. */
  readonly isReadable: boolean;
  /** Whether a path means the same file to it and to us. */
  readonly sharesFiles: boolean;
  /** Whether its 127.0.0.1 is ours. */
  readonly sharesNetwork: boolean;
  /** What it does with a signal that is not otherwise documented. */
  readonly reactionTo: (signal: NodeJS.Signals) => 'caught' | 'blocked' | 'ignored' | 'default';
  /** Whose signal handler writes a snapshot, if it is one of those we know. */
  readonly handler: SignalHandler | undefined;
}

/** @returns undefined when there is no such process, or no /proc */
export function readProcess(pid: number): ProcessFacts | undefined {
  const status = readProcFile(`/proc/${pid}/status`);
  const stat = readProcessStat(pid);
  if (status === undefined || stat === undefined) return undefined;
  const { state, isOver, startTicks } = stat;
  const args = readArguments(pid);
  const environment = applyPm2(readProcessEnvironment(pid, wanted));
  const executable = readLink(`/proc/${pid}/exe`);
  const command = args.join(' ') || `[${stat.name}]`;
  const options = parseCommand(args, environment['NODE_OPTIONS'] ?? '');
  const programName = basename((executable ?? args[0] ?? '').replace(/ \(deleted\)$/, ''));
  const reactionTo = readReactions(status);
  const runtime = executable === undefined ? 'other' : recognise(pid, programName);
  // deno run app.ts, bun run app.ts
  const isCommand = runtime === 'deno' || runtime === 'bun';
  const script = isCommand ? args.slice(2).find((word) => !word.startsWith('-')) : options.script;
  const innerPid = Number(field(status, 'NSpid')?.split(/\s+/).at(-1) ?? pid);
  return {
    pid,
    innerPid,
    runtime,
    name:
      environment['SNAPDIFF_NAME'] ||
      nameInPm2(environment, command) ||
      (script === undefined ? programName : scriptName(script)),
    command,
    options,
    userId: Number(field(status, 'Uid')?.split(/\s+/)[1]),
    startTicks,
    uptimeSeconds: Math.max(machineUptime() - startTicks / ticksPerSecond, 0),
    rss: Number.parseInt(field(status, 'VmRSS') ?? '0', 10) * 1024,
    isZombie: isOver,
    isStopped: state === 'T' || state === 't',
    isReadable: executable !== undefined,
    sharesFiles: isSameNamespace(pid, 'mnt'),
    sharesNetwork: isSameNamespace(pid, 'net'),
    reactionTo,
    handler: findHandler({ pid, innerPid, options, environment, reactionTo }),
  };
}

/** A title that a program gives itself is filled up to the length of the arguments that were there. */
function readArguments(pid: number): string[] {
  const text = readProcFile(`/proc/${pid}/cmdline`) ?? '';
  // By hand: an expression tries each of a million blanks before the last word anew.
  let end = text.length;
  while (end > 0 && '\0 '.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end).split('\0');
}

/** Whether it is still the process that was looked at: pids are used again. */
export function isAlive({ pid, startTicks }: ProcessFacts): boolean {
  const now = readProcessStat(pid);
  return now !== undefined && now.startTicks === startTicks && !now.isOver;
}

/** The processes with Node or Deno in them that this user may capture, the eldest first. */
export function listProcesses(): ProcessFacts[] {
  const userId = process.geteuid?.();
  return readPids()
    .filter((pid) => pid !== process.pid)
    .map(readProcess)
    .filter((facts) => facts !== undefined)
    .filter(({ runtime, isZombie }) => (runtime === 'node' || runtime === 'deno') && !isZombie)
    .filter((facts) => facts.userId === userId)
    .sort((a, b) => a.startTicks - b.startTicks || a.pid - b.pid);
}

function readPids(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** The ports on which a process listens for TCP, of its own network. */
export function listeningPorts(pid: number): number[] {
  const rows = readSockets(pid)?.tcp.filter(({ state }) => state === 'LISTEN') ?? [];
  return [...new Set(rows.flatMap(({ localPort }) => localPort ?? []))];
}

/**
 * The socket that keeps a process from listening on a port of its network, whoever's it is; a port of the same number in
 * another container is none of it.
 *
 * @param isLocal whether only what keeps others from listening on 127.0.0.1 counts
 */
export function findListener(pid: number, port: number, isLocal: boolean): Listener | undefined {
  return readListeners(pid).find(
    (taken) => taken.port === port && (!isLocal || ['127.0.0.1', '0.0.0.0', '[::]'].includes(taken.address)),
  );
}

/** Whose a listening socket is, if it is a process that we may look at. */
export function findHolder({ inode }: Listener): ProcessFacts | undefined {
  const pid = readPids().find((candidate) => hasSocket(candidate, inode));
  return pid === undefined ? undefined : readProcess(pid);
}

/**
 * How often the thread that waits for Node's handler of SIGUSR1 has waited: the same as before says that the handler has
 * not run. Node 24 gives it a name; before that each thread but the main one is counted, in one text, and only a process
 * that is idle shows it.
 */
export function signalThreadTurns(pid: number): string {
  let threads: string[] = [];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    // It has ended.
  }
  const sides = threads
    .filter((thread) => thread !== String(pid))
    .map((thread) => ({ thread, status: readProcFile(`/proc/${pid}/task/${thread}/status`) ?? '' }));
  const named = sides.filter(({ status }) => field(status, 'Name') === 'SignalInspector');
  return (named.length > 0 ? named : sides)
    .map(({ thread, status }) => `${thread}:${field(status, 'voluntary_ctxt_switches')}`)
    .join(' ');
}

const wanted = /^(?:NODE_OPTIONS|NODE_HEAPDUMP_OPTIONS|SNAPDIFF_\w+|pm2_env|name|pm_exec_path)$/;

/*
 * By what the executable is, not what it is called: any file can be named node. The names only tell those apart that
 * have Node's interface for addons too.
 */
function recognise(pid: number, programName: string): Runtime {
  if (/^bun\b/.test(programName)) return 'bun';
  if (/^(chrom(e|ium)|headless_shell|msedge|brave)/.test(programName)) return 'chromium';
  if (/^deno\b/.test(programName)) return 'deno';
  const libraries = readProcFile(`/proc/${pid}/maps`) ?? '';
  if (/\/libnode\.so/.test(libraries)) return 'node';
  return hasNodeInside(`/proc/${pid}/exe`) ? 'node' : 'other';
}

function readReactions(status: string): ProcessFacts['reactionTo'] {
  // The masks are 64 bits in hexadecimal; signal n is bit n − 1.
  const mask = (name: string): bigint => BigInt(`0x${field(status, name) ?? '0'}`);
  const [caught, blocked, ignored] = [mask('SigCgt'), mask('SigBlk'), mask('SigIgn')];
  return (signal) => {
    const bit = BigInt((constants.signals[signal] ?? 1) - 1);
    const isIn = (signals: bigint): boolean => ((signals >> bit) & 1n) === 1n;
    if (isIn(blocked)) return 'blocked';
    if (isIn(caught)) return 'caught';
    return isIn(ignored) ? 'ignored' : 'default';
  };
}

/** USER_HZ, which is 100 on every architecture that Node runs on. */
const ticksPerSecond = 100;

function machineUptime(): number {
  return Number.parseFloat(readProcFile('/proc/uptime') ?? '0');
}

function isSameNamespace(pid: number, kind: 'mnt' | 'net'): boolean {
  const own = readLink(`/proc/self/ns/${kind}`);
  return own !== undefined && own === readLink(`/proc/${pid}/ns/${kind}`);
}

/** `dist/index.js` is more telling than index: the folder says whose. */
function scriptName(script: string): string {
  const parts = script
    .replace(/\.[cm]?[jt]sx?$/, '')
    .split(/[/\\]/)
    .filter((part) => part !== '');
  const last = parts.at(-1) ?? script;
  return /^(index|main|server|app)$/.test(last) && parts.length > 1 ? `${parts.at(-2)}-${last}` : last;
}

function field(status: string, name: string): string | undefined {
  return new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1];
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
