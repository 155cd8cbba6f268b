import { name, sentence } from '../../src/base/sentence.ts';
import { verdictOf } from '../../src/compare/verdict.ts';
import type { PathStep } from '../../src/paths/retaining-path.ts';
import type { NodeId } from '../../src/heap/index-spaces.ts';
import type { BudgetResult, CheckFailure, CheckReport } from '../../src/report/check-report.ts';
import { drawnSeries } from './reports.ts';

/** What a check of the push daemon's story says: a leak, a budget it breaks, and one that is kept. */
export function drawnCheck({
  className = 'Connection',
  path = 'snapshots/3.heapsnapshot',
  url = 'file:///repo/src/connection.js',
  text = 'Connection',
}: {
  /** The constructor, and the names of objects and edges. */
  readonly className?: string;
  /** Of the snapshots. */
  readonly path?: string;
  /** Of the scripts. */
  readonly url?: string;
  /** What sentences quote. */
  readonly text?: string;
} = {}): CheckReport {
  const { suspects, growth, verdict } = drawnSeries({ className, path: url });
  const [drawn] = suspects;
  const step: PathStep = {
    ...drawn.path[0],
    location: { scriptId: 12, line: 2, column: 8, url },
  };
  const suspect = {
    ...drawn,
    path: [step, { ...step, nodeId: 43 as NodeId }],
    evidence: [`5 + 5 ${text} hang on it.`],
    evidenceParts: [sentence`5 + 5 ${name(text)} hang on it.`],
  };
  const broken: BudgetResult = {
    key: `budgets.${className}.count`,
    source: path,
    className,
    measure: 'count',
    unit: 'objects',
    allowed: '0',
    limit: 0,
    baseline: 5,
    current: 15,
    actual: 10,
    overBy: 10,
    passed: false,
  };
  const kept: BudgetResult = {
    ...broken,
    key: 'budgets.total',
    className: null,
    measure: 'self',
    unit: 'bytes',
    allowed: '+10 MB',
    limit: 10_000_000,
    overBy: 0,
    passed: true,
  };
  const failure: CheckFailure = {
    kind: 'suspect',
    className,
    message: `${text} leaks: 5 + 5 of them stay.`,
    messageParts: sentence`${name(text)} leaks: 5 + 5 of them stay.`,
    budget: null,
    confidence: 0.75,
    holder: suspect.holder,
    suspectRank: suspect.rank,
    fingerprint: suspect.fingerprint,
    path: suspect.path,
    location: { scriptId: 87, line: 11, column: 4, url },
    next: `snapdiff retainers ${path} ${text}`,
  };
  const overBudget: CheckFailure = {
    ...failure,
    kind: 'budget',
    message: `${text} grew by 10 objects; ${broken.key} allows 0.`,
    messageParts: sentence`${name(text)} grew by 10 objects; ${name(broken.key)} allows 0.`,
    budget: broken,
  };
  const file = { path, kind: 'snapshot', fileBytes: 4_100_000, nodeCount: 61_234 } as const;
  return {
    schemaVersion: 1,
    kind: 'check',
    toolVersion: '1.2.3',
    passed: false,
    mode: 'series',
    matchedBy: 'id',
    snapshots: [
      { ...file, totalSize: 5_402_196 },
      { ...file, totalSize: 5_527_196 },
    ],
    warnings: [`${text} is older than ${path}.`],
    warningsParts: [sentence`${name(text)} is older than ${name(path)}.`],
    rule: 'Fails on a suspect of 75 % confidence or more.',
    ruleParts: ['Fails on a suspect of 75 % confidence or more.'],
    verdict: verdictOf(verdict.result, verdict.confidence, sentence`5 + 5 ${name(text)} stay.`),
    growth,
    suspects: [suspect],
    failures: [failure, overBudget],
    budgets: [broken, kept],
    knownLeaks: [
      {
        fingerprint: suspect.fingerprint,
        reason: text,
        until: '2026-12-30',
        source: `${text}: knownLeaks[0]`,
        state: 'expired',
        className,
        suspectRank: suspect.rank,
      },
    ],
    classes: [
      {
        className,
        origin: 'program',
        location: { scriptId: 87, line: 11, column: 4, url },
        baseline: { count: 5, selfSize: 500, retainedSize: 50_000 },
        current: { count: 15, selfSize: 1500, retainedSize: 150_000 },
        countDelta: 10,
        selfSizeDelta: 1000,
        retainedSizeDelta: 100_000,
      },
    ],
    omittedClassCount: 3,
    next: `snapdiff retainers ${path} ${text}`,
  };
}

/** The same after the leak is mended. */
export function drawnPass(): CheckReport {
  const report = drawnCheck();
  return {
    ...report,
    passed: true,
    verdict: verdictOf('no-leak', 0.75, ['Nothing gathers.']),
    suspects: [],
    failures: [],
    budgets: report.budgets.map((budget) => ({ ...budget, actual: 0, overBy: 0, passed: true })),
    next: null,
  };
}
