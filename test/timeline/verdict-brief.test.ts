import assert from 'node:assert/strict';
import { test } from 'node:test';
import { triage } from '../../src/timeline/triage.ts';
import { verdictBrief } from '../../src/timeline/verdict-brief.ts';
import { drawTimeline, line, type Drawing } from './draw-timeline.ts';

function briefOf(drawing: Drawing): string[] {
  const timeline = drawTimeline(drawing);
  return verdictBrief(timeline, triage(timeline));
}

const drawings: readonly (readonly [string, Drawing, RegExp])[] = [
  [
    'js-heap-leak',
    { heap: line(20, 80) },
    /^next \(then snapdiff on the three files\): snapdiff capture 7 --count 3 --every 5m$/,
  ],
  ['held-buffers', { buffers: line(1, 100) }, /^next \([^)]+\): snapdiff capture 7 --count 3 --every \w+$/],
  ['native-leak', { native: line(40, 200) }, /^next: a snapshot diff cannot see it/],
  [
    'inconclusive',
    { garbage: 500, majorEvery: 1000 },
    /^next \(measures after [^:]+\): snapdiff watch 7 --attach$/,
  ],
];

for (const [result, drawing, next] of drawings) {
  test(`brief, ${result}: the result by its name, a few facts, and a command that stands alone`, () => {
    const lines = briefOf(drawing);
    assert.match(
      lines[0] ?? '',
      new RegExp(`^verdict: ${result}, confidence (?:low|medium|high); process 7, `),
    );
    assert.match(lines.at(-1) ?? '', next);
    assert.ok(Buffer.byteLength(lines.join('\n')) < 2000);
  });
}

test('brief: facts that are left out are counted', () => {
  const timeline = drawTimeline({ heap: line(20, 80) });
  const verdict = { ...triage(timeline), evidence: ['1', '2', '3', '4', '5', '6'], limits: ['a', 'b', 'c'] };
  const lines = verdictBrief(timeline, verdict);
  assert.deepEqual(lines.slice(1, -1), [
    '- 1',
    '- 2',
    '- 3',
    '- 4',
    '- 5',
    '- a',
    '- b',
    '… 2 more facts: snapdiff triage --json has all',
  ]);
});
