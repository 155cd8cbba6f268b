import { engineNames } from './engine-names.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz';
/** Where two letters are not enough for all names of a length: 20,000 signs of which each is a letter. */
const firstSign = 0x4e00;
const signCount = 20_000;

/**
 * Makes other names, one for each name, of the same length and with the same punctuation: `getUser` becomes `aaaaaab`, and
 * `<symbol kUser>` `<aaaaaa aaaab>`. Two different names never become one, unless there are more than 20,026 of one letter: the rest is masked.
 */
export class NameMaker {
  readonly #made = new Map<string, string>();
  readonly #taken = new Set<string>(engineNames);
  /** Punctuation → how many names of it there are. */
  readonly #counts = new Map<string, number>();

  nameFor(name: string): string {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const pattern = name.replace(/[^\0-\x7f]|[a-z0-9]/gi, 'a');
    // What has nothing but punctuation tells nothing.
    if (!pattern.includes('a')) return name;
    let number = this.#counts.get(pattern) ?? 0;
    const end = countOf(pattern);
    let made: string;
    do {
      if (number >= end) return pattern.replaceAll('a', 'x');
      made = fill(pattern, number++);
    } while (this.#taken.has(made));
    this.#counts.set(pattern, number);
    this.#taken.add(made);
    this.#made.set(name, made);
    return made;
  }
}

/** How many numbers can be written into the letters of a pattern. */
function countOf(pattern: string): number {
  const places = pattern.match(/a/g)?.length ?? 0;
  return letters.length ** places + signCount ** places;
}

/** The number written into the letters of a pattern, its last digit into the last. */
function fill(pattern: string, number: number): string {
  const places = pattern.match(/a/g)?.length ?? 0;
  const isWide = number >= letters.length ** places;
  let rest = isWide ? number - letters.length ** places : number;
  const base = isWide ? signCount : letters.length;
  let filled = '';
  for (let at = pattern.length - 1; at >= 0; at--) {
    if (pattern[at] !== 'a') {
      filled = pattern[at] + filled;
      continue;
    }
    const digit = rest % base;
    rest = Math.floor(rest / base);
    filled = (isWide ? String.fromCharCode(firstSign + digit) : letters[digit]) + filled;
  }
  return filled;
}
