import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatCount } from '../../base/units.ts';
import { placeText } from '../../report/place-text.ts';
import { shownPath } from '../../report/select/shown-path.ts';
import type { ObjectStep, PathStep } from '../data-source.ts';
import { Name } from './name.tsx';
import { ObjectLink } from './object-link.tsx';

interface PathProps {
  readonly steps: readonly (PathStep | ObjectStep)[];
  /** The object of the path under which things gather. */
  readonly holderId?: number | undefined;
  /** Steps between the root and the first of `steps` that the report has not. */
  readonly omittedCount?: number | undefined;
}

/** A retaining path, from a root down to the object: what holds it, and by what. */
export function Path({ steps, holderId, omittedCount = 0 }: PathProps): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  const from = isWhole ? 0 : steps.length - shownLength(steps);
  return (
    <div class="path-box">
      {from > 0 && (
        <button type="button" class="quiet" onClick={() => setWhole(true)}>
          Show the {from === 1 ? 'step' : `${formatCount(from)} steps`} before
        </button>
      )}
      {from === 0 && omittedCount > 0 && (
        <p class="muted">
          … {formatCount(omittedCount)} {omittedCount === 1 ? 'step' : 'steps'} before
        </p>
      )}
      <ol class="path">
        {steps.slice(from).map((step, index) => (
          <Step
            key={from + index}
            step={step}
            isRoot={from + index === 0 && omittedCount === 0}
            isHolder={step.nodeId === holderId}
            isLast={from + index === steps.length - 1}
          />
        ))}
      </ol>
    </div>
  );
}

/** As long as in the terminal: the end, which is what a person looks for. */
function shownLength(steps: PathProps['steps']): number {
  return steps.every((step): step is PathStep => 'object' in step)
    ? shownPath(steps).steps.length
    : Math.min(steps.length, 8);
}

interface StepProps {
  readonly step: PathStep | ObjectStep;
  readonly isRoot: boolean;
  readonly isHolder: boolean;
  readonly isLast: boolean;
}

function Step({ step, isRoot, isHolder, isLast }: StepProps): JSX.Element {
  const { nodeId, label, name, location, count } = step;
  const place = location ? placeText(location) : '';
  // A function's name has its place behind it; here places have a column of their own.
  const own = place !== '' && name.endsWith(` (${place})`) ? name.slice(0, -place.length - 3) : name;
  const mark = isHolder ? 'is-holder' : isLast ? 'is-last' : '';
  return (
    <li class={mark}>
      <span class="step">
        {label !== '' && !isRoot && (
          <span class="hold">
            <Name text={label} width={60} />
          </span>
        )}{' '}
        <span class="object">
          <ObjectLink nodeId={nodeId}>
            <Name text={own} width={60} />
          </ObjectLink>
        </span>
        {count !== undefined && <span class="muted"> {formatCount(count)} long</span>}
        {isHolder && (
          <>
            {' '}
            <span class="tag">gathers here</span>
          </>
        )}
      </span>
      {place !== '' && (
        <span class="place">
          <Name text={place} width={80} />
        </span>
      )}
    </li>
  );
}
