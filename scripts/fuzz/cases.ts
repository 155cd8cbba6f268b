import fc from 'fast-check';
import { damages } from '../../test/support/damages.ts';
import {
  filePartsOf,
  formatParts,
  snapshotBytes,
  type Drawing,
  type FileParts,
} from '../../test/support/draw-heap.ts';
import { randomHeap } from '../../test/support/random-heap.ts';
import { SeededRandom } from '../../test/support/seeded-random.ts';
import { drawExcerpt, realBytes } from './excerpt.ts';
import { drawLayout, heapMutations } from './mutate-heap.ts';
import { fileMutations, reorderSections } from './mutate-file.ts';

/** A mutated file, and a sound one to compare it with. */
export interface Case {
  /** What was done to it, for a person. */
  readonly what: string;
  readonly sound: Buffer;
  readonly mutated: Buffer;
  /** Where a chunk of the mutated file ends when it is read. */
  readonly cuts: readonly number[];
  /** Which of its objects is asked about, from 0 to below 1. */
  readonly asked: number;
  /** Too large for a model that takes nodes × edges. */
  readonly isReal: boolean;
}

const maxNodes = 20;
/** One file in so many is a whole real one. */
const realStride = 100;
/** The smallest of the fixtures that are opened. */
const realFixture = 'bun/0';

const heaps = randomHeap({ maxNodes });

/** Whether nothing that a mutation looks for has been taken away. */
function isWhole({ snapshot, nodes, edges, locations = [], strings }: FileParts): boolean {
  const meta = snapshot?.meta as Record<string, unknown> | undefined;
  const types = [meta?.['node_types'], meta?.['edge_types'], meta?.['node_fields']];
  return (
    Array.isArray(locations) &&
    [nodes, edges, strings, ...types].every((list) => Array.isArray(list) && list.length > 0)
  );
}

/** One record a line, as V8 writes it, where the header says how long a record is; else without any space, or with much. */
function format(parts: FileParts, random: SeededRandom): Buffer {
  const meta = parts.snapshot?.meta as Record<string, unknown> | undefined;
  const hasRecords = ['node_fields', 'edge_fields', 'location_fields'].every((name) => {
    const fields = meta?.[name];
    return Array.isArray(fields) && fields.length > 0;
  });
  const text =
    hasRecords && random.chance(0.8)
      ? formatParts(parts)
      : JSON.stringify(parts, null, random.pick([0, 0, 1]));
  return Buffer.from(random.chance(0.03) ? `\ufeff${text}` : text);
}

/** The case of this number under this seed: the same in every run. */
export function drawCase(seed: number, number: number): Case {
  const random = new SeededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  const words: string[] = [];
  const chosen = <T>(from: Readonly<Record<string, T>>): T => {
    const name = random.pick(Object.keys(from));
    words.push(name);
    return from[name];
  };
  const cut = (bytes: Buffer): number[] =>
    Array.from({ length: random.below(4) }, () => random.below(bytes.length));

  if (number % realStride === realStride - 1) {
    const sound = realBytes(realFixture);
    let mutated = sound;
    for (let left = 1 + random.below(2); left > 0; left--) mutated = chosen(damages)(mutated, random);
    const what = `${realFixture}: ${words.join(', ')}`;
    return { what, sound, mutated, cuts: cut(mutated), asked: random.fraction(), isReal: true };
  }

  const excerpt = random.chance(0.3) ? drawExcerpt(random, maxNodes) : undefined;
  const [drawn] = fc.sample(heaps, { seed: random.below(2 ** 31), numRuns: 1 });
  let drawing: Drawing = excerpt ?? drawn;
  words.push(excerpt ? 'cut from a real heap' : 'drawn');
  const sound = snapshotBytes(drawing, { producer: random.pick(['node20', 'node24', 'chrome']) });
  for (let left = random.below(4); left > 0; left--) drawing = chosen(heapMutations)(drawing, random);
  let parts = filePartsOf(drawing, drawLayout(random));
  if (random.chance(0.4)) {
    // A copy: a drawing's lists of fields may be shared by all.
    parts = structuredClone(parts);
    for (let left = 1 + random.below(2); left > 0 && isWhole(parts); left--)
      chosen(fileMutations)(parts, random);
  }
  if (random.chance(0.1)) {
    parts = reorderSections(parts, random);
    words.push('sections in another order');
  }
  let mutated = format(parts, random);
  if (random.chance(0.25)) {
    for (let left = 1 + random.below(2); left > 0; left--) mutated = chosen(damages)(mutated, random);
  }
  const what = words.join(', ');
  return { what, sound, mutated, cuts: cut(mutated), asked: random.fraction(), isReal: false };
}
