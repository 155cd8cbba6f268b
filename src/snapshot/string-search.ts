import type { FoundText } from '../heap/heap-graph.ts';
import { next, type StringIndex } from '../heap/index-spaces.ts';
import type { StringPages } from './string-table.ts';

const backslash = 0x5c;
const letterU = 0x75;
/** Looked through at once. What lies across two such windows is looked for by itself. */
const windowBytes = 1 << 16;
/** What a place costs that turns out to be none: as much as to look through so many bytes. */
const missBytes = 400;

/**
 * The first text from `from` on that has another in it. The bytes of the file are searched for what JSON makes of it: each way in
 * which a writer of JSON may write a character that is no ASCII, all such characters of a file in one way.
 *
 * @param most bytes that are looked through, about
 */
export function findText(table: StringPages, text: string, from: StringIndex, most: number): FoundText {
  if (from >= table.count) return { next: table.count as StringIndex };
  const needles = waysToWrite(text);
  const overlap = Math.max(...needles.map(({ length }) => length)) - 1;
  let offset = table.offsetOf(from);
  /** The first one is looked through to its end, however long it is, so that each search comes further. */
  const least = from + 1 < table.count ? table.offsetOf(next(from)) : table.length;
  let budget = most;
  while (offset < table.length && (budget > 0 || offset < least)) {
    const end = Math.min(offset + windowBytes, table.length);
    const bytes = joined(table.parts(offset, Math.min(end + overlap, table.length)));
    const place = firstOf(bytes, needles);
    if (place === undefined || offset + place.at >= end) {
      budget -= end - offset;
      offset = end;
      continue;
    }
    const at = offset + place.at;
    const index = stringAt(table, at);
    if (at + place.length <= table.endOf(index) && !isInEscape(table, index, at)) {
      return { found: index, next: next(index) };
    }
    budget -= place.at + missBytes;
    offset = at + 1;
  }
  if (offset >= table.length) return { next: table.count as StringIndex };
  // It may be within a text, which is then looked through again from its beginning.
  return { next: stringAt(table, offset) };
}

/** V8 escapes what is no ASCII, with capital digits; JSON.stringify writes UTF-8; others escape with small ones. */
function waysToWrite(text: string): readonly Buffer[] {
  const plain = JSON.stringify(text).slice(1, -1);
  const escaped = (spell: (digits: string) => string): string =>
    plain.replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${spell(unit.charCodeAt(0).toString(16).padStart(4, '0'))}`,
    );
  const capital = (digits: string): string => digits.toUpperCase();
  const ways = [
    plain,
    escaped(capital),
    escaped((digits) => digits),
    // JSON.stringify writes the few control characters it escapes with small digits, V8 with capital ones.
    escaped(capital).replace(/\\u[0-9a-f]{4}/g, (escape) => `\\u${capital(escape.slice(2))}`),
  ];
  return [...new Set(ways)].map((way) => Buffer.from(way, 'utf8'));
}

function firstOf(
  bytes: Buffer,
  needles: readonly Buffer[],
): { readonly at: number; readonly length: number } | undefined {
  let best: { readonly at: number; readonly length: number } | undefined;
  for (const needle of needles) {
    const at = bytes.indexOf(needle);
    if (at >= 0 && (best === undefined || at < best.at)) best = { at, length: needle.length };
  }
  return best;
}

/** A view where they lie in one page, as most do. */
function joined(parts: Iterable<Uint8Array>): Buffer {
  const all = [...parts];
  const [only] = all;
  return all.length === 1 && only
    ? Buffer.from(only.buffer, only.byteOffset, only.length)
    : Buffer.concat(all);
}

/** The last text that begins at an offset or before it. Time O(log texts). */
function stringAt(table: StringPages, offset: number): StringIndex {
  let low = 0;
  let high = table.count - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (table.offsetOf(middle as StringIndex) <= offset) low = middle;
    else high = middle - 1;
  }
  return low as StringIndex;
}

/** Whether a place is within an escape of JSON's, and so no character. */
function isInEscape(table: StringPages, index: StringIndex, offset: number): boolean {
  const start = Math.max(table.offsetOf(index), offset - 5);
  const before = joined(table.parts(start, offset));
  const slash = before.lastIndexOf(backslash);
  if (slash < 0) return false;
  // A backslash begins an escape where an even number of them stands before it.
  let count = 0;
  const text = table.offsetOf(index);
  for (let at = start + slash - 1; at >= text && byteAt(table, at) === backslash; at--) count++;
  if (count % 2 === 1) return false;
  const isLong = slash + 1 < before.length && before[slash + 1] === letterU;
  return start + slash + (isLong ? 6 : 2) > offset;
}

function byteAt(table: StringPages, offset: number): number | undefined {
  for (const [byte] of table.parts(offset, offset + 1)) return byte;
  return undefined;
}
