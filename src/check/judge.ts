import { isConstructor } from '../analysis/class-origins.ts';
import { joinSentences, sentence, textOf, textsOf, type Sentence } from '../base/sentence.ts';
import type { HeapDetails } from '../compare/heap-details.ts';
import type { Growth } from '../compare/growth.ts';
import type { Suspect } from '../compare/suspects.ts';
import type { Verdict } from '../compare/verdict.ts';
import type { NewestPath } from '../paths/newest-path.ts';
import { grownClasses, type BrokenRules } from './broken-rules.ts';
import type { CheckInput } from './check-input.ts';
import type { BudgetResult, CheckedFile, CheckFailure, CheckMode, GrownClass } from './check-result.ts';
import { budgetFailures, growthFailures, shorten, suspectFailures } from './failures.ts';
import { absentLeaks, ignoredLeaks, type KnownLeakResult } from './known-leaks.ts';
import type { NamePattern } from './name-pattern.ts';
import { nearestName } from './nearest-name.ts';
import type { Budget, CheckSettings } from './settings.ts';

/** What a check says, before a report chooses what to list. */
export interface CheckJudgement {
  readonly passed: boolean;
  readonly mode: CheckMode;
  /** `className`: two processes, or a baseline file; only constructors were compared, by name. */
  readonly matchedBy: 'id' | 'className';
  /** In the order they were taken; the first is what the last was held against. */
  readonly snapshots: readonly CheckedFile[];
  /** Reasons to doubt the comparison, each a sentence for a person. */
  readonly warnings: readonly string[];
  readonly warningsParts: readonly Sentence[];
  /** What was held against it, a sentence: "Fails on a suspect of 75 % confidence or more." */
  readonly rule: string;
  readonly ruleParts: Sentence;
  /** null: of two processes nothing can be said of who leaks. */
  readonly verdict: Verdict | null;
  readonly growth: Growth;
  /** All there are, also those that do not fail the check. */
  readonly suspects: readonly Suspect[];
  /** Empty if it passed. The most telling first. */
  readonly failures: readonly CheckFailure[];
  /** Of every budget, also those that were kept. Of a pattern: each constructor that breaks it, or the nearest to it. */
  readonly budgets: readonly BudgetResult[];
  /** What became of each leak that the config, or `--ignore fingerprint:…`, knows. */
  readonly knownLeaks: readonly KnownLeakResult[];
  /** The constructors that grew: what has more objects or bytes of its own before what only holds more, by retained size. */
  readonly classes: readonly GrownClass[];
  /** The next command to run; null if it passed. */
  readonly next: string | null;
  /** What a page draws of the last snapshot; only where it was asked for. */
  readonly details?: HeapDetails;
}

/** What it says once the snapshots are deleted: who looks for a path finds none. */
export function withoutPaths(judgement: CheckJudgement): CheckJudgement {
  return { ...judgement, snapshots: judgement.snapshots.map((file) => ({ ...file, path: null })) };
}

/**
 * Says what was found, each failure in a sentence.
 *
 * @param paths constructor → who holds it, of those in `namesWithoutPath` for which that was found
 */
export function judgeCheck(
  input: CheckInput,
  settings: CheckSettings,
  broken: BrokenRules,
  paths: ReadonlyMap<string, NewestPath>,
): CheckJudgement {
  const { mode, matchedBy, snapshots, verdict, growth, suspects, details } = input;
  const { plan, budgets, knownLeaks } = broken;
  const failures = [
    ...suspectFailures(input, broken.suspects, broken.knownLeaks),
    ...growthFailures(input, broken.grown, paths),
    ...budgetFailures(input, broken.exceeded, paths),
  ];
  const warnings = [...input.warnings, ...unknownNames(plan.budgets, input), ...absentLeaks(knownLeaks)];
  const ignored = plan.minConfidence === undefined ? [] : ignoredNames(suspects, settings.ignore);
  const rule = sentence`${plan.rule}${ignored}${ignoredLeaks(knownLeaks)}`;
  return {
    passed: failures.length === 0,
    mode,
    matchedBy,
    snapshots,
    warnings: textsOf(warnings),
    warningsParts: warnings,
    rule: textOf(rule),
    ruleParts: rule,
    verdict,
    growth,
    suspects,
    failures,
    budgets,
    knownLeaks,
    classes: grownClasses(input.classes),
    next: failures[0]?.next ?? null,
    ...(details && { details }),
  };
}

/** " Ignored: Connection." Only what of the list concerns a suspect: a surer one than the rule asks for may pass by it. */
function ignoredNames(suspects: readonly Suspect[], ignore: readonly NamePattern[]): Sentence {
  const names = ignore
    .filter((pattern) => suspects.some(({ className }) => pattern.matches(className)))
    .map(({ text }) => [shorten(text)]);
  return names.length === 0 ? [] : sentence` Ignored: ${joinSentences(names, ', ')}.`;
}

/** A budget for a constructor nobody has seen is kept for ever, mostly because of its spelling. */
function unknownNames(budgets: readonly Budget[], { classes }: CheckInput): Sentence[] {
  const warnings = new Map<string, Sentence>();
  for (const { target } of budgets) {
    if (target === null || classes.some(({ className }) => target.matches(className))) continue;
    const names = classes.filter(({ origin }) => isConstructor(origin)).map(({ className }) => className);
    const near = target.isExpression ? undefined : nearestName(names, target.text);
    const problem = target.isExpression
      ? 'matches no constructor'
      : 'is a constructor that no snapshot has an object of';
    warnings.set(
      target.text,
      sentence`The budget's ${shorten(target.text)} ${problem}${near === undefined ? '' : sentence`; there is ${shorten(near)}`}.`,
    );
  }
  return [...warnings.values()];
}
