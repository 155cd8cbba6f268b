import type { Snapshot } from '../heap/heap-graph.ts';
import { areAddresses, createIds, type IdArray, type NodeOrdinal } from '../heap/index-spaces.ts';
import { NodeKind } from '../heap/kinds.ts';
import { formatCount, formatShare } from '../base/units.ts';
import { sortByKey } from '../analysis/sort-by-key.ts';

/**
 * What some objects of a snapshot are, by id: in two snapshots of one process an id means one
 * object, so kind and name agree; in those of two processes they agree by chance only.
 */
export interface IdentitySample {
  /** Ids of the sampled objects, rising. */
  readonly id: IdArray;
  readonly areAddresses: boolean;
  /** position → hash of the object's kind and name */
  readonly hash: Uint32Array;
  /** Highest id of a JS object: they rise while a process runs. 0 where ids are addresses. */
  readonly highestJsId: number;
}

/** One object in this many is sampled, by its id, so that two snapshots sample the same ones. */
const smallestStride = 16;
/** Addresses of objects are multiples of this. */
const addressStep = 16;
/** In large heaps fewer are, by a multiple of the stride, so that the samples still meet. */
const maxSampled = 1 << 16;

/** Time O(nodes); memory 8 bytes per sampled object, half a megabyte at most. */
export function sampleIdentity({ graph, strings }: Snapshot): IdentitySample {
  const { nodeCount, nodeId, nodeKind, nodeName } = graph;
  const { object, closure, string, regexp } = NodeKind;
  let stride = smallestStride;
  while (nodeCount / stride > maxSampled) stride *= 2;

  const isOfAddresses = areAddresses(nodeId);
  const sampled: NodeOrdinal[] = [];
  let highestJsId = 0;
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    const id = nodeId[node];
    if (isOfAddresses) {
      if (Math.floor(id / addressStep) % stride !== 0) continue;
    } else {
      // Even ids are native nodes, which may get new ones in every snapshot.
      if ((id & 1) === 0) continue;
      if (id > highestJsId) highestJsId = id;
      if ((id >>> 1) % stride !== 0) continue;
    }
    // Kinds that keep their name for life. A string may become a concatenated one, but no other text.
    const kind = nodeKind[node];
    if (kind === object || kind === closure || kind === string || kind === regexp) sampled.push(node);
  }
  const id = createIds(sampled.length, nodeId);
  for (const [position, node] of sampled.entries()) id[position] = nodeId[node];
  const nodes = Uint32Array.from(sampled);
  sortByKey(id, nodes);
  const hash = new Uint32Array(nodes.length);
  for (let position = 0; position < nodes.length; position++) {
    const node = nodes[position] as NodeOrdinal;
    hash[position] = hashText(strings.at(nodeName[node]), nodeKind[node]);
  }
  return { id, areAddresses: isOfAddresses, hash, highestJsId };
}

/** FNV-1a over UTF-16 units. */
function hashText(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** How the sampled objects of two snapshots agree. */
interface IdentityComparison {
  /** Ids sampled in both. */
  readonly shared: number;
  /** Of these, how many are another object in each. */
  readonly contradicting: number;
  /** Ids in the smaller sample. */
  readonly possible: number;
}

function compareIdentity(baseline: IdentitySample, current: IdentitySample): IdentityComparison {
  let shared = 0;
  let contradicting = 0;
  for (let b = 0, c = 0; b < baseline.id.length && c < current.id.length;) {
    const step = baseline.id[b] - current.id[c];
    if (step === 0) {
      shared++;
      if (baseline.hash[b] !== current.hash[c]) contradicting++;
    }
    if (step <= 0) b++;
    if (step >= 0) c++;
  }
  return { shared, contradicting, possible: Math.min(baseline.id.length, current.id.length) };
}

/** In pairs of one process no sampled object contradicts; in two runs of one program a fifth does. */
const maxContradicting = 0.02;
/** Any two snapshots of one process share its built-in objects. */
const minShared = 0.05;
/** Fewer sampled objects than this say nothing. */
const minSample = 20;

/**
 * Whether two snapshots come from two processes.
 *
 * @returns what shows it, to stand behind "The two snapshots"; undefined when nothing does
 */
export function findTwoProcesses(baseline: IdentitySample, current: IdentitySample): string | undefined {
  const { shared, contradicting, possible } = compareIdentity(baseline, current);
  if (possible < minSample) return undefined;
  if (shared < possible * minShared) {
    return `share ${formatCount(shared)} of ${formatCount(possible)} sampled object ids`;
  }
  if (contradicting <= shared * maxContradicting) return undefined;
  return `have another object behind ${formatShare(contradicting / shared)} of the ids they share`;
}
