import { next, type EdgeOrdinal } from '../heap/index-spaces.ts';
import { EdgeKind } from '../heap/kinds.ts';
import { cutText } from '../compare/field-values.ts';
import type { HeapIndex } from './heap-index.ts';
import { emptyPage, pageBounds } from './pages.ts';
import type { ObjectAsk, Page, PageAsk, Reference } from './questions.ts';

/** In V8's order. Time O(rows of the page). */
export function answerReferences(index: HeapIndex, ask: ObjectAsk & PageAsk): Page<Reference> {
  const node = index.nodeOf(ask.id);
  if (node === undefined) return emptyPage(ask);
  const { firstEdge } = index.analysis.snapshot.graph;
  const first = firstEdge[node];
  const rowCount = firstEdge[next(node)] - first;
  const { from, limit } = pageBounds(ask, rowCount);
  const rows = Array.from({ length: limit }, (_, row) =>
    referenceAt(index, (first + from + row) as EdgeOrdinal),
  );
  return { rows, from, rowCount };
}

function referenceAt(index: HeapIndex, edge: EdgeOrdinal): Reference {
  const { edgeKind, edgeTarget } = index.analysis.snapshot.graph;
  return {
    edgeType: index.names.edgeTypeOf(edge),
    edgeName: cutText(index.names.edgeText(edge)),
    ...(edgeKind[edge] === EdgeKind.weak && { isWeak: true }),
    target: index.row(edgeTarget[edge]),
  };
}
