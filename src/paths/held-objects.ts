import type { Bytes } from '../base/units.ts';
import type { NodeId } from '../heap/index-spaces.ts';
import type { PathStep } from './retaining-path.ts';

/** Some objects of the classes a report lists, with what keeps each alive. */
export interface HeldObjects {
  /** Those of all paths, each once: paths of many objects begin alike. */
  readonly steps: readonly ObjectStep[];
  readonly classes: readonly ClassObjects[];
}

/** Of a step (`PathStep`) what a person reads: the whole of each would be four times as long. */
export type ObjectStep = Pick<PathStep, 'nodeId' | 'kind' | 'name' | 'label' | 'location' | 'count'>;

/** The objects of a class that hold most, in the newest snapshot. */
export interface ClassObjects {
  /** As the class has it. A report that lists constructors by name only has several with one name here. */
  readonly key: string;
  readonly className: string;
  /** By retained size, largest first. */
  readonly objects: readonly HeldObject[];
  /** How many more the class has. */
  readonly omittedObjectCount: number;
}

export interface HeldObject {
  readonly nodeId: NodeId;
  readonly selfSize: Bytes;
  readonly retainedSize: Bytes;
  /** Edges from the root, as Chrome DevTools counts: 100,000,000 and more through the engine only, −5 weakly. */
  readonly distance: number;
  /** Whether the first snapshot has it not; null where there is none, or it is of another process. */
  readonly isNew: boolean | null;
  /** Positions in `steps`, from a root to the object; empty where nothing that keeps alive leads there. */
  readonly path: readonly number[];
}
