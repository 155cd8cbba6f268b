import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Drawing } from '../../test/support/draw-heap.ts';
import { repositoryPath } from '../../test/support/fixtures.ts';
import type { SeededRandom } from '../../test/support/seeded-random.ts';
import { readNaively } from './read-naively.ts';

/** Real files, of different writers. Reading one takes the model up to a second. */
const fixtures = ['bun/0', 'chrome/1', 'class-instances/1', 'hermes/1', 'node8/1', 'node26/1'];

const cache = new Map<string, Buffer>();
const drawings = new Map<string, Drawing>();

/** The bytes of a real file, without the compression. */
export function realBytes(fixture: string): Buffer {
  let bytes = cache.get(fixture);
  if (!bytes) {
    bytes = gunzipSync(readFileSync(repositoryPath(`fixtures/snapshots/${fixture}.heapsnapshot.gz`)));
    cache.set(fixture, bytes);
  }
  return bytes;
}

function realDrawing(fixture: string): Drawing {
  let drawing = drawings.get(fixture);
  if (!drawing) {
    const reading = readNaively(realBytes(fixture));
    if (reading.answer !== 'opened') throw new Error(`${fixture} ${reading.why}`);
    ({ drawing } = reading);
    drawings.set(fixture, drawing);
  }
  return drawing;
}

/**
 * A small part of a real heap: what is met on a walk from its root that turns at random, up to `maxNodes` objects
 * and the references between them, with their real names and ids.
 */
export function drawExcerpt(random: SeededRandom, maxNodes: number): Drawing {
  const { nodes, root } = realDrawing(random.pick(fixtures));
  const placeOf = new Map([[root, 0]]);
  const chosen = [root];
  for (let tries = 0; tries < 20 * maxNodes && chosen.length < maxNodes; tries++) {
    // From the last met as often as from any other, so that the part is deep as well as wide.
    const from = random.chance(0.5) ? (chosen.at(-1) ?? root) : random.pick(chosen);
    const { edges } = nodes[from];
    if (edges.length === 0) continue;
    const { to } = random.pick(edges);
    if (placeOf.has(to)) continue;
    placeOf.set(to, chosen.length);
    chosen.push(to);
  }
  return {
    root: 0,
    nodes: chosen.map((node) => ({
      ...nodes[node],
      edges: nodes[node].edges
        .flatMap((edge) => {
          const to = placeOf.get(edge.to);
          return to === undefined ? [] : [{ ...edge, to }];
        })
        .slice(0, 3 * maxNodes),
    })),
  };
}
