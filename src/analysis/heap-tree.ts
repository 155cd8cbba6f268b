import type { Bytes } from '../base/units.ts';
import { hasBit, type BitSet } from '../heap/bit-set.ts';
import {
  asDfsColumn,
  asNodeColumn,
  next,
  type ClassIndex,
  type DfsColumn,
  type DfsNumber,
  type NodeColumn,
  type NodeId,
  type NodeOrdinal,
} from '../heap/index-spaces.ts';
import type { Classification } from './classes.ts';
import type { DominatorTree } from './dominators.ts';
import { EntryQueue } from './entry-queue.ts';

/**
 * A part of a heap to be drawn: objects of one class that are freed with the entry above, as one. What an object dominates of
 * its own class is in the same entry, so that a list is one entry however long it is.
 */
export interface HeapTreeNode {
  /** "(heap)" for the whole. */
  readonly className: string;
  /** Where the entry is a single object; else null. */
  readonly nodeId: NodeId | null;
  /** Objects that are one here; 1 for the whole. */
  readonly count: number;
  /** Bytes of these objects themselves. */
  readonly selfSize: Bytes;
  /** Bytes freed with them: their own and those of all entries below, drawn and omitted. */
  readonly retainedSize: Bytes;
  /** Of these, bytes of objects that the first snapshot has not; null where there is nothing to compare with. */
  readonly addedSize: Bytes | null;
  /** Those that are drawn, largest first. */
  readonly children: readonly HeapTreeNode[];
  /** Entries below that are too small to be drawn, or too many, as one; null where there are none. */
  readonly omitted: OmittedPart | null;
}

export interface OmittedPart {
  /** Objects that have a size and that an object of the entry dominates at once, or by way of its like. */
  readonly count: number;
  readonly retainedSize: Bytes;
  readonly addedSize: Bytes | null;
}

/** What of a heap the tree is made from. */
export interface HeapTreeInput {
  readonly dominators: DominatorTree;
  /** NodeOrdinal → bytes of the object with its inner parts. */
  readonly shallowSizes: NodeColumn<Bytes>;
  readonly retainedSizes: NodeColumn<Bytes>;
  readonly classification: Classification;
  readonly nodeId: NodeColumn<NodeId>;
  /** NodeOrdinal → whether the first snapshot has not the object; undefined where there is one snapshot only. */
  readonly added: BitSet | undefined;
}

export interface HeapTreeLimits {
  /** Entries at most. */
  readonly entries: number;
  /** Entries above one another at most, the whole among them. */
  readonly depth: number;
  /** Entries with less than this share of the heap, and of what was added, are left out. */
  readonly share: number;
}

/** An entry that small is a square of ten pixels in a window, and two thousand of them fill it. */
export const heapTreeLimits: HeapTreeLimits = { entries: 2000, depth: 24, share: 1 / 5000 };

/** An entry while the tree is made. */
interface Entry {
  readonly depth: number;
  readonly classIndex: ClassIndex | undefined;
  readonly parent: Entry | undefined;
  /** Ends of a list of numbers, linked by `following`. */
  readonly first: DfsNumber;
  last: DfsNumber;
  count: number;
  selfSize: Bytes;
  retainedSize: Bytes;
  addedSize: Bytes;
  /** The greater of its shares of the heap and of what was added. */
  weight: number;
  readonly children: Entry[];
  readonly omitted: { count: number; retainedSize: Bytes; addedSize: Bytes };
}

/**
 * Cuts the dominator tree to what can be drawn. Entries are taken in the order of their size: by the share of the heap that they
 * retain, or of all that was added, whichever is greater; an entry is never larger than the one above, so what is left out is
 * smaller than all that is drawn. Objects without a size (V8's roots, inner parts that are counted with their owner) are no
 * entries: what they dominate stands under the next one above.
 *
 * Time O(nodes), and O(entries · log entries) for those that may be drawn; memory 20 bytes a node while it runs. No recursion: a
 * list is as deep as it is long.
 */
export function cutHeapTree(input: HeapTreeInput, limits: HeapTreeLimits = heapTreeLimits): HeapTreeNode {
  const { dominators, shallowSizes, retainedSizes } = input;
  const addedSizes = input.added && addUp(dominators, shallowSizes, input.added);
  const dominated = dominatedBy(dominators);
  const root = 0 as DfsNumber;
  const rootNode = dominators.nodeAt[root];
  const whole = newEntry(undefined, undefined, root);
  whole.count = 1;
  whole.selfSize = shallowSizes[rootNode];
  whole.retainedSize = retainedSizes[rootNode];
  whole.addedSize = addedSizes?.[rootNode] ?? 0;
  const following = asDfsColumn<DfsNumber>(new Uint32Array(dominators.nodeAt.length));
  const queue = new EntryQueue<Entry>();
  queue.add(whole);
  for (let drawn = 0; drawn < limits.entries; drawn++) {
    const entry = queue.takeLargest();
    if (!entry) break;
    entry.parent?.children.push(entry);
    for (const child of entriesBelow(entry, input, addedSizes, dominated, following)) {
      const { retainedSize, addedSize } = child;
      const { retainedSize: all, addedSize: allAdded } = whole;
      child.weight = Math.max(retainedSize / Math.max(all, 1), addedSize / Math.max(allAdded, 1));
      if (child.weight < limits.share || child.depth >= limits.depth) omit(child);
      else queue.add(child);
    }
  }
  for (let entry = queue.takeLargest(); entry; entry = queue.takeLargest()) omit(entry);
  return recordOf(whole, input, addedSizes !== undefined);
}

function newEntry(classIndex: ClassIndex | undefined, parent: Entry | undefined, first: DfsNumber): Entry {
  return {
    depth: parent ? parent.depth + 1 : 0,
    classIndex,
    parent,
    first,
    last: first,
    count: 0,
    selfSize: 0,
    retainedSize: 0,
    addedSize: 0,
    weight: 1,
    children: [],
    omitted: { count: 0, retainedSize: 0, addedSize: 0 },
  };
}

/** NodeOrdinal → bytes of new objects freed with it. */
function addUp(
  { nodeAt, dominatorAt }: DominatorTree,
  shallowSizes: NodeColumn<Bytes>,
  added: BitSet,
): NodeColumn<Bytes> {
  const sizes: NodeColumn<Bytes> = asNodeColumn(new Float64Array(nodeAt.length));
  for (let dfs = (nodeAt.length - 1) as DfsNumber; dfs > 0; dfs--) {
    const node = nodeAt[dfs];
    if (hasBit(added, node)) sizes[node] += shallowSizes[node];
    sizes[nodeAt[dominatorAt[dfs]]] += sizes[node];
  }
  return sizes;
}

/** The dominator tree turned round: from each number to those right below it. */
interface Dominated {
  /** DfsNumber → its first slot; one entry more than numbers. */
  readonly firstSlot: DfsColumn;
  /** slot → DfsNumber */
  readonly below: Uint32Array;
}

/** A counting sort. */
function dominatedBy({ dominatorAt }: DominatorTree): Dominated {
  const nodeCount = dominatorAt.length;
  const firstSlot = asDfsColumn(new Uint32Array(nodeCount + 1));
  for (let dfs = 1 as DfsNumber; dfs < nodeCount; dfs++) firstSlot[dominatorAt[dfs]]++;
  // Running sums turn counts into ends; filling backwards turns ends into starts.
  let total = 0;
  for (let dfs = 0 as DfsNumber; dfs < nodeCount; dfs++) {
    total += firstSlot[dfs];
    firstSlot[dfs] = total;
  }
  firstSlot[nodeCount as DfsNumber] = total;
  const below = new Uint32Array(total);
  for (let dfs = (nodeCount - 1) as DfsNumber; dfs > 0; dfs--) below[--firstSlot[dominatorAt[dfs]]] = dfs;
  return { firstSlot, below };
}

/**
 * The entries right below one: what its objects dominate, by class. Those of its own class join it, and those without a size
 * are passed through; both are walked like its own, from the end of its list.
 */
function entriesBelow(
  entry: Entry,
  { dominators: { nodeAt }, shallowSizes, retainedSizes, classification: { classOf } }: HeapTreeInput,
  addedSizes: NodeColumn<Bytes> | undefined,
  { firstSlot, below }: Dominated,
  following: DfsColumn<DfsNumber>,
): Iterable<Entry> {
  const children = new Map<ClassIndex, Entry>();
  for (let dfs = entry.first; ; dfs = following[dfs]) {
    for (let slot = firstSlot[dfs]; slot < firstSlot[next(dfs)]; slot++) {
      const child = below[slot] as DfsNumber;
      const node = nodeAt[child];
      const selfSize = shallowSizes[node];
      if (retainedSizes[node] === 0) continue;
      const classIndex = classOf[node] as ClassIndex;
      if (selfSize === 0 || classIndex === entry.classIndex) {
        following[entry.last] = child;
        entry.last = child;
        if (selfSize === 0) continue;
        entry.count++;
        entry.selfSize += selfSize;
        continue;
      }
      let group = children.get(classIndex);
      if (group) {
        following[group.last] = child;
        group.last = child;
      } else {
        group = newEntry(classIndex, entry, child);
        children.set(classIndex, group);
      }
      group.count++;
      group.selfSize += selfSize;
      group.retainedSize += retainedSizes[node];
      group.addedSize += addedSizes?.[node] ?? 0;
    }
    if (dfs === entry.last) break;
  }
  return children.values();
}

function omit({ parent, count, retainedSize, addedSize }: Entry): void {
  if (!parent) return;
  parent.omitted.count += count;
  parent.omitted.retainedSize += retainedSize;
  parent.omitted.addedSize += addedSize;
}

/** Recursion as deep as the limit of the depth. */
function recordOf(entry: Entry, input: HeapTreeInput, isCompared: boolean): HeapTreeNode {
  const { classIndex, count, selfSize, retainedSize, omitted } = entry;
  const { classification, dominators, nodeId } = input;
  const isOne = classIndex !== undefined && count === 1;
  return {
    className: classIndex === undefined ? '(heap)' : classification.classes[classIndex].className,
    nodeId: isOne ? nodeId[dominators.nodeAt[entry.first] as NodeOrdinal] : null,
    count,
    selfSize,
    retainedSize,
    addedSize: isCompared ? entry.addedSize : null,
    children: entry.children
      .sort((a, b) => b.retainedSize - a.retainedSize)
      .map((child) => recordOf(child, input, isCompared)),
    omitted:
      omitted.count === 0
        ? null
        : {
            count: omitted.count,
            retainedSize: omitted.retainedSize,
            addedSize: isCompared ? omitted.addedSize : null,
          },
  };
}
