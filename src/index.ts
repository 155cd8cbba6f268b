// read
export { readSnapshot } from './snapshot/read-snapshot.ts';
export type { ReadOptions } from './snapshot/read-snapshot.ts';
export type { ParserName, ReadFileOptions } from './files/read-file.ts';
export { readSourceMaps } from './files/source-maps.ts';
export type { ScriptPlace } from './files/source-map.ts';
export type { MapLocation } from './files/source-maps.ts';
export type { Allocation, SharedStack, StackFrame } from './analysis/allocation-stacks.ts';
export type {
  AllocationSamples,
  AllocationTraces,
  HeapGraph,
  Locations,
  Snapshot,
  StringTable,
  TracedFunctions,
} from './heap/heap-graph.ts';
export { edgeKindNames, EdgeKind, NodeKind } from './heap/kinds.ts';
export type {
  ClassColumn,
  ClassIndex,
  DfsColumn,
  DfsNumber,
  EdgeColumn,
  EdgeOrdinal,
  NodeColumn,
  NodeId,
  NodeOrdinal,
  StringIndex,
} from './heap/index-spaces.ts';
export type { BitSet } from './heap/bit-set.ts';

// analyse
export { Analysis, summarize } from './analysis/analysis.ts';
export type { SnapshotSummary } from './analysis/analysis.ts';
export { summarizeFile } from './files/summarize-file.ts';
export type { ClassAggregates, ClassSummary, ClassTotals, SnapshotInfo } from './analysis/aggregate.ts';
export type { ClassKind } from './analysis/class-kinds.ts';
export type { ClassOrigin } from './analysis/class-origins.ts';
export type { Classification, HeapClass, SourceLocation } from './analysis/classes.ts';
export type { ShapeDefinition } from './analysis/shapes.ts';
export type { Statistics } from './analysis/statistics.ts';
export { engineDistance, noDistance } from './analysis/distances.ts';
export { computeDominators } from './analysis/dominators.ts';
export type { DominatorTree } from './analysis/dominators.ts';
export { computeRetainedSizes } from './analysis/retained-sizes.ts';
export { isRetainingEdge } from './analysis/retaining-edges.ts';

// send
export { redactFile } from './files/redact-file.ts';
export type { RedactedFile, RedactOptions } from './files/redact-file.ts';

// compare
export { compareFiles } from './files/compare-files.ts';
export { compareSnapshots } from './compare/comparison.ts';
export type { CompareOptions, ComparedPair, Comparison } from './compare/comparison.ts';
export type { Change, ComparedClass, TotalChange } from './compare/diff.ts';
export type { MatchedBy } from './compare/comparability.ts';
export type { Growth } from './compare/growth.ts';
export type { LeakJudgement } from './compare/judge-candidates.ts';
export type { Verdict } from './compare/verdict.ts';
export type { Suspect, SuspectHolder } from './compare/suspects.ts';
export type { LeakRule } from './compare/rules.ts';
export type { Behaviour } from './compare/behaviour.ts';

// check
export { checkFiles } from './files/check-files.ts';
export type { CheckJudgement } from './check/judge.ts';
export { makeBaselineFile, readBaselineFile } from './files/baseline-files.ts';
export type { CheckOptions } from './files/check-files.ts';
export { checkScenario } from './scenario/check-scenario.ts';
export type { CheckedScenario, CheckScenarioOptions } from './scenario/check-scenario.ts';
export { formatBaseline } from './check/baseline.ts';
export type { Baseline, BaselineClass, BaselineRest, BaselineTotals } from './check/baseline.ts';
export type {
  CheckBudgets,
  CheckConfig,
  ClassBudget,
  CountAmount,
  FailOn,
  SizeAmount,
  TotalBudget,
} from './check/settings.ts';
export type { KnownLeakConfig, KnownLeakResult, KnownLeakState } from './check/known-leaks.ts';
export type { ClassAmounts } from './check/class-amounts.ts';
export type {
  BudgetMeasure,
  BudgetResult,
  CheckedFile,
  CheckFailure,
  CheckMode,
  GrownClass,
} from './check/check-result.ts';

// watch
export { watchMemory } from './timeline/watch-memory.ts';
export type { MemoryGrowth, MemoryWatch, MemoryWindow, WatchMemoryOptions } from './timeline/watch-memory.ts';
export type { TimelineSample } from './preload/timeline-sample.cts';

// show
export { renderReport } from './report/index.ts';
export { html as renderPage } from './report/html/html.ts';
export type { PageOptions } from './report/html/html.ts';
export { readPageTemplate } from './files/page-template.ts';
export type { DrawnReport } from './report/leave-out-strings.ts';
export type { ReportDetails, ReportPrivacy } from './report/report-details.ts';
export type { HeapTreeNode } from './analysis/heap-tree.ts';
export type { HeldObjects } from './paths/held-objects.ts';
export type { MemoryTimeline } from './compare/memory-timeline.ts';
export { renderCheck } from './report/ci/check-reporters.ts';
export type { CheckStyle } from './report/ci/check-reporters.ts';
export { makeCheckReport } from './report/check-report.ts';
export type { CheckReport, CheckReporterName } from './report/check-report.ts';
export { makeUnjudgedReport } from './report/unjudged-report.ts';
export type { Problem, UnjudgedReport } from './report/unjudged-report.ts';
export type { ComparisonReport, Report, ReportFormat, ReportStyle, SummaryReport } from './report/report.ts';
export { makeComparisonReport } from './report/comparison-report.ts';
export { makeSummaryReport } from './report/summary-report.ts';
export type { ComparisonColumn, ComparisonSelection } from './report/comparison-report.ts';
export type { SummaryColumn, SummarySelection } from './report/summary-report.ts';

// everywhere
export { toolVersion } from './base/tool-version.ts';
export { SnapdiffError, SnapshotFormatError } from './base/errors.ts';
export type { Progress } from './base/progress.ts';
export type { Bytes } from './base/units.ts';
export type { Name, Part, Sentence } from './base/sentence.ts';
