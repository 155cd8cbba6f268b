import type { ObjectRetainer } from '../paths/object-retainers.ts';
import type { HeapIndex } from './heap-index.ts';
import { emptyPage, pageBounds } from './pages.ts';
import type { ObjectAsk, Page, PageAsk } from './questions.ts';

/** Time O(references into the object), and a few microseconds for each of 10,000 at most. */
export function answerRetainers(index: HeapIndex, ask: ObjectAsk & PageAsk): Page<ObjectRetainer> {
  const node = index.nodeOf(ask.id);
  if (node === undefined) return emptyPage(ask);
  const list = index.retainersOf(node);
  const { from, limit } = pageBounds(ask, list.count);
  return { rows: list.page(from, limit), from, rowCount: list.count };
}
