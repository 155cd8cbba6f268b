/** What the reader does with a kind of file. */
type Answer = 'opened' | 'refused';

// Kinds of sound files that the reader does not open yet. Turn each to 'opened' with the change that opens it.

/** A node of type 12 where the header names 12 types: V8's symbol, up to 6.7. */
export const symbolsOfOldV8: Answer = 'opened';
/** Another node or edge type beyond the header's list: a kind called `type N`. */
export const unnamedTypes: Answer = 'opened';
/** Ids of 2^32 and more: addresses. */
export const wideIds: Answer = 'opened';
/** node_count and edge_count are both 0, and there are nodes: they are counted. */
export const zeroCounts: Answer = 'opened';

// Unsound files that the reader opens still. Turn it to 'refused' with the change that refuses them.

/** Numbers with leading zeros, which are no JSON. */
export const leadingZeros: Answer = 'opened';
