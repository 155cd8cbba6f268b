/** Of one thing in each snapshot: objects, references or bytes. */
type Amounts = readonly number[];

/** Last less first; negative where it shrank. */
export const growthOf = (amounts: Amounts): number => (amounts.at(-1) ?? 0) - (amounts[0] ?? 0);

/** How many times as much as in the first there is in the last. */
export const ratioOf = (amounts: Amounts): number => ((amounts.at(-1) ?? 0) + 1) / ((amounts[0] ?? 0) + 1);

/** interval − 1 → what it added; negative where it shrank. */
export const stepsOf = (amounts: Amounts): number[] =>
  amounts.slice(1).map((amount, i) => amount - amounts[i]);

/** interval − 1 → what it added; 0 where it shrank. */
export const risesOf = (amounts: Amounts): number[] => stepsOf(amounts).map((step) => Math.max(0, step));

/**
 * Whether a total rose in each interval in which something came. If not, it does not count what came: V8 may have made another
 * sort of table of it, in which the references are not seen.
 */
export const risesWith = (total: Amounts, came: Amounts): boolean =>
  stepsOf(total).every((step, i) => step > 0 || came[i] === 0);

/** What of the last amount has come since the first: 0 to 1; half for what was not there at all. */
export function shareOfGrowth(amounts: readonly number[]): number {
  const [first = 0] = amounts;
  const last = amounts.at(-1) ?? 0;
  if (first === 0) return 0.5;
  return Math.max(0, last - first) / Math.max(last, 1);
}
