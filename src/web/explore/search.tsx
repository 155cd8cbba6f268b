import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatCount, formatShare } from '../../base/units.ts';
import { Icon } from '../parts/icon.tsx';
import { Name } from '../parts/name.tsx';
import { readId, writeAddress, type SearchBy } from './address.ts';
import { useExplorer } from './explorer-context.ts';
import { ObjectList } from './object-list.tsx';
import { SnapshotChoice } from './snapshot-choice.tsx';
import { useSearch } from './use-search.ts';
import { Failed, HeapWaiting } from './waiting.tsx';

interface SearchProps {
  readonly snapshot: number;
  readonly by: SearchBy;
  /** Empty: nothing is searched yet. */
  readonly text: string;
}

const kinds: readonly (readonly [SearchBy, string])[] = [
  ['className', 'Constructor'],
  ['id', '@id'],
  ['property', 'Property or variable'],
  ['text', 'Text of a string'],
];

/** The view that finds objects. */
export function SearchView({ snapshot, by, text }: SearchProps): JSX.Element {
  const [draft, setDraft] = useState({ by, text });
  const input = useRef<HTMLInputElement>(null);
  // Back and forward go from search to search.
  useEffect(() => setDraft({ by, text }), [by, text]);
  useEffect(() => {
    // "/" goes to the search, as in the table.
    const onKey = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof Element && event.target.matches('input, select, textarea');
      if (event.key !== '/' || isTyping) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  const search = (): void => {
    // Who writes "@1234" means that one, whatever is chosen.
    const isId = /^@\d+$/.test(draft.text.trim()) && readId(draft.text) !== undefined;
    location.hash = writeAddress({
      view: 'objects',
      snapshot,
      by: isId ? 'id' : draft.by,
      text: draft.text.trim().slice(0, 1000),
    });
  };
  return (
    <section aria-labelledby="search-title">
      <h1 id="search-title" class="view-title">
        Objects
      </h1>
      <SnapshotChoice
        snapshot={snapshot}
        addressOf={(other) => writeAddress({ view: 'objects', snapshot: other, by, text })}
      />
      <form
        class="tools"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          search();
        }}
      >
        <label class="filter">
          <span>Search by</span>
          <select
            value={draft.by}
            onChange={({ currentTarget }) => setDraft({ ...draft, by: currentTarget.value as SearchBy })}
          >
            {kinds.map(([value, title]) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label class="search">
          <Icon name="search" />
          <span class="for-ears">Search objects</span>
          <input
            type="search"
            ref={input}
            maxLength={1000}
            placeholder="Search objects ( / )"
            value={draft.text}
            onInput={({ currentTarget }) => setDraft({ ...draft, text: currentTarget.value })}
          />
        </label>
        <button type="submit" class="plain-button">
          Search
        </button>
      </form>
      {text === '' ? (
        <p class="muted">
          Part of a name or text finds it, in capitals or small letters as it stands. @ and a number find the
          object of that id.
        </p>
      ) : (
        <Hits key={`${snapshot} ${by} ${text}`} snapshot={snapshot} by={by} text={text} />
      )}
    </section>
  );
}

function Hits({ snapshot, by, text }: SearchProps): JSX.Element {
  const { hits, searchedShare, state, problem, stop, goOn } = useSearch(snapshot, by, text);
  const isOpen = useExplorer().session.snapshots[snapshot]?.state.state === 'ready';
  const found = `${formatCount(hits.length)} found`;
  return (
    <>
      <div class="search-progress">
        <p role="status">
          {state === 'searching'
            ? 'Searching …'
            : state === 'stopped'
              ? `${found} so far`
              : hits.length === 0
                ? 'Nothing found'
                : found}
        </p>
        <progress value={state === 'done' ? 1 : searchedShare} max={1} aria-label="Searched" />
        <span class="muted searched">{formatShare(state === 'done' ? 1 : searchedShare)}</span>
        <button
          type="button"
          class={state === 'done' || problem ? 'plain-button is-nothing' : 'plain-button'}
          onClick={state === 'searching' ? stop : goOn}
        >
          {state === 'searching' ? 'Stop' : 'Go on'}
        </button>
      </div>
      {problem && <Failed problem={problem} onAgain={goOn} />}
      {state === 'searching' && hits.length === 0 && !isOpen && <HeapWaiting snapshot={snapshot} />}
      {hits.length > 0 && (
        <ObjectList
          label="Objects found"
          snapshot={snapshot}
          objects={hits.map(({ object, edgeName }) => ({
            object,
            ...(edgeName !== undefined && {
              note: (
                <span class="muted">
                  has <Name text={edgeName} width={60} />
                </span>
              ),
            }),
          }))}
        />
      )}
    </>
  );
}
