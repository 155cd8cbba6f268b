import type { ClassIndex, NodeColumn, NodeOrdinal } from '../heap/index-spaces.ts';
import { editDistance, maxCompared } from '../base/edit-distance.ts';
import type { Bytes } from '../base/units.ts';
import type { Classification } from './classes.ts';

/** The classes of exactly this name: several where constructors in different places share it. */
export function findClasses({ classes }: Classification, className: string): ClassIndex[] {
  return [...classes.keys()].filter((index) => classes[index].className === className) as ClassIndex[];
}

/**
 * The objects of some classes in the file's order. As in every count, only objects that have a size:
 * an inner node folded into its owner is no object.
 */
export function findObjects(
  { classes, classOf }: Classification,
  wanted: readonly ClassIndex[],
  shallowSizes: NodeColumn<Bytes>,
): NodeOrdinal[] {
  const isWanted = new Uint8Array(classes.length);
  for (const index of wanted) isWanted[index] = 1;
  const nodes: NodeOrdinal[] = [];
  for (let node = 0 as NodeOrdinal; node < shallowSizes.length; node++) {
    if (isWanted[classOf[node]] !== 0 && shallowSizes[node] > 0) nodes.push(node);
  }
  return nodes;
}

/** Names close to one that no class has, nearest first: the same in another case, one that contains it, a misspelling. */
export function suggestClassNames({ classes }: Classification, wanted: string, most = 3): string[] {
  const text = wanted.toLowerCase();
  const scored: { className: string; score: number }[] = [];
  for (const className of new Set(classes.map((heapClass) => heapClass.className))) {
    // The name of a shape, or a string made into a class, may be long; nobody types one.
    const name = className.slice(0, maxCompared).toLowerCase();
    let score = editDistance(text.slice(0, maxCompared), name);
    if (text !== '' && (name.includes(text) || (name.length > 3 && text.includes(name)))) {
      score = Math.min(score, 1 + Math.abs(name.length - text.length) / maxCompared);
    }
    if (score <= Math.max(2, text.length / 4)) scored.push({ className, score });
  }
  scored.sort((a, b) => a.score - b.score || (a.className < b.className ? -1 : 1));
  return scored.slice(0, most).map(({ className }) => className);
}
