import type { Analysis } from '../analysis/analysis.ts';
import type { ClassKind } from '../analysis/class-kinds.ts';
import { next, type NodeOrdinal } from '../heap/index-spaces.ts';
import { EdgeKind } from '../heap/kinds.ts';
import type { Hop } from './path-names.ts';

/** An object with more properties of one class than this has them under keys of its own making. */
const maxPropertyNames = 16;
/** As many that have come to an object since it was there came under keys. */
const minNewEntries = 3;

/** A record may have many texts and numbers, … */
const maxValueNames = 64;
/** … and a library has any number of functions. */
const maxNamesOf = (kind: ClassKind): number =>
  kind === 'function' ? Infinity : kind === 'string' || kind === 'value' ? maxValueNames : maxPropertyNames;

/**
 * Whether a hop leads into an object that is used as a dictionary, so that the property's name is a key, which is data.
 * Time O(edges of that object).
 *
 * @param isNew of what hangs on the object: whether it came later than the object itself
 */
export function isDictionaryEntry(
  analysis: Analysis,
  { from, to, first, last }: Hop,
  isNew: (node: NodeOrdinal) => boolean,
): boolean {
  const { firstEdge, edgeKind, edgeTarget } = analysis.snapshot.graph;
  if (first !== last || edgeKind[first] !== EdgeKind.property) return false;
  const { classes, classOf } = analysis.classification;
  const maxNames = maxNamesOf(classes[classOf[to]].kind);
  let [count, newCount] = [0, 0];
  for (let edge = firstEdge[from]; edge < firstEdge[next(from)]; edge++) {
    const target = edgeTarget[edge];
    if (edgeKind[edge] !== EdgeKind.property || classOf[target] !== classOf[to]) continue;
    count++;
    if (isNew(target)) newCount++;
    if (newCount >= minNewEntries || count > maxNames) return true;
  }
  return false;
}
