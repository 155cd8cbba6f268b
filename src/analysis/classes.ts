import { hasBit, type BitSet } from '../heap/bit-set.ts';
import type { Snapshot } from '../heap/heap-graph.ts';
import {
  asNodeColumn,
  type ClassIndex,
  type NodeColumn,
  type NodeOrdinal,
  type StringIndex,
} from '../heap/index-spaces.ts';
import { NodeKind } from '../heap/kinds.ts';
import { PairTable } from './pair-table.ts';
import { isPlainObject, ShapeMatcher, type ShapeDefinition } from './shapes.ts';
import type { WellKnownNames } from './well-known-names.ts';

/** Where a constructor stands in the source. Line and column count from 0. */
export interface SourceLocation {
  readonly scriptId: number;
  readonly line: number;
  readonly column: number;
}

/** What objects are listed under. */
export interface HeapClass {
  /** What groups objects and pairs classes: `scriptId,line,column,ClassName` where V8 gives the place, else `,ClassName`. */
  readonly key: string;
  readonly className: string;
  readonly location?: SourceLocation;
}

/** The class of every node. */
export interface Classification {
  /** ClassIndex → the class; no two have the same key. */
  readonly classes: readonly HeapClass[];
  readonly classOf: NodeColumn<ClassIndex>;
}

const unset = 0xffffffff;

/**
 * Lists every node under a class, as Chrome DevTools does: objects and native nodes by their name,
 * objects split by where their constructor stands, plain objects by shape, the rest by type.
 *
 * Time O(nodes + edges of plain objects + locations); a name is decoded once. Memory 4 bytes per
 * node and 4 per string.
 *
 * @param shapes this snapshot's own, or the other one's in a comparison
 */
export function classify(
  snapshot: Snapshot,
  names: WellKnownNames,
  detached: BitSet | undefined,
  shapes: readonly ShapeDefinition[],
): Classification {
  const { graph, strings, locations } = snapshot;
  const { nodeCount, nodeKind, nodeName, nodeKindNames } = graph;
  const list = new ClassList();
  const column = new Uint32Array(nodeCount).fill(unset);
  const classOf: NodeColumn<ClassIndex> = asNodeColumn(column);

  const byKind = nodeKindNames.map((spelling, kind) => list.named(classNameOfKind(spelling, kind)));
  const byName = new Uint32Array(strings.count).fill(unset);
  const byDetachedName = new Map<StringIndex, ClassIndex>();
  const matcher = new ShapeMatcher(snapshot, shapes);
  const byShape = shapes.map(({ name }) => list.named(name));

  const classOfName = (node: NodeOrdinal): ClassIndex => {
    const name = nodeName[node];
    if (detached && hasBit(detached, node)) {
      const known = byDetachedName.get(name) ?? list.named(cutAtAttributes(`Detached ${strings.at(name)}`));
      byDetachedName.set(name, known);
      return known;
    }
    if (byName[name] === unset) byName[name] = list.named(cutAtAttributes(strings.at(name)));
    return byName[name] as ClassIndex;
  };
  const unlocated = (node: NodeOrdinal): ClassIndex => {
    const kind = nodeKind[node];
    if (kind !== NodeKind.object && kind !== NodeKind.native) return byKind[kind];
    if (isPlainObject(graph, names, node)) {
      const shape = matcher.match(node);
      if (shape >= 0) return byShape[shape];
    }
    return classOfName(node);
  };

  const { node: locatedNode, scriptId, line, column: columnNumber } = locations;
  for (let row = 0; row < locations.count; row++) {
    const node = locatedNode[row] as NodeOrdinal;
    // Closures have locations too, but are not split by them.
    if (nodeKind[node] !== NodeKind.object) continue;
    classOf[node] = list.located(unlocated(node), scriptId[row], line[row], columnNumber[row]);
  }
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    if (column[node] === unset) classOf[node] = unlocated(node);
  }
  return { classes: list.classes, classOf };
}

function classNameOfKind(spelling: string, kind: number): string {
  switch (kind) {
    case NodeKind.hidden:
      return '(system)';
    case NodeKind.code:
      return '(compiled code)';
    case NodeKind.closure:
      return 'Function';
    case NodeKind.regexp:
      return 'RegExp';
    default:
      return `(${spelling})`;
  }
}

/** `<div id="a">` is listed as `<div>`, `Detached <div id="a">` as `Detached <div>`. */
function cutAtAttributes(name: string): string {
  if (!name.startsWith('<') && !name.startsWith('Detached <')) return name;
  const blank = name.indexOf(' ', name.startsWith('<') ? 0 : 'Detached <'.length);
  return blank < 0 ? name : `${name.slice(0, blank)}>`;
}

class ClassList {
  readonly classes: HeapClass[] = [];
  readonly #byName = new Map<string, ClassIndex>();
  /** Numbers (line, column), (scriptId, that), (class without location, that): each a pair. */
  readonly #places = new PairTable();
  readonly #scriptPlaces = new PairTable();
  readonly #locatedPairs = new PairTable();
  /** Number in `#locatedPairs` → class */
  readonly #located: ClassIndex[] = [];

  named(className: string): ClassIndex {
    let index = this.#byName.get(className);
    if (index === undefined) {
      index = (this.classes.push({ key: `,${className}`, className }) - 1) as ClassIndex;
      this.#byName.set(className, index);
    }
    return index;
  }

  located(unlocated: ClassIndex, scriptId: number, line: number, column: number): ClassIndex {
    const place = this.#scriptPlaces.numberOf(scriptId, this.#places.numberOf(line, column));
    const pair = this.#locatedPairs.numberOf(unlocated, place);
    if (pair === this.#located.length) {
      const { className } = this.classes[unlocated];
      const key = `${scriptId},${line},${column},${className}`;
      this.#located.push(
        (this.classes.push({ key, className, location: { scriptId, line, column } }) - 1) as ClassIndex,
      );
    }
    return this.#located[pair];
  }
}
