import type { ClassOrigin } from '../../src/analysis/class-origins.ts';
import { comparisonInput, type CheckInput, type InputClass } from '../../src/check/check-input.ts';
import { findBroken } from '../../src/check/broken-rules.ts';
import { judgeCheck } from '../../src/check/judge.ts';
import { splitGrowth } from '../../src/compare/growth.ts';
import { readSettings, type CheckConfig } from '../../src/check/settings.ts';
import { makeCheckReport, type CheckReport } from '../../src/report/check-report.ts';
import { drawnSeries } from './reports.ts';

/** "5 objects of 10 bytes, which retain 100" on each side. */
export function inputClass(
  className: string,
  before: readonly [count: number, selfSize: number, retainedSize: number],
  after: readonly [count: number, selfSize: number, retainedSize: number],
  origin: ClassOrigin = 'program',
): InputClass {
  const amounts = ([count, selfSize, retainedSize]: readonly [
    number,
    number,
    number,
  ]): InputClass['current'] => ({
    count,
    selfSize,
    retainedSize,
  });
  return { className, origin, baseline: amounts(before), current: amounts(after) };
}

/** Two processes whose heap went from a size to another. */
export function twoProcesses(
  classes: readonly InputClass[],
  [before, after]: readonly [number, number] = [1_000_000, 1_000_000],
): CheckInput {
  const file = (path: string, totalSize: number): CheckInput['snapshots'][number] => ({
    path,
    kind: 'snapshot',
    fileBytes: 1000,
    nodeCount: totalSize / 100,
    totalSize,
  });
  return {
    mode: 'pair',
    matchedBy: 'className',
    snapshots: [file('one.heapsnapshot', before), file('two.heapsnapshot', after)],
    warnings: [],
    verdict: null,
    growth: splitGrowth(after - before, [], 0),
    suspects: [],
    classes,
  };
}

/** @param today in UTC, as "2026-12-31" */
export function checkOf(input: CheckInput, config: CheckConfig = {}, today = '2026-12-31'): CheckReport {
  const settings = readSettings(config, 'snapdiff.config.json');
  return makeCheckReport(judgeCheck(input, settings, findBroken(input, settings, today), new Map()), '1.2.3');
}

/** A series whose one suspect fails, with a budget of each kind broken, and the names given in every place there is. */
export function drawnCheck(names: Parameters<typeof drawnSeries>[0] = {}): CheckReport {
  const className = names?.className ?? 'Connection';
  const budgets = { total: '+5%', [className]: { count: 0, retained: '+1 MB' }, '/./s': { self: '+90%' } };
  return checkOf(comparisonInput(drawnSeries(names)), { budgets });
}
