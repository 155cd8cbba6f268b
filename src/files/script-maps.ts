import { dirname, join } from 'node:path';
import process from 'node:process';
import type { TraceMap } from '@jridgewell/trace-mapping';
import type { LocationMapping } from '../analysis/analysis.ts';
import type { ScriptSource, SnapshotText } from '../analysis/script-sources.ts';
import { pathOfUrl } from '../analysis/scripts.ts';
import { readCapturedMaps, type CapturedMaps } from './captured-maps.ts';
import { readSmallFile } from './small-file.ts';
import { findOriginal, parseMap, traceMap, type SourceMap } from './source-map.ts';
import type { MapLocation } from './source-maps.ts';

/**
 * Leads from the places of one snapshot to the sources of their scripts, by the maps that the scripts themselves name:
 * in the snapshot where V8 wrote all of it, beside the snapshot where it was captured, or on this disk, in the script or beside
 * it, if that is the script that ran. Where a script was made from something and no map tells of what, the place says so.
 *
 * A map is looked for when a place of its script is first asked for. Nothing here throws: who names a map is a
 * snapshot, and all that is missing without it is a better line.
 *
 * @param given comes first: what `readSourceMaps` returns
 */
export function mapByScripts(snapshotPath: string, given?: MapLocation): LocationMapping {
  const byScript = new Map<number, TraceMap | 'plain' | 'compiled'>();
  let captured: CapturedMaps | undefined;
  const readCaptured = (scriptId: number): SourceMap | undefined => {
    captured ??= readCapturedMaps(snapshotPath);
    return captured.mapOf(scriptId);
  };
  return (place, sourceOf) => {
    const asGiven = given?.(place) ?? place;
    const { url = '', scriptId } = place;
    if (asGiven !== place || url === '' || /^(?:node|wasm|ext):/.test(url)) return asGiven;
    let map = byScript.get(scriptId);
    if (map === undefined) {
      map = findMap(url, sourceOf(), () => readCaptured(scriptId));
      byScript.set(scriptId, map);
    }
    if (map === 'plain') return place;
    const original = map === 'compiled' ? undefined : findOriginal(map, place);
    return original ? { ...place, ...original } : { ...place, isCompiled: true };
  };
}

/** What Node and browsers do not run as it is. */
const compiledExtension = /\.(?:[cm]?ts|[jt]sx|vue|svelte)(?:\?.*)?$/;

function findMap(
  url: string,
  source: ScriptSource | undefined,
  readCaptured: () => SourceMap | undefined,
): TraceMap | 'plain' | 'compiled' {
  const named = source?.map;
  // Types that Node blanks out leave every line where it was.
  if (!named) return compiledExtension.test(url) && !source?.namesItself ? 'compiled' : 'plain';
  try {
    let map: SourceMap | undefined;
    if (!named.beginning.startsWith('data:')) {
      // What a package's compiled file was made from is rarely installed; the file is.
      if (url.includes('/node_modules/')) return 'plain';
      map = readBeside(url, named, source.text);
    } else if (named.isWhole) {
      map = parseMap(decodeDataUrl(named.beginning));
    } else {
      map = readCaptured() ?? readInline(url, named);
    }
    return map ? traceMap(map, url) : 'compiled';
  } catch {
    return 'compiled';
  }
}

/** The map in a script on this disk, if it begins as that of the script that ran, and is as long. */
function readInline(url: string, named: SnapshotText): SourceMap | undefined {
  const text = readScript(url);
  const start = text?.lastIndexOf('sourceMappingURL=data:') ?? -1;
  if (text === undefined || start < 0) return undefined;
  const [found = ''] = text.slice(start + 'sourceMappingURL='.length).split(/\s/, 1);
  return isText(found, named) ? parseMap(decodeDataUrl(found)) : undefined;
}

/** The map in the folder of a script on this disk, if that begins as the script that ran, and is as long. */
function readBeside(url: string, named: SnapshotText, ran: SnapshotText | undefined): SourceMap | undefined {
  const name = decodeURIComponent(named.beginning.replace(/\?.*$/s, '').replace(/^\.\//, ''));
  const script = pathOnDisk(url);
  if (script === undefined || !/^[^/\\:\0]+\.map$/.test(name) || ran === undefined) return undefined;
  const text = readScript(url)?.replace(/^\ufeff/, '');
  if (text === undefined || !isText(text, ran)) return undefined;
  const map = readSmallFile(join(dirname(script), name));
  return map === undefined ? undefined : parseMap(map);
}

function readScript(url: string): string | undefined {
  const path = pathOnDisk(url);
  return path === undefined ? undefined : readSmallFile(path);
}

/** The path of a script that may be on this disk: no address of another machine, which to look at would be a request. */
function pathOnDisk(url: string): string | undefined {
  const path = pathOfUrl(url);
  const isAbsolute = process.platform === 'win32' ? /^[a-z]:[\\/]/i.test(path) : /^\/(?!\/)/.test(path);
  return isAbsolute && !path.includes('\0') ? path : undefined;
}

/** Whether a text can be the one that a snapshot has the beginning of: its size tells the length to within 8 characters. */
function isText(text: string, { beginning, isWhole, size }: SnapshotText): boolean {
  if (isWhole) return text === beginning;
  if (!text.startsWith(beginning)) return false;
  const bytes = /[^\0-\xff]/.test(text) ? 2 * text.length : text.length;
  // Before the characters stand 16 bytes, 12 where pointers are compressed; what is allocated is whole words.
  return [16, 12].some((header) => [8, 4].some((word) => Math.ceil((header + bytes) / word) * word === size));
}

/** @throws when it is none */
function decodeDataUrl(url: string): string {
  const comma = url.indexOf(',');
  const data = url.slice(comma + 1);
  if (comma < 0) throw new TypeError('no data');
  return /;base64$/i.test(url.slice(0, comma))
    ? Buffer.from(data, 'base64').toString('utf8')
    : decodeURIComponent(data);
}
