/*
 * Names in a snapshot, and paths, come from outside: they may hold what moves a terminal's cursor,
 * turns the writing direction round or ends a line. Every character that draws nothing of its own
 * becomes an escape that can be read, so that what stands on screen is what the name consists of.
 */

/**
 * Controls, format characters (bidi, zero-width, tags), lone surrogates, private and unassigned
 * characters; line separators and all blanks but the ordinary one; and what else is invisible by
 * Unicode's own list (variation selectors, Hangul fillers).
 */
const invisible = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/**
 * What the log of a CI job obeys: GitHub reads "::name …::" where a line begins, which is after any
 * blank once lines are wrapped, and "##[name]" anywhere, Azure "##vso[", TeamCity "##teamcity[".
 */
const logCommand = /(?<![^ ]):(?=:)|#(?=#\w*\[)/g;

/** Three marks on a letter occur in writing; hundreds would paint over the lines above. */
const stackedMarks = /(?<=\p{M}{3})\p{M}/gu;

/** Makes text from a snapshot safe to print on one line of a terminal, or of a log. A backslash of the text itself stays. */
export function safeText(text: string): string {
  const obeyed = text.replace(logCommand, visibleEscape);
  if (onlyAscii.test(obeyed)) return obeyed;
  return obeyed.replace(invisible, visibleEscape).replace(stackedMarks, visibleEscape);
}

/** "\x1b", "\u202e", "\u{e0001}". */
export function visibleEscape(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint <= 0xff) return `\\x${codePoint.toString(16).padStart(2, '0')}`;
  if (codePoint <= 0xffff) return `\\u${codePoint.toString(16).padStart(4, '0')}`;
  return `\\u{${codePoint.toString(16)}}`;
}

/** Cells of a terminal that safe text takes. */
export function displayWidth(safe: string): number {
  if (isOneCellEach.test(safe)) return safe.length;
  let width = 0;
  for (const { segment } of segmentsOf(safe)) width += graphemeWidth(segment);
  return width;
}

/** Makes text safe and, where it is wider than `width` cells, cuts it and ends it with an ellipsis. */
export function fitText(text: string, width: number): string {
  const head = text.length > maxFitLength ? text.slice(0, maxFitLength) : text;
  const safe = safeText(head);
  if (displayWidth(safe) <= width && head === text) return safe;
  if (isOneCellEach.test(safe)) return `${safe.slice(0, Math.max(Math.min(width, maxFitLength) - 1, 0))}…`;
  let kept = '';
  let room = Math.min(width, maxFitLength) - 1;
  for (const { segment } of segmentsOf(safe)) {
    room -= graphemeWidth(segment);
    if (room < 0) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** As `fitText`, but keeps the end: of a path, the file's name says most. */
export function fitPath(path: string, width: number): string {
  const safe = safeText(path);
  if (displayWidth(safe) <= width) return safe;
  const segments = Array.from(segmentsOf(safe), ({ segment }) => segment);
  let first = segments.length;
  let room = width - 1;
  while (first > 0) {
    room -= graphemeWidth(segments[first - 1]);
    if (room < 0) break;
    first--;
  }
  return `…${segments.slice(first).join('')}`;
}

/** A name may be a megabyte long. No terminal shows more than this of it, so no more is looked at. */
const maxFitLength = 2000;

const onlyAscii = /^[ -~]*$/;

/** ASCII, and what our own reports are drawn with: one cell and one grapheme each, which need no segmenter. */
const isOneCellEach = /^[ -~·–—‹›…←→−─-╿▁-█]*$/;

let graphemes: Intl.Segmenter | undefined;

/** Made when first needed: most names are ASCII, and it brings 3 MB of Unicode tables into memory. */
function segmentsOf(text: string): Intl.Segments {
  // One locale: how text falls into characters must not depend on who runs this.
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return graphemes.segment(text);
}

function graphemeWidth(grapheme: string): number {
  const [drawn = ''] = emoji.exec(grapheme) ?? [];
  let width = drawn === '' ? 0 : 2;
  for (const character of grapheme.slice(drawn.length)) {
    if (combiningAccent.test(character)) continue;
    width += wide.test(character) || emoji.test(character) ? 2 : 1;
  }
  return width;
}

/*
 * The measure is that of string-width 4, which pads cli-table3's cells: text that both measure alike
 * stays in its column. Marks outside the basic block therefore count although terminals give them no
 * cell; an emoji newer than Unicode 13 is one cell for string-width and two here and on screen.
 */
/** With one colour, or the two letters of a flag. Of a thousand colours behind it each counts. */
const emoji = /^(?:\p{RI}{2}|(?![0-9#*])\p{Emoji}\p{Emoji_Modifier}?)/u;
const combiningAccent = /[\u0300-\u036f]/u;
const wide =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3040-\u3247\u3250-\u4dbf\u4e00-\ua4c6\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{1b000}\u{1b001}\u{1f200}-\u{1f251}\u{20000}-\u{3fffd}]/u;
