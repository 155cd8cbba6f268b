import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { formatBytes, formatCount, formatShare } from '../../base/units.ts';
import { LiveContext, type Live } from '../live.ts';
import { Name } from '../parts/name.tsx';
import { Path } from '../parts/path.tsx';
import { Stat } from '../parts/stat.tsx';
import { distanceText } from '../table/columns.ts';
import { meanings } from '../words.ts';
import { writeAddress, type ObjectId, type ObjectPart } from './address.ts';
import { ClassObjects } from './class-objects.tsx';
import { ask } from './client.ts';
import { ObjectFacts } from './object-facts.tsx';
import { ObjectParts } from './object-parts.tsx';
import { ObjectText } from './object-text.tsx';
import type { StoredObject } from './row-types.ts';
import { SnapshotChoice } from './snapshot-choice.tsx';
import { useAnswer } from './use-answer.ts';
import { Answered } from './waiting.tsx';

interface ObjectViewProps {
  readonly snapshot: number;
  readonly id: ObjectId;
  readonly part: ObjectPart | undefined;
}

/** All that a snapshot says of one object. */
export function ObjectView({ snapshot, id, part }: ObjectViewProps): JSX.Element {
  const asked = useAnswer(`${snapshot} ${id}`, async (signal) => {
    // Of the root: how big the whole is.
    const [object, root] = await Promise.all([
      ask(snapshot, 'object', { id }, signal),
      ask(snapshot, 'object', { id: 'root' }, signal),
    ]);
    return { object, whole: root?.retainedSize ?? 0 };
  });
  // What hangs on it hangs on it in this snapshot, whichever the report is of.
  const live = useMemo<Live>(
    () => ({
      addressOf: (nodeId) =>
        writeAddress({ view: 'object', snapshot, id: nodeId as ObjectId, part: undefined }),
      ClassObjects,
    }),
    [snapshot],
  );
  const choice = (
    <SnapshotChoice
      snapshot={snapshot}
      addressOf={(other) => writeAddress({ view: 'object', snapshot: other, id, part })}
    />
  );
  return (
    <LiveContext.Provider value={live}>
      <Answered asked={asked} snapshot={snapshot}>
        {({ object, whole }) =>
          object ? (
            <>
              <Head object={object} snapshot={snapshot} whole={whole} />
              {choice}
              <ObjectParts snapshot={snapshot} id={id} object={object} whole={whole} part={part} />
            </>
          ) : (
            <>
              <h1 class="view-title">@{id}</h1>
              {choice}
              <p>
                This snapshot has no object of that id. It was not there yet, or is gone: look in another
                snapshot.
              </p>
            </>
          )
        }
      </Answered>
    </LiveContext.Provider>
  );
}

interface HeadProps {
  readonly object: StoredObject;
  readonly snapshot: number;
  readonly whole: number;
}

function Head({ object, snapshot, whole }: HeadProps): JSX.Element {
  const { nodeId, name, selfSize, retainedSize, distance, freedCount, keptCount, path } = object;
  const isText = object.type === 'string';
  return (
    <>
      <h1 class="view-title object-title">
        {name === '' && object.kind === 'synthetic' ? 'The roots' : <Name text={name} width={120} />}{' '}
        <span class="muted">@{nodeId}</span>
      </h1>
      <ObjectFacts object={object} />
      <dl class="stats">
        <Stat label="Shallow size" value={formatBytes(selfSize)}>
          {meanings.shallow}
        </Stat>
        <Stat
          label="Retained size"
          value={formatBytes(retainedSize)}
          note={
            retainedSize >= whole / 2000 && whole > 0
              ? `${formatShare(retainedSize / whole)} of the heap`
              : undefined
          }
        >
          {meanings.retained}
        </Stat>
        <Stat
          label="Freed without it"
          value={`${formatCount(freedCount)} ${freedCount === 1 ? 'object' : 'objects'}`}
          note={keptCount > 0 ? `${formatCount(keptCount)} kept by others` : undefined}
        >
          It and all that only it keeps alive; others keep the rest of what it refers to.
        </Stat>
        <Stat label="Distance" value={distanceText(distance)}>
          {meanings.distance}
        </Stat>
      </dl>
      {isText && <ObjectText snapshot={snapshot} id={nodeId} />}
      <section aria-labelledby="path-title">
        <h2 id="path-title">Retaining path</h2>
        {path.length > 0 ? (
          <>
            <p class="meaning">{meanings.path}</p>
            <Path steps={path} omittedCount={object.omittedStepCount} />
          </>
        ) : (
          <p class="muted">
            {object.kind === 'synthetic'
              ? 'One of the roots: all begins here.'
              : 'Nothing that keeps alive leads to it: it can be collected.'}
          </p>
        )}
      </section>
    </>
  );
}
