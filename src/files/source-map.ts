import { createRequire } from 'node:module';
import type * as TraceMapping from '@jridgewell/trace-mapping';
import type { EncodedSourceMap, SectionedSourceMap, TraceMap } from '@jridgewell/trace-mapping';

/** A place in a script, by V8's name for it. Line and column count from 0. */
export interface ScriptPlace {
  readonly url?: string;
  readonly line: number;
  readonly column: number;
}

let library: typeof TraceMapping | undefined;

/** Loaded when the first map is: 6 ms, which most comparisons need not take, and in the middle of what is synchronous. */
function tracing(): typeof TraceMapping {
  library ??= createRequire(import.meta.url)('@jridgewell/trace-mapping') as typeof TraceMapping;
  return library;
}

export type SourceMap = EncodedSourceMap | SectionedSourceMap;

/** @throws when it is no source map */
export function parseMap(text: string): SourceMap {
  // Before it may stand a byte order mark, and the line that keeps a map from being run as a script.
  const map: unknown = JSON.parse(text.replace(/^\ufeff?(?:\)\]\}'[^\n]*\n)?/, ''));
  if (!isSourceMap(map)) throw new TypeError('no source map');
  // The sources' text is most of a map, and not asked for.
  return { ...map, sourcesContent: [] };
}

/**
 * Sources in a map are relative to the script, where the snapshot says it was.
 *
 * @throws what the library throws at mappings that are none
 */
export function traceMap(map: SourceMap, scriptUrl: string): TraceMap {
  const { FlattenMap, traceSegment } = tracing();
  const trace = new FlattenMap(map, withoutQuery(scriptUrl).replaceAll('\\', '/'));
  // Decodes the mappings, so that what is wrong with them comes to light here.
  traceSegment(trace, 0, 0);
  return trace;
}

/** What a place was made from; undefined where the map does not say. */
export function findOriginal(
  trace: TraceMap,
  { line, column }: ScriptPlace,
): { url: string; line: number; column: number } | undefined {
  const segment = tracing().traceSegment(trace, line, column);
  if (segment === null || segment.length === 1) return undefined;
  const [, source, originalLine, originalColumn] = segment;
  const isNamed = typeof trace.sources[source] === 'string' && trace.sources[source] !== '';
  if (!isNamed || originalLine < 0 || originalColumn < 0) return undefined;
  return { url: trace.resolvedSources[source], line: originalLine, column: originalColumn };
}

export const origin: RegExp = /^[\w+.-]+:\/\/[^/]*/;

export function withoutQuery(url: string): string {
  return origin.test(url) ? url.replace(/[?#].*$/s, '') : url;
}

function isSourceMap(map: unknown): map is SourceMap {
  if (!isObject(map)) return false;
  return Array.isArray(map.sections) ? map.sections.every(isSection) : isPlainMap(map);
}

/** What the library relies on without a look. */
interface Untrusted {
  readonly mappings?: unknown;
  readonly sources?: unknown;
  readonly sourceRoot?: unknown;
  readonly sections?: unknown;
  readonly offset?: unknown;
  readonly map?: unknown;
  readonly line?: unknown;
  readonly column?: unknown;
}

function isPlainMap(map: unknown): boolean {
  return (
    isObject(map) &&
    typeof map.mappings === 'string' &&
    (typeof map.sourceRoot === 'string' || (map.sourceRoot ?? null) === null) &&
    Array.isArray(map.sources) &&
    map.sources.every((source) => source === null || typeof source === 'string')
  );
}

/** The library makes an array for every line before a section. */
const maxLines = 1 << 22;

function isSection(section: unknown): boolean {
  if (!isObject(section) || !isObject(section.offset)) return false;
  const { line, column } = section.offset;
  return isCount(line) && line < maxLines && isCount(column) && isPlainMap(section.map);
}

function isObject(value: unknown): value is Untrusted {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
