import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { captureFor } from '../../src/compare/next-capture.ts';
import type { Judged } from '../../src/compare/judge-candidates.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import { followDrawn, type DrawnProcess } from '../support/draw-series.ts';

// What an open verdict advises is taken here, of the same leak going on, and of one that has stopped.

interface Case {
  readonly what: string;
  /** interval − 1 → what it adds: objects, or bytes; null in an idle one. */
  readonly added: readonly (number | null)[];
  readonly first?: number;
  readonly open: RegExp;
  readonly advice: RegExp;
  /** What each further interval adds where it does not go on: nothing, unless said otherwise. */
  readonly end?: number;
  readonly draw?: (process: DrawnProcess, index: number, amounts: readonly (number | null)[]) => void;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Entries of a cache. */
const putEntries: NonNullable<Case['draw']> = (process, index, amounts) => {
  for (const i of range(amounts[index] ?? 0)) process.put('cache', `entry${index}_${i}`, 'Entry');
};

/** A text of any size that is another one in each snapshot. */
const replaceText: Case['draw'] = (process, index, amounts) => {
  const size = range(index + 1).reduce((total, i) => total + (amounts[i] ?? 0), 0);
  if (amounts[index] === null) return;
  process.put('cache', 'page', { kind: 'string', name: `page ${index}`, size: Math.max(size, 1000) });
};

/** A text that begins with what it was. */
const appendText: Case['draw'] = (process, index, amounts) => {
  const size = range(index + 1).reduce((total, i) => total + (amounts[i] ?? 0), 0);
  if (index > 0 && !(amounts[index] ?? 0)) return;
  process.put('cache', 'log', { kind: 'string', name: 'line, '.repeat(index + 1), size });
};

/** A big heap that does not grow by what gathers: something is freed meanwhile. */
const putInBigHeap: Case['draw'] = (process, index, amounts) => {
  if (index === 0) {
    process.put('app', 'ballast', { name: 'Ballast', size: 1_000_000 });
    for (const i of range(3)) process.put('app', `freed${i}`, { name: `Freed${i}`, size: 5000 });
  }
  if (index > 0 && index <= 3) process.drop('app', `freed${index - 1}`);
  putEntries(process, index, amounts);
};

function follow({ draw = putEntries, first = 20 }: Case, added: Case['added']): Promise<Comparison> {
  const amounts = [first, ...added];
  return followDrawn(
    amounts.length,
    (process) => process.put('app', 'cache', 'Cache'),
    (process, index) => {
      // What shows that there was work.
      if (amounts[index] !== null) {
        for (const i of range(30)) process.put('app', `request${i}`, { name: 'Request', size: 40 });
      }
      draw(process, index, amounts);
    },
  );
}

const numbers = ['no', 'one', 'two', 'three'];

/** How many snapshots a reason asks for, and how many times the work before each. */
function readAdvice(reason: string): { count: number; times: number } {
  const { count = '', times = '1' } =
    /(?<count>One|Two|Three) more snapshots?, (?:each )?after (?:(?<times>\d+) times )?/.exec(reason)
      ?.groups ??
    /(?<count>One) more snapshot after /.exec(reason)?.groups ??
    {};
  assert.ok(count !== '', reason);
  return { count: numbers.indexOf(count.toLowerCase()), times: Number(times) };
}

const cases: readonly Case[] = [
  {
    what: 'once, to several times as much',
    added: [0, 0, 20],
    open: /it came in one interval/,
    advice: /One more snapshot after the same work would decide\.$/,
  },
  {
    what: 'once, beside as much or more',
    added: [0, 0, 20],
    first: 40,
    open: /it came in one interval/,
    advice: /Two more snapshots, each after the same work, would decide\.$/,
  },
  {
    what: 'less at the end',
    added: [100, 50, 20],
    first: 60,
    open: /less came at the end/,
    advice: /One more snapshot after as much work as before the busiest one would decide\.$/,
  },
  {
    what: 'little after much',
    added: [100, 5],
    first: 60,
    open: /less came at the end/,
    advice: /One more snapshot after as much work as before the busiest one would decide\.$/,
  },
  {
    what: 'two intervals, beside as much',
    added: [20, 20],
    first: 40,
    open: /do not tell whether it nears a limit/,
    advice: /One more snapshot after as much work as before the busiest one would decide\.$/,
  },
  {
    what: 'too little to matter',
    added: [20, 20, 20],
    draw: putInBigHeap,
    open: /it is little/,
    advice: /Three more snapshots, each after \d+ times the work, would decide\.$/,
  },
  {
    what: 'another text, bigger twice',
    added: [10_000, 30_000],
    first: 10_000,
    end: -20_000,
    draw: replaceText,
    open: /bigger by chance/,
    advice: /Two more snapshots, each after the same work, would decide\.$/,
  },
  {
    what: 'another text, bigger three times',
    added: [10_000, 30_000, 20_000],
    first: 10_000,
    end: -20_000,
    draw: replaceText,
    open: /bigger by chance/,
    advice: /One more snapshot after the same work would decide\.$/,
  },
  {
    what: 'another text, bigger in the only interval with work',
    added: [null, 10_000],
    first: 10_000,
    end: -20_000,
    draw: replaceText,
    open: /it came in one interval/,
    advice: /Three more snapshots, each after the same work, would decide\.$/,
  },
  {
    what: 'the same text, longer in the only interval with work',
    added: [null, 10_000],
    first: 10_000,
    draw: appendText,
    open: /it came in one interval/,
    advice: /One more snapshot after the same work would decide\.$/,
  },
];

suite('the capture that an open verdict advises decides', () => {
  for (const one of cases) {
    const { what, added, open, advice, end = 0 } = one;
    test(what, async () => {
      const { verdict } = await follow(one, added);
      assert.equal(verdict.result, 'inconclusive', verdict.reason);
      assert.match(verdict.reason, open);
      assert.match(verdict.reason, advice);
      const { count, times } = readAdvice(verdict.reason);
      const most = Math.max(...added.map((amount) => amount ?? 0)) * times;
      const more = (amount: number): number[] => new Array<number>(count).fill(amount);
      const { verdict: after } = await follow(one, [...added, ...more(most)]);
      assert.equal(after.result, 'leak', after.reason);
      const { verdict: ended } = await follow(one, [...added, ...more(end)]);
      assert.doesNotMatch(ended.reason, open);
      assert.notEqual(ended.result, 'leak', ended.reason);
    });
  }
});

/** The table of a Map that gains numbers, doubled when it is full. @param work by interval; 1000 numbers each */
function growTable(first: number, work: readonly number[]): Promise<Comparison> {
  return followDrawn(
    work.length + 1,
    (process) => {
      process.put('app', 'counts', 'Map');
      for (const i of range(30)) process.put('app', `request${i}`, { name: 'Request', size: 40 });
    },
    (process, index) => {
      const entries = first + 1000 * work.slice(0, index).reduce((total, done) => total + done, 0);
      const size = 32 * 2 ** Math.ceil(Math.log2(entries));
      for (const i of range(30)) process.put('app', `request${i}`, { name: 'Request', size: 40 });
      process.put('counts', 'table', { kind: 'array', name: '', size }, 'internal');
    },
  );
}

test('a table with room is advised several times all the work so far, which mostly shows that it goes on', async () => {
  const work = [1, 4, 2];
  const answers: string[] = [];
  for (const first of range(12).map((i) => 1100 + 600 * i)) {
    const { verdict } = await growTable(first, work);
    if (verdict.result !== 'inconclusive') continue;
    assert.match(
      verdict.reason,
      /one more snapshot after several times all the work so far is likely to show it\.$/,
    );
    answers.push((await growTable(first, [...work, 7 * 3])).verdict.result);
  }
  const shown = answers.filter((result) => result === 'leak').length;
  assert.ok(answers.length >= 5 && shown >= answers.length * 0.8, answers.join());
});

test('where measured work and growth do not agree, and more of the same would not change that, a new series is advised', () => {
  const adviceOf = (work: readonly number[]): string => {
    const judgement = { course: 'eases', amounts: [100, 100, 100], ratio: 2, growth: 30_000 };
    const judged = { judgement, prepared: { candidate: { form: 'objects' } } };
    return captureFor(judged as unknown as Judged, { work, isMeasured: true }, 1000);
  };
  assert.equal(adviceOf([10, 10, 50]), 'A new series, with the same work in each interval, would decide.');
  assert.match(adviceOf([14, 10, 9]), /^One more snapshot after as much work as before the busiest one /);
});
