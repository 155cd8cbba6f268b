import type { ComparedClass } from '../../src/compare/diff.ts';
import type {
  DuplicatesAnswer,
  ObjectRow,
  Page,
  Question,
  Reference,
  SearchAnswer,
} from '../../src/explore/questions.ts';
import type { OpenHeaps } from '../../src/files/open-heaps.ts';
import { SeededRandom } from '../../test/support/seeded-random.ts';
import type { Timings } from './timings.ts';

const newest = 1;

/** Clicks as a person makes them, but at random: on what the answers before have shown, and on large classes more than on small ones. */
export class Clicks {
  readonly #heaps: OpenHeaps;
  readonly #classes: readonly ComparedClass[];
  readonly #random: SeededRandom;
  /** Objects that were shown, by the snapshot they are in. */
  readonly #shown: { snapshot: number; id: number }[] = [];
  #cursor: { snapshot: number; ask: Question; cursor: string } | undefined;

  constructor(heaps: OpenHeaps, classes: readonly ComparedClass[], seed: number) {
    this.#heaps = heaps;
    this.#classes = [...classes].sort((a, b) => (b.retainedSizes[1] ?? 0) - (a.retainedSizes[1] ?? 0));
    this.#random = new SeededRandom(seed);
  }

  async click(timings: Timings): Promise<void> {
    const { snapshot, question } = this.#nextQuestion();
    const start = performance.now();
    const answer = await this.#heaps.ask(snapshot, question);
    timings.add(nameOf(question), performance.now() - start, question);
    this.#remember(snapshot, question, answer);
  }

  #nextQuestion(): { snapshot: number; question: Question } {
    const snapshot = this.#random.fraction() < 0.7 ? newest : 0;
    if (this.#shown.length < 20)
      return { snapshot, question: { question: 'dominated', id: 'root', limit: 200 } };
    if (this.#cursor && this.#random.fraction() < 0.1) {
      const { snapshot: of, ask, cursor } = this.#cursor;
      return { snapshot: of, question: { ...ask, cursor } as Question };
    }
    const choice = this.#random.fraction();
    if (choice < 0.2) return { snapshot, question: this.#objects(snapshot) };
    if (choice < 0.27) return { snapshot, question: this.#search() };
    if (choice < 0.31)
      return { snapshot, question: { question: 'duplicates', from: this.#random.below(2000) } };
    const shown = this.#shown[this.#random.below(this.#shown.length)];
    return { snapshot: shown.snapshot, question: this.#ofObject(shown.id) };
  }

  #objects(snapshot: number): Question {
    // The square: of two classes that are as far apart, the larger one more often.
    const heapClass = this.#classes[Math.floor(this.#random.fraction() ** 3 * this.#classes.length)];
    const other = 1 - snapshot;
    const which = (['all', 'all', 'both', 'only'] as const)[this.#random.below(4)];
    return {
      question: 'objects',
      key: heapClass.key,
      shapesOf: newest,
      ...(which !== 'all' && { other, which }),
      sort: (['retainedSize', 'retainedSize', 'selfSize', 'distance', 'id'] as const)[this.#random.below(5)],
      from: this.#random.fraction() < 0.7 ? 0 : this.#random.below(heapClass.counts[snapshot] ?? 1),
    };
  }

  #search(): Question {
    const by = (['className', 'property', 'text'] as const)[this.#random.below(3)];
    const texts = ['a', 'on', 'key', 'http', 'Socket', 'buffer', 'xyzzy', 'Map', 'é', '1'];
    return { question: 'search', by, text: texts[this.#random.below(texts.length)] };
  }

  #ofObject(id: number): Question {
    const from = this.#random.fraction() < 0.8 ? 0 : this.#random.below(5000);
    const names = [
      'object',
      'object',
      'fields',
      'references',
      'retainers',
      'dominated',
      'kept',
      'copies',
    ] as const;
    const name = names[this.#random.below(names.length)];
    if (name === 'object')
      return { question: this.#random.fraction() < 0.15 ? 'text' : 'object', id: id as never };
    return { question: name, id: id as never, from };
  }

  #remember(snapshot: number, question: Question, answer: unknown): void {
    const ids: number[] = [];
    switch (question.question) {
      case 'dominated':
      case 'objects':
      case 'kept':
        ids.push(...(answer as Page<ObjectRow>).rows.map(({ nodeId }) => nodeId));
        break;
      case 'references':
        ids.push(...(answer as Page<Reference>).rows.map(({ target }) => target.nodeId));
        break;
      case 'retainers':
        ids.push(...(answer as Page<{ nodeId: number }>).rows.map(({ nodeId }) => nodeId));
        break;
      case 'duplicates':
        ids.push(...(answer as DuplicatesAnswer).rows.map(({ nodeId }) => nodeId));
        break;
      case 'search': {
        const { hits, cursor } = answer as SearchAnswer;
        ids.push(...hits.map(({ object }) => object.nodeId));
        this.#cursor = cursor === null ? undefined : { snapshot, ask: question, cursor };
        break;
      }
      case 'object':
      case 'fields':
      case 'text':
      case 'copies':
      case 'owners':
        return;
    }
    // The first of a list is what people click on; of the others some.
    const chosen = ids.filter((_, row) => row < 5 || this.#random.fraction() < 0.1);
    this.#shown.push(...chosen.map((id) => ({ snapshot, id })));
  }
}

function nameOf(question: Question): string {
  if (question.question === 'search') return `search ${question.by}`;
  if (question.question === 'objects') return question.which === undefined ? 'objects' : 'objects of both';
  return question.question;
}
