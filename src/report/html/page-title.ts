import { fitText } from '../safe-text.ts';
import type { DrawnReport } from '../leave-out-strings.ts';

/** Longer names than this are cut: of a title no more is seen. */
const maxNameWidth = 60;

/** What a tab or a bookmark says of a report: "Leak: Connection - snapdiff". Safe to print. */
export function pageTitle(report: DrawnReport): string {
  return `${subjectOf(report)} - snapdiff`;
}

function subjectOf(report: DrawnReport): string {
  if (report.kind === 'summary') return fitText(fileName(report.snapshot.path), maxNameWidth);
  const [suspect] = report.suspects;
  const named = suspect && fitText(suspect.className, maxNameWidth);
  if (report.kind === 'check') {
    const [failure] = report.failures;
    if (!failure) return 'Check passed';
    return failure.className === null
      ? 'Check failed'
      : `Check failed: ${fitText(failure.className, maxNameWidth)}`;
  }
  const { result } = report.verdict;
  if (result === 'leak') return named === undefined ? 'Leak' : `Leak: ${named}`;
  return result === 'no-leak' ? 'No leak' : 'Not decided';
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
