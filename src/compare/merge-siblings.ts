import type { Analysis } from '../analysis/analysis.ts';
import type { Classification } from '../analysis/classes.ts';
import type { ClassIndex, NodeOrdinal } from '../heap/index-spaces.ts';
import { NodeKind } from '../heap/kinds.ts';
import { sum, type Bytes } from '../base/units.ts';
import type { Holder, HolderMap } from './holders.ts';

/** A place, or several that are alike and hang on one object: an array for each customer in one Map. */
export interface Gathered {
  readonly holder: Holder;
  /** The objects that hold; only `holder.node` where it is one. */
  readonly parts: readonly NodeOrdinal[];
  readonly bytes: Bytes;
  /** Classes of the objects from those that hold up to below `holder.node`; empty where it holds itself. */
  readonly way: readonly ClassIndex[];
}

/** So many siblings or more are one place, … */
const minSiblings = 3;
/** … unless one of them has this share of all. */
const maxShareOfOne = 0.5;

/** How far above the objects that hold the one may be that they have in common: a Map of rooms that have an array each. */
export const maxLevels = 3;

/**
 * Adds up the holders that are alike and hang on one object, over objects of the same classes. Time O(holders).
 *
 * @returns the places, and of each holder, by its position, the one it is part of
 */
export function mergeSiblings(
  analysis: Analysis,
  { classOf }: Classification,
  { holders, above }: HolderMap,
): { places: Gathered[]; placeOf: Gathered[] } {
  const { nodeKind } = analysis.snapshot.graph;
  const places: Gathered[] = [];
  const placeOf: Gathered[] = new Array<Gathered>(holders.length);
  const add = (rows: readonly number[], node?: NodeOrdinal, way: readonly ClassIndex[] = []): void => {
    const members = rows.map((row) => holders[row]);
    const holder = node === undefined ? members[0] : addUp(members, node);
    const place = { holder, parts: members.map((member) => member.node), bytes: sum(holder.bytes), way };
    places.push(place);
    for (const row of rows) placeOf[row] = place;
  };
  interface Climber {
    readonly row: number;
    readonly at: NodeOrdinal;
    readonly way: readonly ClassIndex[];
  }
  let climbers: Climber[] = [];
  for (const [row, { node, variable, entryClass, isCode }] of holders.entries()) {
    if (variable !== undefined || entryClass !== undefined) add([row]);
    else if (isCode) add([row]);
    else climbers.push({ row, at: node, way: [] });
  }
  for (let level = 1; level <= maxLevels && climbers.length >= minSiblings; level++) {
    const families = new Map<string, { node: NodeOrdinal; way: readonly ClassIndex[]; rows: number[] }>();
    for (const { row, at, way } of climbers) {
      const parent = above(at);
      if (parent === undefined || nodeKind[parent] === NodeKind.synthetic) {
        add([row]);
        continue;
      }
      const longer = [...way, classOf[at]];
      const key = `${parent}/${longer.join('/')}`;
      const family = families.get(key);
      if (family) family.rows.push(row);
      else families.set(key, { node: parent, way: longer, rows: [row] });
    }
    climbers = [];
    for (const { node, way, rows } of families.values()) {
      const sizes = rows.map((row) => sum(holders[row].bytes));
      if (rows.length >= minSiblings && Math.max(...sizes) < sum(sizes) * maxShareOfOne) add(rows, node, way);
      else climbers.push(...rows.map((row) => ({ row, at: node, way })));
    }
  }
  for (const { row } of climbers) add([row]);
  return { places, placeOf };
}

function addUp(members: readonly Holder[], node: NodeOrdinal): Holder {
  const [first] = members;
  const total = (amountsOf: (holder: Holder) => readonly number[]): number[] =>
    amountsOf(first).map((_, interval) => sum(members.map((member) => amountsOf(member)[interval])));
  return {
    ...first,
    node,
    counts: total(({ counts }) => counts),
    entryCounts: total(({ entryCounts }) => entryCounts),
    bytes: total(({ bytes }) => bytes),
    programBytes: sum(members.map(({ programBytes }) => programBytes)),
  };
}
