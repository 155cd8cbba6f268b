import type { ComponentChildren, JSX } from 'preact';
import type { ObjectRow, Page } from '../../explore/questions.ts';
import { ObjectList } from './object-list.tsx';
import { usePages } from './use-pages.ts';
import { Failed, HeapWaiting, More } from './waiting.tsx';

interface PagedProps<Row extends ObjectRow> {
  readonly label: string;
  readonly snapshot: number;
  /** Stands for all that `ask` asks but the page. */
  readonly askKey: string;
  readonly ask: (from: number, signal: AbortSignal) => Promise<Page<Row>>;
  readonly noteOf?: (row: Row) => ComponentChildren;
  /** Where there are none. */
  readonly empty: string;
}

/** A list of objects, a page at a time. */
export function PagedObjects<Row extends ObjectRow>(props: PagedProps<Row>): JSX.Element {
  const { label, snapshot, askKey, ask, noteOf, empty } = props;
  const { rows, rowCount, isAsking, problem, more } = usePages(askKey, ask);
  if (rowCount === undefined) {
    return problem ? <Failed problem={problem} onAgain={more} /> : <HeapWaiting snapshot={snapshot} />;
  }
  if (rowCount === 0) return <p class="muted">{empty}</p>;
  return (
    <>
      <ObjectList
        label={label}
        snapshot={snapshot}
        objects={rows.map((object) => ({ object, ...(noteOf && { note: noteOf(object) }) }))}
      />
      <More shown={rows.length} rowCount={rowCount} isAsking={isAsking} problem={problem} onMore={more} />
    </>
  );
}
