import type { ScriptLocation } from '../analysis/scripts.ts';
import type { Bytes } from '../base/units.ts';
import type { NodeId } from '../heap/index-spaces.ts';
import type { HoldForm } from './holds.ts';
import type { ObjectName } from './object-names.ts';

/** How many ways, and how much of each, `mergeRetainingPaths` tells. 0 is all. */
export interface MergeOptions {
  /** Steps from the root. */
  readonly depth?: number;
  /** Ways to the objects: those on which most of them hang. */
  readonly paths?: number;
}

/** One step of many paths at once. */
export interface PathBranch {
  /** Steps above it. In the list of branches, what hangs on a branch follows it, one deeper. */
  readonly depth: number;
  /** Objects asked for that are reached this way: here or further down. */
  readonly objectCount: number;
  /** Bytes that would be freed with these; what one of them retains inside another counts once. */
  readonly retainedSize: Bytes;
  /** How many of the objects asked for are the step itself. */
  readonly endCount: number;
  /** How many objects the step stands for: of one class, held in one way by the objects of the step above. */
  readonly holderCount: number;
  /** The object, where the step stands for one only. */
  readonly nodeId?: NodeId;
  readonly className: string;
  readonly object: ObjectName;
  /** What it is, as text. */
  readonly name: string;
  /** In what way it is held by the step above, and which one of that form; without it for any. */
  readonly form: HoldForm;
  readonly detail?: string;
  /** The same as text: ".sessions", "[…]" for any index, "variable cache". */
  readonly label: string;
  readonly location?: ScriptLocation;
  /** The objects are linked to each other; the longest such list has this many. */
  readonly listLength?: number;
  /** Ways that go on below and are not told. */
  readonly omitted?: OmittedPaths;
}

export interface OmittedPaths {
  readonly pathCount: number;
  readonly objectCount: number;
}

/** The retaining paths of many objects, the same steps put together. */
export interface MergedPaths {
  readonly objectCount: number;
  /** Bytes that would be freed with all of the objects. */
  readonly retainedSize: Bytes;
  /** Of the objects, those that no reference that keeps alive leads to; no branch has them. */
  readonly unreachedCount: number;
  /** Ways in all. */
  readonly pathCount: number;
  /** Each before what hangs on it, then the next beside it, by number of objects. */
  readonly branches: readonly PathBranch[];
  /** Ways that part at the root and are not told. */
  readonly omitted?: OmittedPaths;
}
