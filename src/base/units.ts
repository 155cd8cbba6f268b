/** An amount of memory. Whole numbers, exact to 2^53. */
export type Bytes = number;

/**
 * Sizes on screen count by 1000, as Chrome DevTools does: 1 kB = 1000 B, 1 MB = 1000 kB.
 */
const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Three significant digits at least: "0 B", "999 B", "1.2 kB", "12.3 MB", "1,234 TB". */
export function formatBytes(bytes: Bytes): string {
  let value = Math.abs(bytes);
  let unit = 0;
  while (unit < byteUnits.length - 1 && roundedTo(value, unit === 0 ? 0 : 1) >= 1000) {
    value /= 1000;
    unit++;
  }
  const sign = bytes < 0 ? '−' : '';
  return `${sign}${formatNumber(value, unit === 0 ? 0 : 1)} ${byteUnits[unit]}`;
}

/** As `formatBytes`, with a plus for growth; zero has no sign. */
export function formatBytesDelta(bytes: Bytes): string {
  return bytes > 0 ? `+${formatBytes(bytes)}` : formatBytes(bytes);
}

/** "1,234,567". */
export function formatCount(count: number): string {
  return count < 0 ? `−${formatNumber(-count, 0)}` : formatNumber(count, 0);
}

/** As `formatCount`, with a plus for growth; zero has no sign. */
export function formatCountDelta(count: number): string {
  return count > 0 ? `+${formatCount(count)}` : formatCount(count);
}

/** A length of time: "0.4 s", "42 s", "12 min", "3.5 h", "2.1 d". */
export function formatDuration(seconds: number): string {
  if (seconds < 120) return `${formatNumber(seconds, seconds < 10 ? 1 : 0)} s`;
  if (seconds < 7200) return `${formatNumber(seconds / 60, 0)} min`;
  return seconds < 172_800
    ? `${formatNumber(seconds / 3600, 1)} h`
    : `${formatNumber(seconds / 86_400, 1)} d`;
}

/** A share of 1 as percent: "0 %", "0.4 %", "12 %". */
export function formatShare(share: number): string {
  const percent = share * 100;
  return `${formatNumber(percent, percent !== 0 && percent < 10 ? 1 : 0)} %`;
}

/** An amount as options and budgets spell it. */
export interface Quantity {
  readonly value: number;
  /** `percent`: value 5 for "5%". `number`: without a unit. */
  readonly unit: 'number' | 'bytes' | 'percent';
}

/** As screens have it: by 1000. By 1024 only where the unit says so. No "M": PM2 and V8 mean other amounts by it. */
const bytesOf: ReadonlyMap<string, Bytes> = new Map([
  ['b', 1],
  ['kb', 1e3],
  ['mb', 1e6],
  ['gb', 1e9],
  ['tb', 1e12],
  ['kib', 2 ** 10],
  ['mib', 2 ** 20],
  ['gib', 2 ** 30],
  ['tib', 2 ** 40],
]);

/** Reads "10", "1,000", "5%", "400MB", "1.5 GB", "300 MiB": the only parser of amounts. @returns undefined if it is not one */
export function parseQuantity(text: string): Quantity | undefined {
  const parts = /^(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?\s*(%|[a-z]{1,3})?$/i.exec(text.trim());
  if (!parts) return undefined;
  const [, whole = '', fraction = '', unit = ''] = parts;
  const value = Number(whole.replaceAll(',', '') + fraction);
  if (!Number.isFinite(value)) return undefined;
  if (unit === '') return { value, unit: 'number' };
  if (unit === '%') return { value, unit: 'percent' };
  const factor = bytesOf.get(unit.toLowerCase());
  return factor === undefined ? undefined : { value: value * factor, unit: 'bytes' };
}

function roundedTo(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

/** By hand: the locale's formatter costs 13 µs a number and 8 MB, and a table has thousands. */
function formatNumber(value: number, digits: number): string {
  return value.toFixed(digits).replace(/\B(?=(?:\d{3})+(?!\d))(?<!\.\d*)/g, ',');
}

export function sum(amounts: readonly number[]): number {
  let total = 0;
  for (const amount of amounts) total += amount;
  return total;
}
