import type { Analysis } from '../analysis/analysis.ts';
import { findClasses, findObjects, suggestClassNames } from '../analysis/find-classes.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';
import { SnapdiffError } from '../base/errors.ts';
import type { ClassIndex, NodeId, NodeOrdinal } from '../heap/index-spaces.ts';

/** One of the classes that have the name asked for. */
export interface MatchedClass {
  readonly key: string;
  readonly className: string;
  /** Where its constructor stands. Line and column count from 0. */
  readonly location?: ScriptLocation;
  /** Its objects among those listed. */
  readonly objectCount: number;
}

/**
 * The objects of a class, of all classes that share the name, in the file's order. Time O(nodes).
 *
 * @param isWanted which of them count; all, unless said otherwise
 * @throws SnapdiffError where there are none, with names close to it
 */
export function objectsOfClass(
  analysis: Analysis,
  className: string,
  isWanted: (id: NodeId) => boolean = () => true,
): { nodes: NodeOrdinal[]; classes: MatchedClass[] } {
  const { snapshot, classification } = analysis;
  const { nodeId } = snapshot.graph;
  const found = findClasses(classification, className);
  const all = findObjects(classification, found, analysis.shallowSizes);
  if (all.length === 0) {
    const suggestions = suggestClassNames(classification, className).map((name) => JSON.stringify(name));
    throw new SnapdiffError(`${snapshot.path} has no objects of a class ${JSON.stringify(className)}`, {
      hint:
        suggestions.length > 0
          ? `There is ${suggestions.join(', ')}.`
          : 'Names are as in the tables; "snapdiff summary --top 0" lists all.',
    });
  }
  const nodes = all.filter((node) => isWanted(nodeId[node]));
  // Classes without objects, of which the table may have some, are none to a reader.
  const counts = new Map<ClassIndex, number>();
  for (const node of all) counts.set(classification.classOf[node], 0);
  for (const node of nodes) {
    const index = classification.classOf[node];
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  const classes = [...counts].map(([index, objectCount]): MatchedClass => {
    const { location, key } = classification.classes[index];
    return { key, className, ...(location && { location: analysis.locate(location) }), objectCount };
  });
  return { nodes, classes };
}
