import type { Analysis } from '../analysis/analysis.ts';
import type { Classification, HeapClass } from '../analysis/classes.ts';
import { nameByOwnShapes, namingBy, type ClassNaming } from '../compare/census.ts';
import type { MatchedBy } from '../compare/comparability.ts';
import { asNodeColumn, type NodeOrdinal } from '../heap/index-spaces.ts';
import { groupNodes, nodesOfGroup, noGroup, sizeOfGroup, type Groups } from './node-groups.ts';
import { orderBySize } from './size-order.ts';

/** The objects of each class, as a report lists them. */
export class ClassLists {
  /** ClassIndex → the class, named as in the report */
  readonly classes: readonly HeapClass[];
  readonly #analysis: Analysis;
  /** ClassIndex → its objects that have a size, those of the largest retained size first. */
  readonly #objects: Groups;
  readonly #byKey = new Map<string, number>();
  readonly #byName = new Map<string, number[]>();

  /**
   * Time O(nodes), memory 4 bytes a node.
   *
   * @param bySize all nodes, those of the largest retained size first
   * @param classes of the classification, with the names that the report gives them
   */
  constructor(
    analysis: Analysis,
    bySize: Uint32Array,
    { classOf }: Classification,
    classes: readonly HeapClass[],
  ) {
    const { shallowSizes } = analysis;
    this.#analysis = analysis;
    this.classes = classes;
    this.#objects = groupNodes(
      bySize,
      (node) => (shallowSizes[node] === 0 ? noGroup : classOf[node]),
      classes.length,
    );
    for (const [index, { key, className }] of classes.entries()) {
      if (this.countOf(index) === 0) continue;
      this.#byKey.set(key, index);
      const name = `,${className}`;
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), index]);
    }
  }

  countOf(classIndex: number): number {
    return sizeOfGroup(this.#objects, classIndex);
  }

  /** A view, no copy. */
  objectsOf(classIndex: number): Uint32Array {
    return nodesOfGroup(this.#objects, classIndex);
  }

  /** The objects of a row of a report: of one class, or of all of its name. None where the snapshot has none. */
  objectsOfRow(key: string, matchedBy: MatchedBy): Uint32Array {
    const index = this.#byKey.get(key);
    if (matchedBy === 'id') return index === undefined ? new Uint32Array() : this.objectsOf(index);
    const [first, ...others] = this.#byName.get(key) ?? [];
    if (first === undefined) return new Uint32Array();
    if (others.length === 0) return this.objectsOf(first);
    return this.#mergeBySize([first, ...others]);
  }

  /** What names the classes of the snapshots that this one is compared with. */
  naming(): ClassNaming {
    const { shapes } = this.#analysis;
    const counts = this.classes.map((_, index) => this.countOf(index) > 0);
    return namingBy({ shapes, classes: this.classes, aggregates: counts });
  }

  #mergeBySize(classIndexes: readonly number[]): Uint32Array {
    const { retainedSizes } = this.#analysis;
    const count = classIndexes.reduce((sum, index) => sum + this.countOf(index), 0);
    const all = new Uint32Array(count);
    let end = 0;
    for (const index of classIndexes) {
      all.set(this.objectsOf(index), end);
      end += this.countOf(index);
    }
    all.sort();
    const sizes = Float64Array.from(all, (node) => retainedSizes[node as NodeOrdinal]);
    return orderBySize(asNodeColumn(sizes)).map((position) => all[position]);
  }
}

/** @param naming of the newest snapshot of a comparison; this one's own without it. Time O(nodes), memory 8 bytes a node, own 4 */
export function listClasses(analysis: Analysis, bySize: Uint32Array, naming?: ClassNaming): ClassLists {
  if (!naming) {
    const { classification } = analysis;
    return new ClassLists(analysis, bySize, classification, classification.classes);
  }
  const classification = analysis.classify(naming.shapes);
  return new ClassLists(analysis, bySize, classification, nameByOwnShapes(analysis, classification, naming));
}
