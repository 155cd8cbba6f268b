import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProcessFacts } from '../../src/compare/context.ts';
import { makeTimeline, type MemoryPoint } from '../../src/compare/memory-timeline.ts';

const facts = (takenAt: number, rss: number): ProcessFacts => ({
  takenAt,
  pid: 7,
  hostname: 'host',
  rss,
  heapUsed: 5,
  heapTotal: 6,
  external: 2,
  arrayBuffers: 1,
  cpuSeconds: undefined,
  captureSeconds: 0,
  sockets: null,
});
const point = (time: number, rss: number): MemoryPoint => ({
  time,
  rss,
  heapUsed: null,
  heapTotal: null,
  external: null,
});

test('sidecars alone are a timeline, and tell which snapshots were taken when', () => {
  assert.deepEqual(makeTimeline([facts(10, 100), undefined, facts(30, 300)]), {
    points: [
      { time: 10, rss: 100, heapUsed: 5, heapTotal: 6, external: 2 },
      { time: 30, rss: 300, heapUsed: 5, heapTotal: 6, external: 2 },
    ],
    snapshots: [
      { time: 10, snapshot: 0 },
      { time: 30, snapshot: 2 },
    ],
  });
  assert.equal(makeTimeline([undefined, undefined]), undefined);
});

test('what was measured stands in its order in time, and of very many points the peaks stay', () => {
  const measured = Array.from({ length: 100_000 }, (_, time) => point(time, time === 77_777 ? 9e9 : 100));
  const timeline = makeTimeline([facts(50_000, 200)], measured);
  const times = timeline?.points.map(({ time }) => time) ?? [];
  assert.equal(times.length, 501);
  assert.deepEqual(
    times,
    [...times].sort((a, b) => a - b),
  );
  assert.ok(timeline?.points.some(({ rss }) => rss === 9e9));
});
