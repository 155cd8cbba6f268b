/** The columns objects can be ordered by, biggest first: newest id, oldest age. */
export const objectColumns = ['id', 'selfSize', 'retainedSize', 'distance', 'age'] as const;
export type ObjectColumn = (typeof objectColumns)[number];
