import type { SnapshotInfo } from '../analysis/aggregate.ts';
import type { SnapshotFile } from '../compare/object-ages.ts';
import type { NodeId } from '../heap/index-spaces.ts';
import type { Bytes } from '../base/units.ts';
import type { MatchedClass } from './retainers-report.ts';

/** The columns objects can be ordered by, biggest first: newest id, oldest age. */
export const objectColumns = ['id', 'selfSize', 'retainedSize', 'distance', 'age'] as const;
export type ObjectColumn = (typeof objectColumns)[number];

/** The objects of a class, in pages. What it prints with `--json`. */
export interface ObjectsReport {
  readonly schemaVersion: 1;
  readonly kind: 'objects';
  /** The last of the files: its objects are listed. */
  readonly snapshot: SnapshotInfo;
  /** The files before it, earliest first. */
  readonly earlier: readonly SnapshotFile[];
  /** Reasons to doubt the answer, each a sentence for a person. */
  readonly warnings: readonly string[];
  readonly className: string;
  /** Several where constructors in different places share the name. */
  readonly classes: readonly MatchedClass[];
  readonly sort: ObjectColumn;
  /** All objects of the class, on all pages. */
  readonly objectCount: number;
  /** Bytes of all of them, without what they hold. */
  readonly selfSize: Bytes;
  /** From 1. */
  readonly page: number;
  readonly pageCount: number;
  readonly objects: readonly ListedObject[];
  /** Objects on the other pages. */
  readonly omittedObjectCount: number;
}

export interface ListedObject {
  readonly nodeId: NodeId;
  readonly selfSize: Bytes;
  readonly retainedSize: Bytes;
  /** Edges from the root, as Chrome DevTools counts: 100,000,000 and more through the engine only, −5 weakly. */
  readonly distance: number;
  /** Snapshots before this one that it is in already: 0 for a new one. */
  readonly age: number;
  /** The file it is first seen in. */
  readonly since: string;
  /** The start of a string's text, or the name and place of a function; others are their class. */
  readonly preview?: string;
}
