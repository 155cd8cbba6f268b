import type { Questions } from '../../explore/questions.ts';

/** Parts of answers that no type names in one piece. */
export type { ObjectId } from './address.ts';
export type FieldAnswer = Questions['fields']['answer']['rows'][number];
export type FieldRow = NonNullable<FieldAnswer['value']>;
export type RetainerRow = Questions['retainers']['answer']['rows'][number];
export type StoredObject = NonNullable<Questions['object']['answer']>;
