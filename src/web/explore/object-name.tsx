import type { JSX } from 'preact';
import type { FieldRow, ObjectId } from './row-types.ts';
import { writeAddress } from './address.ts';
import { Name } from '../parts/name.tsx';

interface NameProps {
  readonly snapshot: number;
  readonly object: Pick<FieldRow, 'nodeId' | 'name'> &
    Partial<Pick<FieldRow, 'type' | 'text'>> & { readonly isNew?: boolean };
  /** Inside of a grid the arrow keys and Enter do what Tab does elsewhere. */
  readonly isInGrid?: boolean;
}

/** An object in a line: its id as a link to it, what it is, and the beginning of its text. */
export function ObjectName({ snapshot, object, isInGrid = false }: NameProps): JSX.Element {
  const { nodeId, name, type, text, isNew } = object;
  const shown = text === undefined ? undefined : type === 'string' ? JSON.stringify(text) : text;
  return (
    <span class="object-name">
      <IdLink snapshot={snapshot} id={nodeId} isInGrid={isInGrid} />{' '}
      {(type !== 'constant' || shown === undefined) && <Name text={name} width={70} />}
      {shown !== undefined && shown !== name && (
        <>
          {' '}
          <span class="text-value">
            <Name text={shown} width={80} />
          </span>
        </>
      )}
      {isNew === true && (
        <>
          {' '}
          <span class="tag is-new">new</span>
        </>
      )}
    </span>
  );
}

export function IdLink({
  snapshot,
  id,
  isInGrid = false,
}: {
  readonly snapshot: number;
  readonly id: ObjectId;
  readonly isInGrid?: boolean;
}): JSX.Element {
  return (
    <a
      class="id-link"
      tabIndex={isInGrid ? -1 : undefined}
      href={writeAddress({ view: 'object', snapshot, id, part: undefined })}
      onClick={(event) => event.stopPropagation()}
    >
      {idText(id)}
    </a>
  );
}

export function idText(id: ObjectId): string {
  return id === 'root' ? 'the roots' : `@${id}`;
}
