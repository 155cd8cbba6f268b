import { sentence, textOf, type Sentence } from '../base/sentence.ts';
import { describeKnownLeak, fingerprintPrefix, ignoredOnce, knownLeakOf } from '../check/known-leaks.ts';
import { budgetOrigin, defaultSource, formatAmounts } from '../check/budget-results.ts';
import { formatBytes, formatBytesDelta, formatCount, formatCountDelta } from '../base/units.ts';
import { sureness } from '../compare/verdict-sentences.ts';
import { holderText, verdictLabel } from './suspect-text.ts';
import type { BudgetResult, CheckFailure, CheckReport, GrownClass } from './check-report.ts';

/** "1 suspect and 2 budgets exceeded", "no suspect, 3 budgets kept". */
export function checkSummary({ passed, failures, budgets, suspects, verdict }: CheckReport): string {
  const count = (amount: number, noun: string): string =>
    `${formatCount(amount)} ${noun}${amount === 1 ? '' : 's'}`;
  if (passed) {
    const kept = budgets.length > 0 ? [`${count(budgets.length, 'budget')} kept`] : [];
    // Not sure enough, ignored, or not what the check fails on: the rule behind it says which.
    const none =
      suspects.length > 0 ? `${count(suspects.length, 'suspect')}, none that fails the check` : 'no suspect';
    return [...(verdict ? [none] : []), ...kept].join(', ') || 'nothing to fail on';
  }
  const countOf = (kind: string): number => failures.filter((failure) => failure.kind === kind).length;
  const grown = countOf('growth');
  return [
    ...(countOf('suspect') > 0 ? [count(countOf('suspect'), 'suspect')] : []),
    ...(countOf('budget') > 0 ? [`${count(countOf('budget'), 'budget')} exceeded`] : []),
    ...(grown > 0 ? [`${formatCount(grown)} ${grown === 1 ? 'constructor' : 'constructors'} grown`] : []),
  ].join(' and ');
}

/** "Connection under .connections Pool @42", "the heap": what the first failure is about. Not safe to print. */
export function leadOf({ failures: [first] }: CheckReport): { who: string; under: string } | undefined {
  if (!first) return undefined;
  const { className, holder } = first;
  const name = className?.trim() === '' ? `"${className}"` : className;
  return { who: name ?? 'the heap', under: holder ? holderText(holder) : '' };
}

/** What the verdict adds to that; of a pair that fails by a suspect not that it is open, which is true of each pair. */
export function verdictText({ verdict, failures, mode }: CheckReport): Sentence | undefined {
  if (!verdict) return undefined;
  if (mode === 'pair' && failures.some(({ kind }) => kind === 'suspect')) {
    return ['Two snapshots cannot tell a leak from a warm-up for sure; a third can.'];
  }
  return sentence`${verdictLabel(verdict)}: ${verdict.reasonParts}`;
}

/** Where a suspect that does not fail the check stands. */
export function openSuspects({ suspects, failures }: CheckReport): CheckReport['suspects'] {
  return suspects.filter(({ rank }) => !failures.some(({ suspectRank }) => suspectRank === rank));
}

/** The suspect that fails, or that holds the objects that break a budget. */
export function suspectOf(
  { suspects }: CheckReport,
  { suspectRank }: CheckFailure,
): CheckReport['suspects'][number] | undefined {
  return suspects.find(({ rank }) => rank === suspectRank);
}

export function openSuspectText(
  { knownLeaks }: CheckReport,
  suspect: CheckReport['suspects'][number],
): string {
  const known = knownLeakOf(knownLeaks, suspect, 'ignored') ? ', a known leak' : '';
  return `${sureness(suspect)}, ${formatBytes(suspect.retainedGrowth)}${known}`;
}

/** "fingerprint:0123456789abcdef": what to give `--ignore`; undefined of what is no suspect. */
export function ignorableAs({ kind, fingerprint }: CheckFailure): string | undefined {
  return kind === 'suspect' && fingerprint !== null ? `${fingerprintPrefix}${fingerprint}` : undefined;
}

/** Each leak that is there and known, for a server that shows a list: "Connection (0123456789abcdef)". */
export function ignoredLeakTexts({ knownLeaks }: CheckReport): string[] {
  return ignoredOnce(knownLeaks).map((leak) => textOf(describeKnownLeak(leak)));
}

/** A person reads no more failures or budgets than this; a pattern for all constructors may break thousands. */
const maxShown = 50;

/** The first of them, and a line that says how many are left out. */
export function firstOf<Item>(
  items: readonly Item[],
  noun: string,
): { readonly shown: readonly Item[]; readonly omitted: string | undefined } {
  const more = items.length - maxShown;
  if (more <= 0) return { shown: items, omitted: undefined };
  return { shown: items.slice(0, maxShown), omitted: `… ${formatCount(more)} more ${noun}; JSON has all` };
}

/** Those that are broken before those that are kept. */
export function budgetsToShow({ budgets }: CheckReport): readonly BudgetResult[] {
  if (budgets.length <= maxShown) return budgets;
  return [...budgets.filter(({ passed }) => !passed), ...budgets.filter(({ passed }) => passed)];
}

/** Columns beside the budget. */
export const budgetTitles: readonly string[] = ['Allowed', 'Growth', 'Over by', 'From'];

export function budgetLabel(budget: BudgetResult): string {
  const { className, key } = budget;
  // A pattern's own text does not say which of its constructors it is.
  return className === null || key.startsWith(`budgets.${className}.`) ? key : `${key}: ${className}`;
}

export function budgetCells(budget: BudgetResult): { cells: string[]; signs: number[] } {
  const { unit, limit, actual, overBy, allowed, passed } = budget;
  const [limitText, actualText, overText] = formatAmounts(unit, [limit, actual, overBy]);
  const isShare = allowed.endsWith('%');
  const signed = actual > 0 ? `+${actualText}` : actualText;
  return {
    cells: [
      isShare ? `${allowed} (${limitText})` : limitText,
      signed,
      passed ? '' : overText,
      originOf(budget),
    ],
    signs: [0, 0, passed ? 0 : 1, 0],
  };
}

/** Of the command line or a file; the key stands before it already. */
function originOf(budget: BudgetResult): string {
  const { source } = budget;
  return source === defaultSource ? textOf(budgetOrigin(budget)) : source;
}

/** Columns beside the constructor. */
export const grownTitles: readonly string[] = [
  '# Baseline',
  '# Current',
  '# Delta',
  'Size Delta',
  'Ret. Baseline',
  'Ret. Current',
  'Ret. Delta',
];

export function grownCells(grown: GrownClass): { cells: string[]; signs: number[] } {
  const { baseline, current, countDelta, selfSizeDelta, retainedSizeDelta } = grown;
  return {
    cells: [
      formatCount(baseline.count),
      formatCount(current.count),
      formatCountDelta(countDelta),
      formatBytesDelta(selfSizeDelta),
      formatBytes(baseline.retainedSize),
      formatBytes(current.retainedSize),
      formatBytesDelta(retainedSizeDelta),
    ],
    signs: [0, 0, Math.sign(countDelta), Math.sign(selfSizeDelta), 0, 0, Math.sign(retainedSizeDelta)],
  };
}

/** What the files are to each other. */
export function fileRoles({ snapshots }: CheckReport): string[] {
  return snapshots.map((_, index) => {
    if (index === 0) return 'baseline';
    return index === snapshots.length - 1 ? 'current' : `${index}`;
  });
}

/** What was said of a constructor once is not said of its next failure. */
export function isRepeated(report: CheckReport, index: number): boolean {
  const { className, path } = report.failures[index];
  return (
    className !== null &&
    path.length > 0 &&
    report.failures
      .slice(0, index)
      .some(
        (earlier) =>
          earlier.className === className && String(pathIds(earlier.path)) === String(pathIds(path)),
      )
  );
}

function pathIds(path: CheckReport['failures'][number]['path']): number[] {
  return path.map(({ nodeId }) => nodeId);
}
