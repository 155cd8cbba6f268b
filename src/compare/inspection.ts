import type { SnapshotInfo } from '../analysis/aggregate.ts';
import type { Sentence } from '../base/sentence.ts';
import type { MatchedClass } from '../paths/class-objects.ts';
import type { ClassRetainers } from '../paths/class-retainers.ts';
import type { ObjectRetainers } from '../paths/retained-object.ts';
import type { SnapshotFile } from './object-ids.ts';
import type { ObjectPage } from './object-list.ts';

/** What holds the objects of a class, or one object. */
export interface InspectedRetainers {
  readonly snapshot: SnapshotInfo;
  /** Only objects that are not in this earlier snapshot were asked for. */
  readonly newSince?: SnapshotFile;
  /** Reasons to doubt the answer, each a sentence for a person. */
  readonly warnings: readonly string[];
  readonly warningsParts: readonly Sentence[];
  /** null when one object was asked for. */
  readonly ofClass: ClassRetainers | null;
  /** null when a class was asked for. */
  readonly ofObject: ObjectRetainers | null;
}

/** The objects of a class, in pages. */
export interface InspectedObjects extends ObjectPage {
  /** The last of the files: its objects are listed. */
  readonly snapshot: SnapshotInfo;
  /** The files before it, earliest first. */
  readonly earlier: readonly SnapshotFile[];
  /** Reasons to doubt the answer, each a sentence for a person. */
  readonly warnings: readonly string[];
  readonly warningsParts: readonly Sentence[];
  readonly className: string;
  /** Several where constructors in different places share the name. */
  readonly classes: readonly MatchedClass[];
}
