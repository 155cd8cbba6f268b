import type { ClassNaming } from '../compare/census.ts';
import type { IdentitySample } from '../compare/identity.ts';
import type { IdSetParts } from '../heap/id-set.ts';
import type { ObjectsAsk } from './questions.ts';

// What a heap is told of the others for a question. Each heap has a thread of its own, so this is plain data.

/** The row of a report whose objects are asked for. */
export interface RowAsk extends Pick<ObjectsAsk, 'key' | 'matchedBy' | 'shapesOf'> {}

/** The objects of a row in another snapshot. */
export interface PeerObjects {
  readonly ids: IdSetParts;
  /** To tell whether it is of the same process. */
  readonly identity: IdentitySample;
}

/** What a question about objects needs of other snapshots. */
export interface Peers {
  /** Of the snapshot `shapesOf`, unless that is the heap itself. */
  readonly naming?: ClassNaming;
  /** Of the snapshot `other`. */
  readonly objects?: PeerObjects;
}
