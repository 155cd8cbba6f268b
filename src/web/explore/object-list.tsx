import type { ComponentChildren, JSX } from 'preact';
import { Fragment } from 'preact';
import { formatBytes } from '../../base/units.ts';
import type { ObjectRow } from '../../explore/questions.ts';
import { Path } from '../parts/path.tsx';
import { distanceText } from '../table/columns.ts';
import { ask } from './client.ts';
import { ObjectName } from './object-name.tsx';
import { useAnswer } from './use-answer.ts';
import { useOpenRows } from './use-open-rows.ts';
import { Answered } from './waiting.tsx';

/** A line of a list, and what else stands in it. */
export interface ListedObject {
  readonly object: ObjectRow;
  /** Behind the object's name. */
  readonly note?: ComponentChildren;
}

interface ListProps {
  readonly label: string;
  readonly snapshot: number;
  readonly objects: readonly ListedObject[];
}

/** Objects one below the other with their sizes; each opens to the path that keeps it alive. */
export function ObjectList({ label, snapshot, objects }: ListProps): JSX.Element {
  const [open, toggle] = useOpenRows<number>();
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={label}>
      <table class="plain object-list">
        <thead>
          <tr>
            <th scope="col">Object</th>
            <th scope="col" class="number is-minor">
              Shallow
            </th>
            <th scope="col" class="number">
              Retained
            </th>
            <th scope="col" class="number">
              Distance
            </th>
          </tr>
        </thead>
        <tbody>
          {objects.map(({ object, note }, index) => (
            <Fragment key={index}>
              <tr>
                <th scope="row">
                  <button
                    type="button"
                    class={open.has(index) ? 'opener is-open' : 'opener'}
                    aria-expanded={open.has(index)}
                    aria-label={`Retaining path of @${object.nodeId}`}
                    onClick={() => toggle(index)}
                  >
                    <span class="chevron" aria-hidden="true" />
                  </button>
                  <ObjectName snapshot={snapshot} object={object} />
                  {note !== undefined && <> {note}</>}
                </th>
                <td class="number is-minor">{formatBytes(object.selfSize)}</td>
                <td class="number">{formatBytes(object.retainedSize)}</td>
                <td class="number">{distanceText(object.distance)}</td>
              </tr>
              {open.has(index) && (
                <tr class="path-row">
                  <td colSpan={4}>
                    <PathOf snapshot={snapshot} id={object.nodeId} />
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

/** The path that keeps an object alive, asked for when it is opened. */
function PathOf({
  snapshot,
  id,
}: {
  readonly snapshot: number;
  readonly id: ObjectRow['nodeId'];
}): JSX.Element {
  const asked = useAnswer(`${snapshot} ${id}`, (signal) => ask(snapshot, 'object', { id }, signal));
  return (
    <Answered asked={asked} snapshot={snapshot}>
      {(object) =>
        object && object.path.length > 0 ? (
          <Path steps={object.path} omittedCount={object.omittedStepCount} />
        ) : (
          <p class="muted">Nothing that keeps alive leads to it: it can be collected.</p>
        )
      }
    </Answered>
  );
}
