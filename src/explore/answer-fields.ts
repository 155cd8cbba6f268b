import type { ObjectField } from '../compare/object-fields.ts';
import type { HeapIndex } from './heap-index.ts';
import { emptyPage, pageBounds } from './pages.ts';
import type { ObjectAsk, Page, PageAsk } from './questions.ts';

/** Time O(edges of the object, of its table and its scopes), a look at each. */
export function answerFields(index: HeapIndex, ask: ObjectAsk & PageAsk): Page<ObjectField> {
  const node = index.nodeOf(ask.id);
  if (node === undefined) return emptyPage(ask);
  const list = index.fieldsOf(node);
  const { from, limit } = pageBounds(ask, list.count);
  return { rows: list.page(from, limit), from, rowCount: list.count };
}
