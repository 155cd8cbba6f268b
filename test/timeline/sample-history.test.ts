import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SampleHistory } from '../../src/timeline/sample-history.ts';
import { triage } from '../../src/timeline/triage.ts';
import { drawTimeline, line, noisy, warmUp, waves } from './draw-timeline.ts';
import type { Drawing } from './draw-timeline.ts';

const drawings: readonly Drawing[] = [
  { heap: line(20, 80) },
  { heap: noisy(line(20, 40), 5, 3) },
  { heap: line(20, 420), large: line(5, 400) },
  { heap: waves(20, 80, 6) },
  { buffers: line(1, 100) },
  { native: line(40, 200) },
  { native: warmUp(40, 190, 0.05) },
  { garbage: 500, majorEvery: 1000 },
  { garbage: 500, majorEvery: 10_000, askedEvery: 10 },
  { garbage: 500, majorEvery: 10_000, askedEvery: 10, heap: line(20, 30) },
];

test('of samples without end so many are kept that the verdict stays', () => {
  for (const drawing of drawings) {
    for (const view of ['inside', 'attached', 'rss'] as const) {
      const timeline = drawTimeline({ sampleCount: 6000, interval: 1, view, ...drawing });
      const { samples } = new SampleHistory(timeline.samples, 1000);
      assert.ok(samples.length >= 500 && samples.length < 1010, `${samples.length}`);
      assert.equal(samples.at(-1), timeline.samples.at(-1));
      assert.ok(samples.every(({ uptime }, at) => at === 0 || uptime > samples[at - 1].uptime));
      const { result, confidence } = triage(timeline);
      const thinned = triage({ ...timeline, samples });
      assert.deepEqual([thinned.result, thinned.confidence], [result, confidence], JSON.stringify(view));
    }
  }
});

test('a few samples are kept as they came', () => {
  const { samples } = drawTimeline({ sampleCount: 100 });
  assert.deepEqual(new SampleHistory(samples).samples, samples);
});
