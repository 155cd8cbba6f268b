import type { BudgetMeasure } from './check-result.ts';

/** A growth that a budget allows. */
export interface Amount {
  /** As written, without blanks at its ends. */
  readonly text: string;
  readonly value: number;
  /** `percent`: of what the first file has. */
  readonly unit: 'number' | 'bytes' | 'percent';
}

/** As screens have it: by 1000. By 1024 only where the unit says so. */
const bytesOf: ReadonlyMap<string, number> = new Map([
  ['b', 1],
  ['kb', 1e3],
  ['mb', 1e6],
  ['gb', 1e9],
  ['tb', 1e12],
  ['kib', 2 ** 10],
  ['mib', 2 ** 20],
  ['gib', 2 ** 30],
]);

/**
 * Reads an amount: 0, "10", "+5%", "10 kB", "+1.5 MB", "1,000". A plus changes nothing: budgets are growth.
 *
 * @returns undefined for what is none, also for less than 0
 */
export function parseAmount(written: unknown): Amount | undefined {
  if (typeof written === 'number') {
    if (!Number.isFinite(written) || written < 0) return undefined;
    return { text: String(written), value: written, unit: 'number' };
  }
  if (typeof written !== 'string') return undefined;
  const text = written.trim();
  const parts = /^\+?\s*(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?\s*(%|[a-z]{1,3})?$/i.exec(text);
  if (!parts) return undefined;
  const [, whole = '', fraction = '', unit = ''] = parts;
  const value = Number(whole.replaceAll(',', '') + fraction);
  if (!Number.isFinite(value)) return undefined;
  if (unit === '') return { text, value, unit: 'number' };
  if (unit === '%') return { text, value, unit: 'percent' };
  const factor = bytesOf.get(unit.toLowerCase());
  return factor === undefined ? undefined : { text, value: value * factor, unit: 'bytes' };
}

/** Why an amount cannot limit a measure, and what could; undefined if it can. */
export function misfit(amount: Amount | undefined, measure: BudgetMeasure): string | undefined {
  if (measure === 'count') {
    if (amount?.unit === 'percent') return undefined;
    if (amount?.unit === 'number' && Number.isSafeInteger(amount.value)) return undefined;
    return 'write a whole number of objects, 0 or more, or "+5%"';
  }
  return amount ? undefined : 'write "+5%", "+10 MB" or a number of bytes, 0 or more';
}

/** The growth allowed beyond what there was. Whole, as counts and bytes are. */
export function limitOf({ unit, value }: Amount, baseline: number): number {
  return Math.floor(unit === 'percent' ? (baseline * value) / 100 : value);
}
