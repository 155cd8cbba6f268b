import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { formatBytes, formatBytesDelta, formatCount } from '../../base/units.ts';
import { LiveContext } from '../live.ts';
import { ObjectLink } from '../parts/object-link.tsx';
import { entryName } from './entry-text.ts';
import { sizeOf, type MapArea } from './lay-out.ts';
import type { MapEntry } from './map-entry.ts';

interface ContentsProps {
  readonly focus: MapEntry;
  readonly area: MapArea;
  readonly onZoom: (index: number) => void;
}

/** More are in the map. */
const maxListed = 40;

/** What hangs on the entry in focus, as a list: the same as the map, to be read. */
export function Contents({ focus, area, onZoom }: ContentsProps): JSX.Element {
  const children = focus.children.toSorted(
    (a, b) => Number(a.isRest) - Number(b.isRest) || sizeOf(b, area) - sizeOf(a, area),
  );
  const listed = children.filter((entry) => sizeOf(entry, area) > 0).slice(0, maxListed);
  const live = useContext(LiveContext);
  const left = children.length - listed.length;
  return (
    <div class="contents" role="group" aria-label="What hangs on it">
      <h2>What hangs on {focus.depth === 0 ? 'the roots' : entryName(focus, 30)}</h2>
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">Constructor</th>
            <th scope="col" class="number">
              Retained
            </th>
            {focus.addedSize !== null && (
              <th scope="col" class="number">
                New
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {listed.map((entry) => (
            <tr key={entry.index}>
              <th scope="row">
                {entry.children.length > 0 ? (
                  <button type="button" class="quiet" onClick={() => onZoom(entry.index)}>
                    {entryName(entry, 40)}
                  </button>
                ) : (
                  entryName(entry, 40)
                )}
                {live && entry.nodeId !== null && (
                  <>
                    {' '}
                    <ObjectLink nodeId={entry.nodeId}>@{entry.nodeId}</ObjectLink>
                  </>
                )}
              </th>
              <td class="number">{formatBytes(entry.retainedSize)}</td>
              {focus.addedSize !== null && <td class="number">{formatBytesDelta(entry.addedSize ?? 0)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && <p class="muted">{formatCount(left)} more are in the map, or have not grown.</p>}
    </div>
  );
}
