import { formatBytes, formatCount, type Bytes } from '../base/units.ts';
import { splitGrowth } from '../compare/growth.ts';
import { verdictOf } from '../compare/verdict.ts';
import { findBroken } from './broken-rules.ts';
import { judgeCheck, type CheckJudgement } from './judge.ts';
import type { CheckSettings } from './settings.ts';

/** Less sure than a series of snapshots: a leak that is replaced by an equal loss, or that V8 does not count, has a steady size. */
const confidence = 0.9;

/** Whether the heap's size may be all there is to judge by: only snapshots know classes. */
export function asksForNoClass({ budgets, ignore, failOn }: CheckSettings): boolean {
  return budgets.length === 0 && ignore.length === 0 && failOn !== 'budget';
}

/** As `scenario/` measures it. */
interface SteadyHeap {
  readonly bytes: Bytes;
  readonly growth: Bytes;
  readonly leastLeak: Bytes;
  readonly iterations: number;
}

/**
 * What a check says of a heap whose size was steady, and of which there are no snapshots.
 *
 * @param today in UTC, as "2026-12-31"
 */
export function judgeSteady(
  { bytes, growth, leastLeak, iterations }: SteadyHeap,
  settings: CheckSettings,
  today: string,
): CheckJudgement {
  const change = `${formatBytes(Math.abs(growth))} ${growth > 0 ? 'more' : 'less'}`;
  const reason =
    `After garbage collection there were ${formatBytes(bytes)}, ${change} than ${formatCount(iterations)} iterations before, ` +
    `in which the smallest leak would have added ${formatBytes(leastLeak)}; no snapshot was needed.`;
  const input = {
    mode: 'scenario' as const,
    matchedBy: 'id' as const,
    snapshots: [],
    warnings: [],
    verdict: verdictOf('no-leak', confidence, [reason]),
    growth: splitGrowth(growth, [], 0),
    suspects: [],
    classes: [],
  };
  return judgeCheck(input, settings, findBroken(input, settings, today), new Map());
}
