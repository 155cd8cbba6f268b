import type { Snapshot } from '../heap/heap-graph.ts';
import type { NodeOrdinal } from '../heap/index-spaces.ts';
import { NodeKind } from '../heap/kinds.ts';

/**
 * What some objects of a snapshot are, by id: in two snapshots of one process an id means one
 * object, so kind and name agree; in those of two processes they agree by chance only.
 */
export interface IdentitySample {
  /** Id of the object → hash of its kind and name. */
  readonly hashById: ReadonlyMap<number, number>;
  /** Highest id of a JS object: they rise while a process runs. */
  readonly highestJsId: number;
}

/** One object in so many is sampled, by its id, so that both snapshots sample the same ones. */
const stride = 16;

/** Time O(nodes); memory about 5 bytes per node. */
export function sampleIdentity({ graph, strings }: Snapshot): IdentitySample {
  const { nodeCount, nodeId, nodeKind, nodeName } = graph;
  const { object, closure, string, regexp } = NodeKind;
  const hashById = new Map<number, number>();
  let highestJsId = 0;
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    const id = nodeId[node];
    // Even ids are native nodes, which may get new ones in every snapshot.
    if ((id & 1) === 0) continue;
    if (id > highestJsId) highestJsId = id;
    if ((id >>> 1) % stride !== 0) continue;
    // Kinds that keep their name for life. A string may become a concatenated one, but no other text.
    const kind = nodeKind[node];
    if (kind !== object && kind !== closure && kind !== string && kind !== regexp) continue;
    hashById.set(id, hashText(strings.at(nodeName[node]), kind));
  }
  return { hashById, highestJsId };
}

/** FNV-1a over UTF-16 units. */
function hashText(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}

/** How the sampled objects of two snapshots agree. */
export interface IdentityComparison {
  /** Ids sampled in both. */
  readonly shared: number;
  /** Of these, how many are another object in each. */
  readonly contradicting: number;
  /** Ids sampled in the smaller sample. */
  readonly possible: number;
}

export function compareIdentity(baseline: IdentitySample, current: IdentitySample): IdentityComparison {
  let shared = 0;
  let contradicting = 0;
  for (const [id, hash] of baseline.hashById) {
    const other = current.hashById.get(id);
    if (other === undefined) continue;
    shared++;
    if (other !== hash) contradicting++;
  }
  return { shared, contradicting, possible: Math.min(baseline.hashById.size, current.hashById.size) };
}
