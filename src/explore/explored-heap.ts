import type { Analysis } from '../analysis/analysis.ts';
import type { ClassNaming } from '../compare/census.ts';
import { answerDominated } from './answer-dominated.ts';
import { answerCopies, answerDuplicates } from './answer-duplicates.ts';
import { answerFields } from './answer-fields.ts';
import { answerKept } from './answer-kept.ts';
import { answerObject } from './answer-object.ts';
import { answerObjects, peerObjects } from './answer-objects.ts';
import { answerOwners } from './answer-owners.ts';
import { answerReferences } from './answer-references.ts';
import { answerRetainers } from './answer-retainers.ts';
import { answerSearch } from './answer-search.ts';
import { answerText } from './answer-text.ts';
import { HeapIndex } from './heap-index.ts';
import type { PeerObjects, Peers, RowAsk } from './peers.ts';
import type { Question, QuestionName, Questions } from './questions.ts';

/** What comes back for a question. */
export type Answer = Questions[QuestionName]['answer'];

/** One open heap. Answers are plain data. */
export class ExploredHeap {
  readonly #index: HeapIndex;

  /** Time and memory as docs/architecture.md has them. */
  constructor(analysis: Analysis) {
    this.#index = new HeapIndex(analysis);
  }

  /**
   * @param peers what a question about objects needs of the snapshots that it names
   * @throws SnapdiffError where the question makes no sense of this heap
   */
  ask(question: Question, peers: Peers = {}): Answer {
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
        return answerKept(index, question);
      case 'objects':
        return answerObjects(index, question, peers);
      case 'search':
        return answerSearch(index, question);
      case 'text':
        return answerText(index, question);
      case 'duplicates':
        return answerDuplicates(index, question);
      case 'copies':
        return answerCopies(index, question);
      case 'owners':
        return answerOwners(index, question);
    }
  }

  /** What names the classes of the snapshots that this one, the newest, is compared with. */
  get naming(): ClassNaming {
    return this.#index.classLists.naming();
  }

  /** The objects of a row of a report, for another heap to compare with. */
  objectsOf(row: RowAsk, peers: Peers = {}): PeerObjects {
    return peerObjects(this.#index, row, peers);
  }
}
