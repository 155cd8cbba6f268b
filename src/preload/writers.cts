import { dirname } from 'node:path';
import process from 'node:process';
import { writeHeapSnapshot } from 'node:v8';
import { reason } from './say.cts';
import type { Settings } from './settings.cts';
import type { SnapshotWriter } from './write-snapshot.cts';

/** A way to write a snapshot from inside, and its name in the sidecar. */
export interface Writer {
  readonly name: string;
  readonly write: SnapshotWriter;
}

function builtIn(withNumbers: boolean): Writer {
  return {
    name: 'v8.writeHeapSnapshot',
    // Node 18 knows no options, and passes them over.
    write: (path) => void writeHeapSnapshot(path, { exposeNumericValues: withNumbers }),
  };
}

/**
 * The writer that was asked for. Where heapdump is not there, or not built, that is said with what to do, and Node's own
 * writes: the content is the same.
 */
export function chooseWriter(
  { writer, withNumbers }: Pick<Settings, 'writer' | 'withNumbers'>,
  say: (message: string) => void,
): Writer {
  if (writer === 'v8') return builtIn(withNumbers);
  try {
    if (withNumbers) say('heapdump writes no numbers; SNAPDIFF_NUMBERS needs SNAPDIFF_WRITER=v8');
    return { name: 'heapdump', write: loadHeapdump() };
  } catch (error) {
    say(`${adviceOn(error)}; until then v8.writeHeapSnapshot writes`);
    return builtIn(withNumbers);
  }
}

function loadHeapdump(): SnapshotWriter {
  // heapdump has a handler for SIGUSR2 of its own; both would write.
  const before = process.env['NODE_HEAPDUMP_OPTIONS'];
  process.env['NODE_HEAPDUMP_OPTIONS'] = 'nosignal';
  try {
    const heapdump: unknown = findHeapdump();
    const write: unknown =
      typeof heapdump === 'object' && heapdump !== null ? Reflect.get(heapdump, 'writeSnapshot') : undefined;
    if (typeof write !== 'function') throw new Error('it has no writeSnapshot');
    return (path) => {
      if (Reflect.apply(write, heapdump, [path]) === false) throw new Error('heapdump could not write');
    };
  } finally {
    if (before === undefined) delete process.env['NODE_HEAPDUMP_OPTIONS'];
    else process.env['NODE_HEAPDUMP_OPTIONS'] = before;
  }
}

/** Beside snapdiff, or in the program's folder: a snapdiff that is installed elsewhere does not see the latter. */
function findHeapdump(): unknown {
  try {
    return require('heapdump');
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const main = process.argv[1];
  const paths = [process.cwd(), ...(main === undefined ? [] : [dirname(main)])];
  return require(require.resolve('heapdump', { paths }));
}

function isMissing(error: unknown): boolean {
  return hasCode(error, 'MODULE_NOT_FOUND') && /'heapdump'/.test(reason(error));
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

const howToBuild =
  '"npm install-scripts approve heapdump && npm rebuild" (npm 12), "npm rebuild heapdump" (older npm; it takes a compiler) or "pnpm approve-builds" (pnpm)';

/** npm 12 and pnpm do not run a package's build script unasked, and say so in a warning at most. */
function adviceOn(error: unknown): string {
  if (isMissing(error)) {
    return `heapdump is not installed: run "npm install heapdump" (or "pnpm add heapdump"), and if its build was blocked ${howToBuild}`;
  }
  if (hasCode(error, 'MODULE_NOT_FOUND')) return `heapdump is installed but was not built: run ${howToBuild}`;
  if (hasCode(error, 'ERR_DLOPEN_FAILED')) {
    return `heapdump was built for another Node than ${process.version}: run "npm rebuild heapdump"`;
  }
  return `heapdump cannot be loaded (${reason(error)})`;
}
