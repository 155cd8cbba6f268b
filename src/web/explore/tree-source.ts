import type { Page } from '../../explore/questions.ts';
import type { FieldRow, ObjectId } from './row-types.ts';

/** A line of a tree: an object, and what it has to do with the one it hangs on. */
export interface TreeRow {
  /** Absent of a value that is no object of its own. */
  readonly id: ObjectId | undefined;
  /** How it hangs there: ".cache", "[12]". */
  readonly label: string;
  /** Of an entry of a Map, which begins with an object. */
  readonly key?: FieldRow;
  readonly name: string;
  readonly type?: FieldRow['type'];
  readonly text?: string;
  readonly place?: string;
  readonly isNew?: boolean;
  /** A word on how it hangs there: "weak", "engine". */
  readonly mark?: string;
  readonly selfSize?: number;
  readonly retainedSize?: number;
  readonly distance?: number;
  /** Whether anything may be below it. */
  readonly canOpen: boolean;
}

export type TreeColumn = 'selfSize' | 'retainedSize' | 'share' | 'distance';

/** Where a tree comes from, a page at a time. */
export interface TreeSource {
  /** Another key is another tree. */
  readonly key: string;
  readonly snapshot: number;
  /** What is said where nothing hangs. */
  readonly empty: string;
  readonly columns: readonly TreeColumn[];
  /** Of what `share` is told, in bytes. */
  readonly whole?: number;
  readonly children: (id: ObjectId, from: number, signal: AbortSignal) => Promise<Page<TreeRow>>;
}
