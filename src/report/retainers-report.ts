import type { SnapshotInfo } from '../analysis/aggregate.ts';
import type { MergedPaths } from '../paths/merged-paths.ts';
import type { ObjectRetainer } from '../paths/object-retainers.ts';
import type { PathStep } from '../paths/retaining-path.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';
import type { SnapshotFile } from '../compare/object-ages.ts';
import type { NodeId } from '../heap/index-spaces.ts';
import type { Bytes } from '../base/units.ts';

/** One of the classes that have the name asked for. */
export interface MatchedClass {
  readonly key: string;
  readonly className: string;
  /** Where its constructor stands. Line and column count from 0. */
  readonly location?: ScriptLocation;
  /** Its objects among those listed. */
  readonly objectCount: number;
}

/** What holds the objects of a class, or one object. What it prints with `--json`. */
export interface RetainersReport {
  readonly schemaVersion: 1;
  readonly kind: 'retainers';
  readonly snapshot: SnapshotInfo;
  /** Only objects that are not in this earlier snapshot were asked for. */
  readonly newSince?: SnapshotFile;
  /** Reasons to doubt the answer, each a sentence for a person. */
  readonly warnings: readonly string[];
  /** null when one object was asked for. */
  readonly ofClass: ClassRetainers | null;
  /** null when a class was asked for. */
  readonly ofObject: ObjectRetainers | null;
}

export interface ClassRetainers extends MergedPaths {
  readonly className: string;
  /** Several where constructors in different places share the name. */
  readonly classes: readonly MatchedClass[];
}

export interface ObjectRetainers {
  readonly nodeId: NodeId;
  readonly className: string;
  readonly name: string;
  readonly location?: ScriptLocation;
  readonly selfSize: Bytes;
  readonly retainedSize: Bytes;
  /** Edges from the root, as Chrome DevTools counts: 100,000,000 and more through the engine only, −5 weakly. */
  readonly distance: number;
  /** From a root to the object, the last; empty where only weak references lead to it. */
  readonly path: readonly PathStep[];
  /** Steps left out in the middle of the path. */
  readonly omittedStepCount: number;
  /** All objects that hold it, those nearest to the root first. */
  readonly retainers: readonly ObjectRetainer[];
  readonly omittedRetainerCount: number;
}
