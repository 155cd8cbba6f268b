import type { PathStep } from '../paths/retaining-path.ts';
import type { Suspect, SuspectHolder } from '../compare/suspects.ts';
import type { Growth } from '../compare/growth.ts';
import type { Verdict } from '../compare/verdict.ts';
import { formatBytesDelta, formatCount, formatCountDelta, formatShare } from '../base/units.ts';
import { safeText } from './safe-text.ts';
import { shownPath } from './select/shown-path.ts';

/**
 * "+5 → +10 → +15": what has gathered under the holder since the first snapshot and is still there; of one
 * thing that grows, "+52.1 kB → +104.1 kB".
 */
export function heldText({ form, heldCounts, heldSizes }: Suspect): string {
  return form === 'in place'
    ? sumsOf(heldSizes).map(formatBytesDelta).join(' → ')
    : sumsOf(heldCounts).map(formatCountDelta).join(' → ');
}

/** How many there were in each snapshot; of one thing that grows, how much had come since the first. */
export function heldSparkline({ form, counts, heldSizes }: Suspect): string {
  return sparkline(form === 'in place' ? [0, ...sumsOf(heldSizes)] : counts);
}

/** interval − 1 → what came up to its end */
function sumsOf(amounts: readonly number[]): number[] {
  let sum = 0;
  return amounts.map((amount) => (sum += amount));
}

/** How the holder is held, and what it is: "variable cache Map @42". Not safe to print. */
export function holderText({ edge, className, nodeId }: SuspectHolder): string {
  return `${edge} ${className} @${nodeId}`.trim();
}

/**
 * "Growth +981.3 kB: suspects +549.7 kB (56 %), …": what the growth of the heap was; undefined where nothing of it
 * was told apart, as between two processes.
 */
export function growthText(growth: Growth): string | undefined {
  const { bytes, suspectBytes, warmUpBytes, engineBytes, unexplainedBytes, churnBytes } = growth;
  const parts: readonly (readonly [string, number])[] = [
    ['suspects', suspectBytes],
    ['warm-up', warmUpBytes],
    ["V8's own", engineBytes],
    ['unexplained', unexplainedBytes],
    ['the rest', churnBytes],
  ];
  const shown = parts
    .filter(([, part]) => part !== 0)
    .map(([name, part]) => {
      const share = bytes > 0 && part > 0 ? ` (${formatShare(part / bytes)})` : '';
      return `${name} ${formatBytesDelta(part)}${share}`;
    });
  return churnBytes === bytes || unexplainedBytes === bytes
    ? undefined
    : `Growth ${formatBytesDelta(bytes)}: ${shown.join(', ')}.`;
}

const ticks = '▁▂▃▄▅▆▇█';

/** Amounts as a line of eight heights, from nothing to the most. */
export function sparkline(amounts: readonly number[]): string {
  const most = Math.max(...amounts, 1);
  return amounts.map((amount) => ticks[Math.round((amount / most) * (ticks.length - 1))]).join('');
}

/** Between the steps of a path. */
export const stepArrow = ' › ';

/** "… › .store MemoryStore › .sessions Object › ["a key"] Foo": how each is held and what it is, safe to print. */
export function pathText(path: readonly PathStep[]): string {
  return safeText(pathTexts(path).join(stepArrow));
}

/** A text for each step shown: not safe to print. */
export function pathTexts(path: readonly PathStep[]): string[] {
  const { steps, isCut, isEntry } = shownPath(path);
  const texts = steps.map(stepText);
  if (isEntry) texts[0] = steps[0].name;
  return [...(isCut ? ['…'] : []), ...texts];
}

/** ".sessions Object", "next Link (12 long)": not safe to print. */
export function stepText({ label, name, count }: PathStep): string {
  const step = `${label} ${name}`.trim();
  return count === undefined ? step : `${step} (${formatCount(count)} long)`;
}

/** "leak (88 % sure)": what is inconclusive is sure of nothing. */
export function verdictLabel({ result, confidence }: Verdict): string {
  return result === 'inconclusive' ? result : `${result} (${formatShare(confidence)} sure)`;
}
