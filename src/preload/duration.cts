const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** The longest that a timer of Node waits, in milliseconds: 24.8 days. A longer one fires at once. */
export const maxTimerMs: number = 2 ** 31 - 1;

/**
 * Reads a length of time: "500ms", "30s", "10m", "1.5h"; a bare number is seconds. The only parser of durations: options
 * of the command and variables of the environment speak one language. It is here because a preload has no dependencies.
 *
 * @returns milliseconds, 0 or more; undefined if it is not a duration
 */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit = 's'] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)?$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * unitMs[unit as keyof typeof unitMs];
}
