import { SnapshotFormatError } from '../base/errors.ts';

/**
 * The header of a heap snapshot: what V8's `HeapSnapshotJSONSerializer` writes under "snapshot"
 * (v8/src/profiler/heap-snapshot-generator.cc). Fields and types are found by name, because their
 * lists differ: Node ≤ 22 has `trace_node_id`, Chrome's locations have a fifth field, and so on.
 */
export interface SnapshotHeader {
  /** undefined where the header says 0, as Hermes did before June 2024: then what is there is counted. */
  readonly nodeCount: number | undefined;
  readonly edgeCount: number | undefined;
  /** Slot of the root in the flat `nodes` array (not an ordinal). */
  readonly rootIndex: number;
  readonly extraNativeBytes: number;
  readonly node: RecordLayout<
    'type' | 'name' | 'id' | 'self_size' | 'edge_count',
    'detachedness' | 'trace_node_id'
  >;
  readonly edge: RecordLayout<'type' | 'name_or_index' | 'to_node', never>;
  /** undefined: the file has no locations. */
  readonly location: RecordLayout<'object_index' | 'script_id' | 'line' | 'column', never> | undefined;
  /** undefined: allocations were not tracked, and nothing of them is read. */
  readonly traces: TraceLayouts | undefined;
  /** File's number of a node type → V8's spelling. */
  readonly nodeTypes: readonly string[];
  readonly edgeTypes: readonly string[];
}

/** The sections of a heap whose allocations were tracked. */
export interface TraceLayouts {
  readonly functions: RecordLayout<'name' | 'script_name' | 'script_id' | 'line' | 'column', never>;
  /** Of a tree: the field `children` is the list of the records below. */
  readonly tree: RecordLayout<'id' | 'function_info_index' | 'children', never>;
  readonly samples: RecordLayout<'timestamp_us' | 'last_assigned_id', never> | undefined;
}

/** Where each field stands in a record of a flat array. */
export interface RecordLayout<Required extends string, Optional extends string> {
  /** Numbers per record. */
  readonly fieldCount: number;
  readonly at: Readonly<Record<Required, number>>;
  readonly optional: Readonly<Record<Optional, number | undefined>>;
}

/** More than this is no header: V8's own is 2-4 kB. */
export const maxHeaderBytes: number = 1 << 20;

/** A record of more fields is none of V8's (7 at most), and need not fit in the scanner's batch. */
const maxFieldCount = 256;
/** Kinds are kept in a byte, and some numbers of it are taken. V8 has 16 types of nodes. */
const maxTypeCount = 200;

/** @throws SnapshotFormatError when the header does not say what the rest of the file needs. */
export function parseHeader(text: string, path: string, byteOffset: number): SnapshotHeader {
  const fail = (problem: string): never => {
    throw new SnapshotFormatError(path, byteOffset, problem, {
      hint: 'It may be damaged or no V8 heap snapshot; capture it again.',
    });
  };

  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return fail('its "snapshot" header is not valid JSON');
  }
  const header = record(parsed);
  const meta = record(header?.get('meta'));
  if (!header || !meta) return fail('its "snapshot" header has no "meta"');

  const count = (name: string): number => {
    const value = header.get(name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    return fail(`its header has no valid "${name}"`);
  };
  const layout = <R extends string, O extends string>(
    listName: string,
    required: readonly R[],
    optional: readonly O[],
  ): RecordLayout<R, O> => {
    const fields = strings(meta.get(listName)) ?? fail(`its header has no list "${listName}"`);
    if (fields.length > maxFieldCount) fail(`"${listName}" in its header names ${fields.length} fields`);
    const position = (field: string): number | undefined => {
      const found = fields.indexOf(field);
      return found < 0 ? undefined : found;
    };
    const at = required.map((field) => [
      field,
      position(field) ?? fail(`"${listName}" in its header lacks "${field}"`),
    ]);
    return {
      fieldCount: fields.length,
      at: Object.fromEntries(at) as Record<R, number>,
      optional: Object.fromEntries(optional.map((field) => [field, position(field)])) as Record<
        O,
        number | undefined
      >,
    };
  };
  // The list of types stands at the place of the field "type"; the other entries name scalar types.
  const types = (listName: string, typeField: number): readonly string[] => {
    const list = meta.get(listName);
    const names =
      strings(Array.isArray(list) ? list[typeField] : undefined) ??
      fail(`its header has no type names in "${listName}"`);
    if (names.length > maxTypeCount) fail(`"${listName}" in its header names ${names.length} types`);
    return names;
  };

  const node = layout(
    'node_fields',
    ['type', 'name', 'id', 'self_size', 'edge_count'],
    ['detachedness', 'trace_node_id'],
  );
  const edge = layout('edge_fields', ['type', 'name_or_index', 'to_node'], []);
  const nodeCount = count('node_count') || undefined;
  const edgeCount = count('edge_count') || undefined;
  const rootIndex = header.has('root_index') ? count('root_index') : 0;
  if (rootIndex % node.fieldCount !== 0 || rootIndex / node.fieldCount >= (nodeCount ?? Infinity)) {
    fail(`its root_index ${rootIndex} is not the start of one of its ${nodeCount} nodes`);
  }
  return {
    nodeCount,
    edgeCount,
    rootIndex,
    extraNativeBytes: header.has('extra_native_bytes') ? count('extra_native_bytes') : 0,
    node,
    edge,
    location: meta.has('location_fields')
      ? layout('location_fields', ['object_index', 'script_id', 'line', 'column'], [])
      : undefined,
    traces: readTraceLayouts(header, node.optional.trace_node_id, (listName, required) =>
      required.every((field) => strings(meta.get(listName))?.includes(field))
        ? layout(listName, required, [])
        : undefined,
    ),
    nodeTypes: types('node_types', node.at.type),
    edgeTypes: types('edge_types', edge.at.type),
  };
}

/**
 * V8 and Hermes always name these sections' fields, and count functions only while they track allocations. What is
 * not as they have it is passed over: a heap without its stacks is still a heap.
 */
function readTraceLayouts(
  header: ReadonlyMap<string, unknown>,
  traceNodeId: number | undefined,
  layout: <R extends string>(listName: string, required: readonly R[]) => RecordLayout<R, never> | undefined,
): TraceLayouts | undefined {
  if (traceNodeId === undefined || !(Number(header.get('trace_function_count') ?? 0) > 0)) return undefined;
  const functions = layout('trace_function_info_fields', [
    'name',
    'script_name',
    'script_id',
    'line',
    'column',
  ]);
  const tree = layout('trace_node_fields', ['id', 'function_info_index', 'children']);
  const samples = layout('sample_fields', ['timestamp_us', 'last_assigned_id']);
  return functions && tree ? { functions, tree, samples } : undefined;
}

/** A JSON object as a Map, so that a key like `__proto__` is a key like any other. */
function record(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value));
}

function strings(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.every((item) => typeof item === 'string') ? value : undefined;
}
