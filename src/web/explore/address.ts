import type { ObjectAsk, SearchAsk } from '../../explore/questions.ts';
import type { ViewId } from '../views.ts';

export type ObjectId = ObjectAsk['id'];

/** What can be searched by; an object's own id beside what a heap is searched by. */
export type SearchBy = SearchAsk['by'] | 'id';

/** What is listed of an object. */
export type ObjectPart =
  | 'fields'
  | 'retainers'
  | 'dominated'
  | 'references'
  | 'kept'
  | 'copies'
  | 'snapshots';

/** The trees and lists of a whole heap. */
export type HeapView = 'containment' | 'dominators' | 'strings';

/** What of the explorer is in sight; snapshots are positions in the session. */
export type Address =
  | { readonly view: ViewId; readonly compared: readonly number[] }
  | { readonly view: 'objects'; readonly snapshot: number; readonly by: SearchBy; readonly text: string }
  | {
      readonly view: 'object';
      readonly snapshot: number;
      readonly id: ObjectId;
      readonly part: ObjectPart | undefined;
    }
  | { readonly view: HeapView; readonly snapshot: number };

const reportViews: readonly ViewId[] = ['overview', 'constructors', 'map', 'time'];
const heapViews: readonly HeapView[] = ['containment', 'dominators', 'strings'];
const searches: readonly SearchBy[] = ['className', 'id', 'property', 'text'];
const parts: readonly ObjectPart[] = [
  'fields',
  'retainers',
  'dominated',
  'references',
  'kept',
  'copies',
  'snapshots',
];

/** `#object/1/@1234/fields`, `#objects/1/text/pass%20word`, `#strings/0`, `#overview/0,2`. Back and forward go by these. */
export function writeAddress(address: Address): string {
  switch (address.view) {
    case 'objects': {
      const { snapshot, by, text } = address;
      return `#objects/${snapshot}/${by}/${encodeURIComponent(text)}`;
    }
    case 'object': {
      const { snapshot, id, part } = address;
      const whole = `#object/${snapshot}/${id === 'root' ? id : `@${id}`}`;
      return part === undefined ? whole : `${whole}/${part}`;
    }
    case 'containment':
    case 'dominators':
    case 'strings':
      return `#${address.view}/${address.snapshot}`;
    case 'overview':
    case 'constructors':
    case 'map':
    case 'time':
      return `#${address.view}/${address.compared.join(',')}`;
  }
}

/**
 * Reads an address, which a person may have written: what makes no sense is the first screen, of all snapshots.
 *
 * @param snapshotCount of the session
 */
export function readAddress(hash: string, snapshotCount: number): Address {
  const [view = '', first = '', second = '', third = ''] = hash.replace(/^#/, '').split('/');
  const all = Array.from({ length: snapshotCount }, (_, index) => index);
  const snapshot = /^\d{1,6}$/.test(first) ? Math.min(Number(first), snapshotCount - 1) : snapshotCount - 1;
  if (view === 'object') {
    const id = readId(second);
    if (id !== undefined) return { view, snapshot, id, part: parts.find((part) => part === third) };
  }
  if (view === 'objects') {
    const by = searches.find((each) => each === second) ?? 'className';
    return { view, snapshot, by, text: decode(third) };
  }
  const heapView = heapViews.find((each) => each === view);
  if (heapView) return { view: heapView, snapshot };
  const named = [...new Set(first.split(',').filter((text) => /^\d{1,6}$/.test(text)))]
    .map(Number)
    .filter((each) => each < snapshotCount)
    .sort((a, b) => a - b);
  return {
    view: reportViews.find((each) => each === view) ?? 'overview',
    compared: named.length > 0 ? named : all,
  };
}

/** "@1234", "1234", "root". @returns undefined for what is no id */
export function readId(text: string): ObjectId | undefined {
  if (text === 'root') return text;
  const [, digits] = /^@?(\d{1,15})$/.exec(text.trim()) ?? [];
  return digits === undefined ? undefined : (Number(digits) as ObjectId);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
