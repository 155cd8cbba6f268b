import { findClassRetainers, type ClassRetainers } from '../paths/class-retainers.ts';
import type { HeapIndex } from './heap-index.ts';
import type { OwnersAsk } from './questions.ts';

const defaultDepth = 12;
const defaultPaths = 8;

/**
 * Time O(nodes + objects on the ways to those of the class).
 *
 * @throws SnapdiffError where there is no such class, with names close to it
 */
export function answerOwners(index: HeapIndex, ask: OwnersAsk): ClassRetainers {
  const { className, depth = defaultDepth, paths = defaultPaths } = ask;
  return findClassRetainers(index.analysis, className, () => true, { depth, paths });
}
