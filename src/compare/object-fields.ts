import type { Analysis } from '../analysis/analysis.ts';
import { followInternal } from '../analysis/internal-edges.ts';
import type { Bytes } from '../base/units.ts';
import { next, type EdgeOrdinal, type NodeId, type NodeOrdinal } from '../heap/index-spaces.ts';
import { EdgeKind, isStringKind, NodeKind } from '../heap/kinds.ts';
import { placeInTable } from '../paths/hash-tables.ts';
import { PathNames } from '../paths/path-names.ts';
import { beginningOf } from './contents.ts';

/** What is in an object, as far as a snapshot tells. */
export interface ObjectField {
  /**
   * `property`, `element`: of the object; `entry` of a Map, `member` of a Set; `variable` a closure can reach; `internal`: what
   * V8 keeps with it, as the target of a bound function.
   */
  readonly kind: 'property' | 'element' | 'entry' | 'member' | 'variable' | 'internal';
  /** Of a property or a variable its name, of an element its index; "" of entries and members. */
  readonly name: string;
  /** The key of an entry; absent where it is no object, as a small integer. */
  readonly key?: FieldValue;
  /** Absent of an entry whose value is no object. */
  readonly value?: FieldValue;
  /** It does not keep the value alive. */
  readonly isWeak?: true;
}

/** An object in another's field. */
export interface FieldValue {
  /** `constant`: undefined, null, true, false. `expression`: a regular one. */
  readonly type: 'object' | 'string' | 'number' | 'constant' | 'expression';
  readonly nodeId: NodeId;
  readonly className: string;
  /** What it is, as text: "Connection", "function handler (src/app.js:41)". */
  readonly name: string;
  /** The beginning of a string's or an expression's text, or which constant; what a number is, where the capture says it. */
  readonly text?: string;
  readonly selfSize: Bytes;
  readonly retainedSize: Bytes;
}

export interface ObjectFields {
  /** Properties and elements in V8's order, then entries, variables, and what else V8 keeps with it. */
  readonly fields: readonly ObjectField[];
  readonly omittedFieldCount: number;
  /** The beginning of the object's own text, of a string or an expression; of a number what it is. */
  readonly text?: string;
}

const constants: ReadonlySet<string> = new Set(['undefined', 'null', 'true', 'false']);

/** Characters of a text. */
const maxTextLength = 200;

/** V8's own parts of an object: what is in them is listed in their place, or tells nothing. */
const machinery: ReadonlySet<string> = new Set([
  'map',
  'properties',
  'elements',
  'table',
  'hash',
  'context',
  'previous',
  'scope_info',
  'native_context',
  'shared',
  'code',
  'feedback_cell',
  'dispatch_handle',
  'initial_map',
]);

/** Scopes around a closure that are listed, the nearest first. */
const maxScopes = 20;

/**
 * Lists what is in an object. Time O(edges of it, of its table and of its scopes).
 *
 * @param most fields at most; 0 lists all
 */
export function listFields(analysis: Analysis, node: NodeOrdinal, most = 0): ObjectFields {
  const reader = new FieldReader(analysis);
  const fields = [
    ...reader.ownFields(node),
    ...reader.entries(node),
    ...reader.variables(node),
    ...reader.internals(node),
  ];
  const limit = most === 0 ? fields.length : most;
  const { text } = reader.literal(node);
  return {
    fields: fields.slice(0, limit).map((field) => field()),
    omittedFieldCount: Math.max(fields.length - limit, 0),
    ...(text !== undefined && { text }),
  };
}

/** Made when it is listed: an array may have a million. */
type Lazy = () => ObjectField;

class FieldReader {
  readonly #analysis: Analysis;
  readonly #names: PathNames;

  constructor(analysis: Analysis) {
    this.#analysis = analysis;
    this.#names = new PathNames(analysis);
  }

  ownFields(node: NodeOrdinal): Lazy[] {
    return this.#edgesOf(node, (kind) => kind === EdgeKind.property || kind === EdgeKind.element).map(
      (edge) => () =>
        this.#field(
          this.#kindOf(edge) === EdgeKind.element ? 'element' : 'property',
          this.#nameOf(edge),
          edge,
        ),
    );
  }

  /** Of a Map or a Set. */
  entries(node: NodeOrdinal): Lazy[] {
    const kind = this.#names.classKindOf(node);
    if (kind !== 'map' && kind !== 'set') return [];
    const { snapshot } = this.#analysis;
    const table = followInternal(snapshot, node, 'table');
    if (table === undefined) return [];
    const rows = new Map<number, { key?: EdgeOrdinal; value?: EdgeOrdinal }>();
    for (const edge of this.#edgesOf(table, (edgeKind) => edgeKind === EdgeKind.internal)) {
      const slot = Number(this.#nameOf(edge));
      if (!Number.isInteger(slot)) continue;
      const place = placeInTable(snapshot.graph, table, slot, kind === 'set');
      if (place === undefined) continue;
      const at = place === 'key' ? slot : slot - 1;
      const row = rows.get(at) ?? {};
      rows.set(at, row);
      row[place] = edge;
    }
    const ordered = [...rows].sort(([a], [b]) => a - b);
    return ordered.map(([, { key, value }]) => () => {
      if (kind === 'set') return { kind: 'member', name: '', ...this.#valueAt('value', key) };
      return { kind: 'entry', name: '', ...this.#valueAt('key', key), ...this.#valueAt('value', value) };
    });
  }

  /** Of a closure: those of the scopes around it. */
  variables(node: NodeOrdinal): Lazy[] {
    const { snapshot } = this.#analysis;
    if (snapshot.graph.nodeKind[node] !== NodeKind.closure) {
      return this.#edgesOf(node, (kind) => kind === EdgeKind.context).map(
        (edge) => () => this.#field('variable', this.#nameOf(edge), edge),
      );
    }
    const found: Lazy[] = [];
    let scope = followInternal(snapshot, node, 'context');
    for (let depth = 0; scope !== undefined && depth < maxScopes; depth++) {
      for (const edge of this.#edgesOf(scope, (kind) => kind === EdgeKind.context)) {
        found.push(() => this.#field('variable', this.#nameOf(edge), edge));
      }
      scope = followInternal(snapshot, scope, 'previous');
    }
    return found;
  }

  internals(node: NodeOrdinal): Lazy[] {
    return this.#edgesOf(
      node,
      (kind) => kind === EdgeKind.internal || kind === EdgeKind.shortcut || kind === EdgeKind.weak,
    )
      .filter((edge) => !machinery.has(this.#nameOf(edge)))
      .map((edge) => () => this.#field('internal', this.#nameOf(edge), edge));
  }

  /** What is read of a node that is no object with fields. */
  literal(node: NodeOrdinal): Pick<FieldValue, 'type' | 'text'> {
    const { snapshot } = this.#analysis;
    const { nodeKind, nodeName } = snapshot.graph;
    const kind = nodeKind[node];
    if (kind === NodeKind.number) {
      const value = followInternal(snapshot, node, 'value');
      // V8 writes a text there. What else a file may have is not followed: it could lead back here.
      const isText = value !== undefined && isStringKind(nodeKind[value]);
      return { type: 'number', ...(isText && { text: this.literal(value).text ?? '' }) };
    }
    if (kind === NodeKind.regexp)
      return { type: 'expression', text: cut(snapshot.strings.at(nodeName[node])) };
    if (isStringKind(kind)) {
      const text = beginningOf(snapshot, node);
      // Where in its parent a slice begins no snapshot says.
      return { type: 'string', ...((text !== '' || kind === NodeKind.string) && { text: cut(text) }) };
    }
    const constant = this.#constantAt(node);
    return constant === undefined ? { type: 'object' } : { type: 'constant', text: constant };
  }

  /** V8 names these by what they are since version 13; before, the first string that they refer to says it. */
  #constantAt(node: NodeOrdinal): string | undefined {
    const { graph, strings } = this.#analysis.snapshot;
    const kind = graph.nodeKind[node];
    if (kind !== NodeKind.hidden && kind !== NodeKind.native) return undefined;
    const name = strings.at(graph.nodeName[node]);
    if (constants.has(name)) return name;
    if (name !== 'system / Oddball') return undefined;
    const said = this.#edgesOf(node, () => true).find(
      (edge) => graph.nodeKind[graph.edgeTarget[edge]] === NodeKind.string,
    );
    return said === undefined ? undefined : strings.at(graph.nodeName[graph.edgeTarget[said]]);
  }

  #edgesOf(node: NodeOrdinal, isWanted: (kind: EdgeKind) => boolean): EdgeOrdinal[] {
    const { firstEdge, edgeKind } = this.#analysis.snapshot.graph;
    const found: EdgeOrdinal[] = [];
    for (let edge = firstEdge[node]; edge < firstEdge[next(node)]; edge++) {
      if (isWanted(edgeKind[edge])) found.push(edge);
    }
    return found;
  }

  #kindOf(edge: EdgeOrdinal): EdgeKind {
    return this.#analysis.snapshot.graph.edgeKind[edge];
  }

  #nameOf(edge: EdgeOrdinal): string {
    return this.#names.edgeText(edge);
  }

  #field(kind: ObjectField['kind'], name: string, edge: EdgeOrdinal): ObjectField {
    const isWeak = this.#kindOf(edge) === EdgeKind.weak;
    return { kind, name: cut(name), ...this.#valueAt('value', edge), ...(isWeak && { isWeak }) };
  }

  #valueAt(what: 'key' | 'value', edge: EdgeOrdinal | undefined): Partial<ObjectField> {
    if (edge === undefined) return {};
    const { snapshot, shallowSizes, retainedSizes } = this.#analysis;
    const { graph } = snapshot;
    const node = graph.edgeTarget[edge];
    const value: FieldValue = {
      ...this.literal(node),
      nodeId: graph.nodeId[node],
      className: this.#names.classNameOf(node),
      name: this.#names.nameOf(node),
      selfSize: shallowSizes[node],
      retainedSize: retainedSizes[node],
    };
    return { [what]: value };
  }
}

function cut(text: string): string {
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength - 1)}…`;
}
