import type { HeapTreeNode } from '../analysis/heap-tree.ts';
import type { MemoryTimeline } from '../compare/memory-timeline.ts';
import type { HeldObjects } from '../paths/held-objects.ts';

/** What a report has for a page that draws it. All are absent unless asked for: they cost time and room. */
export interface ReportDetails {
  /** The newest heap as it hangs together, cut to what can be drawn. */
  readonly tree?: HeapTreeNode;
  /** Objects of the classes that are listed, those that hold most. */
  readonly objects?: HeldObjects;
  /** Absent where no snapshot has a sidecar, and no timeline was given. */
  readonly timeline?: MemoryTimeline;
  readonly privacy?: ReportPrivacy;
}

/** What of a program's data a report can hold. */
export interface ReportPrivacy {
  /**
   * `left-out`: the text of strings and the keys of Maps are not in it. Constructor, property and variable names are: those of
   * an object that is used as a dictionary are its keys.
   */
  readonly strings: 'left-out' | 'included';
}

/** For what is no page: a table says nothing of them, and a program that has not asked would get ten times as much. */
export function withoutDetails<Kind extends object>(report: Kind): Kind {
  const { tree: _, objects: __, timeline: ___, privacy: ____, ...rest } = report as Kind & ReportDetails;
  return rest as unknown as Kind;
}
