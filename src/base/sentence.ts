/** A name that comes from outside: from the heap, or a path. It may hold anything. */
export interface Name {
  readonly name: string;
}

/** Text of ours as a string, or a name. */
export type Part = string | Name;

/**
 * A sentence whose names stay apart from its words, so that whoever writes it, to a terminal, a page or a log, can
 * write them as that medium needs.
 */
export type Sentence = readonly Part[];

export function name(text: string): Name {
  return { name: text };
}

/** sentence`${12} ${name(className)} stay`: strings put in are text of ours, names are marked as such. */
export function sentence(
  texts: TemplateStringsArray,
  ...values: readonly (Part | number | Sentence)[]
): Sentence {
  const parts: Part[] = [];
  for (const [index, text] of texts.entries()) {
    append(parts, text);
    const value = values[index];
    if (value === undefined) continue;
    if (typeof value === 'number') append(parts, String(value));
    else if (typeof value === 'string' || 'name' in value) append(parts, value);
    else for (const part of value) append(parts, part);
  }
  return parts;
}

/** Puts sentences one behind the other. */
export function joinSentences(sentences: readonly Sentence[], separator: string): Sentence {
  const parts: Part[] = [];
  for (const [index, item] of sentences.entries()) {
    if (index > 0) append(parts, separator);
    for (const part of item) append(parts, part);
  }
  return parts;
}

/** Neighbouring texts become one part, and there is no empty one. */
function append(parts: Part[], part: Part): void {
  const last = parts.at(-1);
  if (typeof part !== 'string') parts.push(part);
  else if (typeof last === 'string') parts[parts.length - 1] = last + part;
  else if (part !== '') parts.push(part);
}

/** The plain text. Not safe to print. */
export function textOf(sentence: Sentence): string {
  return sentence.map((part) => (typeof part === 'string' ? part : part.name)).join('');
}

export function textsOf(sentences: readonly Sentence[]): string[] {
  return sentences.map(textOf);
}
