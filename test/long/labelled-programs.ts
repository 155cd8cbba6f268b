import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { judgeFiles, type Judgement } from '../support/judge-files.ts';
import {
  alike,
  leakNamedBy,
  readLabelledPrograms,
  wordsOf,
  type LabelledProgram,
} from '../support/labelled-programs.ts';
import { findWrongSubsets } from '../support/subsets.ts';
import { evenPlan, longWarmUp, nameOfPlan, withSnapshotsOf, type Plan } from '../support/run-program.ts';

// Each program of fixtures/programs/leaks says in its head comment whether it leaks, what, and what
// the path to it must name. Each is run here under even and uneven load, and judged. So is every part of its series,
// since one more snapshot makes no answer worse.

const plans: readonly Plan[] = [evenPlan, [3, 1, 6], [1, 3, 0, 2, 5]];
/** Of all programs and plans: what no single one can be held to. */
const share = {
  leaksSaid: [] as boolean[],
  healthySaid: [] as boolean[],
  pairsNamed: [] as boolean[],
  calledHealthyWhileLoadFell: [] as boolean[],
};

/** Program and leak → how it is called in the runs. */
const printsOf = new Map<string, Set<string>>();

function notePrints(labelled: LabelledProgram, { suspects }: Judgement): void {
  for (const leak of labelled.leaks) {
    const found = suspects.find((suspect) => leakNamedBy({ ...labelled, leaks: [leak] }, suspect));
    const key = `${labelled.program}: ${leak.classNames.join(' | ')} ${leak.paths.join(' | ')}`;
    if (found) printsOf.set(key, (printsOf.get(key) ?? new Set()).add(found.fingerprint));
  }
}

/** What the failure says first. */
function describe(
  { program }: LabelledProgram,
  plan: Plan,
  { result, confidence, reason, suspects }: Judgement,
) {
  const [first] = suspects;
  const named = first ? `${first.className} (${first.confidence}) by ${wordsOf(first)}` : 'nobody';
  return `${program} under ${nameOfPlan(plan)}: ${result} (${confidence}). ${reason}\nFirst suspect: ${named}`;
}

function assertRight(labelled: LabelledProgram, plan: Plan, judgement: Judgement): void {
  const { wanted, allowed } = labelled;
  const words = describe(labelled, plan, judgement);
  assert.ok(allowed.includes(judgement.result), words);
  const [first] = judgement.suspects;
  const named = leakNamedBy(labelled, first);
  if (wanted === 'leak' || (labelled.leaks.length > 0 && judgement.result === 'leak')) {
    assert.ok(named, words);
    if (named.kind !== undefined) assert.equal(first?.kind, named.kind, words);
  }
  // Under even load nothing speaks against it, but that a buffer of any size may be bigger three times by chance.
  const mayBeChance = judgement.reason.includes('bigger by chance');
  if (wanted === 'leak' && plan === evenPlan && !mayBeChance) assert.equal(judgement.result, 'leak', words);
}

for (const plan of plans) {
  suite(`labelled programs under ${nameOfPlan(plan)}`, { concurrency: 2 }, () => {
    for (const labelled of readLabelledPrograms()) {
      const { program, wanted, leaks } = labelled;
      const sentence =
        leaks.length > 0
          ? `${program} is not called healthy, and what leaks is named`
          : `${program} is not said to leak`;
      test(sentence, () =>
        withSnapshotsOf(program, plan, async (files) => {
          const judgement = await judgeFiles(files);
          const pair = await judgeFiles([files[0] ?? '', files.at(-1) ?? '']);
          if (wanted === 'leak') {
            share.leaksSaid.push(judgement.result === 'leak');
            share.pairsNamed.push(leakNamedBy(labelled, pair.suspects[0]) !== undefined);
          }
          if (wanted === 'no-leak') share.healthySaid.push(judgement.result === 'no-leak');
          notePrints(labelled, judgement);
          notePrints(labelled, pair);
          assertRight(labelled, plan, judgement);
          if (wanted !== undefined) {
            assert.notEqual(pair.result, wanted === 'leak' ? 'no-leak' : 'leak', pair.reason);
          }
          assert.deepEqual(await findWrongSubsets(labelled, plan, files, judgeFiles), []);
        }),
      );
    }
  });
}

// A leak in a process that has run for long adds little to what it has, and less and less while load falls, as a cache
// that fills does.
const fallingPlan: Plan = [6, 3, 1];
suite('labelled programs that leak, while load falls after a long time', { concurrency: 2 }, () => {
  for (const labelled of readLabelledPrograms().filter(({ wanted }) => wanted === 'leak')) {
    test(`${labelled.program} is judged`, () =>
      withSnapshotsOf(
        labelled.program,
        fallingPlan,
        async (files) => {
          const { result } = await judgeFiles(files);
          share.calledHealthyWhileLoadFell.push(result === 'no-leak');
        },
        longWarmUp,
      ));
  }
});

suite('over all labelled programs and plans', () => {
  const shareOf = (answers: readonly boolean[]): number =>
    answers.filter(Boolean).length / Math.max(answers.length, 1);
  after(() => console.log(Object.entries(share).map(([name, answers]) => [name, shareOf(answers)])));

  test('nine leaks of ten are called so', () => assert.ok(shareOf(share.leaksSaid) >= 0.9));
  test('six healthy programs of ten are called so', () => assert.ok(shareOf(share.healthySaid) >= 0.6));
  // A table of numbers that has room for them grows by nothing, and nothing of it is in a snapshot.
  test('while load falls hardly a leak is called healthy', () =>
    assert.ok(shareOf(share.calledHealthyWhileLoadFell) <= 0.06));
  test('of two snapshots the first suspect is right in nine of ten', () =>
    assert.ok(shareOf(share.pairsNamed) >= 0.88));
});

suite('over all fingerprints', () => {
  test('a leak has one, however much work was done, and of two snapshots as well', () => {
    const several = [...printsOf].filter(([, prints]) => prints.size > 1);
    assert.deepEqual(several, []);
  });
  test('two leaks have two, unless class and path are of the same names', () => {
    const owners = new Map<string, Set<string>>();
    for (const [key, prints] of printsOf) {
      const [program = ''] = key.split(':');
      for (const print of prints) owners.set(print, (owners.get(print) ?? new Set()).add(program));
    }
    const shared = [...owners].filter(
      ([, programs]) =>
        programs.size > 1 && !alike.some((pair) => [...programs].every((program) => pair.includes(program))),
    );
    assert.deepEqual(shared, []);
  });
});

test('there are programs enough of either kind', () => {
  const programs = readLabelledPrograms();
  assert.ok(programs.filter(({ wanted }) => wanted === 'leak').length >= 50);
  assert.ok(programs.filter(({ wanted }) => wanted === 'no-leak').length >= 25);
});
