import type { Drawing } from './draw-heap.ts';
import { shallowSizes } from './naive-analysis.ts';
import { classKeysOf, shapesOf } from './naive-classes.ts';

/** What came, went and changed its size of one class. */
export interface NaiveChange {
  addedCount: number;
  removedCount: number;
  addedSize: number;
  removedSize: number;
  resizedSize: number;
}

interface NaiveObject {
  readonly key: string;
  readonly size: number;
}

/** id → object, of those that have a size. */
function objectsOf(drawing: Drawing, keys: readonly string[]): Map<number, NaiveObject> {
  const sizes = shallowSizes(drawing);
  return new Map(
    drawing.nodes.flatMap(({ id }, node) => {
      const size = sizes[node] ?? 0;
      return size === 0 ? [] : [[id, { key: keys[node] ?? '', size }] as const];
    }),
  );
}

/** Of two processes, class keys have no places: a script has another number there. */
const withoutPlace = (key: string): string => key.replace(/^\d+,\d+,\d+,/, ',');

/**
 * Key → what changed of a class, of every class that has objects on either side: two heaps laid side by side, object
 * by object. No id may stand twice in either.
 *
 * @param areOneProcess ids mean the same object in both; otherwise all of the baseline goes and all of current comes
 */
export function diffByDefinition(
  baseline: Drawing,
  current: Drawing,
  areOneProcess: boolean,
): Map<string, NaiveChange> {
  const shapes = shapesOf(current);
  const keysOf = (drawing: Drawing): string[] =>
    classKeysOf(drawing, shapes).map((key) => (areOneProcess ? key : withoutPlace(key)));
  const before = objectsOf(baseline, keysOf(baseline));
  const after = objectsOf(current, keysOf(current));
  const changes = new Map<string, NaiveChange>();
  const changeOf = (key: string): NaiveChange => {
    const known = changes.get(key);
    if (known) return known;
    const fresh = { addedCount: 0, removedCount: 0, addedSize: 0, removedSize: 0, resizedSize: 0 };
    changes.set(key, fresh);
    return fresh;
  };
  for (const [id, { key, size }] of before) {
    const change = changeOf(key);
    const now = areOneProcess ? after.get(id) : undefined;
    if (now?.key === key) change.resizedSize += now.size - size;
    else {
      change.removedCount++;
      change.removedSize += size;
    }
  }
  for (const [id, { key, size }] of after) {
    const change = changeOf(key);
    if (areOneProcess && before.get(id)?.key === key) continue;
    change.addedCount++;
    change.addedSize += size;
  }
  return changes;
}
