import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { isAbsolute } from 'node:path';
import { findNodemon } from '../preload/nodemon.cts';
import { readNotice } from '../preload/notice.cts';
import type { Notice } from '../preload/notice.cts';
import { burstMs, readSettings } from '../preload/settings.cts';
import { optionValue } from './node-options.ts';
import type { NodeCommand } from './node-options.ts';

/** A handler in the process that writes a snapshot when the signal comes. */
export interface SignalHandler {
  readonly kind: 'heap-snapdiff/register' | 'heapdump' | '--heapsnapshot-signal' | 'its own handler';
  readonly signal: NodeJS.Signals;
  /** Where it writes, as we reach it, also in a container. The first that gets a file counts. */
  readonly folders: readonly string[];
  /** What it calls its files. */
  readonly fileName: RegExp;
  /** From the end of a snapshot to the next: sooner it writes none. 0 for a handler that always does. */
  readonly minIntervalMs: number;
}

interface Look {
  readonly pid: number;
  readonly innerPid: number;
  readonly options: NodeCommand;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly reactionTo: (signal: NodeJS.Signals) => string;
}

/**
 * Finds whose handler it is that catches the signal. That one is caught does not tell by whom: many programs reload
 * or stop on SIGUSR2. A handler that is not set yet, or that the program took away, does not count.
 */
export function findHandler(look: Look): SignalHandler | undefined {
  return [ownPreload, nodeFlag, heapdumpAddon]
    .map((find) => find(look))
    .find((handler) => handler !== undefined && look.reactionTo(handler.signal) === 'caught');
}

/** What the user says writes a snapshot on that signal: its file can be anywhere the process works. */
export function handlerByWord(pid: number, signal: NodeJS.Signals): SignalHandler {
  return {
    kind: 'its own handler',
    signal,
    folders: [`/proc/${pid}/cwd`],
    fileName: /\.heapsnapshot$/,
    minIntervalMs: 0,
  };
}

function ownPreload(look: Look): SignalHandler | undefined {
  const { pid, innerPid } = look;
  const { signal, folder, elsewhere, minIntervalMs } = readNotice(pid) ?? guessNotice(look);
  if (signal === null) return undefined;
  return {
    kind: 'heap-snapdiff/register',
    signal,
    folders: [folder, ...(elsewhere === null ? [] : [elsewhere])].map((each) => folderOf(pid, each)),
    fileName: new RegExp(`\\.${innerPid}\\..*\\.heapsnapshot$`),
    minIntervalMs: Math.max(minIntervalMs, burstMs),
  };
}

/** What the preload would say, from how the program was started: where it could say nothing, or is an older one. */
function guessNotice({ pid, options, environment }: Look): Notice {
  const folder = environment['SNAPDIFF_OUT'] || environment['SNAPDIFF_DEFAULT_OUT'] || '';
  const isLoaded = options.words.some((word) =>
    /heap-snapdiff\/register\b|preload[/\\]register\.cjs$/.test(word),
  );
  // By its own reading: what it refuses, or leaves to Node, is somebody else's handler and may end the program.
  const { signal, elsewhere, minIntervalMs } = readSettings(environment, () => {});
  const isOthers =
    !isLoaded ||
    signal === toSignal(optionValue(options, '--heapsnapshot-signal')) ||
    (signal === 'SIGUSR2' && findNodemon(pid) !== null);
  return { signal: isOthers ? null : signal, folder, elsewhere, minIntervalMs };
}

function nodeFlag({ pid, innerPid, options }: Look): SignalHandler | undefined {
  const signal = toSignal(optionValue(options, '--heapsnapshot-signal'));
  if (signal === undefined) return undefined;
  const diagnosticDir = optionValue(options, '--diagnostic-dir');
  return {
    kind: '--heapsnapshot-signal',
    signal,
    // Node 18 does not heed --diagnostic-dir here.
    folders: diagnosticDir === undefined ? [folderOf(pid)] : [folderOf(pid, diagnosticDir), folderOf(pid)],
    fileName: new RegExp(`^Heap\\.\\d+\\.\\d+\\.${innerPid}\\.\\d+\\.\\d+\\.heapsnapshot$`),
    minIntervalMs: 0,
  };
}

function heapdumpAddon({ pid, environment }: Look): SignalHandler | undefined {
  if (/\bnosignal\b/.test(environment['NODE_HEAPDUMP_OPTIONS'] ?? '')) return undefined;
  let libraries: string;
  try {
    libraries = readFileSync(`/proc/${pid}/maps`, 'utf8');
  } catch {
    return undefined;
  }
  if (!/\/heapdump\/build\/(Release|Debug)\/addon\.node/.test(libraries)) return undefined;
  return {
    kind: 'heapdump',
    signal: 'SIGUSR2',
    folders: [folderOf(pid)],
    // No pid in it: cluster workers of one folder are told apart by who has the file open.
    fileName: /^heapdump-\d+\.\d+\.heapsnapshot$/,
    minIntervalMs: 0,
  };
}

/** The links of /proc lead into the file system of the process, whichever it is. */
function folderOf(pid: number, folder = ''): string {
  return isAbsolute(folder) ? `/proc/${pid}/root${folder}` : `/proc/${pid}/cwd/${folder}`.replace(/\/+$/, '');
}

/** `SIGUSR2`, `USR2`, `usr2`. */
export function toSignal(text: string | undefined): NodeJS.Signals | undefined {
  if (text === undefined || text === '') return undefined;
  const upper = text.trim().toUpperCase();
  const name = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  return name in constants.signals ? (name as NodeJS.Signals) : undefined;
}
