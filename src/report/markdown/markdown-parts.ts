import type { Name, Sentence } from '../../base/sentence.ts';
import { formatBytes, formatCount } from '../../base/units.ts';
import type { PathStep } from '../../paths/retaining-path.ts';
import { fitText, safeText, visibleEscape } from '../safe-text.ts';
import { pathTexts, stepArrow } from '../suspect-text.ts';
import type { ClassList, FileInfo } from '../select/listed.ts';

/** A table on a page has no terminal's width, but a name of a megabyte still is none to read. */
const maxNameWidth = 120;

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
  const text = fitText(untrusted, maxNameWidth).replace(/[`|]/g, visibleEscape);
  return `\`${text}\``;
}

/** A code span of all of a text, as a command is copied. A backtick in it would end it, so the span is of longer ones. */
export function wholeCode(text: string): string {
  const safe = safeText(text);
  const longest = Math.max(0, ...Array.from(safe.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${safe}${pad}${fence}`;
}

/** The steps of a path, each one code span. */
export function pathSpans(path: readonly PathStep[]): string {
  return pathTexts(path).map(code).join(stepArrow);
}

/** A sentence: each name in it is one code span, whatever it consists of. */
export function prose(sentence: Sentence): string {
  let text = '';
  for (const part of sentence) {
    if (typeof part === 'string') text += safeText(part).replace(markup, visibleEscape);
    // Two spans side by side would be read as one.
    else text += `${text.endsWith('`') ? ' ' : ''}${nameSpan(part)}`;
  }
  return text;
}

/** Our words hold none of these; should an untrusted text get among them, it is harmless. */
const markup = /[`|<>[\]*_@]/g;

/** A code span of nothing, or of blanks, would be none. */
function nameSpan({ name }: Name): string {
  return code(name.trim() === '' ? `"${name}"` : name);
}
