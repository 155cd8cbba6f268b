import type { Analysis } from '../analysis/analysis.ts';
import { followInternal } from '../analysis/named-edges.ts';
import { next, type EdgeOrdinal, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { EdgeKind, NodeKind, type EdgeKind as Kind } from '../heap/kinds.ts';
import { PathNames } from '../paths/path-names.ts';
import { cutText, fieldValueOf, literalOf, type FieldValue } from './field-values.ts';
import { listEntries, type TableEntries } from './table-entries.ts';

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

export interface ObjectFields {
  /** Properties and elements in V8's order, then entries, variables, and what else V8 keeps with it. */
  readonly fields: readonly ObjectField[];
  readonly omittedFieldCount: number;
  /** The beginning of the object's own text, of a string or an expression; of a number what it is. */
  readonly text?: string;
}

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
  const list = new FieldList(analysis, node);
  const fields = list.page(0, most === 0 ? list.count : most);
  const { text } = literalOf(analysis, node);
  return {
    fields,
    omittedFieldCount: list.count - fields.length,
    ...(text !== undefined && { text }),
  };
}

/** Edges of one node that are fields of a kind: counted, and found again when a page needs them. */
interface EdgeFields {
  readonly kind: 'own' | 'variable' | 'internal';
  readonly node: NodeOrdinal;
  readonly count: number;
}

/**
 * What is in an object, a page at a time: an array may have millions of elements. Made in time O(edges of it, of its table and of
 * its scopes), a look at each; a page takes the same at most, and makes only the fields that are on it.
 */
export class FieldList {
  readonly count: number;
  readonly #analysis: Analysis;
  readonly #names: PathNames;
  readonly #parts: readonly (EdgeFields | TableEntries)[];

  /** @param names for who lists many objects */
  constructor(analysis: Analysis, node: NodeOrdinal, names: PathNames = new PathNames(analysis)) {
    this.#analysis = analysis;
    this.#names = names;
    const entries = listEntries(analysis, names, node);
    const { own, internal } = this.#countFields(node);
    this.#parts = [
      { kind: 'own', node, count: own },
      ...(entries ? [entries] : []),
      ...this.#scopesOf(node).map((scope): EdgeFields => {
        return { kind: 'variable', node: scope, count: this.#countFields(scope).variable };
      }),
      { kind: 'internal', node, count: internal },
    ];
    this.count = this.#parts.reduce((sum, { count }) => sum + count, 0);
  }

  page(from: number, limit: number): ObjectField[] {
    const fields: ObjectField[] = [];
    let before = from;
    for (const part of this.#parts) {
      if (fields.length === limit) break;
      if (before < part.count) {
        const wanted = limit - fields.length;
        fields.push(
          ...(part.kind === 'entries'
            ? this.#entriesOf(part, before, wanted)
            : this.#fieldsOf(part, before, wanted)),
        );
      }
      before = Math.max(before - part.count, 0);
    }
    return fields;
  }

  /** Of a closure the scopes around it; a scope itself has variables, too. */
  #scopesOf(node: NodeOrdinal): NodeOrdinal[] {
    const { snapshot } = this.#analysis;
    if (snapshot.graph.nodeKind[node] !== NodeKind.closure) return [node];
    const scopes: NodeOrdinal[] = [];
    let scope = followInternal(snapshot, node, 'context');
    while (scope !== undefined && scopes.length < maxScopes) {
      scopes.push(scope);
      scope = followInternal(snapshot, scope, 'previous');
    }
    return scopes;
  }

  /** In one pass: there may be millions. */
  #countFields(node: NodeOrdinal): Record<EdgeFields['kind'], number> {
    const { firstEdge, edgeKind } = this.#analysis.snapshot.graph;
    const counts = { own: 0, variable: 0, internal: 0 };
    const end = firstEdge[next(node)];
    for (let edge = firstEdge[node]; edge < end; edge++) {
      const kind = edgeKind[edge];
      if (kind === EdgeKind.property || kind === EdgeKind.element) counts.own++;
      else if (kind === EdgeKind.context) counts.variable++;
      else if (isInternalKind(kind) && !this.#isMachinery(edge)) counts.internal++;
    }
    return counts;
  }

  #isOf(part: EdgeFields['kind'], edge: EdgeOrdinal): boolean {
    const kind = this.#analysis.snapshot.graph.edgeKind[edge];
    if (part === 'own') return kind === EdgeKind.property || kind === EdgeKind.element;
    if (part === 'variable') return kind === EdgeKind.context;
    return isInternalKind(kind) && !this.#isMachinery(edge);
  }

  #isMachinery(edge: EdgeOrdinal): boolean {
    const { graph, strings } = this.#analysis.snapshot;
    // The slots of a table may be a million.
    if (strings.isNumber?.(graph.edgeName[edge] as StringIndex)) return false;
    return machinery.has(this.#names.edgeText(edge));
  }

  #fieldsOf({ kind, node }: EdgeFields, from: number, limit: number): ObjectField[] {
    const { firstEdge, edgeKind } = this.#analysis.snapshot.graph;
    const fields: ObjectField[] = [];
    let before = from;
    for (let edge = firstEdge[node]; edge < firstEdge[next(node)] && fields.length < limit; edge++) {
      if (!this.#isOf(kind, edge) || before-- > 0) continue;
      const isElement = edgeKind[edge] === EdgeKind.element;
      const isWeak = edgeKind[edge] === EdgeKind.weak;
      fields.push({
        kind: kind === 'own' ? (isElement ? 'element' : 'property') : kind,
        name: cutText(this.#names.edgeText(edge)),
        value: this.#valueAt(edge),
        ...(isWeak && { isWeak }),
      });
    }
    return fields;
  }

  #entriesOf(entries: TableEntries, from: number, limit: number): ObjectField[] {
    return entries.page(from, limit).map(({ key, value }) => {
      if (entries.isSet) {
        return { kind: 'member', name: '', ...(key !== undefined && { value: this.#valueAt(key) }) };
      }
      return {
        kind: 'entry',
        name: '',
        ...(key !== undefined && { key: this.#valueAt(key) }),
        ...(value !== undefined && { value: this.#valueAt(value) }),
      };
    });
  }

  #valueAt(edge: EdgeOrdinal): FieldValue {
    const { edgeTarget } = this.#analysis.snapshot.graph;
    return fieldValueOf(this.#analysis, this.#names, edgeTarget[edge]);
  }
}

function isInternalKind(kind: Kind): boolean {
  return kind === EdgeKind.internal || kind === EdgeKind.shortcut || kind === EdgeKind.weak;
}
