import { cutText } from '../compare/field-values.ts';
import type { NodeOrdinal } from '../heap/index-spaces.ts';
import { isStringKind } from '../heap/kinds.ts';
import type { HeapIndex } from './heap-index.ts';
import { emptyPage, pageBounds, pageOf } from './pages.ts';
import type { DuplicatedText, DuplicatesAnswer, ObjectAsk, ObjectRow, Page, PageAsk } from './questions.ts';

/** Time O(strings of the rows of the page). */
export function answerDuplicates({ analysis, strings }: HeapIndex, ask: PageAsk): DuplicatesAnswer {
  const { graph, strings: texts } = analysis.snapshot;
  const { from, limit } = pageBounds(ask, strings.duplicateCount);
  const rows = Array.from({ length: limit }, (_, row): DuplicatedText => {
    const { node, count, selfSize, wastedSize, isCut } = strings.duplicatesAt(from + row);
    return {
      nodeId: graph.nodeId[node],
      text: cutText(texts.at(graph.nodeName[node])),
      count,
      selfSize,
      wastedSize,
      ...(isCut && { isCut }),
    };
  });
  return { rows, from, rowCount: strings.duplicateCount, wastedSize: strings.wastedSize };
}

/** Time O(rows of the page), of a text that V8 has cut O(strings of that beginning). */
export function answerCopies(index: HeapIndex, ask: ObjectAsk & PageAsk): Page<ObjectRow> {
  const node = index.nodeOf(ask.id);
  if (node === undefined || !isStringKind(index.analysis.snapshot.graph.nodeKind[node]))
    return emptyPage(ask);
  return pageOf(index.strings.copiesOf(node), ask, (copy: NodeOrdinal) => index.row(copy));
}
