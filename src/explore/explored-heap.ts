import type { Analysis } from '../analysis/analysis.ts';
import { SnapdiffError } from '../base/errors.ts';
import { answerDominated } from './answer-dominated.ts';
import { answerFields } from './answer-fields.ts';
import { answerObject } from './answer-object.ts';
import { answerReferences } from './answer-references.ts';
import { answerRetainers } from './answer-retainers.ts';
import { HeapIndex } from './heap-index.ts';
import type { Question, QuestionName, Questions } from './questions.ts';

/** What comes back for a question. */
export type Answer = Questions[QuestionName]['answer'];

/** One open heap. Answers are plain data. */
export class ExploredHeap {
  readonly #index: HeapIndex;

  /** Time and memory as docs/architecture.md has them: a third more than a comparison takes of one snapshot. */
  constructor(analysis: Analysis) {
    this.#index = new HeapIndex(analysis);
  }

  /** @throws SnapdiffError where the question makes no sense of this heap */
  ask(question: Question): Answer {
    const index = this.#index;
    switch (question.question) {
      case 'object':
        return answerObject(index, question);
      case 'fields':
        return answerFields(index, question);
      case 'references':
        return answerReferences(index, question);
      case 'retainers':
        return answerRetainers(index, question);
      case 'dominated':
        return answerDominated(index, question);
      case 'kept':
      case 'objects':
      case 'search':
      case 'text':
      case 'duplicates':
      case 'copies':
        throw new SnapdiffError(`the question ${question.question} has no answer yet`);
    }
  }
}
