import type { NewestPath } from '../paths/newest-path.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';
import { isConstructor } from '../analysis/class-origins.ts';
import { maxCompanions } from '../compare/evidence.ts';
import type { Suspect } from '../compare/suspects.ts';
import type { Growth } from '../compare/growth.ts';
import { highConfidence, type Verdict } from '../compare/verdict.ts';
import { SnapdiffError } from '../base/errors.ts';
import {
  joinSentences,
  name,
  sentence,
  textOf,
  textsOf,
  type Name,
  type Sentence,
} from '../base/sentence.ts';
import { formatBytes, formatCount, formatShare, sum } from '../base/units.ts';
import { budgetOrigin, defaultSource, formatAmounts, judgeBudgets } from './budget-results.ts';
import type { BudgetResult, CheckedFile, CheckFailure, CheckMode, GrownClass } from './check-result.ts';
import type { CheckInput, InputClass } from './check-input.ts';
import type { NamePattern } from './name-pattern.ts';
import { nearestName } from './nearest-name.ts';
import { overviewCommand, retainersCommand } from './next-command.ts';
import type { Budget, CheckSettings, FailOn } from './settings.ts';

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
  /** The constructors that grew, what grew most in retained size first. */
  readonly classes: readonly GrownClass[];
  /** The next command to run; null if it passed. */
  readonly next: string | null;
}

/** What it says once the snapshots are deleted: who looks for a path finds none. */
export function withoutPaths(judgement: CheckJudgement): CheckJudgement {
  return { ...judgement, snapshots: judgement.snapshots.map((file) => ({ ...file, path: null })) };
}

/**
 * Without ids there are no suspects, and without budgets no limits. What a build that leaks nothing does
 * not do from one run to the next is then a failure: see docs/ci.md.
 */
const defaultTotalGrowth = '10 %';
/** A constructor of the program's own, that many times as many objects, … */
const minRatio = 2;
/** … that many more, … */
const minMore = 10;
/** … and that share of the heap more retained. */
const minHeapShare = 0.001;

/** What a comparison breaks of the rules given, or of the default ones. */
export interface BrokenRules {
  readonly plan: Plan;
  /** Of every budget, also those that were kept. */
  readonly budgets: readonly BudgetResult[];
  readonly suspects: readonly Suspect[];
  /** Constructors that grew by one number are one. */
  readonly grown: readonly (readonly GrownClass[])[];
  /** Budgets exceeded, where the check fails on them. Those of constructors before that of the heap, which names nobody. */
  readonly exceeded: readonly BudgetResult[];
}

/**
 * Holds a comparison against the rules.
 *
 * @throws SnapdiffError when there is nothing to judge by
 */
export function findBroken(input: CheckInput, settings: CheckSettings): BrokenRules {
  const plan = planCheck(input, settings);
  const { minConfidence } = plan;
  const budgets = judgeBudgets(plan.budgets, input, settings.ignore);
  const broken = plan.failsOnBudgets ? budgets.filter(({ passed }) => !passed) : [];
  return {
    plan,
    budgets,
    suspects:
      minConfidence === undefined
        ? []
        : input.suspects.filter(
            ({ className, confidence }) =>
              confidence >= minConfidence && !settings.ignore.some((pattern) => pattern.matches(className)),
          ),
    grown: plan.failsOnGrowth ? grownTogether(input, settings.ignore) : [],
    exceeded: [
      ...broken.filter(({ className }) => className !== null),
      ...broken.filter(({ className }) => className === null),
    ],
  };
}

/** The constructors that broke a rule and are no suspects: of these nobody knows yet who holds them. */
export function namesWithoutPath(input: CheckInput, { grown, exceeded }: BrokenRules): string[] {
  const names = [...grown.map(([{ className }]) => className), ...exceeded.map(({ className }) => className)];
  const known = new Set(input.suspects.map(({ className }) => className));
  return [...new Set(names.filter((name) => name !== null && !known.has(name)))] as string[];
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
  const { mode, matchedBy, snapshots, verdict, growth, suspects } = input;
  const { plan, budgets } = broken;
  const failures = [
    ...suspectFailures(input, broken.suspects),
    ...growthFailures(input, broken.grown, paths),
    ...budgetFailures(input, broken.exceeded, paths),
  ];
  const warnings = [...input.warnings, ...plan.warnings, ...unknownNames(plan.budgets, input)];
  const ignored = plan.minConfidence === undefined ? [] : ignoredNames(suspects, settings.ignore);
  const rule = sentence`${plan.rule}${ignored}`;
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
    classes: grownClasses(input.classes),
    next: failures[0]?.next ?? null,
  };
}

/** " Ignored: Connection." Only what of the list concerns a suspect: a surer one than the rule asks for may pass by it. */
function ignoredNames(suspects: readonly Suspect[], ignore: readonly NamePattern[]): Sentence {
  const names = ignore
    .filter((pattern) => suspects.some(({ className }) => pattern.matches(className)))
    .map(({ text }) => [shorten(text)]);
  return names.length === 0 ? [] : sentence` Ignored: ${joinSentences(names, ', ')}.`;
}

/** What to fail on. */
interface Plan {
  /** undefined: not on suspects. */
  readonly minConfidence: number | undefined;
  readonly failsOnBudgets: boolean;
  readonly failsOnGrowth: boolean;
  readonly budgets: readonly Budget[];
  readonly rule: string;
  readonly warnings: readonly Sentence[];
}

function planCheck({ verdict, mode }: CheckInput, settings: CheckSettings): Plan {
  const { budgets } = settings;
  const failOn: FailOn = settings.failOn ?? (budgets.length > 0 ? 'both' : 'suspects');
  if (failOn === 'budget' && budgets.length === 0) {
    throw new SnapdiffError('failOn is "budget", and there are no budgets', {
      hint: 'Give some in the config, by --budget Connection.count=0 or --total +5%.',
    });
  }
  const plan = { budgets, failsOnBudgets: failOn !== 'suspects', failsOnGrowth: false, warnings: [] };
  if (failOn === 'budget') return { ...plan, minConfidence: undefined, rule: 'Fails on a budget exceeded.' };
  if (verdict !== null) {
    // What the verdict of a series calls a leak fails the check, whatever the number.
    const leakAt = verdict.result === 'leak' ? verdict.confidence : 1;
    const minConfidence = settings.minConfidence ?? Math.min(highConfidence, leakAt);
    const onSuspect = `on a suspect of ${formatShare(minConfidence)} confidence or more`;
    const rule = failOn === 'both' ? `${onSuspect}, and on a budget exceeded` : onSuspect;
    return { ...plan, minConfidence, rule: `Fails ${rule}.` };
  }
  const why = mode === 'baseline' ? 'a baseline file has none' : 'these are two';
  if (settings.failOn === 'suspects') {
    throw new SnapdiffError(`failOn is "suspects", which need snapshots of one process, and ${why}`, {
      hint: 'Give budgets, and failOn "budget".',
    });
  }
  if (budgets.length > 0) {
    const warning = `Only the budgets were checked: suspects need snapshots of one process, and ${why}.`;
    return {
      ...plan,
      minConfidence: undefined,
      rule: 'Fails on a budget exceeded.',
      warnings: settings.failOn === 'both' ? [[warning]] : [],
    };
  }
  return {
    ...plan,
    minConfidence: undefined,
    failsOnBudgets: true,
    failsOnGrowth: true,
    budgets: [defaultBudget],
    rule:
      `No budgets were given: fails if the heap grew by more than ${defaultTotalGrowth}, or a constructor ` +
      `has ${minRatio} times as many objects or more, ${minMore} more at least, and retains ` +
      `${minHeapShare * 100} % of the heap more.`,
  };
}

const defaultBudget: Budget = {
  key: 'budgets.total',
  source: defaultSource,
  target: null,
  measure: 'retained',
  amount: { text: defaultTotalGrowth, value: 10, unit: 'percent' },
};

function suspectFailures(input: CheckInput, suspects: readonly Suspect[]): CheckFailure[] {
  return suspects.map((suspect) => {
    const { className, holder, confidence } = suspect;
    const sure = `${formatShare(confidence)} sure that it leaks`;
    return {
      kind: 'suspect',
      className,
      ...messageOf(sentence`${shorten(className)}: ${whatGathered(suspect)}; ${sure}`),
      budget: null,
      confidence,
      holder,
      suspectRank: suspect.rank,
      path: suspect.path,
      location: suspect.location ?? null,
      next: nextOf(input, className, suspect),
    };
  });
}

/** "15 new objects stay under … (5 → 20 in all), 549.7 kB", "it grew by 104.1 kB under …". */
function whatGathered({ form, counts, heldCounts, retainedGrowth, holder }: Suspect): Sentence {
  const it = sentence`${shorten(holder.className)} ${name(`@${holder.nodeId}`)}`;
  const under = sentence`under ${holder.edge === '' ? '' : sentence`${holder.edgeParts} `}${it}`;
  if (form === 'in place') return sentence`it grew by ${formatBytes(retainedGrowth)} ${under}`;
  const held = sum(heldCounts);
  const objects = held === 1 ? 'object stays' : 'objects stay';
  const all = `${counts.map(formatCount).join(' → ')} in all`;
  return sentence`${formatCount(held)} new ${objects} ${under} (${all}), ${formatBytes(retainedGrowth)}`;
}

/**
 * Of two processes, or a baseline file, and no budgets. Constructors that grew by one number mostly came
 * with each other: they are one failure, named by what retains most.
 */
function grownTogether(input: CheckInput, ignore: readonly NamePattern[]): GrownClass[][] {
  const minBytes = (input.snapshots[0]?.totalSize ?? 0) * minHeapShare;
  const doubled = grownClasses(input.classes).filter(
    ({ className, origin, baseline, current, countDelta }) =>
      countDelta >= minMore &&
      current.count >= baseline.count * minRatio &&
      isConstructor(origin) &&
      !ignore.some((pattern) => pattern.matches(className)),
  );
  const groups = new Map<number, GrownClass[]>();
  for (const grown of doubled) groups.set(grown.countDelta, [...(groups.get(grown.countDelta) ?? []), grown]);
  return [...groups.values()].filter(([{ retainedSizeDelta }]) => retainedSizeDelta >= minBytes);
}

function growthFailures(
  input: CheckInput,
  grown: BrokenRules['grown'],
  paths: ReadonlyMap<string, NewestPath>,
): CheckFailure[] {
  return grown.map(
    ([{ className, location, baseline, current, countDelta, retainedSizeDelta }, ...others]) => {
      const names: Sentence[] = others
        .slice(0, maxCompanions)
        .map(({ className: other }) => [shorten(other)]);
      const rest = others.length - names.length;
      if (rest > 0) names.push([`${formatCount(rest)} other classes`]);
      const counts = `${formatCount(baseline.count)} → ${formatCount(current.count)}`;
      const grew = `${formatCount(countDelta)} more objects (${counts}), which retain ${formatBytes(retainedSizeDelta)} more`;
      const too = names.length > 0 ? sentence`; as many more of ${joinSentences(names, ', ')}` : '';
      return {
        kind: 'growth',
        className,
        ...messageOf(sentence`${shorten(className)}: ${grew}${too}`),
        budget: null,
        confidence: null,
        holder: null,
        suspectRank: null,
        path: paths.get(className)?.path ?? [],
        location: paths.get(className)?.location ?? location ?? null,
        next: nextOf(input, className, undefined),
      };
    },
  );
}

function budgetFailures(
  input: CheckInput,
  exceeded: readonly BudgetResult[],
  paths: ReadonlyMap<string, NewestPath>,
): CheckFailure[] {
  return exceeded.map((budget) => {
    const { className } = budget;
    const found = paths.get(className ?? '');
    const suspect = input.suspects.find((candidate) => candidate.className === className);
    return {
      kind: 'budget',
      className,
      ...messageOf(budgetMessage(budget)),
      budget,
      confidence: suspect?.confidence ?? null,
      holder: suspect?.holder ?? null,
      suspectRank: suspect?.rank ?? null,
      path: suspect?.path ?? found?.path ?? [],
      location: suspect?.location ?? found?.location ?? locationOf(input, className),
      next: nextOf(input, className, suspect),
    };
  });
}

function locationOf({ classes }: CheckInput, className: string | null): ScriptLocation | null {
  return classes.find((row) => row.className === className)?.location ?? null;
}

/** "Connection: 15 more objects (5 → 20), 15 over the 0 that budgets.Connection.count in leaks.json allows". */
function budgetMessage(budget: BudgetResult): Sentence {
  const { className, measure, unit, allowed, limit, baseline, current, actual, overBy } = budget;
  const [limitText, actualText, overText, from, to] = formatAmounts(unit, [
    limit,
    actual,
    overBy,
    baseline,
    current,
  ]);
  const what: Readonly<Record<BudgetResult['measure'], string>> = {
    count: className === null ? 'more nodes' : 'more objects',
    self: 'more in the objects themselves',
    retained: className === null ? 'more' : 'more retained',
  };
  const written = allowed.endsWith('%') ? `${allowed} (${limitText})` : limitText;
  const who = className === null ? 'the heap' : shorten(className);
  const grew = `${actualText} ${what[measure]} (${from} → ${to})`;
  const origin = budgetOrigin(budget);
  const setBy = textOf(origin).length > maxNameLength ? shorten(textOf(origin)) : origin;
  return sentence`${who}: ${grew}, ${overText} over the ${written} that ${setBy} allows`;
}

function messageOf(message: Sentence): Pick<CheckFailure, 'message' | 'messageParts'> {
  return { message: textOf(message), messageParts: message };
}

function nextOf(
  { snapshots, mode, matchedBy }: CheckInput,
  className: string | null,
  suspect: Suspect | undefined,
): string {
  const files = snapshots.filter(({ kind }) => kind === 'snapshot').map(({ path }) => path);
  const current = files.at(-1) ?? '';
  if (className === null) return overviewCommand(mode === 'baseline' ? [current] : files);
  // "name()" is a function's name, and no constructor's.
  const isFunction = suspect?.kind === 'closure';
  return retainersCommand(
    { className: isFunction ? '' : className, nodeId: suspect?.sampleIds[0] },
    current,
    matchedBy === 'id' ? files[0] : undefined,
  );
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

/** The constructors with more objects or bytes than before. */
function grownClasses(classes: readonly InputClass[]): GrownClass[] {
  return classes
    .map((row) => ({
      ...row,
      countDelta: row.current.count - row.baseline.count,
      selfSizeDelta: row.current.selfSize - row.baseline.selfSize,
      retainedSizeDelta: row.current.retainedSize - row.baseline.retainedSize,
    }))
    .filter(({ countDelta, retainedSizeDelta }) => countDelta > 0 || retainedSizeDelta > 0)
    .sort(
      (a, b) =>
        b.retainedSizeDelta - a.retainedSizeDelta ||
        b.countDelta - a.countDelta ||
        (a.className < b.className ? -1 : 1),
    );
}

/** A name may be a megabyte long; a sentence may not. */
function shorten(text: string): Name {
  return name(text.length > maxNameLength ? `${text.slice(0, maxNameLength)}…` : text);
}

const maxNameLength = 120;
