import type { Bytes } from '../base/units.ts';

/** Objects of a constructor in one file; all 0 where it has none. */
export interface ClassAmounts {
  readonly count: number;
  readonly selfSize: Bytes;
  readonly retainedSize: Bytes;
}

export const noAmounts: ClassAmounts = { count: 0, selfSize: 0, retainedSize: 0 };

/** Without what else is known of a class. */
export function amountsOf({ count, selfSize, retainedSize }: ClassAmounts): ClassAmounts {
  return { count, selfSize, retainedSize };
}

/** Of constructors that share a name. Retained sizes may overlap, so that the sum is an upper bound. */
export function addAmounts(a: ClassAmounts, b: ClassAmounts): ClassAmounts {
  return combine(a, b, (x, y) => x + y);
}

/** Of each amount the higher one. */
export function highestOf(a: ClassAmounts, b: ClassAmounts): ClassAmounts {
  return combine(a, b, Math.max);
}

/** Of each amount the lower one. */
export function lowestOf(a: ClassAmounts, b: ClassAmounts): ClassAmounts {
  return combine(a, b, Math.min);
}

function combine(a: ClassAmounts, b: ClassAmounts, join: (x: number, y: number) => number): ClassAmounts {
  return {
    count: join(a.count, b.count),
    selfSize: join(a.selfSize, b.selfSize),
    retainedSize: join(a.retainedSize, b.retainedSize),
  };
}
