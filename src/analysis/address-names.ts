import { name, sentence, type Sentence } from '../base/sentence.ts';
import { formatCount } from '../base/units.ts';
import type { HeapClass } from './classes.ts';

/** At the end of a name, with what sets it apart: `Object 0x1234`, `Foo@0x7f00`, `Bar (0x55d0c0a8)`. */
const address = /[\s@:#]*(?:\(\s*)?0x[0-9a-f]+\s*\)?$/i;

/** With fewer classes than this nothing can be said of most of them. */
const minClasses = 10;

/**
 * A name without the address it ends in. Writers that call an object by its address give each a class of its own. What is an address
 * and nothing else stays as it is.
 */
export function withoutAddress(text: string): string {
  return text.replace(address, '') || text;
}

/** Advice where most classes are one object each, by their address; `path` is the file's. */
export function adviseFolding(path: string, classes: readonly HeapClass[]): Sentence[] {
  const count = classes.filter(({ className }) => withoutAddress(className) !== className).length;
  if (classes.length < minClasses || count * 2 <= classes.length) return [];
  const what = `${formatCount(count)} of its ${formatCount(classes.length)} constructors end in an address`;
  return [sentence`${name(path)}: ${what}; ${name('--fold-addresses')} lists them without it.`];
}
