import process from 'node:process';
import { Analysis } from '../../src/analysis/analysis.ts';
import { ExploredHeap } from '../../src/explore/explored-heap.ts';
import type { Question } from '../../src/explore/questions.ts';
import { wideHeap } from '../../test/support/wide-heap.ts';
import { Timings } from './timings.ts';

/** Asks all questions of the widest and deepest objects there can be, each once, and prints the CPU time they took. */
export function askWideHeap(n: number, log: (line: string) => void): void {
  const { snapshot, ids } = wideHeap(n);
  const start = cpuMs();
  const heap = new ExploredHeap(new Analysis(snapshot));
  log(`opened in ${((cpuMs() - start) / 1000).toFixed(1)} s of CPU`);
  const timings = new Timings();
  const ask = (name: string, question: Question): void => {
    const before = cpuMs();
    heap.ask(question);
    timings.add(name, cpuMs() - before, question);
  };
  for (const [name, id] of Object.entries(ids)) {
    ask(`object ${name}`, { question: 'object', id });
    ask(`text ${name}`, { question: 'text', id });
    for (const question of ['fields', 'references', 'retainers', 'dominated', 'kept', 'copies'] as const) {
      for (const from of [0, n >> 1]) ask(`${question} ${name}`, { question, id, from, limit: 200 });
    }
  }
  for (const key of [',Item', ',(string)', ',Link']) {
    for (const sort of ['retainedSize', 'selfSize', 'distance', 'id'] as const) {
      for (const from of [0, n >> 1]) ask(`by ${sort}`, { question: 'objects', key, sort, from });
    }
  }
  for (const by of ['className', 'property', 'text'] as const) {
    for (const text of ['hub', 'I', '77', 'zz']) ask(`search ${by}`, { question: 'search', by, text });
  }
  ask('duplicates', { question: 'duplicates' });
  console.log(timings.table());
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
