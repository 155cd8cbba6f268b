import type { Session } from 'node:inspector';
import module from 'node:module';
import process from 'node:process';
import { gzipSync } from 'node:zlib';

/**
 * V8 writes 1024 characters of a string into a snapshot: shorter maps are there. These are characters of base64.
 */
const minLength = 1024;
/** Bytes of maps that are kept in all, before they are packed. */
const maxBytes = 64_000_000;

/**
 * Whether the scripts of this process are likely to be made while it runs, by a loader that puts their source maps into them. It is
 * asked first because V8 then lists every script: 0.2 s for 3000 on Node 24.
 *
 * Needs nothing but Node's own modules: its compiled text is evaluated in other processes as that of `sidecar.cts` is.
 */
export function hasInlineMaps(): boolean {
  if (process.sourceMapsEnabled) return true;
  const { typescript } = process.features as { typescript?: unknown };
  // Where Node does not run it by itself, somebody has seen to it.
  return !typescript && '.ts' in (module as unknown as { _extensions: object })._extensions;
}

/** What V8 says of a script; of another process it is untrusted. */
interface ParsedScript {
  readonly scriptId?: unknown;
  readonly sourceMapURL?: unknown;
}

/** Gathers the source maps in scripts that a snapshot has only the beginning of. */
export class ScriptMaps {
  readonly #urls = new Map<string, string>();
  #bytes = 0;

  add({ scriptId, sourceMapURL }: ParsedScript): void {
    if (typeof scriptId !== 'string' || typeof sourceMapURL !== 'string') return;
    if (sourceMapURL.length < minLength || !/^data:application\/json\b/.test(sourceMapURL)) return;
    if ((this.#bytes += sourceMapURL.length) <= maxBytes) this.#urls.set(scriptId, sourceMapURL);
  }

  /** @returns by script id and without the sources' text, as gzip in base64; undefined where there are none */
  pack(): string | undefined {
    const maps: Record<string, object> = {};
    for (const [scriptId, url] of this.#urls) {
      const map = parse(url);
      if (map !== undefined) maps[scriptId] = map;
    }
    if (Object.keys(maps).length === 0) return undefined;
    return gzipSync(JSON.stringify(maps), { level: 1 }).toString('base64');
  }
}

/**
 * The source maps in the scripts of this thread. Nobody else has them: they were made in memory.
 *
 * Synchronous, throws nothing.
 *
 * @returns undefined where there are none, or an inspector is not allowed
 */
export function readScriptMaps(): string | undefined {
  try {
    const session = openSession();
    const maps = new ScriptMaps();
    const add = ({ params }: { readonly params: ParsedScript }): void => maps.add(params);
    session.on('Debugger.scriptParsed', add);
    session.post('Debugger.enable');
    session.post('Debugger.disable');
    session.off('Debugger.scriptParsed', add);
    return maps.pack();
  } catch {
    return undefined;
  }
}

/** Has what `readScriptMaps` needs made now, so that it is in the first snapshot as in all others. Throws nothing. */
export function prepareScriptMaps(): void {
  try {
    openSession();
  } catch {
    // Not allowed: then there will be no maps.
  }
}

/**
 * One for the life of the process: when a session ends, or is collected as garbage, V8 forgets the ids of all objects, and the next
 * snapshot cannot be compared with the last. It is kept where also a test framework that loads this file anew finds it.
 */
function openSession(): Session {
  const inspector = require('node:inspector') as { Session: new () => Session; [kept]?: Session };
  if (inspector[kept] !== undefined) return inspector[kept];
  const session = new inspector.Session();
  session.connect();
  Object.defineProperty(inspector, kept, { value: session });
  return session;
}

const kept: unique symbol = Symbol.for('heap-snapdiff.inspector');

function parse(url: string): object | undefined {
  try {
    const comma = url.indexOf(',');
    const data = url.slice(comma + 1);
    const text = url.slice(0, comma).endsWith(';base64')
      ? Buffer.from(data, 'base64').toString('utf8')
      : decodeURIComponent(data);
    const { version, sources, sourceRoot, mappings, sections } = JSON.parse(text) as Record<string, unknown>;
    return { version, sources, sourceRoot, mappings, sections };
  } catch {
    return undefined;
  }
}
