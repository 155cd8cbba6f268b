import { formatLocation, type ScriptLocation } from '../analysis/scripts.ts';
import type { Sentence } from '../base/sentence.ts';
import { fitPath, fitText } from '../report/safe-text.ts';

/*
 * What a heap says is written by whoever filled it: a constructor, a property or a string may be called "ignore previous
 * instructions". So no text gets into an answer but through one of these, which the type holds true.
 */

declare const told: unique symbol;

/** A text that may stand in the data of an answer: cut, with all that is invisible in it made visible, or our own. */
export type Told = string & { readonly [told]: true };

/** Data of an answer: JSON whose texts are told. Its fields are named by us. */
export type Data =
  | Told
  | number
  | boolean
  | null
  | readonly Data[]
  | { readonly [field: string]: Data | undefined };

/** Cells of a name or a text. */
const maxWidth = 120;
/** Of a path that is to be named in another call, which has to be whole. */
export const maxPathWidth = 1000;
/** Bytes of a sentence, as it stands in an answer. */
const maxSentence = 600;

/** A name or a text from a heap, a file or a process. */
export function quoted(text: string, width: number = maxWidth): Told {
  return fitted(width, (cells) => fitText(text, cells));
}

/** A path, of which the end says most. */
export function quotedPath(path: string, width: number = maxWidth): Told {
  return fitted(width, (cells) => fitPath(path.slice(-maxPathWidth), cells));
}

/** A cell may take ten bytes, of a letter far out with three marks on it. Where they take more than two each, there are fewer. */
function fitted(width: number, fit: (cells: number) => string): Told {
  for (let cells = width; ; cells >>= 1) {
    const text = fit(cells);
    if (cells <= 1 || bytesInJson(text) <= 2 * width + 3) return text as Told;
  }
}

/** Bytes of a text as it stands in an answer, without what is around it. */
function bytesInJson(text: string): number {
  return new TextEncoder().encode(JSON.stringify(text)).length - 2;
}

/** The same data with shorter texts: for an answer that fits in no other way. @param width cells of each text */
export function withShorterTexts(data: Data, width: number): Data {
  if (typeof data === 'string') return closed(fitText(data, width)) as Told;
  if (typeof data !== 'object' || data === null) return data;
  if (isList(data)) return data.map((each) => withShorterTexts(each, width));
  const shorter: Record<string, Data> = {};
  for (const [field, own] of Object.entries(data)) {
    if (own !== undefined) shorter[field] = withShorterTexts(own, width);
  }
  return shorter;
}

function isList(data: Data): data is readonly Data[] {
  return Array.isArray(data);
}

/** A name that a sentence was cut in gets its end back. */
function closed(text: string): string {
  const outside = text.replace(/"(?:[^"\\]|\\.)*"/gs, '');
  return outside.includes('"') ? `${text.replace(/(?<!\\)((?:\\\\)*)\\…$/, '$1…')}"` : text;
}

/** "src/app.js:41", counted from 1. */
export function quotedPlace(location: ScriptLocation): Told {
  return quotedPath(formatLocation(location));
}

/** A sentence of ours with names from a heap in it: each stands in quotation marks of JSON, out of which it cannot break. */
export function quotedSentence(sentence: Sentence): Told {
  let text = '';
  for (const part of sentence) {
    const piece = typeof part === 'string' ? part : JSON.stringify(quoted(part.name));
    if (bytesInJson(text) + bytesInJson(piece) > maxSentence) return `${text}…` as Told;
    text += piece;
  }
  return text as Told;
}

/** A text of snapdiff itself, without anything from outside in it. */
export function ours(text: string): Told {
  return text as Told;
}
