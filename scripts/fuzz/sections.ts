/** A section of a file, as its text. */
interface Section {
  readonly key: string;
  readonly value: string;
}

/**
 * Cuts a JSON object into its top-level keys and the texts of their values, and looks no further into those than for
 * their end.
 *
 * @returns undefined where the text is no such object
 */
export function cutSections(text: string): readonly Section[] | undefined {
  const sections: Section[] = [];
  let at = skipSpace(text, 0);
  if (text[at] !== '{') return undefined;
  at = skipSpace(text, at + 1);
  if (text[at] === '}') return skipSpace(text, at + 1) === text.length ? sections : undefined;
  for (;;) {
    if (text[at] !== '"') return undefined;
    const keyEnd = endOfString(text, at);
    const key = text.slice(at + 1, keyEnd - 1);
    at = skipSpace(text, keyEnd);
    if (text[at] !== ':') return undefined;
    at = skipSpace(text, at + 1);
    const valueEnd = endOfValue(text, at);
    sections.push({ key, value: text.slice(at, valueEnd).trim() });
    at = skipSpace(text, valueEnd);
    if (text[at] === '}') return skipSpace(text, at + 1) === text.length ? sections : undefined;
    if (text[at] !== ',') return undefined;
    at = skipSpace(text, at + 1);
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\n\r'.includes(text[at] ?? '')) at++;
  return at;
}

/** @returns the position behind the closing quote, or behind the text */
function endOfString(text: string, quote: number): number {
  let at = quote + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** @returns the position behind the value that begins here, by its brackets and quotes */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const letter = text[at] ?? '';
    if (letter === '"') {
      at = endOfString(text, at);
      if (depth === 0) return at;
      continue;
    }
    if ('[{'.includes(letter)) depth++;
    else if (']}'.includes(letter)) {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (letter === ',' && depth === 0) return at;
    at++;
  }
  return at;
}
