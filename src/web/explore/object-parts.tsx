import type { JSX } from 'preact';
import { formatCount } from '../../base/units.ts';
import type { KeptObject } from '../../explore/questions.ts';
import { Name } from '../parts/name.tsx';
import { writeAddress, type ObjectId, type ObjectPart } from './address.ts';
import { ask } from './client.ts';
import { useExplorer } from './explorer-context.ts';
import { IdLink, ObjectName } from './object-name.tsx';
import { PagedObjects } from './paged-objects.tsx';
import type { StoredObject } from './row-types.ts';
import { SameObject } from './same-object.tsx';
import { dominatedTree, fieldsTree, referencesTree, retainersTree } from './tree-sources.ts';
import { Tree } from './tree.tsx';
import { pageSize } from './waiting.tsx';

interface PartsProps {
  readonly snapshot: number;
  readonly id: ObjectId;
  readonly object: StoredObject;
  /** Bytes of the whole heap. */
  readonly whole: number;
  /** Which is wanted; the one that tells most, unless told. */
  readonly part: ObjectPart | undefined;
}

/** What is in an object, what holds it, and what goes with it: one of these at a time. */
export function ObjectParts(props: PartsProps): JSX.Element {
  const { snapshot, id, object } = props;
  const { session, isOneProcess } = useExplorer();
  const parts = partsOf(object, isOneProcess ? session.snapshots.length : 1);
  const part = parts.find(([name]) => name === props.part)?.[0] ?? parts[0][0];
  return (
    <section aria-label="More of it">
      <nav class="choice parts-choice" aria-label="What is listed">
        {parts.map(([name, title, count]) => (
          <a
            key={name}
            href={writeAddress({ view: 'object', snapshot, id, part: name })}
            aria-current={name === part ? 'true' : undefined}
          >
            {title}
            {count !== undefined && <span class="count"> {formatCount(count)}</span>}
          </a>
        ))}
      </nav>
      <p class="meaning part-meaning">{partMeanings[part]}</p>
      <Part key={part} {...props} part={part} />
    </section>
  );
}

function partsOf(
  { type, fieldCount, dominatedCount, referenceCount, keptCount }: StoredObject,
  snapshotCount: number,
): readonly (readonly [ObjectPart, string, number?])[] {
  const isText = type === 'string';
  return [
    ...(isText && fieldCount === 0 ? [] : [['fields', 'Fields', fieldCount] as const]),
    ['retainers', 'Retainers'],
    ['dominated', 'Freed with it', dominatedCount],
    ['kept', 'Kept by others', keptCount],
    ['references', 'References', referenceCount],
    ...(isText ? [['copies', 'Copies'] as const] : []),
    ...(snapshotCount > 1 ? [['snapshots', 'In other snapshots'] as const] : []),
  ];
}

const partMeanings: Readonly<Record<ObjectPart, string>> = {
  fields:
    'What a program has put into it, and what is in that. A line opens by a click or the right arrow key.',
  retainers:
    'What keeps it alive, the shortest way from a root first, and what keeps that. Weak references are left out.',
  dominated: 'What only it keeps alive, directly: it goes when this goes. Largest first.',
  kept: 'What it refers to and others keep as well: it stays when this goes.',
  references: 'Every edge out of it as V8 wrote it, also those of V8’s own and weak ones.',
  copies: 'Strings of the same text.',
  snapshots: 'V8 keeps an object’s id as long as its process lives: the same id is the same object.',
};

function Part({ snapshot, id, object, whole, part }: PartsProps): JSX.Element | null {
  switch (part) {
    case 'fields':
      return <Tree label="Fields" title="Field" source={fieldsTree(snapshot)} rootId={id} />;
    case 'retainers':
      return <Tree label="Retainers" title="Held by" source={retainersTree(snapshot)} rootId={id} />;
    case 'references':
      return <Tree label="References" title="Reference" source={referencesTree(snapshot)} rootId={id} />;
    case 'dominated':
      return (
        <>
          <Dominators object={object} snapshot={snapshot} />
          <Tree label="Freed with it" title="Object" source={dominatedTree(snapshot, whole)} rootId={id} />
        </>
      );
    case 'kept':
      return (
        <PagedObjects
          label="Kept by others"
          snapshot={snapshot}
          askKey={`kept ${snapshot} ${id}`}
          ask={(from, signal) => ask(snapshot, 'kept', { id, from, limit: pageSize }, signal)}
          noteOf={(row) => <Keeper row={row} snapshot={snapshot} />}
          empty="Nothing: all that it refers to goes with it."
        />
      );
    case 'copies':
      return (
        <PagedObjects
          label="Copies of the string"
          snapshot={snapshot}
          askKey={`copies ${snapshot} ${id}`}
          ask={(from, signal) => ask(snapshot, 'copies', { id, from, limit: pageSize }, signal)}
          empty="It is the only one of its text."
        />
      );
    case 'snapshots':
      return id === 'root' ? null : <SameObject id={id} snapshot={snapshot} />;
    case undefined:
      return null;
  }
}

/** Who keeps it besides. */
function Keeper({
  row: { keeper, otherKeeperCount },
  snapshot,
}: {
  readonly row: KeptObject;
  readonly snapshot: number;
}): JSX.Element {
  return (
    <span class="muted">
      kept by <Name text={keeper.name + keeper.label} width={60} />{' '}
      <IdLink snapshot={snapshot} id={keeper.nodeId} />
      {otherKeeperCount > 0 && ` and ${formatCount(otherKeeperCount)} more`}
    </span>
  );
}

/** What it goes with itself. */
function Dominators({
  object: { dominators, omittedDominatorCount },
  snapshot,
}: {
  readonly object: StoredObject;
  readonly snapshot: number;
}): JSX.Element | null {
  if (dominators.length === 0) return null;
  return (
    <nav class="crumbs" aria-label="What it goes with itself">
      <ol>
        <li>It goes itself with</li>
        {omittedDominatorCount > 0 && <li>… {formatCount(omittedDominatorCount)} before</li>}
        {dominators.map((dominator) => (
          <li key={dominator.nodeId}>
            <ObjectName snapshot={snapshot} object={dominator} />
          </li>
        ))}
      </ol>
    </nav>
  );
}
