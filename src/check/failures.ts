import type { ScriptLocation } from '../analysis/scripts.ts';
import { joinSentences, name, sentence, textOf, type Name, type Sentence } from '../base/sentence.ts';
import { formatBytes, formatCount, sum } from '../base/units.ts';
import { maxCompanions } from '../compare/evidence.ts';
import type { Suspect } from '../compare/suspects.ts';
import { sureness } from '../compare/verdict-sentences.ts';
import type { NewestPath } from '../paths/newest-path.ts';
import { budgetOrigin, formatAmounts } from './budget-results.ts';
import type { CheckInput } from './check-input.ts';
import type { BrokenRules } from './broken-rules.ts';
import type { BudgetResult, CheckFailure } from './check-result.ts';
import { expiredText, knownLeakOf, type KnownLeakResult } from './known-leaks.ts';
import { overviewCommand, retainersCommand } from './next-command.ts';

export function suspectFailures(
  input: CheckInput,
  suspects: readonly Suspect[],
  knownLeaks: readonly KnownLeakResult[],
): CheckFailure[] {
  return suspects.map((suspect) => {
    const { className, holder, confidence, heldCounts } = suspect;
    const limits =
      heldCounts.length > 1 ? ' that it leaks' : ', but 2 snapshots cannot tell a leak from a warm-up';
    const sure = `${sureness(suspect)}${limits}`;
    const expired = expiredText(knownLeakOf(knownLeaks, suspect, 'expired'));
    return {
      kind: 'suspect',
      className,
      ...messageOf(sentence`${shorten(className)}: ${whatGathered(suspect)}; ${sure}${expired}`),
      budget: null,
      confidence,
      holder,
      suspectRank: suspect.rank,
      fingerprint: suspect.fingerprint,
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

export function growthFailures(
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
        fingerprint: null,
        path: paths.get(className)?.path ?? [],
        location: paths.get(className)?.location ?? location ?? null,
        next: nextOf(input, className, undefined),
      };
    },
  );
}

export function budgetFailures(
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
      fingerprint: suspect?.fingerprint ?? null,
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

/** A name may be a megabyte long; a sentence may not. */
export function shorten(text: string): Name {
  return name(text.length > maxNameLength ? `${text.slice(0, maxNameLength)}…` : text);
}

const maxNameLength = 120;
