import type { ComparedClass } from '../../compare/diff.ts';
import { formatBytes, formatBytesDelta, formatCount, formatCountDelta } from '../../base/units.ts';
import { contextTexts } from '../context-text.ts';
import type { ComparisonReport } from '../report.ts';
import { outsideText } from '../select/comparison-columns.ts';
import { growthText, verdictLabel } from '../suspect-text.ts';
import { firstOf, head, omittedLines, prose, quote, warningLines } from './brief-parts.ts';
import { nextAfterComparison } from './next-lines.ts';
import { suspectLines } from './suspect-brief.ts';

const maxSuspects = 3;
/** Lines on what the process did meanwhile: its memory, then the sockets beside a suspect. */
const maxContext = 2;

/** The verdict, the suspects, a few constructors, and what to run next. */
export function comparisonBrief(report: ComparisonReport): string[] {
  const { snapshots, warningsParts, context, verdict, suspects, growth, totals, classes, pairs } = report;
  const split = growthText(growth);
  const isPair = snapshots.length === 2;
  return [
    head(`comparison of ${formatCount(snapshots.length)} snapshots`),
    `verdict: ${verdictLabel(verdict)}. ${prose(verdict.reasonParts)}`,
    ...warningLines(warningsParts),
    ...(context ? contextTexts(context).slice(0, maxContext).map(prose) : []),
    ...firstOf(suspects, maxSuspects, 'suspect', '--json has all').flatMap((suspect) =>
      typeof suspect === 'string' ? [suspect] : suspectLines(suspect),
    ),
    ...(split === undefined ? [] : [split]),
    ...(classes.length > 0 ? ['constructors:'] : []),
    ...classes.map((heapClass) => (isPair ? pairLine(heapClass) : seriesLine(heapClass))),
    ...outsideText(totals),
    ...omittedLines(report),
    ...(pairs.length > 0 ? ['each two snapshots alone: --format table'] : []),
    ...nextAfterComparison(report),
  ];
}

function pairLine(heapClass: ComparedClass): string {
  const { className, addedCount, removedCount, countDelta } = heapClass;
  const moved = `${formatCountDelta(countDelta)} (${formatCount(addedCount)} new, ${formatCount(removedCount)} deleted)`;
  return `- ${quote(className)} ${moved}, ${retainedText(heapClass)}`;
}

function seriesLine(heapClass: ComparedClass): string {
  const { className, counts, behaviour } = heapClass;
  return `- ${quote(className)} ${counts.map(formatCount).join(' → ')}, ${retainedText(heapClass)}, ${behaviour}`;
}

function retainedText({ retainedSizes, retainedSizeDelta }: ComparedClass): string {
  return `retains ${formatBytes(retainedSizes.at(-1) ?? 0)} (${formatBytesDelta(retainedSizeDelta)})`;
}
