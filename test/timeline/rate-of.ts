const bytesOf: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };
const secondsOf: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600 };

/** "+1.2 MB a minute" in a sentence → bytes a second; NaN where it names no rate. */
export function rateOf(sentence: string): number {
  const [, amount, unit = '', time = ''] =
    /([+-][\d.]+) (B|kB|MB|GB) an? (second|minute|hour)/.exec(sentence) ?? [];
  return (Number(amount) * (bytesOf[unit] ?? NaN)) / (secondsOf[time] ?? NaN);
}
