import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { triage } from '../../src/timeline/triage.ts';
import { drawTimeline, line, noisy, warmUp, waves } from './draw-timeline.ts';
import type { Drawing } from './draw-timeline.ts';

function resultOf(drawing: Drawing): string {
  return triage(drawTimeline(drawing)).result;
}

function evidenceOf(drawing: Drawing): string {
  return triage(drawTimeline(drawing)).evidence.join('\n');
}

test('what lives in the heap grows: a leak of the JavaScript heap, certain after enough collections', () => {
  const { result, confidence, evidence, next } = triage(drawTimeline({ heap: line(20, 80) }));
  assert.equal(result, 'js-heap-leak');
  assert.equal(confidence, 'high');
  assert.match(evidence[0], /^the JavaScript heap: \d+\.\d MB to \d+\.\d MB in \d+ min, \+1\.0 MB a minute$/);
  assert.match(evidence[1], /after each of \d+ major collections, so it is not garbage/);
  assert.match(next, /^snapdiff capture 7 --count 3 --every 5m/);
});

test('the same from outside, by what is left after falls', () => {
  assert.equal(resultOf({ heap: line(20, 80), view: 'attached' }), 'js-heap-leak');
  assert.match(evidenceOf({ heap: line(20, 80), view: 'attached' }), /falls, which major collections make/);
});

test('garbage between two collections is not growth', () => {
  const drawing = { garbage: 500, majorEvery: 1000 };
  assert.equal(resultOf(drawing), 'inconclusive');
  assert.match(evidenceOf(drawing), /0 major collections in that time: what grew may be garbage/);
});

test('Buffers that are held', () => {
  assert.equal(resultOf({ buffers: line(1, 100) }), 'held-buffers');
});

test('growth that sits in large object space', () => {
  const drawing = { heap: line(20, 420), large: line(5, 400) };
  assert.equal(resultOf(drawing), 'large-object-growth');
  assert.match(evidenceOf(drawing), /in large object space \(arrays/);
});

test('RSS grows, heap and external stay: native memory, which no snapshot shows', () => {
  const { result, evidence, next } = triage(drawTimeline({ native: line(40, 200) }));
  assert.equal(result, 'native-leak');
  assert.match(evidence.join('\n'), /meanwhile heap \d+\.\d MB to \d+\.\d MB, external 2\.0 MB to 2\.0 MB/);
  assert.match(next, /^a snapshot diff cannot see it/);
});

test("V8's tables beside a growing heap are no native leak, though nobody knows yet what grows", () => {
  const drawing = { heap: line(20, 1000), native: line(40, 70), majorEvery: 1000 };
  assert.equal(resultOf(drawing), 'inconclusive');
  assert.equal(resultOf({ ...drawing, majorEvery: 7 }), 'js-heap-leak');
});

test('what a process gives back when it ends is no course of its memory', () => {
  const timeline = drawTimeline({ native: line(40, 200) });
  const last = timeline.samples.at(-1) ?? assert.fail('no samples');
  const ending = { ...last, rss: last.rss / 4, privateDirty: 0 };
  const { result, evidence } = triage({ ...timeline, samples: [...timeline.samples, ending] });
  assert.deepEqual([result, evidence], [triage(timeline).result, triage(timeline).evidence]);
});

test('external memory other than ArrayBuffers', () => {
  assert.equal(resultOf({ external: line(1, 100) }), 'native-leak');
  assert.match(evidenceOf({ external: line(1, 100) }), /^external memory other than ArrayBuffers/);
});

test('RSS high and flat beside a small heap: kept by the allocator', () => {
  const { result, next } = triage(drawTimeline({ native: warmUp(40, 190, 0.05) }));
  assert.equal(result, 'allocator-retention');
  assert.match(next, /^not a leak\. Start it with MALLOC_MMAP_THRESHOLD_=16384/);
});

test('pages that V8 keeps from a busier time', () => {
  const busy = (share: number): number => (share < 0.1 ? 500 : 20);
  const timeline = drawTimeline({ heap: busy });
  // V8 gives back late: its pages stay what they were.
  const samples = timeline.samples.map((sample) => ({ ...sample, oldPhysical: 500e6, rss: 560e6 }));
  const { result, evidence } = triage({ ...timeline, samples });
  assert.equal(result, 'allocator-retention');
  assert.match(evidence.join('\n'), /V8 keeps 4\d\d\.\d MB of pages/);
});

test('nothing grows, and it says what would not have been seen', () => {
  const { result, confidence, evidence } = triage(drawTimeline({}));
  assert.equal(result, 'no-growth');
  assert.equal(confidence, 'high');
  assert.match(
    evidence.join('\n'),
    /leaks slower than \+\d+\.\d kB a minute would not be seen in the \d+ min judged/,
  );
});

test('of two that grow the faster one is the verdict, the other evidence', () => {
  const drawing = { heap: line(20, 60), buffers: line(1, 100) };
  assert.equal(resultOf(drawing), 'held-buffers');
  assert.match(evidenceOf(drawing), /beside it, the JavaScript heap/);
});

test('too few samples, or RSS alone, are not enough, and it says what would be', () => {
  const few = triage(drawTimeline({ heap: line(20, 80), sampleCount: 10 }));
  assert.equal(few.result, 'inconclusive');
  assert.match(few.evidence[0], /^10 samples over 90 s: 21/);
  const rss = triage(drawTimeline({ heap: line(20, 80), view: 'rss' }));
  assert.equal(rss.result, 'inconclusive');
  assert.equal(rss.next, 'snapdiff watch 7 --attach tells heap, Buffers and native memory apart');
  assert.equal(resultOf({ view: 'rss' }), 'no-growth');
  assert.equal(triage({ ...drawTimeline({}), samples: [] }).result, 'inconclusive');
});

test('PM2 restarts below the limit of the heap: a leak shows as restarts, and a snapshot would cause one', () => {
  const { limits = [] } = triage(
    drawTimeline({ heap: line(20, 80), context: { pm2MaxMemoryRestart: 419_430_400, pm2Id: 0 } }),
  );
  assert.match(
    limits[1],
    /^PM2 restarts the process when its RSS passes 419\.4 MB .* never runs out of heap/,
  );
  assert.match(
    limits[2],
    /^a snapshot of this heap may take RSS from .* above 419\.4 MB: PM2 would restart it/,
  );
});

test('RSS far above the limit of the heap', () => {
  const { limits = [] } = triage(
    drawTimeline({ buffers: line(1, 12_000), context: { maxOldSpaceSize: 4096 * 2 ** 20 } }),
  );
  assert.match(limits[0], /^V8's heap may grow to 4\.3 GB \(--max-old-space-size=4096/);
  assert.match(limits[1], /^RSS of 12\.\d GB is more than that: Buffers and native memory do not count/);
});

test('a container smaller than the limit of the heap', () => {
  const { limits = [] } = triage(drawTimeline({ context: { memoryLimit: 512e6 } }));
  assert.match(limits[1], /^the container may use 512\.0 MB, less than the heap's limit of 4\.3 GB/);
});

const leaks = new Set(['js-heap-leak', 'held-buffers', 'large-object-growth', 'native-leak']);
const seed = fc.integer({ min: 1, max: 1e6 });
const size = fc.integer({ min: 5, max: 2000 });
const sampleCount = fc.integer({ min: 21, max: 800 });

/** Any of the places where memory may be, with the rest of the process as it is. */
const place = fc.constantFrom('heap' as const, 'buffers' as const, 'external' as const, 'native' as const);

/**
 * Eight points without order rise by chance as a leak would: one course in some 30,000 of these. So one of 300 is let
 * pass (two are less than one run in 10,000), and must not be called certain.
 */
test('noise around a level is no leak but by rare chance, whatever the garbage', () => {
  const alarms: string[] = [];
  fc.assert(
    fc.property(
      place,
      size,
      seed,
      sampleCount,
      fc.integer({ min: 2, max: 60 }),
      (of, level, at, count, majorEvery) => {
        const drawing = {
          [of]: noisy(() => level + 5, level * 0.015, at),
          sampleCount: count,
          majorEvery,
          garbage: level,
        };
        const { result, confidence } = triage(drawTimeline(drawing));
        if (!leaks.has(result)) return;
        alarms.push([of, level, at, count, majorEvery].join(' '));
        assert.equal(confidence, 'low');
      },
    ),
    { numRuns: 300 },
  );
  assert.ok(alarms.length <= 1, alarms.join('; '));
});

test('warm-up that is over after six tenths of the time is no leak', () => {
  fc.assert(
    fc.property(
      place,
      size,
      seed,
      sampleCount,
      fc.double({ min: 0.01, max: 0.6, noNaN: true }),
      (of, level, at, count, until) => {
        const course = noisy(warmUp(5, 5 + level, until), level * 0.005, at);
        assert.ok(!leaks.has(resultOf({ [of]: course, sampleCount: count })));
      },
    ),
    { numRuns: 300 },
  );
});

test('load that comes and goes three times or more is no leak, wherever it begins', () => {
  fc.assert(
    fc.property(
      place,
      size,
      fc.double({ min: 3, max: 12, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (of, level, count, phase) => {
        assert.ok(!leaks.has(resultOf({ [of]: waves(5, 5 + level, count, phase) })));
      },
    ),
    { numRuns: 300 },
  );
});

const resultAt = {
  heap: 'js-heap-leak',
  buffers: 'held-buffers',
  external: 'native-leak',
  native: 'native-leak',
};

test('steady growth by three tenths is found in its place, through noise', () => {
  fc.assert(
    fc.property(place, size, seed, fc.integer({ min: 80, max: 800 }), (of, level, at, count) => {
      const growth = Math.max(level * 0.3, 20);
      const course = noisy(line(level + 5, level + 5 + growth), growth * 0.05, at);
      assert.equal(resultOf({ [of]: course, sampleCount: count }), resultAt[of]);
    }),
    { numRuns: 300 },
  );
});

test('any samples get a verdict with evidence and a next step', () => {
  const amount = fc.option(fc.double({ min: 0, max: 1e13, noNaN: true }));
  const sample = fc.record({
    uptime: fc.double({ min: 0, max: 1e7, noNaN: true }),
    rss: fc.double({ min: 0, max: 1e13, noNaN: true }),
    heapUsed: amount,
    heapUsedAfterGc: amount,
    majorGcs: fc.option(fc.nat()),
    external: amount,
    arrayBuffers: amount,
    largeUsed: amount,
    oldPhysical: amount,
    heapTotal: amount,
  });
  const [blank] = drawTimeline({ sampleCount: 2, view: 'rss' }).samples;
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 60 }), (rows) => {
      const samples = rows.toSorted((a, b) => a.uptime - b.uptime).map((row) => ({ ...blank, ...row }));
      const { evidence, next } = triage({ ...drawTimeline({ sampleCount: 2 }), samples });
      assert.ok(evidence.length > 0 && next !== '');
      assert.doesNotMatch(evidence.join(), /NaN|undefined|Infinity/);
    }),
  );
});
