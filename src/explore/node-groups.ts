import type { NodeOrdinal } from '../heap/index-spaces.ts';

/** Nodes by a group each is in: those of a group are neighbours. */
export interface Groups {
  /** Group → position of its first node; one entry more than groups, so that the last one's end is there, too. */
  readonly first: Uint32Array;
  /** Position → NodeOrdinal */
  readonly nodes: Uint32Array;
}

/** No group: such a node is left out. */
export const noGroup = 0xffffffff;

/**
 * Puts nodes into groups and keeps their order within each. A counting sort: time O(nodes + groups), memory 4 bytes a node and
 * a group, and 4 a group while it runs.
 *
 * @param order nodes, in the order that each group is to have
 * @param groupOf a group's number, or `noGroup`
 */
export function groupNodes(
  order: Uint32Array,
  groupOf: (node: NodeOrdinal) => number,
  groupCount: number,
): Groups {
  const first = new Uint32Array(groupCount + 1);
  for (let at = 0; at < order.length; at++) {
    const group = groupOf(order[at] as NodeOrdinal);
    if (group !== noGroup) first[group + 1]++;
  }
  for (let group = 0; group < groupCount; group++) first[group + 1] += first[group];
  const next = first.slice(0, groupCount);
  const nodes = new Uint32Array(first[groupCount]);
  for (let at = 0; at < order.length; at++) {
    const group = groupOf(order[at] as NodeOrdinal);
    if (group !== noGroup) nodes[next[group]++] = order[at];
  }
  return { first, nodes };
}

export function sizeOfGroup({ first }: Groups, group: number): number {
  return first[group + 1] - first[group];
}

/** A view, no copy. */
export function nodesOfGroup({ first, nodes }: Groups, group: number): Uint32Array {
  return nodes.subarray(first[group], first[group + 1]);
}
