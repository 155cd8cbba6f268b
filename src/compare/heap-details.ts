import type { Analysis } from '../analysis/analysis.ts';
import { cutHeapTree, type HeapTreeNode, type OmittedPart } from '../analysis/heap-tree.ts';
import { createBitSet, setBit, type BitSet } from '../heap/bit-set.ts';
import type { IdSet } from '../heap/id-set.ts';
import type { NodeOrdinal } from '../heap/index-spaces.ts';
import type { MemoryTimeline } from './memory-timeline.ts';
import { listHeldObjects, type HeldObjects } from '../paths/held-objects.ts';

/** What of a program's data may be in details: names only, or also the beginning of texts and the keys of Maps. */
export type DetailLevel = 'names' | 'strings';

/** What a page draws of the newest heap beside the numbers of its classes. */
export interface HeapDetails {
  readonly tree: HeapTreeNode;
  readonly objects: HeldObjects;
  /** Where sidecars or a timeline tell of the process. */
  readonly timeline?: MemoryTimeline;
}

/**
 * Takes from a heap what a page draws of it, while its references are at hand. Time O(nodes + edges); memory 20 bytes a node
 * while it runs, and what the analyses it asks for keep.
 *
 * @param first ids of the first snapshot; undefined where there is none before this one
 */
export function takeDetails(analysis: Analysis, level: DetailLevel, first: IdSet | undefined): HeapDetails {
  const { dominators, shallowSizes, retainedSizes, classification, snapshot } = analysis;
  const { nodeId } = snapshot.graph;
  analysis.startPhase('details');
  const added = first && findAdded(analysis, first);
  return {
    tree: cutHeapTree({ dominators, shallowSizes, retainedSizes, classification, nodeId, added }),
    objects: listHeldObjects(analysis, added, level === 'strings'),
  };
}

function findAdded({ snapshot: { graph } }: Analysis, first: IdSet): BitSet {
  const { nodeCount, nodeId } = graph;
  const added = createBitSet(nodeCount);
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    if (!first.has(nodeId[node])) setBit(added, node);
  }
  return added;
}

/** Of two processes nobody knows what is new. */
export function withoutAges({ tree, objects }: HeapDetails): HeapDetails {
  return {
    tree: withoutAdded(tree),
    objects: {
      steps: objects.steps,
      classes: objects.classes.map((row) => ({
        ...row,
        objects: row.objects.map((object) => ({ ...object, isNew: null })),
      })),
    },
  };
}

/** Recursion as deep as the tree was cut. */
function withoutAdded(node: HeapTreeNode): HeapTreeNode {
  const omitted: OmittedPart | null = node.omitted && { ...node.omitted, addedSize: null };
  return { ...node, addedSize: null, omitted, children: node.children.map(withoutAdded) };
}
