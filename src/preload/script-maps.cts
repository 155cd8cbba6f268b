import type { Session } from 'node:inspector';
import module from 'node:module';
import process from 'node:process';
import { gzipSync } from 'node:zlib';

/**
 * V8 writes 1024 characters of a string into a snapshot: shorter maps are there. These are characters of base64.
 */
const shortest = 1024;
/** Bytes of maps that are kept in all, before they are packed. */
const mostBytes = 64_000_000;

/**
 * Whether the scripts of this process are likely to be made while it runs, by a loader that puts their source maps into them. It is
 * asked first because `readScriptMaps` has V8 list every script: 0.2 s for 3000 on Node 24.
 */
export function hasInlineMaps(): boolean {
  if (process.sourceMapsEnabled) return true;
  const { typescript } = process.features as { typescript?: unknown };
  // Where Node does not run it by itself, somebody has seen to it.
  return !typescript && '.ts' in (module as unknown as { _extensions: object })._extensions;
}

/**
 * The source maps in the scripts of this thread that a snapshot has only the beginning of, by script id, as gzip in
 * base64. Nobody else has them: they were made in memory. Without the sources' text.
 *
 * Synchronous, throws nothing, needs nothing but Node's own modules: its compiled text is evaluated in other
 * processes as that of `sidecar.cts` is.
 *
 * @returns undefined where there are none, or an inspector is not allowed
 */
export function readScriptMaps(): string | undefined {
  try {
    const { Session: Inspector } = require('node:inspector') as { Session: new () => Session };
    const urls = new Map<string, string>();
    let bytes = 0;
    const session = new Inspector();
    session.connect();
    try {
      session.on('Debugger.scriptParsed', ({ params: { scriptId, sourceMapURL = '' } }) => {
        if (sourceMapURL.length < shortest || !/^data:application\/json\b/.test(sourceMapURL)) return;
        if ((bytes += sourceMapURL.length) <= mostBytes) urls.set(scriptId, sourceMapURL);
      });
      session.post('Debugger.enable');
      session.post('Debugger.disable');
    } finally {
      session.disconnect();
    }
    const maps: Record<string, object> = {};
    for (const [scriptId, url] of urls) {
      const map = parse(url);
      if (map !== undefined) maps[scriptId] = map;
    }
    if (Object.keys(maps).length === 0) return undefined;
    return gzipSync(JSON.stringify(maps), { level: 1 }).toString('base64');
  } catch {
    return undefined;
  }
}

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
