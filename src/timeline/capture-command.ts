import type { Trend } from './trend.ts';

/** Between two snapshots this much should come, or there is little to see. */
const growthBetween = 2e6;
const intervals = ['30s', '1m', '5m', '15m', '1h'] as const;
const intervalSeconds = [30, 60, 300, 900];

/** The command whose snapshots show what grew, with intervals in which enough of it comes. */
export function captureCommand(pid: number, { slope }: Trend): string {
  const wanted = growthBetween / Math.max(slope, 1);
  const at = intervalSeconds.findIndex((seconds) => seconds >= wanted);
  return `snapdiff capture ${pid} --count 3 --every ${intervals.at(at)}, then snapdiff on the three files`;
}
