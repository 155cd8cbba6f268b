import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatBytes, formatBytesDelta, formatCount, formatCountDelta } from '../../base/units.ts';
import type { ObjectRow } from '../../explore/questions.ts';
import { Name } from '../parts/name.tsx';
import { ask } from './client.ts';
import { useExplorer } from './explorer-context.ts';
import { IdLink } from './object-name.tsx';
import type { StoredObject } from './row-types.ts';
import { useAnswer } from './use-answer.ts';
import { Answered } from './waiting.tsx';

interface SameProps {
  readonly id: ObjectRow['nodeId'];
  /** The one in sight. */
  readonly snapshot: number;
}

/** More snapshots than these are looked into only when asked: each of them has to be opened. */
const maxUnasked = 4;

/** The object in all snapshots, and by how much it differs from the one before. */
export function SameObject({ id, snapshot }: SameProps): JSX.Element {
  const { session } = useExplorer();
  const count = session.snapshots.length;
  const [isWanted, setWanted] = useState(count <= maxUnasked);
  return isWanted ? (
    <InAll id={id} snapshot={snapshot} />
  ) : (
    <button type="button" class="plain-button" onClick={() => setWanted(true)}>
      Look in all {formatCount(count)} snapshots
    </button>
  );
}

function InAll({ id, snapshot }: SameProps): JSX.Element {
  const { snapshots } = useExplorer().session;
  const asked = useAnswer(`${id} in ${snapshots.length}`, (signal) =>
    Promise.all(snapshots.map((_, index) => ask(index, 'object', { id }, signal))),
  );
  const unopened = snapshots.findIndex(({ state }) => state.state !== 'ready');
  return (
    <Answered asked={asked} snapshot={Math.max(unopened, 0)}>
      {(objects) => (
        <div class="scroll" tabIndex={0} role="group" aria-label="In other snapshots">
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">Snapshot</th>
                <th scope="col">Object</th>
                {amounts.map(({ title }) => (
                  <th key={title} scope="col" class="number">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {objects.map((object, index) => (
                <tr key={index}>
                  <th scope="row">
                    <span class="role">{index}</span> <Name text={snapshots[index]?.path ?? ''} width={60} />
                    {index === snapshot && (
                      <>
                        {' '}
                        <span class="tag">this one</span>
                      </>
                    )}
                  </th>
                  <Amounts object={object} before={objects[index - 1] ?? undefined} snapshot={index} />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Answered>
  );
}

const amounts = [
  {
    title: 'Shallow',
    valueOf: ({ selfSize }: StoredObject) => selfSize,
    format: formatBytes,
    formatDelta: formatBytesDelta,
  },
  {
    title: 'Retained',
    valueOf: ({ retainedSize }: StoredObject) => retainedSize,
    format: formatBytes,
    formatDelta: formatBytesDelta,
  },
  {
    title: 'Fields',
    valueOf: ({ fieldCount }: StoredObject) => fieldCount,
    format: formatCount,
    formatDelta: formatCountDelta,
  },
  {
    title: 'Freed with it',
    valueOf: ({ freedCount }: StoredObject) => freedCount,
    format: formatCount,
    formatDelta: formatCountDelta,
  },
] as const;

interface AmountsProps {
  readonly object: StoredObject | null;
  /** The same in the snapshot before. */
  readonly before: StoredObject | undefined;
  readonly snapshot: number;
}

function Amounts({ object, before, snapshot }: AmountsProps): JSX.Element {
  if (!object) {
    return (
      <td colSpan={amounts.length + 1} class="muted">
        not in it
      </td>
    );
  }
  return (
    <>
      <td>
        <IdLink snapshot={snapshot} id={object.nodeId} />{' '}
        {before?.className !== object.className && <Name text={object.className} width={40} />}
      </td>
      {amounts.map(({ title, valueOf, format, formatDelta }) => {
        const delta = before ? valueOf(object) - valueOf(before) : 0;
        return (
          <td key={title} class="number">
            {format(valueOf(object))} {delta !== 0 && <span class="muted">{formatDelta(delta)}</span>}
          </td>
        );
      })}
    </>
  );
}
