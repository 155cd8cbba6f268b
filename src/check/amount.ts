import { parseQuantity, type Quantity } from '../base/units.ts';
import type { BudgetMeasure } from './check-result.ts';

/** A growth that a budget allows; `percent` of what the first file has. */
export interface Amount extends Quantity {
  /** As written, without blanks at its ends. */
  readonly text: string;
}

/**
 * Reads a growth: 0, "10", "+5%", "10 kB", "+1.5 MB", "1,000". A plus changes nothing: budgets are growth.
 *
 * @returns undefined if it is not one, also for less than 0
 */
export function parseAmount(written: unknown): Amount | undefined {
  if (typeof written === 'number') {
    if (!Number.isFinite(written) || written < 0) return undefined;
    return { text: String(written), value: written, unit: 'number' };
  }
  if (typeof written !== 'string') return undefined;
  const text = written.trim();
  const quantity = parseQuantity(text.replace(/^\+/, ''));
  return quantity && { text, ...quantity };
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
