import type { JSX } from 'preact';
import { allocationParts } from '../../report/allocation-text.ts';
import { placeText } from '../../report/place-text.ts';
import { Name, Words } from '../parts/name.tsx';
import type { StoredObject } from './row-types.ts';

/** What sort of object it is, and where it comes from. */
export function ObjectFacts({ object }: { readonly object: StoredObject }): JSX.Element {
  const { className, kind, location, allocation, isNew } = object;
  return (
    <dl class="facts object-facts">
      <dt>Constructor</dt>
      <dd>
        <Name text={className} width={120} />
        {isNew === true && (
          <>
            {' '}
            <span class="tag is-new">new</span>
          </>
        )}
      </dd>
      <dt>Kind</dt>
      <dd>
        <Name text={kind} />
      </dd>
      {location && (
        <>
          <dt>Made at</dt>
          <dd>
            <Name text={placeText(location)} width={160} />
          </dd>
        </>
      )}
      {allocation !== undefined && (
        <>
          <dt>Allocated</dt>
          <dd>
            <Words parts={allocationParts(allocation)} />
          </dd>
        </>
      )}
    </dl>
  );
}
