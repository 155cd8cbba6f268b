import { SnapdiffError } from '../base/errors.ts';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** The longest that a timer of Node waits. */
const longestMs = 2 ** 31 - 1;

/** "500ms", "30s", "10m", "1.5h"; a bare number is seconds. @returns milliseconds @throws SnapdiffError naming the option */
export function parseDuration(option: string, text: string): number {
  const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  const milliseconds = Number(amount) * (unitMs[unit] ?? NaN);
  if (milliseconds > 0 && milliseconds <= longestMs) return milliseconds;
  throw new SnapdiffError(`--${option} ${text} is no time`, {
    hint: 'It is like 30s, 10m or 1h; 24 days at most.',
  });
}
