import type { ObjectRow, Page, Reference } from '../../explore/questions.ts';
import { placeText } from '../../report/place-text.ts';
import { ask } from './client.ts';
import type { FieldAnswer, FieldRow, RetainerRow } from './row-types.ts';
import type { TreeRow, TreeSource } from './tree-source.ts';
import { pageSize } from './waiting.tsx';

/** What is in an object, and in what is in it. */
export function fieldsTree(snapshot: number): TreeSource {
  return {
    key: `fields ${snapshot}`,
    snapshot,
    empty: 'Nothing a program put there is in it.',
    columns: ['selfSize', 'retainedSize'],
    children: async (id, from, signal) =>
      withRows(await ask(snapshot, 'fields', { id, from, limit: pageSize }, signal), fieldRow),
  };
}

/** Edges as V8 wrote them. */
export function referencesTree(snapshot: number): TreeSource {
  return {
    key: `references ${snapshot}`,
    snapshot,
    empty: 'It refers to nothing.',
    columns: ['selfSize', 'retainedSize', 'distance'],
    children: async (id, from, signal) =>
      withRows(await ask(snapshot, 'references', { id, from, limit: pageSize }, signal), referenceRow),
  };
}

/** What holds an object, and what holds that: the shortest way to a root first. */
export function retainersTree(snapshot: number): TreeSource {
  return {
    key: `retainers ${snapshot}`,
    snapshot,
    empty: 'Nothing that keeps alive refers to it.',
    columns: ['retainedSize', 'distance'],
    children: async (id, from, signal) =>
      withRows(await ask(snapshot, 'retainers', { id, from, limit: pageSize }, signal), retainerRow),
  };
}

/** What goes with an object, and with what goes with it. */
export function dominatedTree(snapshot: number, whole: number | undefined): TreeSource {
  return {
    key: `dominated ${snapshot}`,
    snapshot,
    empty: 'Nothing goes with it but itself.',
    columns: whole === undefined ? ['selfSize', 'retainedSize'] : ['selfSize', 'retainedSize', 'share'],
    ...(whole !== undefined && { whole }),
    children: async (id, from, signal) =>
      withRows(await ask(snapshot, 'dominated', { id, from, limit: pageSize }, signal), dominatedRow),
  };
}

function withRows<Row>(page: Page<Row>, rowOf: (row: Row) => TreeRow): Page<TreeRow> {
  return { ...page, rows: page.rows.map(rowOf) };
}

function valueRow(value: FieldRow, label: string): TreeRow {
  const { nodeId, name, type, text, selfSize, retainedSize } = value;
  return {
    id: nodeId,
    label,
    name,
    type,
    ...(text !== undefined && { text }),
    selfSize,
    retainedSize,
    canOpen: type === 'object',
  };
}

function fieldRow({ kind, name, key, value, isWeak }: FieldAnswer): TreeRow {
  const labels: Readonly<Record<FieldAnswer['kind'], string>> = {
    property: `.${name}`,
    element: `[${name}]`,
    entry: key === undefined ? '(a small integer) →' : '→',
    member: '•',
    variable: name,
    internal: `(${name})`,
  };
  const row: TreeRow = value
    ? valueRow(value, labels[kind])
    : { id: undefined, label: labels[kind], name: 'no object: a small integer', canOpen: false };
  return {
    ...row,
    ...(key && { key }),
    ...(isWeak && { mark: 'weak' }),
    ...(kind === 'variable' && { mark: 'variable' }),
  };
}

function objectRow(object: ObjectRow, label: string): TreeRow {
  const { distance, isNew } = object;
  return { ...valueRow(object, label), distance, ...(isNew !== undefined && { isNew }) };
}

function referenceRow({ edgeType, edgeName, isWeak, target }: Reference): TreeRow {
  const label = edgeType === 'element' || edgeType === 'hidden' ? `[${edgeName}]` : edgeName;
  // What is plain is not said.
  const isPlain = edgeType === 'property' || edgeType === 'element';
  const mark = isWeak ? 'weak' : isPlain ? undefined : edgeType;
  return { ...objectRow(target, label), ...(mark !== undefined && { mark }), canOpen: true };
}

function retainerRow(retainer: RetainerRow): TreeRow {
  const { nodeId, name, label, location, retainedSize, distance } = retainer;
  const place = location ? placeText(location) : undefined;
  return {
    id: nodeId,
    label,
    name,
    // A function's name has its place behind it.
    ...(place !== undefined && !name.includes(place) && { place }),
    retainedSize,
    distance,
    canOpen: true,
  };
}

function dominatedRow(object: ObjectRow): TreeRow {
  return { ...objectRow(object, ''), canOpen: object.retainedSize > object.selfSize };
}
