import { name, sentence, textOf, type Sentence } from '../base/sentence.ts';

/** What an object is to a person. */
export interface ObjectName {
  /** `root`: one of V8's roots, or a scope on the stack; `internal`: V8's own, a scope among them. */
  readonly kind: 'object' | 'function' | 'root' | 'internal';
  /** The class, the function's own name ("" where it has none), or the root's name. */
  readonly name: string;
  /** Where a function stands: "src/app.js:41". */
  readonly place?: string;
  /** It is the state of a function that waits: of a generator, or an async function. */
  readonly isSuspended?: true;
}

/** "Connection", "function handler (src/app.js:41)", "suspended function run (src/app.js:7)". */
export function nameParts({ kind, name: own, place, isSuspended }: ObjectName): Sentence {
  const before = isSuspended ? 'suspended ' : '';
  if (kind !== 'function') return sentence`${before}${name(own)}`;
  return sentence`${before}function${own === '' ? '' : sentence` ${name(own)}`}${placeParts(place)}`;
}

/** " (src/app.js:41)"; nothing where no place is known. */
export function placeParts(place: string | undefined): Sentence {
  return place === undefined ? [] : sentence` (${name(place)})`;
}

export function nameText(objectName: ObjectName): string {
  return textOf(nameParts(objectName));
}
