import type { JSX } from 'preact';
import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import { formatBytes, formatCount } from '../../base/units.ts';
import type { DuplicatedText } from '../../explore/questions.ts';
import { Name } from '../parts/name.tsx';
import { writeAddress } from './address.ts';
import { ask } from './client.ts';
import { PagedObjects } from './paged-objects.tsx';
import { SnapshotChoice } from './snapshot-choice.tsx';
import { useOpenRows } from './use-open-rows.ts';
import { usePages } from './use-pages.ts';
import { Failed, HeapWaiting, More, pageSize } from './waiting.tsx';

/** Texts that a heap has more than once. */
export function Strings({ snapshot }: { readonly snapshot: number }): JSX.Element {
  const [wasted, setWasted] = useState(0);
  const { rows, rowCount, isAsking, problem, more } = usePages(`${snapshot}`, async (from, signal) => {
    const answer = await ask(snapshot, 'duplicates', { from, limit: pageSize }, signal);
    setWasted(answer.wastedSize);
    return answer;
  });
  return (
    <section aria-labelledby="strings-title">
      <h1 id="strings-title" class="view-title">
        Duplicates of strings
      </h1>
      <p class="meaning lead-meaning">
        Texts that are in the heap more than once, those first whose copies take most. One copy of each would
        do.
      </p>
      <SnapshotChoice
        snapshot={snapshot}
        addressOf={(other) => writeAddress({ view: 'strings', snapshot: other })}
      />
      {rowCount === undefined ? (
        problem ? (
          <Failed problem={problem} onAgain={more} />
        ) : (
          <HeapWaiting snapshot={snapshot} />
        )
      ) : rowCount === 0 ? (
        <p class="muted">No text is there twice.</p>
      ) : (
        <>
          <p class="lead">
            {formatCount(rowCount)} texts are there more than once; their copies take{' '}
            <strong>{formatBytes(wasted)}</strong> more than one of each.
          </p>
          <Texts rows={rows} snapshot={snapshot} />
          <More shown={rows.length} rowCount={rowCount} isAsking={isAsking} problem={problem} onMore={more} />
        </>
      )}
    </section>
  );
}

interface TextsProps {
  readonly rows: readonly DuplicatedText[];
  readonly snapshot: number;
}

function Texts({ rows, snapshot }: TextsProps): JSX.Element {
  const [open, toggle] = useOpenRows<number>();
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Texts that are there more than once">
      <table class="plain object-list">
        <thead>
          <tr>
            <th scope="col">Text</th>
            <th scope="col" class="number">
              Copies
            </th>
            <th scope="col" class="number is-minor">
              All of them
            </th>
            <th scope="col" class="number">
              Wasted
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ nodeId, text, count, selfSize, wastedSize }) => (
            <Fragment key={nodeId}>
              <tr>
                <th scope="row">
                  <button
                    type="button"
                    class={open.has(nodeId) ? 'opener is-open' : 'opener'}
                    aria-expanded={open.has(nodeId)}
                    onClick={() => toggle(nodeId)}
                  >
                    <span class="chevron" aria-hidden="true" />
                    <Name text={JSON.stringify(text)} width={90} />
                  </button>
                </th>
                <td class="number">{formatCount(count)}</td>
                <td class="number is-minor">{formatBytes(selfSize)}</td>
                <td class="number">{formatBytes(wastedSize)}</td>
              </tr>
              {open.has(nodeId) && (
                <tr class="path-row">
                  <td colSpan={4}>
                    <PagedObjects
                      label="Copies of the text"
                      snapshot={snapshot}
                      askKey={`copies ${snapshot} ${nodeId}`}
                      ask={(from, signal) =>
                        ask(snapshot, 'copies', { id: nodeId, from, limit: pageSize }, signal)
                      }
                      empty="None."
                    />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
