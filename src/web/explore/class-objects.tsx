import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ObjectRow, ObjectsAsk } from '../../explore/questions.ts';
import { Choice } from '../parts/choice.tsx';
import type { ClassRow } from '../table/columns.ts';
import { ask } from './client.ts';
import { useExplorer } from './explorer-context.ts';
import { PagedObjects } from './paged-objects.tsx';
import { pageSize } from './waiting.tsx';

type Sort = NonNullable<ObjectsAsk['sort']>;
type Which = 'all' | 'new' | 'deleted' | 'both';

const sorts: readonly (readonly [Sort, string])[] = [
  ['retainedSize', 'Retained size'],
  ['selfSize', 'Shallow size'],
  ['distance', 'Distance'],
  ['id', 'Newest'],
];

/** All objects of a constructor: of the newest snapshot, or those that came and went since the first. */
export function ClassObjects({ row }: { readonly row: ClassRow }): JSX.Element {
  const { compared, isOneProcess } = useExplorer();
  const [first, last] = [compared[0], compared[compared.length - 1]];
  const [which, setWhich] = useState<Which>('all');
  const [sort, setSort] = useState<Sort>('retainedSize');
  const isFollowed = isOneProcess && first !== last;
  const snapshot = which === 'deleted' ? first : last;
  const about: ObjectsAsk = {
    key: 'key' in row ? row.key : '',
    shapesOf: last,
    sort,
    ...(isFollowed && { other: which === 'deleted' ? last : first, which: asked[which] }),
  };
  return (
    <div class="class-objects">
      <div class="tools">
        {isFollowed && (
          <Choice
            label="Which objects"
            value={which}
            options={[
              ['all', 'All'],
              ['new', 'New'],
              ['deleted', 'Deleted'],
              ['both', 'In both'],
            ]}
            onChange={setWhich}
          />
        )}
        <label class="filter">
          <span>Sort by</span>
          <select value={sort} onChange={({ currentTarget }) => setSort(currentTarget.value as Sort)}>
            {sorts.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
      </div>
      <PagedObjects
        label="Objects of the constructor"
        snapshot={snapshot}
        askKey={JSON.stringify([snapshot, about])}
        ask={async (from, signal) => {
          const page = await ask(snapshot, 'objects', { ...about, from, limit: pageSize }, signal);
          return which === 'deleted' ? { ...page, rows: page.rows.map(withoutNews) } : page;
        }}
        empty={emptyTexts[which]}
      />
    </div>
  );
}

/** What the other snapshot has not is new where that one is the earlier, and here it is the later. */
function withoutNews(row: ObjectRow): ObjectRow {
  return { ...row, isNew: false };
}

const asked: Readonly<Record<Which, NonNullable<ObjectsAsk['which']>>> = {
  all: 'all',
  new: 'only',
  deleted: 'only',
  both: 'both',
};

const emptyTexts: Readonly<Record<Which, string>> = {
  all: 'The last snapshot has none of its objects.',
  new: 'None has come since the first snapshot.',
  deleted: 'None has gone since the first snapshot.',
  both: 'None is in both.',
};
