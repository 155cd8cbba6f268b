import type { Analysis } from '../analysis/analysis.ts';
import { exposesNumbers } from '../analysis/number-values.ts';
import { textsOf, type Sentence } from '../base/sentence.ts';
import type { SnapshotInfo } from '../analysis/aggregate.ts';
import type { NodeId, NodeOrdinal } from '../heap/index-spaces.ts';
import { findOtherOwners } from '../paths/other-owners.ts';
import type { MergeOptions } from '../paths/path-branches.ts';
import { findNode, findRetainedObject, type ObjectRetainers } from '../paths/retained-object.ts';
import { listFields, type ObjectFields } from './object-fields.ts';

/** One object: what is in it, what holds it, and whether it would be freed. */
export interface ShownObject extends ObjectFields {
  readonly snapshot: SnapshotInfo;
  /** What is odd about the file, each a sentence for a person. */
  readonly warnings: readonly string[];
  readonly warningsParts: readonly Sentence[];
  /** Whether the capture says what numbers are. Else small integers are not in it, and of others no more than that they are numbers. */
  readonly hasNumbers: boolean;
  readonly object: ObjectRetainers;
  /** Of the object next to it on its path; null where there is none. */
  readonly holder: HolderOfObject | null;
}

/** What becomes of an object when the one that is next to it on its path lets it go. */
export interface HolderOfObject {
  readonly nodeId: NodeId;
  readonly name: string;
  /** Nobody else holds the object. */
  readonly isOnly: boolean;
  /** Who else does, of two that were looked for. */
  readonly others: readonly OtherHolder[];
}

export interface OtherHolder {
  readonly nodeId: NodeId;
  /** What it is to a person: "variable cache of …". */
  readonly name: string;
}

/** How much to show. */
export interface ShowOptions extends MergeOptions {
  /** Fields at most; 0 shows all. */
  readonly top?: number;
}

/**
 * Shows one object. Time O(nodes + edges), and once more for each other owner.
 *
 * @throws SnapdiffError where the snapshot has no such object
 */
export function showObject(analysis: Analysis, id: number, options: ShowOptions): ShownObject {
  const object = findRetainedObject(analysis, id, options);
  const node = findNode(analysis, id);
  const { warnings } = analysis.snapshot;
  return {
    snapshot: analysis.info,
    warnings: textsOf(warnings),
    warningsParts: warnings,
    hasNumbers: exposesNumbers(analysis.snapshot.graph, analysis.snapshot.strings),
    object,
    ...listFields(analysis, node, options.top),
    holder: holderOf(analysis, node, object),
  };
}

function holderOf(analysis: Analysis, node: NodeOrdinal, { path }: ObjectRetainers): HolderOfObject | null {
  const [before, last] = path.slice(-2);
  // What is next to a link of a list is another link, which has no step.
  if (!before || !last || last.count !== undefined) return null;
  const { owners, freedCount } = findOtherOwners(analysis, findNode(analysis, before.nodeId), [node]);
  return {
    nodeId: before.nodeId,
    name: before.name,
    isOnly: freedCount === 1,
    others: owners.map(({ nodeId, name }) => ({ nodeId, name: `${name.edge} ${name.className}`.trim() })),
  };
}
