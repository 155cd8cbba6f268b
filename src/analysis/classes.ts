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
import { ClassOrigins, originOfKind, type ClassOrigin } from './class-origins.ts';
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
  /** Who made it. */
  readonly origin: ClassOrigin;
  readonly location?: SourceLocation;
}

/** The class of every node. */
export interface Classification {
  /** ClassIndex → the class; no two have the same key. */
  readonly classes: readonly HeapClass[];
  readonly classOf: NodeColumn<ClassIndex>;
}

const unset = 0xffffffff;
const isToBeLocated = 0xfffffffe;

/**
 * Lists every node under a class, as Chrome DevTools does: objects and native nodes by their name,
 * objects split by where their constructor stands, plain objects by shape, the rest by type.
 *
 * Time O(nodes + edges of plain objects + locations); a name is decoded once, and one object of each
 * class is looked at for its origin. Memory 4 bytes per node and 4 per string.
 *
 * @param shapes this snapshot's own, or the other one's in a comparison
 * @param scripts script id → URL
 */
export function classify(
  snapshot: Snapshot,
  names: WellKnownNames,
  detached: BitSet | undefined,
  shapes: readonly ShapeDefinition[],
  scripts: ReadonlyMap<number, string>,
): Classification {
  const { graph, strings, locations } = snapshot;
  const { nodeCount, nodeKind, nodeName, nodeKindNames } = graph;
  const list = new ClassList(new ClassOrigins(snapshot, names, scripts));
  const column = new Uint32Array(nodeCount).fill(unset);
  const classOf: NodeColumn<ClassIndex> = asNodeColumn(column);

  const byKind = nodeKindNames.map((spelling, kind) =>
    list.given(classNameOfKind(spelling, kind), originOfKind(kind as NodeKind, spelling)),
  );
  const byName = new Uint32Array(strings.count).fill(unset);
  const byDetachedName = new Map<StringIndex, ClassIndex>();
  const matcher = new ShapeMatcher(snapshot, shapes);
  const byShape = shapes.map(({ name }) => list.given(name, 'shape'));

  const classOfNewName = (node: NodeOrdinal, isDetached: boolean): ClassIndex => {
    const name = nodeName[node];
    const text = strings.at(name);
    const index = list.named(cutAtAttributes(isDetached ? `Detached ${text}` : text), node);
    // Otherwise the next object of the name is asked as well.
    if (list.isSettled(index)) {
      if (isDetached) byDetachedName.set(name, index);
      else byName[name] = index;
    }
    return index;
  };
  const classOfName = (node: NodeOrdinal): ClassIndex => {
    const name = nodeName[node];
    if (detached && hasBit(detached, node)) return byDetachedName.get(name) ?? classOfNewName(node, true);
    const known = byName[name];
    return known === unset ? classOfNewName(node, false) : (known as ClassIndex);
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
    if (nodeKind[node] === NodeKind.object) column[node] = isToBeLocated;
  }
  // Before the others, so that a class without a place is told by objects without one.
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    if (column[node] === unset) classOf[node] = unlocated(node);
  }
  for (let row = 0; row < locations.count; row++) {
    const node = locatedNode[row] as NodeOrdinal;
    if (nodeKind[node] !== NodeKind.object) continue;
    classOf[node] = list.located(unlocated(node), node, scriptId[row], line[row], columnNumber[row]);
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
  readonly #origins: ClassOrigins;
  readonly #unsettled = new Set<ClassIndex>();

  constructor(origins: ClassOrigins) {
    this.#origins = origins;
  }

  /** @param node one of its objects */
  named(className: string, node: NodeOrdinal): ClassIndex {
    const index = this.#byName.get(className);
    if (index !== undefined && !this.#unsettled.has(index)) return index;
    const origin = this.#origins.ofUnlocated(node);
    const added = index ?? this.#add(className, origin ?? 'builtin');
    if (origin === undefined) this.#unsettled.add(added);
    else if (index !== undefined) {
      this.classes[index] = { ...this.classes[index], origin };
      this.#unsettled.delete(index);
    }
    return added;
  }

  /** Whether the origin is known: a prototype does not tell. */
  isSettled(index: ClassIndex): boolean {
    return !this.#unsettled.has(index);
  }

  given(className: string, origin: ClassOrigin): ClassIndex {
    return this.#byName.get(className) ?? this.#add(className, origin);
  }

  #add(className: string, origin: ClassOrigin): ClassIndex {
    const index = (this.classes.push({ key: `,${className}`, className, origin }) - 1) as ClassIndex;
    this.#byName.set(className, index);
    return index;
  }

  /** @param node the first of its objects */
  located(
    unlocated: ClassIndex,
    node: NodeOrdinal,
    scriptId: number,
    line: number,
    column: number,
  ): ClassIndex {
    const place = this.#scriptPlaces.numberOf(scriptId, this.#places.numberOf(line, column));
    const pair = this.#locatedPairs.numberOf(unlocated, place);
    if (pair === this.#located.length) {
      const { className } = this.classes[unlocated];
      const key = `${scriptId},${line},${column},${className}`;
      const origin = this.#origins.ofLocated(node, scriptId);
      this.#located.push(
        (this.classes.push({ key, className, origin, location: { scriptId, line, column } }) -
          1) as ClassIndex,
      );
    }
    return this.#located[pair];
  }
}
