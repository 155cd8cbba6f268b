import { Analysis } from '../../src/analysis/analysis.ts';
import { ExploredHeap } from '../../src/explore/explored-heap.ts';
import type { NodeOrdinal } from '../../src/heap/index-spaces.ts';
import type { Peers } from '../../src/explore/peers.ts';
import type { Page, Question, QuestionName, Questions } from '../../src/explore/questions.ts';
import { parseDrawing, snapshotOf, type Drawing } from './draw-heap.ts';

/** A drawn heap that can be asked, by the labels of the drawing. */
export class ExploredDrawing {
  readonly drawing: Drawing;
  readonly heap: ExploredHeap;
  readonly #analysis: Analysis;

  constructor(picture: string | Drawing) {
    this.drawing = typeof picture === 'string' ? parseDrawing(picture) : picture;
    this.#analysis = new Analysis(snapshotOf(this.drawing));
    this.heap = new ExploredHeap(this.#analysis);
  }

  classKeyOf(node: number): string {
    const { classes, classOf } = this.#analysis.classification;
    return classes[classOf[node as NodeOrdinal]].key;
  }

  idOf(label: string): never {
    const node = this.drawing.nodes.find((one) => one.label === label);
    if (!node) throw new Error(`the drawing has no node "${label}"`);
    return node.id as never;
  }

  labelOf(id: number): string {
    return this.drawing.nodes.find((node) => node.id === id)?.label ?? '?';
  }

  /** The labels of the rows of a list about an object. */
  labelsOf(question: 'dominated' | 'kept' | 'copies', label: string): string[] {
    const rows = rowsOf(this.heap, { question, id: this.idOf(label) });
    return rows.map(({ nodeId }) => this.labelOf(nodeId));
  }
}

/** With its name, so that the answer is of its type. */
export function ask<Name extends QuestionName>(
  heap: ExploredHeap,
  question: { readonly question: Name } & Questions[Name]['ask'],
  peers: Peers = {},
): Questions[Name]['answer'] {
  return heap.ask(question as Question, peers) as Questions[Name]['answer'];
}

type ListName = {
  [Name in QuestionName]: Questions[Name]['answer'] extends Page<unknown> ? Name : never;
}[QuestionName];

/** All rows of a list, put together from pages. */
export function rowsOf<Name extends ListName>(
  heap: ExploredHeap,
  question: { readonly question: Name } & Omit<Questions[Name]['ask'], 'from' | 'limit'>,
  limit = 200,
  peers: Peers = {},
): Questions[Name]['answer']['rows'] {
  const rows: unknown[] = [];
  for (;;) {
    const page = heap.ask(
      { ...question, from: rows.length, limit } as unknown as Question,
      peers,
    ) as Page<unknown>;
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.rowCount) {
      if (rows.length !== page.rowCount) throw new Error(`${rows.length} rows of ${page.rowCount}`);
      return rows as never;
    }
  }
}
