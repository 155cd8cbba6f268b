import { displayWidth } from '../report/safe-text.ts';
import { optionValues, type OptionName } from './options.ts';

/** A longer name has its text on lines of its own, so that one does not narrow all the others. */
const maxNameWidth = 26;

/** Columns of the help: the terminal's, or what the environment says where there is none, within what can be read. */
export function helpWidth(
  terminalColumns: number | undefined,
  environmentColumns: string | undefined,
): number {
  const columns = terminalColumns || Number(environmentColumns) || 100;
  return Math.min(Math.max(columns, 40), 100);
}

/**
 * Lays out the help that yargs makes with `wrap(null)`, a line for each entry: only between words, with the name of an
 * option's value after it, and without the types and defaults that say nothing. yargs' own layout, as an ES module, cuts
 * words in two.
 */
export function layoutHelp(unwrapped: string, width: number): string {
  const lines = unwrapped.split('\n').map((line) => parseEntry(line) ?? line);
  const names = lines.flatMap((line) => (typeof line === 'string' ? [] : [line.name.length]));
  const nameWidth = Math.max(0, ...names.filter((length) => length <= maxNameWidth));
  const indent = width < 70 ? 6 : nameWidth + 4;
  return lines
    .flatMap((line) => (typeof line === 'string' ? wrapText(line, width) : layoutEntry(line, indent, width)))
    .join('\n');
}

interface Entry {
  readonly name: string;
  readonly text: string;
}

/** A command, an argument or an option: two blanks, its name, two blanks or more, what it is. */
function parseEntry(line: string): Entry | undefined {
  const [, name = '', rest] = /^ {2,6}(\S(?: ?\S)*) {2,}(\S.*)$/.exec(line) ?? [];
  return rest === undefined ? undefined : { name: nameOf(name), text: textOf(rest) };
}

/** "--top" → "--top N"; "snapdiff check [files..]" → "check [files..]". An option's other name is for its text to tell. */
function nameOf(name: string): string {
  if (name.startsWith('snapdiff ')) {
    const command = name.slice('snapdiff '.length);
    return command.length > maxNameWidth ? command.replace(/^(\S+ \S+) .*/, '$1 …') : command;
  }
  const first = name.replace(/, .*/, '');
  const option = first.replace(/^--/, '');
  const value =
    first !== option && Object.hasOwn(optionValues, option) ? optionValues[option as OptionName] : '';
  return value === '' ? first : `${first} ${value}`;
}

/** What yargs adds to a description stands in brackets after two blanks: of this, choices and a default that is a text. */
function textOf(rest: string): string {
  const [, text = '', hints = ''] = /^(.*?)(?: {2,}(\[.*\]))?$/.exec(rest) ?? [];
  const [, choices] = /\[choices: (.*?)\]/.exec(hints) ?? [];
  const [, preset] = /\[default: "(.+?)"\]/.exec(hints) ?? [];
  const list = choices === undefined ? '' : `: ${choices.replaceAll('"', '')}`;
  const [what = '', described = ''] = text.split(/(?= \[default: )/);
  return `${what}${list}${described}${preset === undefined ? '' : ` [default: ${preset}]`}`;
}

function layoutEntry({ name, text }: Entry, indent: number, width: number): string[] {
  const lines = wrapWords(text, width - indent).map((line) => ' '.repeat(indent) + line);
  const head = `  ${name}`;
  if (head.length + 2 > indent) return [head, ...lines];
  return [head + (lines[0] ?? '').slice(head.length), ...lines.slice(1)];
}

/** A line of prose; what is continued keeps its indentation. */
function wrapText(line: string, width: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return wrapWords(line.trim(), width - indent.length).map((part) => (indent + part).trimEnd());
}

/** Breaks between words only. A word that is longer than a line has one to itself. */
function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  // "[default: 20]" is one word, unless it is a sentence.
  for (const word of text.match(/\[default: \S*?\]\S*|\S+/g) ?? []) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
