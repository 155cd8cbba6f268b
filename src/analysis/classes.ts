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
import { classKindOfName, classKindOfType, type ClassKind } from './class-kinds.ts';
import { ClassOrigins, originOfType, type ClassOrigin } from './class-origins.ts';
import { PairTable } from './pair-table.ts';
import type { Script } from './scripts.ts';
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
  /** What its objects are. */
  readonly kind: ClassKind;
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
 * @param scripts by script id
 * @param nameOf the name objects are listed under, of V8's
 */
export function classify(
  snapshot: Snapshot,
  names: WellKnownNames,
  detached: BitSet | undefined,
  shapes: readonly ShapeDefinition[],
  scripts: ReadonlyMap<number, Script>,
  nameOf: (text: string) => string = (text) => text,
): Classification {
  const { graph, strings, locations } = snapshot;
  const { nodeCount, nodeKind, nodeName, nodeKindNames } = graph;
  const isDetached = (node: NodeOrdinal): boolean => detached !== undefined && hasBit(detached, node);
  const list = new ClassList(new ClassOrigins(snapshot, names, scripts), (node, origin) =>
    classKindOfName(strings.at(nodeName[node]), origin, isDetached(node)),
  );
  const column = new Uint32Array(nodeCount).fill(unset);
  const classOf: NodeColumn<ClassIndex> = asNodeColumn(column);

  const byKind = nodeKindNames.map((spelling, kind) =>
    list.given(
      classNameOfKind(spelling, kind),
      originOfType(kind as NodeKind, spelling),
      classKindOfType(kind as NodeKind),
    ),
  );
  const byName = new Uint32Array(strings.count).fill(unset);
  const byDetachedName = new Map<StringIndex, ClassIndex>();
  const matcher = new ShapeMatcher(snapshot, shapes);
  const byShape = shapes.map(({ name }) => list.given(name, 'shape', 'plain object'));

  const classOfNewName = (node: NodeOrdinal): ClassIndex => {
    const name = nodeName[node];
    const text = nameOf(strings.at(name));
    const index = list.named(cutAtAttributes(isDetached(node) ? `Detached ${text}` : text), node);
    // Otherwise the next object of the name is asked as well.
    if (list.isSettled(index)) {
      if (isDetached(node)) byDetachedName.set(name, index);
      else byName[name] = index;
    }
    return index;
  };
  const classOfName = (node: NodeOrdinal): ClassIndex => {
    const name = nodeName[node];
    if (isDetached(node)) return byDetachedName.get(name) ?? classOfNewName(node);
    const known = byName[name];
    return known === unset ? classOfNewName(node) : (known as ClassIndex);
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
  readonly #kindOf: (node: NodeOrdinal, origin: ClassOrigin) => ClassKind;
  readonly #unsettled = new Set<ClassIndex>();

  /** @param kindOf of an object that is listed by its name, and the origin of its class */
  constructor(origins: ClassOrigins, kindOf: (node: NodeOrdinal, origin: ClassOrigin) => ClassKind) {
    this.#origins = origins;
    this.#kindOf = kindOf;
  }

  /** @param node one of its objects */
  named(className: string, node: NodeOrdinal): ClassIndex {
    const index = this.#byName.get(className);
    if (index !== undefined && !this.#unsettled.has(index)) return index;
    const origin = this.#origins.ofUnlocated(node);
    const kind = this.#kindOf(node, origin ?? 'builtin');
    const added = index ?? this.#add(className, origin ?? 'builtin', kind);
    if (origin === undefined) this.#unsettled.add(added);
    else if (index !== undefined) {
      this.classes[index] = { ...this.classes[index], origin, kind };
      this.#unsettled.delete(index);
    }
    return added;
  }

  /** Whether the origin is known: a prototype does not tell. */
  isSettled(index: ClassIndex): boolean {
    return !this.#unsettled.has(index);
  }

  given(className: string, origin: ClassOrigin, kind: ClassKind): ClassIndex {
    return this.#byName.get(className) ?? this.#add(className, origin, kind);
  }

  #add(className: string, origin: ClassOrigin, kind: ClassKind): ClassIndex {
    const index = (this.classes.push({ key: `,${className}`, className, origin, kind }) - 1) as ClassIndex;
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
      const kind = this.#kindOf(node, origin);
      const location = { scriptId, line, column };
      this.#located.push((this.classes.push({ key, className, origin, kind, location }) - 1) as ClassIndex);
    }
    return this.#located[pair];
  }
}
