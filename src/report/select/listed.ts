import type { SnapshotInfo } from '../../analysis/aggregate.ts';

/** A file's line at the top of a report; without its total where only its ids were read. */
export type FileInfo = Pick<SnapshotInfo, 'fileBytes' | 'nodeCount'> &
  Partial<Pick<SnapshotInfo, 'totalSize'>> & {
    /** null: deleted */
    readonly path: string | null;
  };

/** A report that may have left constructors out. */
export interface ClassList {
  readonly classes: readonly unknown[];
  readonly omittedClassCount: number;
}
