import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';
import type { TraceMap } from '@jridgewell/trace-mapping';
import { SnapdiffError } from '../base/errors.ts';
import {
  findOriginal,
  origin,
  parseMap,
  traceMap,
  withoutQuery,
  type ScriptPlace,
  type SourceMap,
} from './source-map.ts';

/** The same place in what the script was made from; the place itself where no map knows it. */
export type MapLocation = <Place extends ScriptPlace>(place: Place) => Place;

/**
 * Finds the source maps (`*.map`) under a directory. A script's map is the one named after it or, where
 * none is, one whose `file` names it; of several the one whose path ends most like the script's, and
 * none if that leaves two. A map is read when a place in its script is first asked for; the function
 * returned throws a SnapdiffError if it is broken.
 *
 * Names in a map are as untrusted as those in a snapshot.
 *
 * @throws SnapdiffError when the directory cannot be read or holds no map
 */
export async function readSourceMaps(directory: string): Promise<MapLocation> {
  const findMap = mapFinder(await listMaps(directory));
  const traceByUrl = new Map<string, TraceMap | undefined>();
  return (place) => {
    const { url = '' } = place;
    if (url === '' || /^(?:node|wasm):/.test(url)) return place;
    if (!traceByUrl.has(url)) {
      const path = findMap(partsOfUrl(url));
      traceByUrl.set(url, path === undefined ? undefined : openMap(path, url));
    }
    const map = traceByUrl.get(url);
    const original = map && findOriginal(map, place);
    return original ? { ...place, ...original } : place;
  };
}

async function listMaps(directory: string): Promise<string[]> {
  const hint = '--source-maps takes the directory that the build wrote its .map files to.';
  try {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const maps = entries.filter((entry) => !entry.isDirectory() && entry.name.endsWith('.map'));
    if (maps.length > 0) return maps.map(({ parentPath, name }) => join(parentPath, name));
  } catch (error) {
    throw new SnapdiffError(`${directory}: cannot be read${codeOf(error)}`, { cause: error, hint });
  }
  throw new SnapdiffError(`${directory}: it contains no source maps`, { hint });
}

/** A map, and the path of the script it is said to be of. */
interface NamedMap {
  readonly path: string;
  readonly script: readonly string[];
}

type FindMap = (script: readonly string[]) => string | undefined;

function mapFinder(paths: readonly string[]): FindMap {
  const byScriptName = new Map<string, NamedMap[]>();
  for (const path of paths) {
    const parts = partsOf(resolve(path));
    for (const name of scriptNames(parts.at(-1) ?? '')) {
      const named = { path, script: [...parts.slice(0, -1), name] };
      byScriptName.set(name, [...(byScriptName.get(name) ?? []), named]);
    }
  }
  let byFileField: NamedMap[] | undefined;
  return (script) => {
    const named = byScriptName.get(script.at(-1) ?? '');
    if (named) return closest(named, script);
    // A package's maps are named after its scripts, and there are thousands of either.
    if (script.includes('node_modules')) return undefined;
    byFileField ??= paths.flatMap(namedByField);
    return closest(byFileField, script);
  };
}

/** "app.js.map" is of app.js; "app.map" is, too. */
function scriptNames(mapName: string): string[] {
  const name = mapName.slice(0, -'.map'.length);
  return /\.[cm]?js$/.test(name) ? [name] : [name, `${name}.js`, `${name}.cjs`, `${name}.mjs`];
}

/** A broken map says nothing here: it may have nothing to do with any script of the snapshot. */
function namedByField(path: string): NamedMap[] {
  const parts = partsOf(resolve(path));
  if (parts.includes('node_modules')) return [];
  try {
    const { file } = readMap(path);
    if (typeof file !== 'string' || file === '') return [];
    return [{ path, script: partsOf(posix.join(...parts.slice(0, -1), file.replaceAll('\\', '/'))) }];
  } catch {
    return [];
  }
}

/** The map whose script's path ends most like the script's; undefined if two do so equally. */
function closest(maps: readonly NamedMap[], script: readonly string[]): string | undefined {
  let best: string | undefined;
  let longest = 0;
  for (const { path, script: other } of maps) {
    let common = 0;
    while (common < script.length && other.at(-1 - common) === script.at(-1 - common)) common++;
    // Every other package has an index.js: all of the path in the package must agree.
    if (common === 0 || common < Math.max(packageDepth(script), packageDepth(other))) continue;
    if (common === longest) best = undefined;
    if (common <= longest) continue;
    best = path;
    longest = common;
  }
  return best;
}

/** Parts of the path behind node_modules; 0 outside. */
function packageDepth(parts: readonly string[]): number {
  const folder = parts.lastIndexOf('node_modules');
  return folder < 0 ? 0 : parts.length - 1 - folder;
}

function partsOfUrl(url: string): string[] {
  if (!origin.test(url)) return partsOf(url);
  const path = withoutQuery(url).replace(origin, '');
  try {
    return partsOf(decodeURIComponent(path));
  } catch {
    return partsOf(path);
  }
}

function partsOf(path: string): string[] {
  return path
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
}

function openMap(path: string, scriptUrl: string): TraceMap {
  try {
    return traceMap(readMap(path), scriptUrl);
  } catch (error) {
    const code = codeOf(error);
    throw new SnapdiffError(`${path}: ${code === '' ? 'is not a source map' : `cannot be read${code}`}`, {
      cause: error,
      hint: 'Build it anew, or take it out of the directory that --source-maps names.',
    });
  }
}

/** @throws when the file cannot be read or is no source map */
function readMap(path: string): SourceMap {
  return parseMap(readFileSync(path, 'utf8'));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
}
