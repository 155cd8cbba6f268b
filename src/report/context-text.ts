import { name, sentence, type Sentence } from '../base/sentence.ts';
import type { ProcessContext } from '../compare/context.ts';
import {
  formatBytes,
  formatBytesDelta,
  formatCount,
  formatCountDelta,
  formatDuration,
} from '../base/units.ts';

/**
 * What the process did between the snapshots: a line of amounts, then a line for each suspect beside its
 * sockets. Objects are retained, sockets are open: a closed one's object may be retained still.
 */
export function contextTexts(context: ProcessContext): Sentence[] {
  const { seconds, rss, heapUsed, external, openSockets, beside } = context;
  const amounts = [
    seconds < 0 ? `${formatDuration(-seconds)} in the wrong order` : `${formatDuration(seconds)} apart`,
    `RSS ${change(rss, formatBytes, formatBytesDelta)}`,
    `heap used ${change(heapUsed, formatBytes, formatBytesDelta)}`,
    `external ${change(external, formatBytes, formatBytesDelta)}`,
    ...(openSockets ? [`sockets open ${change(openSockets, formatCount, formatCountDelta)}`] : []),
  ];
  return [
    [amounts.join(' · ')],
    ...beside.map(
      ({ className, retainedDelta, remote, openDelta }) =>
        sentence`${name(className)} ${formatCountDelta(retainedDelta)} retained · sockets to ${name(remote)} ${formatCountDelta(openDelta)} open`,
    ),
  ];
}

function change(
  [from, to]: readonly [number, number],
  format: (amount: number) => string,
  formatDelta: (amount: number) => string,
): string {
  return format(from) === format(to)
    ? format(to)
    : `${format(from)} → ${format(to)} (${formatDelta(to - from)})`;
}
