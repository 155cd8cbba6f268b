import type { Snapshot } from '../heap/heap-graph.ts';
import type { StringIndex } from '../heap/index-spaces.ts';
import { engineNames } from './engine-names.ts';
import { NameMaker } from './name-maker.ts';
import { findStringUses, StringUse } from './string-uses.ts';

/**
 * What becomes of a string in a copy that can be sent: it stays (undefined), its first so many UTF-16 units stay and the
 * rest is masked (0: all of it), or it is another text of the same length.
 */
export type StringFate = number | string | undefined;

/** A reference of a WeakMap's entry: V8 names it by the names of key and value, and that of a string is its text. */
const pairBeginning = /^(?:\d+ \/ )?part of key \(/;
const pair =
  /^((?:\d+ \/ )?part of key \()([^]*)( @\d+\) -> value \()([^]*)( @\d+\) pair in WeakMap \(table @\d+\))$/;

/** `<div id="a">`: what stands behind the tag is the page's data. The blank stays, at which a class is cut. */
const tag = /^(?:Detached )?<[^ ]* /;
/** A script of such a URL is its own source. */
const sourceInUrl = /^(?:system \/ Script \/ |\(code for )?data:/i;
/** V8's names that have one of the program in them, or the address of a page. */
const aroundName =
  /^((?:system \/ (?:Script|Context|NativeContext)|(?:Window|global|HTML\w*Element)(?: \((?:prototype|internal cache|global\*?)\)| \[JSGlobal(?:Object|Proxy)\])?) \/ (?!scope @\d+$)|\(code for )(?!node:|ext:)(.*?)(\)?)$/s;
/** Rules are made of this beginning, whatever comes behind it. */
const behindWord = /^(system \/ |Detached (?!<))(.*)$/s;
/** Objects, too, are listed by what stands before a blank here. A page's own elements have a hyphen. */
const inTag = /^((?:Detached )?)(<[^ ]*?)(>?| .*)$/s;

/** What a text is masked with. */
export const mask = 'x';

/** Units of a text that the string table certainly gives whole: at most 6 bytes each, of 65,536. */
const maxWholeLength = 10_000;

/**
 * Decides for each string of a snapshot what becomes of it. Data is masked whole, of names that have data in them that part.
 * Every number of the copy is that of the original: they hang on names, ids and lengths only.
 *
 * Time and memory as `findStringUses`; `withNames` also the text of each name of the program, and another for each.
 *
 * @param withNames the names of the program become others, too
 * @returns index of a string → its fate
 */
export function planRedaction(snapshot: Snapshot, withNames: boolean): (index: number) => StringFate {
  const { strings } = snapshot;
  const { uses, elements } = findStringUses(snapshot);
  const names = new NameMaker();
  return (position) => {
    const index = position as StringIndex;
    if (index >= strings.count || uses[index] === StringUse.data) return 0;
    const text = strings.at(index);
    const fate = elements.has(index) ? partOf(text, tag) : fateOfName(text);
    if (!withNames) return fate;
    if (elements.has(index)) return renamedElement(text, names) ?? fate;
    if (fate !== undefined) return fate;
    if (text.length > maxWholeLength) return 0;
    const [, before, name = '', behind = ''] = aroundName.exec(text) ?? [];
    if (
      before !== undefined &&
      (!before.startsWith('HTML') || engineNames.has(/^\w+/.exec(before)?.[0] ?? ''))
    ) {
      return before + names.nameFor(name) + behind;
    }
    return uses[index] === StringUse.engineName ? undefined : renamed(text, names);
  };
}

function renamed(text: string, names: NameMaker): string {
  const [, word, name = ''] = behindWord.exec(text) ?? [];
  if (word !== undefined) return word + (engineNames.has(name) ? name : names.nameFor(name));
  const [, before = '', head, behind = ''] = inTag.exec(text) ?? [];
  if (head === undefined) return names.nameFor(text);
  return before + names.nameFor(head) + names.nameFor(behind);
}

/** HTML's own elements keep their names. */
function renamedElement(text: string, names: NameMaker): StringFate {
  if (text.length > maxWholeLength) return 0;
  const [, before = '', head = '', behind = ''] = inTag.exec(text) ?? [];
  if (!head.includes('-')) return undefined;
  return before + names.nameFor(head) + behind.slice(0, 1) + mask.repeat(Math.max(0, behind.length - 1));
}

function fateOfName(text: string): StringFate {
  if (pairBeginning.test(text)) {
    const [, start, key, middle, value, end] = pair.exec(text) ?? [];
    if (start === undefined || key === undefined || value === undefined) {
      return maskedBehind(text, text.indexOf('(') + 1);
    }
    return `${start}${mask.repeat(key.length)}${middle}${mask.repeat(value.length)}${end}`;
  }
  return partOf(text, sourceInUrl);
}

function partOf(text: string, begins: RegExp): StringFate {
  const [kept] = begins.exec(text) ?? [];
  return kept === undefined || kept.length === text.length ? undefined : maskedBehind(text, kept.length);
}

function maskedBehind(text: string, units: number): StringFate {
  return text.length > maxWholeLength ? units : text.slice(0, units) + mask.repeat(text.length - units);
}
