import type { Snapshot } from '../heap/heap-graph.ts';
import type { NodeOrdinal } from '../heap/index-spaces.ts';
import { NodeKind } from '../heap/kinds.ts';
import type { SourceLocation } from './classes.ts';
import { followInternal } from './named-edges.ts';

/** A place in the source with the file's name. Line and column count from 0. */
export interface ScriptLocation extends SourceLocation {
  /** As V8 knows the script: a path, "file:///…", "node:events"; missing where the snapshot does not say it. */
  readonly url?: string;
  /** The script was made from another source, and where in that is not known. Missing where it was not, or where it is known. */
  readonly isCompiled?: true;
}

export interface Script {
  /** As V8 knows it. */
  readonly url: string;
  /** What V8 keeps of it. */
  readonly node: NodeOrdinal;
}

/**
 * The scripts, by script id. A closure refers by `shared` to what V8 knows of its
 * function, that to the script, and the script's node is named by its URL: all of the name up to
 * V8 13, after "system / Script / " since V8 14 with internals exposed. Evaluated code has no name.
 *
 * Time O(locations + edges of one closure per script).
 */
export function findScripts(snapshot: Snapshot): ReadonlyMap<number, Script> {
  const { graph, strings, locations } = snapshot;
  const { nodeKind, nodeName } = graph;
  const scripts = new Map<number, Script>();
  for (let row = 0; row < locations.count; row++) {
    const node = locations.node[row] as NodeOrdinal;
    const scriptId = locations.scriptId[row];
    if (nodeKind[node] !== NodeKind.closure || scripts.has(scriptId)) continue;
    const shared = followInternal(snapshot, node, 'shared');
    const script =
      shared === undefined ? undefined : followInternal(snapshot, shared, 'script_or_debug_info', 'script');
    if (script === undefined) continue;
    const url = strings.at(nodeName[script]).replace(/^system \/ Script \/ /, '');
    // While a debugger is attached there may be a DebugInfo in the script's place.
    if (!url.startsWith('system / ') && !url.startsWith('(')) scripts.set(scriptId, { url, node: script });
  }
  return scripts;
}

/**
 * "http2/lib/protocol/connection.js:41", as an editor counts: the package's path, else the last three parts;
 * "src/app.ts, compiled line 2" where an editor shows another line.
 */
export function formatLocation({ url, scriptId, line, isCompiled }: ScriptLocation): string {
  const ofLine = isCompiled ? `, compiled line ${line + 1}` : `:${line + 1}`;
  if (url === undefined || url === '') return `script ${scriptId}${ofLine}`;
  // Its own source, which may be long, and what a program has written into it.
  if (/^data:/i.test(url)) return `data:…${ofLine}`;
  const path = pathInBundle(pathOfUrl(url)).replaceAll('\\', '/');
  const inPackage = `/${path}`.lastIndexOf('/node_modules/');
  const short =
    inPackage >= 0
      ? path.slice(inPackage + 'node_modules/'.length)
      : /^\w[\w+.-]+:\D/.test(path)
        ? path
        : path.split('/').slice(-3).join('/');
  return `${short}${ofLine}`;
}

/** "src/app.ts" of "webpack://app/./src/app.ts", as bundlers call a source of theirs; anything else as it is. */
export function pathInBundle(url: string): string {
  return url.replace(/^(?:webpack|webpack-internal|turbopack):\/\/[^/]*\/(?:\.\/)*/, '');
}

/** The path that a "file:" URL stands for, in which a blank is "%20"; anything else as it is, also a URL that is none. */
export function pathOfUrl(url: string): string {
  if (!url.startsWith('file://')) return url;
  try {
    return decodeURIComponent(new URL(url).pathname).replace(/^\/(?=[a-z]:)/i, '');
  } catch {
    return url;
  }
}
