import type { ClassSummary, SnapshotInfo } from '../analysis/aggregate.ts';
import type { Statistics } from '../analysis/statistics.ts';
import type { Sentence } from '../base/sentence.ts';
import type { ProcessContext } from '../compare/context.ts';
import type { ComparedPair } from '../compare/comparison.ts';
import type { ComparedClass, TotalChange } from '../compare/diff.ts';
import type { CheckReport } from './check-report.ts';
import type { ObjectsReport } from './objects-report.ts';
import type { ReportDetails } from './report-details.ts';
import type { RetainersReport } from './retainers-report.ts';
import type { ShownObjectReport } from './shown-object-report.ts';
import type { Suspect } from '../compare/suspects.ts';
import type { Growth } from '../compare/growth.ts';
import type { Verdict } from '../compare/verdict.ts';
import type { UnjudgedReport } from './unjudged-report.ts';

/** What a comparison prints with `--json`, and what every reporter is given. Adding a field is a minor release. */
export interface ComparisonReport extends ReportDetails {
  readonly schemaVersion: 1;
  readonly kind: 'comparison';
  /** Two or more; three or more in the order they were taken. */
  readonly snapshots: readonly SnapshotInfo[];
  /**
   * How objects were paired: by V8's id within one process, or, between two processes, not at all: then
   * only constructors are compared, by name, and all of the first is removed and all of the last added.
   */
  readonly matchedBy: 'id' | 'className';
  /** Reasons to doubt the comparison, each a sentence for a person. */
  readonly warnings: readonly string[];
  readonly warningsParts: readonly Sentence[];
  /** What the process did meanwhile; absent where the snapshots have no sidecars. */
  readonly context?: ProcessContext;
  readonly verdict: Verdict;
  readonly growth: Growth;
  readonly suspects: readonly Suspect[];
  /** The last snapshot against the first, over all classes, also those `--top` and `--filter` left out. */
  readonly totals: TotalChange;
  /** In the order asked for; reporters must not sort. */
  readonly classes: readonly ComparedClass[];
  /** How many classes `--top` left out. Never silent: every reporter says it. */
  readonly omittedClassCount: number;
  /** Each snapshot with the one before it and with the first; empty for two snapshots. */
  readonly pairs: readonly PairReport[];
}

/** Two snapshots of three or more compared, the classes chosen and ordered as those of all. */
export interface PairReport extends ComparedPair {
  /** The first suspect's class if it grew, else the constructor that grew most in number. */
  readonly grew: MostGrown | null;
  readonly omittedClassCount: number;
}

export interface MostGrown {
  readonly key: string;
  readonly className: string;
  readonly countDelta: number;
}

/** What a summary prints with `--json`. */
export interface SummaryReport extends ReportDetails {
  readonly schemaVersion: 1;
  readonly kind: 'summary';
  readonly snapshot: SnapshotInfo;
  /** What is odd about the file, each a sentence for a person. */
  readonly warnings: readonly string[];
  readonly warningsParts: readonly Sentence[];
  readonly statistics: Statistics;
  readonly classes: readonly ClassSummary[];
  readonly omittedClassCount: number;
}

export type { CheckReport } from './check-report.ts';
export type { ObjectsReport } from './objects-report.ts';
export type { RetainersReport } from './retainers-report.ts';
export type { ShownObjectReport } from './shown-object-report.ts';
export type { UnjudgedReport } from './unjudged-report.ts';

export type Report =
  | ComparisonReport
  | SummaryReport
  | RetainersReport
  | ObjectsReport
  | ShownObjectReport
  | CheckReport
  | UnjudgedReport;

/** How a report can be written. Apart from the reporters, so that asking for it loads none of them. */
export const reportFormats = ['table', 'brief', 'markdown', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Decisions about the outside world, made once by whoever prints. */
export interface ReportStyle {
  readonly color: boolean;
  /** Columns of the terminal; Infinity where there is none. */
  readonly width: number;
}

/** Turns a report into text that ends in a newline. Pure: no clock, no terminal, no file. */
export type Reporter = (report: Report, style: ReportStyle) => string;
