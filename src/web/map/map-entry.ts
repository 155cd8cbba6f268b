import type { HeapTree } from '../data-source.ts';

/** An entry of the heap's tree as the map draws it. */
export interface MapEntry {
  /** Position in preorder, from 0 for the whole. */
  readonly index: number;
  readonly className: string;
  /** Where it is a single object; else null. */
  readonly nodeId: number | null;
  /** Objects that are one here. */
  readonly count: number;
  /** Bytes freed with them. */
  readonly retainedSize: number;
  /** Of these, bytes of objects that the first snapshot has not; null where there is one snapshot. */
  readonly addedSize: number | null;
  /** From 0 for the whole. */
  readonly depth: number;
  readonly parent: MapEntry | undefined;
  readonly children: MapEntry[];
  /** It stands for what is too small, or too much, to be drawn. */
  readonly isRest: boolean;
}

type Rest = NonNullable<HeapTree['omitted']>;

/** The whole first, each before what is below it. No recursion over the depth. Time O(entries). */
export function mapEntries(tree: HeapTree): MapEntry[] {
  const entries: MapEntry[] = [];
  const open: { readonly node: HeapTree | Rest; readonly parent: MapEntry | undefined }[] = [
    { node: tree, parent: undefined },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, parent } = next;
    const own = 'children' in node ? node : undefined;
    const entry: MapEntry = {
      index: entries.length,
      className: own?.className ?? '',
      nodeId: own?.nodeId ?? null,
      count: node.count,
      retainedSize: node.retainedSize,
      addedSize: node.addedSize,
      depth: parent ? parent.depth + 1 : 0,
      parent,
      children: [],
      isRest: own === undefined,
    };
    entries.push(entry);
    parent?.children.push(entry);
    if (own === undefined) continue;
    // What is put on last comes first: so the largest, and the rest behind them all.
    if (own.omitted !== null) open.push({ node: own.omitted, parent: entry });
    for (const child of own.children.toReversed()) open.push({ node: child, parent: entry });
  }
  return entries;
}

/** From the whole down to the entry. */
export function wayTo(entry: MapEntry): MapEntry[] {
  const way: MapEntry[] = [];
  for (let at: MapEntry | undefined = entry; at; at = at.parent) way.unshift(at);
  return way;
}
