import type { Suspect } from '../../compare/suspects.ts';
import { formatBytes } from '../../base/units.ts';
import { labelClasses } from '../select/class-labels.ts';
import {
  columnsOfComparison,
  columnsOfPairs,
  outsideText,
  pairLabel,
  snapshotRole,
  totalsLabel,
} from '../select/comparison-columns.ts';
import { suspectAllocation } from '../allocation-text.ts';
import { contextTexts } from '../context-text.ts';
import { code, headLines, omittedLines, pathSpans, prose, rowLine, snapshotLines } from './markdown-parts.ts';
import type { ComparisonReport } from '../report.ts';
import { growthText, heldText, holderText } from '../suspect-text.ts';
import { verdictLabel } from '../suspect-text.ts';

/** As the table, for a comment on a pull request. */
export function comparisonMarkdown(report: ComparisonReport): string[] {
  const { snapshots, totals, classes, pairs } = report;
  const { titles, cellsOf, totalCells } = columnsOfComparison(report);
  const labels = labelClasses(classes);
  return [
    '### Heap comparison',
    '',
    ...verdictLines(report),
    ...snapshotLines(snapshots.map((info, index) => [snapshotRole(index, snapshots.length), info] as const)),
    '',
    ...headLines(['Constructor', ...titles], 1),
    ...classes.map((heapClass, row) =>
      rowLine([code(labels[row].name) + labels[row].place, ...cellsOf(heapClass).cells]),
    ),
    rowLine([totalsLabel, ...totalCells(totals).cells].map((cell) => (cell === '' ? '' : `**${cell}**`))),
    ...outsideText(totals).flatMap((text) => ['', text]),
    ...omittedLines(report),
    ...(pairs.length > 0 ? ['', ...pairLines(report)] : []),
  ];
}

function pairLines({ pairs }: ComparisonReport): string[] {
  const { titles, cellsOf } = columnsOfPairs(pairs, code);
  return [
    ...headLines(['Pair', ...titles], 1),
    ...pairs.map((pair) => rowLine([pairLabel(pair), ...cellsOf(pair).cells])),
  ];
}

function allocationLines(suspect: Suspect): string[] {
  const allocated = suspectAllocation(suspect);
  return allocated ? [`   - Allocated: ${prose(allocated)}`] : [];
}

/** The verdict, the suspects, what the growth was, and what to doubt. */
function verdictLines({ context, verdict, suspects, growth, warningsParts }: ComparisonReport): string[] {
  const split = growthText(growth);
  const sure = verdictLabel(verdict).slice(verdict.result.length);
  return [
    ...(context ? [...contextTexts(context).map(prose), ''] : []),
    `**${verdict.result}**${sure}: ${prose(verdict.reasonParts)}`,
    '',
    ...suspects.flatMap((suspect) => [
      `${suspect.rank}. ${code(suspect.className)} ${heldText(suspect)}, ${formatBytes(suspect.retainedGrowth)} held by ${code(holderText(suspect.holder))}`,
      `   - ${pathSpans(suspect.path)}`,
      ...(suspect.rule ? [`   - ${suspect.rule.words}: ${suspect.rule.remedy}`] : []),
      ...allocationLines(suspect),
      ...suspect.evidenceParts.map((fact) => `   - ${prose(fact)}`),
    ]),
    ...(suspects.length > 0 ? [''] : []),
    ...(split === undefined ? [] : [split, '']),
    ...warningsParts.flatMap((warning) => [`> **Warning:** ${prose(warning)}`, '']),
  ];
}
