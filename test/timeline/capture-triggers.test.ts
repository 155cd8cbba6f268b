import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CaptureTriggers } from '../../src/timeline/capture-triggers.ts';
import { drawTimeline, line } from './draw-timeline.ts';

test('snapshots are due when RSS passes a size, after growth, and after a time; never more than the cap', () => {
  const { samples } = drawTimeline({ heap: line(20, 400), sampleCount: 100, garbage: 0 });
  const dueAt = (options: ConstructorParameters<typeof CaptureTriggers>[0]): number[] => {
    const triggers = new CaptureTriggers(options);
    return samples.flatMap((sample, index) => (triggers.due(sample) === null ? [] : [index]));
  };
  assert.equal(dueAt({ at: 200e6, most: 3 }).length, 1);
  assert.deepEqual(dueAt({ every: 100, most: 3 }), [10, 21, 32]);
  assert.ok(dueAt({ growth: 0.5, most: 10 }).length >= 4);
  assert.equal(dueAt({ growth: 0.5, most: 2 }).length, 2);
});

test('garbage is no growth that calls for a snapshot, where collections are asked for', () => {
  const course = { sampleCount: 300, interval: 1, view: 'attached', majorEvery: 1000, garbage: 500 } as const;
  const dueOf = (drawing: Parameters<typeof drawTimeline>[0]): number => {
    const triggers = new CaptureTriggers({ growth: 0.5, most: 10 });
    return drawTimeline(drawing).samples.filter((sample) => triggers.due(sample) !== null).length;
  };
  assert.ok(dueOf(course) > 0);
  assert.equal(dueOf({ ...course, askedEvery: 10 }), 0);
  assert.ok(dueOf({ ...course, askedEvery: 10, heap: line(20, 100) }) >= 2);
});
