import { constants, tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { parseDuration } from './duration.cts';

/** What the environment asks of the preload. The names, defaults and meanings are listed in docs/capture.md. */
export interface Settings {
  /** SNAPDIFF_SIGNAL. Null takes none. */
  readonly signal: NodeJS.Signals | null;
  /**
   * SNAPDIFF_OUT, absolute: a program may go to another folder later. Without it where the program was started, or what
   * SNAPDIFF_DEFAULT_OUT says in its place, by which `snapdiff run` and PM2 are heard.
   */
  readonly folder: string;
  /** Takes the place of a folder that is watched, so that no file restarts the program; null where SNAPDIFF_OUT names it. */
  readonly elsewhere: string | null;
  /** SNAPDIFF_NAME; null for the main script's. */
  readonly name: string | null;
  /** SNAPDIFF_WRITER. */
  readonly writer: 'v8' | 'heapdump';
  /** SNAPDIFF_MIN_INTERVAL: from the end of a capture to the next. */
  readonly minIntervalMs: number;
  /** SNAPDIFF_MAX_FILES: whole snapshots of this process in the folder. */
  readonly maxFiles: number;
  /** SNAPDIFF_FORCE: capture though memory may not suffice. */
  readonly isForced: boolean;
  /** SNAPDIFF_NUMBERS: write what numbers are, too. */
  readonly withNumbers: boolean;
}

/**
 * Signals that came during a capture are delivered right after it, and belong to it: nothing shorter is kept apart,
 * whatever SNAPDIFF_MIN_INTERVAL says.
 */
export const burstMs = 1000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What cannot be taken, and why. Of these, some end a program and would no longer; the others belong to Node or to the
 * kernel.
 */
const refusedSignals: ReadonlyMap<string, string> = new Map([
  ['SIGUSR1', "is the inspector's"],
  ['SIGKILL', 'cannot be caught'],
  ['SIGSTOP', 'cannot be caught'],
  ['SIGTERM', 'has to end the program'],
  ['SIGINT', 'has to end the program'],
  ['SIGPROF', "is V8's"],
  ['SIGCHLD', "is Node's"],
  ['SIGPIPE', "is Node's"],
  ['SIGSEGV', 'is a crash'],
  ['SIGBUS', 'is a crash'],
  ['SIGFPE', 'is a crash'],
  ['SIGILL', 'is a crash'],
  ['SIGABRT', 'is a crash'],
]);

/**
 * Reads the settings. A value that makes no sense is said and its default taken: a typing error must not stop a service.
 *
 * @param say gets one line for each
 */
export function readSettings(environment: Environment, say: (message: string) => void): Settings {
  const read = <Value,>(
    name: string,
    fallback: Value,
    parse: (text: string) => Value | undefined,
    shownFallback = String(fallback),
  ): Value => {
    const text = environment[name]?.trim();
    if (text === undefined || text === '') return fallback;
    const value = parse(text);
    if (value !== undefined) return value;
    say(`${name}=${text} makes no sense; ${shownFallback} is used`);
    return fallback;
  };
  return {
    signal: readSignal(environment['SNAPDIFF_SIGNAL']?.trim() ?? '', say),
    folder: resolve(environment['SNAPDIFF_OUT'] || environment['SNAPDIFF_DEFAULT_OUT'] || '.'),
    elsewhere: environment['SNAPDIFF_OUT'] ? null : tmpdir(),
    name: environment['SNAPDIFF_NAME'] || null,
    writer: read<'v8' | 'heapdump'>('SNAPDIFF_WRITER', 'v8', (text) =>
      text === 'v8' || text === 'heapdump' ? text : undefined,
    ),
    minIntervalMs: read('SNAPDIFF_MIN_INTERVAL', 30_000, parseDuration, '30s'),
    maxFiles: read('SNAPDIFF_MAX_FILES', 10, parseAmount),
    isForced: read('SNAPDIFF_FORCE', false, parseSwitch),
    withNumbers: read('SNAPDIFF_NUMBERS', false, parseSwitch),
  };
}

function readSignal(text: string, say: (message: string) => void): NodeJS.Signals | null {
  const fallback = 'SIGUSR2';
  if (text === '') return fallback;
  if (text.toLowerCase() === 'none') return null;
  const upper = text.toUpperCase();
  const name = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  const problem = refusedSignals.get(name) ?? (isSignal(name) ? undefined : 'is not a signal of this system');
  if (problem === undefined && isSignal(name)) return name;
  say(`SNAPDIFF_SIGNAL=${text} ${problem}; ${fallback} is used`);
  return fallback;
}

function isSignal(name: string): name is NodeJS.Signals {
  return Object.hasOwn(constants.signals, name);
}

function parseAmount(text: string): number | undefined {
  const amount = Number(text);
  return amount >= 0 && amount < Infinity ? amount : undefined;
}

function parseSwitch(text: string): boolean | undefined {
  if (/^(?:1|true|yes|on)$/i.test(text)) return true;
  return /^(?:0|false|no|off)$/i.test(text) ? false : undefined;
}
