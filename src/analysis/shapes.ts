import type { HeapGraph, Snapshot, StringTable } from '../heap/heap-graph.ts';
import { next, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { EdgeKind, NodeKind } from '../heap/kinds.ts';
import { PairTable } from './pair-table.ts';
import { NameTag, type WellKnownNames } from './well-known-names.ts';

/** What plain objects are listed under when enough of them have the same properties: `{a, b}`. */
export interface ShapeDefinition {
  readonly name: string;
  /** In the order of the most objects that have them. A name may stand here twice. */
  readonly properties: readonly string[];
}

/** A shape's name grows no longer than this, but for its first property. */
const maxNameLength = 120;
/** A shape that one object has says nothing. */
const minObjectCount = 2;
/** Fewer objects than one in so many make no shape, or the list would have a long tail. */
const minObjectProportion = 1000;

export function isPlainObject(
  { nodeKind, nodeName }: HeapGraph,
  names: WellKnownNames,
  node: NodeOrdinal,
): boolean {
  return nodeKind[node] === NodeKind.object && names.tagOf(nodeName[node]) === NameTag.object;
}

/**
 * Finds the shapes of a snapshot's plain objects: the property names they begin with, in their
 * order, as far as a readable name reaches; kept if common, the most common first.
 *
 * The beginnings form a trie, so an object costs one hash lookup per property and no string.
 * Time O(nodes + edges of plain objects), memory 4 bytes per string and 12 per distinct beginning.
 */
export function inferShapes({ graph, strings }: Snapshot, names: WellKnownNames): ShapeDefinition[] {
  const { nodeCount, firstEdge, edgeKind, edgeName } = graph;
  const properties = new PropertyNames(strings);
  const trie = new PairTable();
  /** Trie state − 1 → the state before it, the property it adds, objects that end in it. */
  const parents: number[] = [];
  const added: number[] = [];
  const objectCounts: number[] = [];
  /** States that objects end in, in the order they were met. */
  const candidates: number[] = [];
  let totalCount = 0;

  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    if (!isPlainObject(graph, names, node)) continue;
    totalCount++;
    let state = 0;
    let nameLength = 1;
    const end = firstEdge[next(node)];
    for (let edge = firstEdge[node]; edge < end; edge++) {
      if (edgeKind[edge] !== EdgeKind.property) continue;
      const name = edgeName[edge] as StringIndex;
      if (names.tagOf(name) === NameTag.proto) continue;
      const property = properties.intern(name);
      const length = properties.formatted[property].length;
      if (nameLength > 1 && nameLength + length > maxNameLength) break;
      nameLength += nameLength > 1 ? length + 2 : length;
      const child = trie.numberOf(state, property) + 1;
      if (child > parents.length) {
        parents.push(state);
        added.push(property);
        objectCounts.push(0);
      }
      state = child;
    }
    if (state > 0 && objectCounts[state - 1]++ === 0) candidates.push(state);
  }

  const minCount = Math.max(minObjectCount, totalCount / minObjectProportion);
  return candidates
    .filter((state) => objectCounts[state - 1] >= minCount)
    .sort((a, b) => objectCounts[b - 1] - objectCounts[a - 1])
    .map((state) => {
      const ids: number[] = [];
      for (let at = state; at > 0; at = parents[at - 1]) ids.push(added[at - 1]);
      ids.reverse();
      return {
        name: `{${ids.map((id) => properties.formatted[id]).join(', ')}}`,
        properties: ids.map((id) => properties.texts[id]),
      };
    });
}

/** Property names as small numbers, one for each text, wherever it stands in the string table. */
class PropertyNames {
  readonly texts: string[] = [];
  /** As a shape's name spells it. */
  readonly formatted: string[] = [];
  readonly #strings: StringTable;
  readonly #idByText = new Map<string, number>();
  /** StringIndex → id + 1; 0 when it was not met. */
  readonly #ids: Uint32Array;

  constructor(strings: StringTable) {
    this.#strings = strings;
    this.#ids = new Uint32Array(strings.count);
  }

  intern(name: StringIndex): number {
    const known = this.#ids[name];
    if (known > 0) return known - 1;
    const text = this.#strings.at(name);
    let id = this.#idByText.get(text);
    if (id === undefined) {
      id = this.texts.push(text) - 1;
      this.formatted.push(formatPropertyName(text));
      this.#idByText.set(text, id);
    }
    this.#ids[name] = id + 1;
    return id;
  }
}

/** What would be mistaken for the punctuation of a shape is quoted. */
function formatPropertyName(name: string): string {
  return /[,'"{}]/.test(name) ? JSON.stringify(name) : name;
}

interface PropertyTree {
  readonly children: Map<number, PropertyTree>;
  /** Position of the definition that ends here; −1 when none does. */
  definition: number;
}

const noMatch = -1;
const notYet = -2;

/**
 * Finds for a plain object the definition with the most properties that are all its own; among
 * equals the first. The definitions may be another snapshot's.
 *
 * Objects are taken by their properties that occur in any definition; each distinct list of these is
 * judged once. So an object costs a hash lookup per property, and a dictionary of a million keys no
 * more than that.
 */
export class ShapeMatcher {
  readonly #graph: HeapGraph;
  readonly #strings: StringTable;
  readonly #definitions: readonly ShapeDefinition[];
  readonly #idByText = new Map<string, number>();
  readonly #tree: PropertyTree = { children: new Map(), definition: noMatch };
  /** StringIndex → 0 not met, 1 in no definition, else id + 2. */
  readonly #ids: Uint32Array;
  readonly #trie = new PairTable();
  readonly #parents: number[] = [noMatch];
  readonly #added: number[] = [noMatch];
  /** Trie state → definition, `noMatch` or `notYet`. */
  readonly #matches: number[] = [noMatch];

  constructor({ graph, strings }: Snapshot, definitions: readonly ShapeDefinition[]) {
    this.#graph = graph;
    this.#strings = strings;
    this.#definitions = definitions;
    this.#ids = new Uint32Array(strings.count);
    for (const { properties } of definitions) {
      for (const text of properties) {
        if (!this.#idByText.has(text)) this.#idByText.set(text, this.#idByText.size);
      }
    }
    for (const [position, { properties }] of definitions.entries()) {
      let at = this.#tree;
      for (const id of properties.map((text) => this.#idByText.get(text) ?? noMatch).sort(ascending)) {
        let child = at.children.get(id);
        if (!child) {
          child = { children: new Map(), definition: noMatch };
          at.children.set(id, child);
        }
        at = child;
      }
      if (at.definition === noMatch) at.definition = position;
    }
  }

  /** @returns position in the definitions, −1 when none fits */
  match(node: NodeOrdinal): number {
    const { firstEdge, edgeKind, edgeName } = this.#graph;
    let state = 0;
    const end = firstEdge[next(node)];
    for (let edge = firstEdge[node]; edge < end; edge++) {
      if (edgeKind[edge] !== EdgeKind.property) continue;
      const id = this.#idOf(edgeName[edge] as StringIndex);
      if (id === noMatch) continue;
      const child = this.#trie.numberOf(state, id) + 1;
      if (child === this.#parents.length) {
        this.#parents.push(state);
        this.#added.push(id);
        this.#matches.push(notYet);
      }
      state = child;
    }
    if (this.#matches[state] === notYet) this.#matches[state] = this.#judge(state);
    return this.#matches[state];
  }

  #idOf(name: StringIndex): number {
    let id = this.#ids[name];
    if (id === 0) {
      const known = this.#idByText.get(this.#strings.at(name));
      id = known === undefined ? 1 : known + 2;
      this.#ids[name] = id;
    }
    return id === 1 ? noMatch : id - 2;
  }

  #judge(state: number): number {
    const ids: number[] = [];
    for (let at = state; at > 0; at = this.#parents[at]) ids.push(this.#added[at]);
    ids.sort(ascending);
    let best = noMatch;
    // Every tree node reached is a set of properties the object has.
    const reached = new Set([this.#tree]);
    for (const id of ids) {
      for (const at of Array.from(reached)) {
        const child = at.children.get(id);
        if (!child || reached.has(child)) continue;
        reached.add(child);
        if (this.#isBetter(child.definition, best)) best = child.definition;
      }
    }
    return best;
  }

  #isBetter(definition: number, best: number): boolean {
    if (definition === noMatch) return false;
    if (best === noMatch) return true;
    const difference =
      this.#definitions[definition].properties.length - this.#definitions[best].properties.length;
    return difference > 0 || (difference === 0 && definition < best);
  }
}

function ascending(a: number, b: number): number {
  return a - b;
}
