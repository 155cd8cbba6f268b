/** What is repeated, and has a size. */
export interface Sized {
  run(iterations: number): Promise<void>;
  /** Lets V8 optimise code, or not: most of what the size of a heap goes up and down by is what it compiles and drops again. */
  optimize(mayOptimize: boolean): Promise<void>;
  /** Bytes of what lives, after garbage was collected. */
  size(): Promise<number>;
}

/** A heap that its size alone shows not to grow. */
export interface Steady {
  /** What lives, at the end. */
  readonly bytes: number;
  /** What that is more than before the iterations; negative if it is less. */
  readonly growth: number;
  /** What the least leak that is looked for would have added. */
  readonly leastLeak: number;
  readonly iterations: number;
}

export interface Watched {
  /** What the sizes say: a heap that is steady, one that plainly grows, or nothing. */
  readonly trend: Steady | 'grows' | undefined;
  /** Iterations that were run. */
  readonly iterations: number;
}

/** What a leak adds at least over the rounds that it is judged by: the rules ask as much of a suspect (docs/suspects.md). */
const minBytes = 1000;
/** Readings whose least counts: what is there for the moment is in one of them. */
const readingsOfFloor = 2;
/** Floors that are compared: a leak goes on between all. */
const floors = 4;
/** V8 has seen what is repeated after five readings, and is at rest then. */
const maxReadings = 20;
/** A stretch of so many rounds has as many times as much of a leak, and no more of V8's noise. */
const maxRoundsOfStretch = 16;
/** Of work so slow that fewer rounds fit, what starts hides what leaks: it is at rest at once, or stays in doubt. */
const minRoundsOfStretch = 8;
/** Work that takes longer than this in one round is left to the snapshots: they cost less than so many rounds. */
const maxStretchMs = 80;
/** An even growth of as much as an object and its place take, in each iteration, is plain: the rounds that count may as well begin. */
const plainBytes = 32;
/** What leaks must not fill the memory, in a single round or all in all. */
const maxBytesOfRound = 1_000_000;
const maxBytes = 16_000_000;

/**
 * Looks whether a heap grows by its size alone, read after stretches of equal work and forced collections: a
 * small part of what snapshots cost.
 *
 * The least leak adds `minBytes` in the rounds that it is judged by, and so the more in longer stretches. The heap is steady if,
 * three times in a row, the least of two readings differs from the least of the two before by less than half of what such
 * a leak adds in between. A leak of that size or more is called steady only if something else gives back as much over the
 * same iterations, each time, to within half of the least leak; or if it goes into a table that has room for all of it.
 *
 * @param judgedRounds that a leak is judged by
 * @param now milliseconds
 */
export async function watchSize(
  subject: Sized,
  iterations: number,
  judgedRounds: number,
  now: () => number,
): Promise<Watched> {
  await subject.optimize(false);
  let watched: Watched;
  try {
    watched = await watch(subject, iterations, judgedRounds, now);
  } catch (error) {
    // A process of its own may have ended, and then cannot be told; why it did is what counts.
    await subject.optimize(true).catch(() => {});
    throw error;
  }
  await subject.optimize(true);
  return watched;
}

async function watch(
  subject: Sized,
  iterations: number,
  judgedRounds: number,
  now: () => number,
): Promise<Watched> {
  const readings = new Float64Array(maxReadings);
  const floorAt = (end: number): number => Math.min(...readings.subarray(end - readingsOfFloor, end));

  const before = await subject.size();
  const start = now();
  await subject.run(iterations);
  const stretch = Math.min(maxRoundsOfStretch, Math.floor(maxStretchMs / Math.max(now() - start, 1)));
  let rounds = 1;
  const end = (trend: Watched['trend']): Watched => ({ trend, iterations: rounds * iterations });
  if (stretch < 1) return end(undefined);
  readings[0] = await subject.size();
  if (readings[0] - before > maxBytesOfRound) return end('grows');

  const distance = stretch * readingsOfFloor;
  const least = (minBytes / judgedRounds) * distance;
  const isSlow = stretch < minRoundsOfStretch;
  const enough = isSlow ? readingsOfFloor * floors : maxReadings;
  for (let taken = 1; taken < enough;) {
    await subject.run(stretch * iterations);
    rounds += stretch;
    const bytes = await subject.size();
    readings[taken++] = bytes;
    if (bytes - before > maxBytes) return end('grows');
    if (taken < readingsOfFloor * floors) continue;
    const levels = Array.from({ length: floors }, (_, back) =>
      floorAt(taken - back * readingsOfFloor),
    ).reverse();
    const steps = levels.slice(1).map((level, i) => level - levels[i]);
    if (steps.every((step) => Math.abs(step) < least / 2)) {
      const compared = (floors - 1) * distance;
      const [bytes, growth] = [levels[floors - 1], levels[floors - 1] - levels[0]];
      return end({
        bytes,
        growth,
        leastLeak: (floors - 1) * least,
        iterations: compared * iterations,
      });
    }
    const plain = plainBytes * iterations * distance;
    if (!isSlow && steps.every((step) => step >= plain)) return end('grows');
  }
  return end(undefined);
}
