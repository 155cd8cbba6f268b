import type { SnapshotSummary } from '../analysis/analysis.ts';
import { compareText } from '../base/compare-text.ts';
import { SnapdiffError } from '../base/errors.ts';
import { isAmount, isRecord } from '../base/json-values.ts';
import type { Bytes } from '../base/units.ts';
import { addAmounts, amountsOf, highestOf, lowestOf, noAmounts, type ClassAmounts } from './class-amounts.ts';

/** The small file that a repository keeps, to hold later builds against. */
export interface Baseline {
  readonly schemaVersion: 1;
  readonly kind: 'baseline';
  /** The snapdiff that wrote it. */
  readonly toolVersion: string;
  /** Of the process; null where nothing beside the snapshot tells. */
  readonly nodeVersion: string | null;
  readonly v8Version: string | null;
  /** How many snapshots it was made of: each amount is the highest of theirs. */
  readonly snapshotCount: number;
  readonly totals: BaselineTotals;
  /** The constructors that were left out to keep the file small. */
  readonly rest: BaselineRest;
  /** By name, in code units' order. */
  readonly classes: readonly BaselineClass[];
}

/** The whole heap. */
export interface BaselineTotals {
  readonly totalSize: Bytes;
  readonly nodeCount: number;
}

/** Constructors without a line of their own. */
export interface BaselineRest {
  readonly classCount: number;
  /** The highest of any of them: a constructor that is not in the file may have had as much. */
  readonly count: number;
  readonly selfSize: Bytes;
  readonly retainedSize: Bytes;
}

export interface BaselineClass extends ClassAmounts {
  readonly className: string;
}

/** Larger than this, and what retains least is left out. */
const maxBytes: Bytes = 180_000;
/** A name of a page is no name: strings made into classes, and shapes of a thousand properties. */
const maxNameLength = 200;

/** What a baseline says of where it comes from. */
export interface BaselineOrigin {
  readonly toolVersion: string;
  readonly nodeVersion: string | null;
  readonly v8Version: string | null;
}

/** Puts snapshots together: of each amount the highest, as every one of them was good. */
export function makeBaseline(summaries: readonly SnapshotSummary[], origin: BaselineOrigin): Baseline {
  const highest = new Map<string, ClassAmounts>();
  for (const { classes } of summaries) {
    for (const [className, amounts] of addByName(classes)) {
      highest.set(className, highestOf(highest.get(className) ?? noAmounts, amounts));
    }
  }
  const sorted = Array.from(highest, ([className, amounts]) => ({ className, ...amounts }));
  sorted.sort(
    (a, b) => b.retainedSize - a.retainedSize || b.count - a.count || compareText(a.className, b.className),
  );
  const classes: BaselineClass[] = [];
  const left: BaselineClass[] = [];
  let bytes = 0;
  for (const row of sorted) {
    const line = row.className.length > maxNameLength ? Infinity : classLine(row).length;
    // What comes after retains less: once the file is full it stays so.
    const isKept = bytes + line <= maxBytes;
    (isKept ? classes : left).push(row);
    if (isKept || line < Infinity) bytes += line;
  }
  classes.sort((a, b) => compareText(a.className, b.className));
  return {
    schemaVersion: 1,
    kind: 'baseline',
    ...origin,
    snapshotCount: summaries.length,
    totals: {
      totalSize: Math.max(...summaries.map(({ snapshot }) => snapshot.totalSize)),
      nodeCount: Math.max(...summaries.map(({ snapshot }) => snapshot.nodeCount)),
    },
    rest: { classCount: left.length, ...left.map(amountsOf).reduce(highestOf, noAmounts) },
    classes,
  };
}

function addByName(classes: SnapshotSummary['classes']): Map<string, ClassAmounts> {
  const byName = new Map<string, ClassAmounts>();
  for (const amounts of classes) {
    byName.set(amounts.className, addAmounts(byName.get(amounts.className) ?? noAmounts, amounts));
  }
  return byName;
}

/**
 * What each constructor had. One without a line may be new, or have been left out: then it is taken to
 * have had as much as any that was left out, and never more than now.
 */
export function baselineAmounts({
  classes,
  rest,
}: Baseline): (className: string, now: ClassAmounts) => ClassAmounts {
  const byName = new Map(classes.map((row) => [row.className, row]));
  return (className, now) => amountsOf(byName.get(className) ?? lowestOf(rest, now));
}

/** As text for a repository: a class to a line, the same for the same baseline, plain ASCII. */
export function formatBaseline(baseline: Baseline): string {
  const { classes, ...head } = baseline;
  const lines = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${spaced(value)},`);
  return ['{', ...lines, '  "classes": [', classes.map(classLine).join(',\n'), '  ]', '}', ''].join('\n');
}

function classLine({ className, count, selfSize, retainedSize }: BaselineClass): string {
  return `    ${spaced({ className, count, selfSize, retainedSize })}`;
}

/** On one line, with a blank behind each comma and colon that is not in a text. */
function spaced(value: unknown): string {
  if (typeof value !== 'object' || value === null) return asciiJson(value);
  const fields = Object.entries(value).map(([key, field]) => `${asciiJson(key)}: ${asciiJson(field)}`);
  return `{ ${fields.join(', ')} }`;
}

/** What is not plain ASCII is escaped: a name must not turn round the lines of a review. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What some editors and shells put in front of a text. */
export const byteOrderMark: RegExp = /^\ufeff/;

/** Whether text begins as a baseline file does. */
export function looksLikeBaseline(head: string): boolean {
  return /^\s*\{[^{}[\]]*"kind"\s*:\s*"baseline"/.test(head);
}

/** Reads a baseline file. @throws SnapdiffError that names the file and what is wrong in it */
export function parseBaseline(text: string, path: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(byteOrderMark, ''));
  } catch (cause) {
    throw new SnapdiffError(`${path}: is not JSON`, { cause, hint: remake });
  }
  if (!isRecord(value) || value['kind'] !== 'baseline') {
    throw new SnapdiffError(`${path}: is neither a snapshot nor a baseline file`, { hint: remake });
  }
  if (value['schemaVersion'] !== 1) {
    throw new SnapdiffError(`${path}: is of version ${JSON.stringify(value['schemaVersion'])}, not 1`, {
      hint: 'Use the snapdiff that wrote it, or write it anew.',
    });
  }
  const problem = findFault(value);
  if (problem !== undefined) throw new SnapdiffError(`${path}: ${problem}`, { hint: remake });
  return value as unknown as Baseline;
}

const remake = 'Write it with "snapdiff check --write-baseline leak-baseline.json <snapshot>".';

function findFault(value: Readonly<Record<string, unknown>>): string | undefined {
  const { totals, rest, classes } = value;
  for (const key of ['nodeVersion', 'v8Version']) {
    if (value[key] !== null && typeof value[key] !== 'string') return `${key} is neither a text nor null`;
  }
  if (typeof value['toolVersion'] !== 'string') return 'toolVersion is not a string';
  const isBad = (candidate: unknown, keys: readonly string[]): string | undefined =>
    isRecord(candidate) ? keys.find((key) => !isAmount(candidate[key])) : '';
  for (const [name, amounts, keys] of [
    ['totals', totals, ['totalSize', 'nodeCount']],
    ['rest', rest, ['classCount', ...amountKeys]],
  ] as const) {
    const bad = isBad(amounts, keys);
    if (bad !== undefined) return `${bad === '' ? name : `${name}.${bad}`} is missing or no amount`;
  }
  if (!isAmount(value['snapshotCount'])) return 'snapshotCount is missing or no amount';
  if (!Array.isArray(classes)) return 'classes is not a list';
  const index = classes.findIndex(
    (row: unknown) =>
      !isRecord(row) || typeof row['className'] !== 'string' || isBad(row, amountKeys) !== undefined,
  );
  if (index >= 0) return `classes[${index}] is not a constructor with its amounts`;
  const names = new Set(classes.map((row: BaselineClass) => row.className));
  return names.size < classes.length ? 'a constructor is in it twice' : undefined;
}

const amountKeys = ['count', 'selfSize', 'retainedSize'] as const;
