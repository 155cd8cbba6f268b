import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { formatSample, numberColumns } from '../../src/preload/timeline-file.cts';
import { readTimeline } from '../../src/timeline/read-timeline.ts';
import { triage } from '../../src/timeline/triage.ts';
import type { Triage } from '../../src/timeline/triage-report.ts';
import { drawTimeline, line, noContext, noisy, warmUp, waves } from './draw-timeline.ts';
import type { Drawing } from './draw-timeline.ts';
import { rateOf } from './rate-of.ts';

function verdictOf(drawing: Drawing): Triage {
  return triage(drawTimeline(drawing));
}

/** A sample a second for ten minutes, in which V8 has no reason to collect by itself. */
const calm: Drawing = { sampleCount: 600, interval: 1, majorEvery: 1000 };

/** The same, with a collection every ten seconds that was asked for. */
const asked: Drawing = { ...calm, view: 'attached', askedEvery: 10 };

/** Of garbage at so many kB a second, what there is after `majorEvery` seconds. */
const kilobytesASecond = (rate: number): number => rate * 1e-3 * 1000;

for (const view of ['inside', 'attached'] as const) {
  test(`light load without collections is not told from a leak, ${view}: no verdict, no rate`, () => {
    const { result, evidence, next } = verdictOf({ ...calm, view, garbage: kilobytesASecond(33) });
    assert.equal(result, 'inconclusive');
    assert.match(evidence[0], /^the JavaScript heap: 2\d\.\d MB to 3\d\.\d MB in \d+ min$/);
    assert.match(
      evidence[1],
      /^0 major collections in that time: what grew may be garbage \(5 are needed\)$/,
    );
    assert.match(next, /^snapdiff watch 7 --attach measures after collections/);
    assert.ok(Number.isNaN(rateOf(evidence.join('\n'))));
  });

  for (const [what, drawing] of [
    ['Buffers', { bufferGarbage: 60 }],
    ['native memory', { nativeGarbage: 60 }],
  ] as const) {
    test(`${what} that may be garbage prove as little, ${view}`, () => {
      const { result, evidence } = verdictOf({ ...calm, view, garbage: 0, ...drawing });
      assert.equal(result, 'inconclusive', evidence.join('\n'));
      assert.match(evidence.join('\n'), /0 major collections in that time: what grew may be garbage/);
    });
  }
}

test('collections that are asked for show that it was garbage', () => {
  for (const garbage of [{ garbage: 33 }, { garbage: 80 }, { bufferGarbage: 60 }, { nativeGarbage: 60 }]) {
    const { result, confidence, evidence } = verdictOf({ ...asked, ...garbage });
    assert.deepEqual([result, confidence], ['no-growth', 'high'], evidence.join('\n'));
  }
  assert.equal(verdictOf({ ...asked, heap: waves(20, 60, 5) }).result, 'no-growth');
});

test('a leak of 1 to 2 kB a second is found under 255 kB of garbage a second, with its own rate', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 2, noNaN: true }),
      fc.integer({ min: 500, max: 3600 }),
      fc.integer({ min: 1, max: 1e6 }),
      (rate, seconds, seed) => {
        const course = noisy(line(20, 20 + (rate * seconds) / 1000), 0.01, seed);
        const drawing = { ...asked, sampleCount: seconds, heap: course, garbage: kilobytesASecond(255) };
        const { result, evidence } = verdictOf(drawing);
        assert.equal(result, 'js-heap-leak', evidence.join('\n'));
        assert.match(evidence[1], /^measured after each of \d+ collections that were asked for/);
        const told = rateOf(evidence[0]) / 1000;
        assert.ok(Math.abs(told / rate - 1) < 0.3, `${rate} kB a second: ${evidence[0]}`);
      },
    ),
    { numRuns: 100 },
  );
});

test('what V8 itself collects is as good, and the rate as near', () => {
  const drawing = { sampleCount: 3600, interval: 1, majorEvery: 200, garbage: 51, heap: line(20, 25.4) };
  const { result, evidence } = verdictOf(drawing);
  assert.equal(result, 'js-heap-leak');
  assert.ok(Math.abs(rateOf(evidence[0]) / 1500 - 1) < 0.3, evidence[0]);
});

test('the fast one of two is the garbage: a slow leak is named none the less', () => {
  const { result } = verdictOf({ ...asked, heap: line(20, 21), garbage: 2000, bufferGarbage: 500 });
  assert.equal(result, 'js-heap-leak');
});

test('what rises steadily by less than Node itself may gain is neither a leak nor healthy', () => {
  const { result, evidence, next } = verdictOf({ ...asked, sampleCount: 300, heap: line(20, 20.3) });
  assert.equal(result, 'inconclusive');
  assert.ok(Math.abs(rateOf(evidence[0]) / 1000 - 1) < 0.3, evidence[0]);
  assert.match(evidence.join('\n'), /less than 1\.0 MB in all is what Node's own code and caches may gain/);
  assert.match(next, /^watch for 2\d min or longer/);
  assert.equal(verdictOf({ ...asked, heap: warmUp(20, 20.8, 0.6) }).result, 'inconclusive');
  assert.equal(verdictOf({ ...asked, heap: warmUp(20, 26, 0.6) }).result, 'no-growth');
});

test('a few collections, or all within a short time, are not enough, though each left more', () => {
  const few = { sampleCount: 300, interval: 1, majorEvery: 70, heap: line(20, 60), garbage: 5 };
  for (const view of ['inside', 'attached'] as const) {
    const { result, evidence } = verdictOf({ ...few, view });
    assert.equal(result, 'inconclusive', evidence.join('\n'));
    assert.match(evidence.join('\n'), /\b[1-4] major collections in that time.*\(5 are needed\)/);
  }
  const early = drawTimeline({ ...asked, heap: line(20, 60) });
  const samples = early.samples.map((sample) =>
    sample.uptime < 300 ? sample : { ...sample, collectionMs: null, oldUsed: sample.uptime * 1e6 },
  );
  const { result, evidence } = triage({ ...early, samples });
  assert.equal(result, 'inconclusive');
  assert.match(evidence.join('\n'), /\(they are too close together\)/);
});

test('a heap that falls and rises between few collections is not called healthy', () => {
  const drawing = { sampleCount: 400, interval: 1, majorEvery: 130, garbage: 40, heap: line(20, 26) };
  assert.equal(verdictOf(drawing).result, 'inconclusive');
});

test('what only rises with load that rises is no leak once collected', () => {
  const drawing = drawTimeline({ ...asked, garbage: 0 });
  const samples = drawing.samples.map((sample) =>
    sample.collectionMs === null
      ? { ...sample, heapUsed: 20e6 + sample.uptime * 1e5, oldUsed: 20e6 + sample.uptime * 1e5 }
      : sample,
  );
  assert.equal(triage({ ...drawing, samples }).result, 'no-growth');
});

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-columns-'));
after(() => rmSync(folder, { recursive: true }));

test('timelines without the newer columns are read, and judged by those they have', async () => {
  const newer = new Set<string>(['externalAfterGc', 'arrayBuffersAfterGc', 'collectionMs']);
  const columns = ['time', 'pid', ...numberColumns, 'context'];
  const kept = columns.flatMap((column, at) => (newer.has(column) ? [] : [at]));
  for (const [drawing, answer] of [
    [{ heap: line(20, 80) }, 'js-heap-leak'],
    [{ buffers: line(1, 100) }, 'held-buffers'],
    [{}, 'no-growth'],
  ] as const) {
    const path = join(folder, `${answer}.csv`);
    const rows = drawTimeline(drawing).samples.map((sample) => formatSample(sample, null, 'csv').trimEnd());
    const lines = [columns.join(','), ...rows].map((row) => {
      const cells = row.split(',');
      return `${kept.map((at) => cells[at]).join(',')}\n`;
    });
    writeFileSync(path, lines.join(''));
    const { runs } = await readTimeline(path);
    assert.equal(runs[0].samples[40].collectionMs, null);
    assert.equal(triage({ ...runs[0], context: noContext }).result, answer);
  }
});
