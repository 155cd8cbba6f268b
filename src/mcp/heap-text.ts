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
/** Characters of a sentence. */
const maxSentence = 600;

/** A name or a text from a heap, a file or a process. */
export function quoted(text: string, width: number = maxWidth): Told {
  return fitText(text, width) as Told;
}

/** A path, of which the end says most. */
export function quotedPath(path: string): Told {
  return fitPath(path.slice(-1000), maxWidth) as Told;
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
    if (text.length + piece.length > maxSentence) return `${text}…` as Told;
    text += piece;
  }
  return text as Told;
}

/** A text of snapdiff itself, without anything from outside in it. */
export function ours(text: string): Told {
  return text as Told;
}
