import type { NodeOrdinal } from '../heap/index-spaces.ts';
import type { HeapIndex } from './heap-index.ts';
import { nodesOfGroup } from './node-groups.ts';
import { emptyPage, pageOf } from './pages.ts';
import type { ObjectAsk, ObjectRow, Page, PageAsk } from './questions.ts';

/** Time O(rows of the page). */
export function answerDominated(index: HeapIndex, ask: ObjectAsk & PageAsk): Page<ObjectRow> {
  const node = index.nodeOf(ask.id);
  if (node === undefined) return emptyPage(ask);
  return pageOf(nodesOfGroup(index.dominated, node), ask, (one: NodeOrdinal) => index.row(one));
}
