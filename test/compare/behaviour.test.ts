import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { judgeBehaviour, survivalOf, type Behaviour, type Cohorts } from '../../src/compare/behaviour.ts';

/** From rows "birth → snapshot → alive", as long as there are snapshots; the counts are their sums. */
function cohorts(...alive: readonly (readonly number[])[]): Cohorts {
  return { alive, counts: alive.map((_, s) => alive.reduce((sum, living) => sum + (living[s] ?? 0), 0)) };
}

/** How the class behaves whose objects born in each snapshot live on as the rows say. */
function behaviourOf(...alive: readonly (readonly number[])[]): Behaviour {
  return judgeBehaviour(cohorts(...alive));
}

test('objects of every interval that stay, in about equal numbers, are leaking', () => {
  assert.equal(behaviourOf([5, 5, 5, 5], [0, 5, 5, 5], [0, 0, 5, 5], [0, 0, 0, 5]), 'leaking');
  assert.equal(behaviourOf([0, 0, 0, 0], [0, 30, 29, 28], [0, 0, 20, 20], [0, 0, 0, 31]), 'leaking');
});

test('uneven numbers leak as well, and so they do with an idle interval between', () => {
  assert.equal(behaviourOf([5, 5, 5, 5], [0, 10, 10, 10], [0, 0, 40, 40], [0, 0, 0, 30]), 'leaking');
  assert.equal(behaviourOf([5, 5, 5, 5], [0, 20, 20, 20], [0, 0, 0, 0], [0, 0, 0, 30]), 'leaking');
});

test('two intervals are enough to be leaking, and so is growth that gets faster', () => {
  assert.equal(behaviourOf([0, 0, 0], [0, 10, 10], [0, 0, 10]), 'leaking');
  assert.equal(behaviourOf([0, 0, 0, 0], [0, 10, 10, 10], [0, 0, 14, 14], [0, 0, 0, 19]), 'leaking');
});

test('what is added falls in each interval: warm-up', () => {
  assert.equal(behaviourOf([90, 90, 90, 90], [0, 50, 50, 50], [0, 0, 27, 27], [0, 0, 0, 15]), 'warm-up');
});

test('all came in the first interval and nothing later: warm-up', () => {
  assert.equal(behaviourOf([0, 0, 0, 0], [0, 50, 50, 50], [0, 0, 0, 0], [0, 0, 0, 0]), 'warm-up');
});

test('as many go as come: churn, whether the old ones go or the new ones', () => {
  assert.equal(behaviourOf([60, 30, 0, 0], [0, 30, 30, 0], [0, 0, 30, 30], [0, 0, 0, 30]), 'churn');
  assert.equal(behaviourOf([60, 60, 60, 60], [0, 9, 0, 0], [0, 0, 9, 0], [0, 0, 0, 9]), 'churn');
});

test('the number rises, but with full turnover: churn, as of a queue under rising load', () => {
  assert.equal(behaviourOf([10, 0, 0, 0], [0, 20, 0, 0], [0, 0, 30, 0], [0, 0, 0, 40]), 'churn');
});

test('more come than go, but most of them go: churn, whatever the net', () => {
  assert.equal(behaviourOf([0, 0, 0, 0], [0, 100, 40, 40], [0, 0, 100, 40], [0, 0, 0, 100]), 'churn');
});

test('alive in one snapshot only, and in whichever: transient', () => {
  assert.equal(behaviourOf([0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]), 'transient');
  assert.equal(behaviourOf([0, 0, 0, 0], [0, 7, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]), 'transient');
  assert.equal(behaviourOf([0, 0, 0], [0, 0, 0], [0, 0, 7]), 'transient');
});

test('each snapshot has objects of its own, where the first had none: transient', () => {
  assert.equal(behaviourOf([0, 0, 0, 0], [0, 3, 0, 0], [0, 0, 4, 0], [0, 0, 0, 3]), 'transient');
});

test('it grew and then no more, though what came stays: stepped', () => {
  assert.equal(behaviourOf([10, 10, 10, 10], [0, 0, 0, 0], [0, 0, 20, 20], [0, 0, 0, 0]), 'stepped');
  assert.equal(behaviourOf([10, 10, 10, 10], [0, 9, 9, 9], [0, 0, 20, 20], [0, 0, 0, 0]), 'stepped');
});

test('it grew as long as there was work, and the last interval saw none: stepped, and nothing is known', () => {
  const paused = cohorts([10, 10, 10, 10], [0, 20, 20, 20], [0, 0, 20, 20], [0, 0, 0, 0]);
  assert.equal(judgeBehaviour(paused, { work: [1, 1, 0], isMeasured: false }), 'stepped');
  assert.equal(judgeBehaviour(paused, { work: [1, 1, 1], isMeasured: false }), 'stepped');
});

test('growth in proportion to the work is leaking, whatever it is by the interval', () => {
  const falling = cohorts([60, 60, 60, 60], [0, 60, 60, 60], [0, 0, 30, 30], [0, 0, 0, 10]);
  assert.equal(judgeBehaviour(falling, { work: [1, 1, 1], isMeasured: false }), 'warm-up');
  assert.equal(judgeBehaviour(falling, { work: [6, 3, 1], isMeasured: true }), 'leaking');
});

test('there are fewer at the end: shrinking', () => {
  assert.equal(behaviourOf([100, 90, 80], [0, 0, 0], [0, 0, 0]), 'shrinking');
  assert.equal(behaviourOf([100, 0, 0], [0, 50, 50], [0, 0, 20]), 'shrinking');
});

test('nothing comes, or next to nothing of many: flat', () => {
  assert.equal(behaviourOf([100, 100, 100], [0, 0, 0], [0, 0, 0]), 'flat');
  assert.equal(behaviourOf([1000, 1000, 1000], [0, 5, 5], [0, 0, 5]), 'flat');
  assert.equal(behaviourOf([1000, 995, 990], [0, 0, 0], [0, 0, 0]), 'flat');
});

test('every class has one behaviour, whatever its cohorts, and leaking ones have grown', () => {
  const rows = fc
    .integer({ min: 2, max: 6 })
    .chain((length) =>
      fc.tuple(
        ...Array.from({ length }, () => fc.array(fc.nat(40), { minLength: length, maxLength: length })),
      ),
    )
    // A cohort begins with its birth and only ever gets smaller.
    .map((drawn) =>
      drawn.map((row, birth) => row.map((_, s) => (s < birth ? 0 : Math.min(...row.slice(birth, s + 1))))),
    );
  const seen = new Set<Behaviour>();
  fc.assert(
    fc.property(rows, (alive) => {
      const drawn = cohorts(...alive);
      const behaviour = judgeBehaviour(drawn);
      seen.add(behaviour);
      const [first = 0] = drawn.counts;
      const last = drawn.counts.at(-1) ?? 0;
      if (['leaking', 'warm-up', 'stepped'].includes(behaviour)) assert.ok(last > first);
      if (behaviour === 'shrinking') assert.ok(last < first);
      if (behaviour === 'transient') assert.equal(first, 0);
    }),
    { numRuns: 2000 },
  );
  assert.ok(seen.size >= 5, [...seen].join(', '));
});

test('survival is of those born between the first snapshot and the last: others had no choice yet', () => {
  assert.equal(survivalOf(cohorts([9, 0, 0, 0], [0, 10, 5, 5], [0, 0, 10, 5], [0, 0, 0, 99])), 0.5);
  assert.equal(survivalOf(cohorts([9, 0, 0], [0, 0, 0], [0, 0, 99])), 1, 'nobody to ask');
});

test('of two snapshots, survival is that of the objects of the first', () => {
  assert.equal(survivalOf(cohorts([8, 2], [0, 99])), 0.25);
});
