import { formatBytes, formatCount } from '../../base/units.ts';
import { fitText, safeText, visibleEscape } from '../safe-text.ts';
import type { ClassList, FileInfo } from '../terminal/table-parts.ts';

/** A table on a page has no terminal's width, but a name of a megabyte still is none to read. */
const mostNameWidth = 120;

export function snapshotLines(snapshots: readonly (readonly [string, FileInfo])[]): string[] {
  return [
    ...headLines(['Snapshot', 'Path', 'File', 'Nodes', 'In all'], 2),
    ...snapshots.map(([role, { path, fileBytes, nodeCount, totalSize }]) =>
      rowLine([
        role,
        path === null ? 'deleted' : code(path),
        formatBytes(fileBytes),
        formatCount(nodeCount),
        totalSize === undefined ? '' : formatBytes(totalSize),
      ]),
    ),
  ];
}

/** What is not in the list is always said. */
export function omittedLines({ omittedClassCount, classes }: ClassList): string[] {
  if (omittedClassCount > 0) {
    const noun = omittedClassCount === 1 ? 'constructor' : 'constructors';
    return ['', `… ${formatCount(omittedClassCount)} more ${noun}; \`--top 0\` lists them`];
  }
  return classes.length === 0 ? ['', 'No constructor to list.'] : [];
}

/** @param textColumns how many columns, from the left, hold text; the others are numbers */
export function headLines(titles: readonly string[], textColumns: number): string[] {
  return [rowLine(titles), rowLine(titles.map((_, column) => (column < textColumns ? '---' : '---:')))];
}

export function rowLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/**
 * A code span: GitHub makes no link, mention, emoji, reference or element of what is in it. A backtick
 * would end it and a vertical bar the cell, so these become visible escapes too; a backslash before an
 * escaped bar is read one way by one renderer and another way by the next.
 */
export function code(untrusted: string): string {
  const text = fitText(untrusted, mostNameWidth).replace(/[`|]/g, visibleEscape);
  return `\`${text}\``;
}

/** Sentences of ours that may quote a path or a name: what is neither a plain word nor a number becomes code. */
export function prose(sentence: string): string {
  return safeText(sentence)
    .split(' ')
    .map((word, index) =>
      plainWord.test(word) || (index > 0 && plainSign.test(word)) ? word : codeWord(word),
    )
    .join(' ');
}

/** What is the sentence's stays outside: of "(src/a.js:3)," brackets and comma, of "run()," the comma. */
function codeWord(word: string): string {
  const start = word.startsWith('(') ? 1 : 0;
  let end = word.length;
  while (end > start && '),.;:'.includes(word[end - 1])) end--;
  const opened = word.slice(start, end);
  let missing = opened.split('(').length - opened.split(')').length;
  for (; missing > 0 && word[end] === ')'; missing--) end++;
  return start === end ? code(word) : word.slice(0, start) + code(word.slice(start, end)) + word.slice(end);
}

const plainWord = /^\(?(?:\p{L}+(?:['’-]\p{L}+)*|\d[\d,]*(?:\.\d+)?)[),.;:]*$/u;
/** At the start of a line it could begin a list. */
const plainSign = /^[+→%·][,.;:]?$/u;
