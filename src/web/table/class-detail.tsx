import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { formatBytes, formatCount, formatShare } from '../../base/units.ts';
import type { ComparedClass, HeldObject, HeldObjects, PageReport } from '../data-source.ts';
import { LiveContext } from '../live.ts';
import { Bars } from '../parts/bars.tsx';
import { Name } from '../parts/name.tsx';
import { Path } from '../parts/path.tsx';
import { behaviours, origins } from '../words.ts';
import { behaviourOf, distanceText, type ClassRow } from './columns.ts';

interface DetailProps {
  readonly report: PageReport;
  readonly row: ClassRow;
}

/** What is known of one constructor: how it went over the snapshots, and some of its objects. */
export function ClassDetail({ report, row }: DetailProps): JSX.Element {
  const behaviour = behaviourOf(row);
  const live = useContext(LiveContext);
  return (
    <div class="detail">
      <p class="detail-head">
        <span class="tag">{origins[row.origin]}</span>
        {behaviour !== undefined && report.kind === 'comparison' && report.snapshots.length > 2 && (
          <>
            <span class={`tag behaviour-${behaviour}`}>{behaviour}</span> {behaviours[behaviour]}
          </>
        )}
      </p>
      {'cohorts' in row && <Course row={row} />}
      {live ? (
        <live.ClassObjects row={row} />
      ) : (
        <Objects objects={objectsOf(report.objects, row)} of={report.objects} />
      )}
    </div>
  );
}

/** How many there were, and how many of those that came are left. */
function Course({ row: { counts, retainedSizes, cohorts } }: { readonly row: ComparedClass }): JSX.Element {
  const born = cohorts.slice(1).map((alive, index) => alive[index + 1] ?? 0);
  const left = cohorts.slice(1).map((alive) => alive.at(-1) ?? 0);
  const [came, stayed] = [sum(born.slice(0, -1)), sum(left.slice(0, -1))];
  return (
    <div class="course">
      <div>
        <h2 class="minor">Objects</h2>
        <Bars label="Objects in each snapshot" amounts={counts} format={formatCount} />
      </div>
      <div>
        <h2 class="minor">Retained size</h2>
        <Bars label="Retained in each snapshot" amounts={retainedSizes} format={formatBytes} />
      </div>
      {counts.length > 2 && came > 0 && (
        <div>
          <h2 class="minor">Of what came before the last interval</h2>
          <p class="figure">
            {formatShare(stayed / came)} <span class="muted">is still alive at the end</span>
          </p>
        </div>
      )}
    </div>
  );
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

interface ShownObjects {
  readonly objects: readonly HeldObject[];
  readonly omitted: number;
}

function objectsOf(held: HeldObjects | undefined, row: ClassRow): ShownObjects {
  // A check lists constructors by name only.
  const classes = (held?.classes ?? []).filter(({ key, className }) =>
    'key' in row ? key === row.key : className === row.className,
  );
  return {
    objects: classes.flatMap(({ objects }) => objects),
    omitted: classes.reduce((total, { omittedObjectCount }) => total + omittedObjectCount, 0),
  };
}

interface ObjectsProps {
  readonly objects: ShownObjects;
  readonly of: HeldObjects | undefined;
}

function Objects({ objects: { objects, omitted }, of }: ObjectsProps): JSX.Element {
  if (objects.length === 0) {
    return <p class="muted">None of its objects are in this report.</p>;
  }
  return (
    <div class="objects">
      <h2 class="minor">
        {omitted === 0
          ? 'Its objects in the last snapshot'
          : `The ${formatCount(objects.length)} that hold most`}
      </h2>
      <div class="object-head" aria-hidden="true">
        <span>Object</span>
        <span>Shallow</span>
        <span>Retained</span>
        <span>Distance</span>
      </div>
      {objects.map((object, index) => (
        <ObjectEntry key={object.nodeId} object={object} of={of} isOpen={index === 0} />
      ))}
      {omitted > 0 && (
        <p class="muted">
          {formatCount(omitted)} more {omitted === 1 ? 'is' : 'are'} not in this report.
        </p>
      )}
    </div>
  );
}

interface EntryProps {
  readonly object: HeldObject;
  readonly of: HeldObjects | undefined;
  readonly isOpen: boolean;
}

function ObjectEntry({ object, of, isOpen }: EntryProps): JSX.Element {
  const { nodeId, selfSize, retainedSize, distance, isNew, isUnreachable, text, path, omittedStepCount } =
    object;
  const steps = path.flatMap((index) => of?.steps[index] ?? []);
  return (
    <details class="object-entry" open={isOpen}>
      <summary>
        <span>
          @{nodeId} {isNew === true && <span class="tag is-new">new</span>}{' '}
          {text !== undefined && <Name text={JSON.stringify(text)} />}
        </span>
        <span>
          <span class="for-ears">Shallow size </span>
          {formatBytes(selfSize)}
        </span>
        <span>
          <span class="for-ears">Retained size </span>
          {formatBytes(retainedSize)}
        </span>
        <span>
          <span class="for-ears">Distance </span>
          {distanceText(distance)}
        </span>
      </summary>
      {steps.length > 0 ? (
        <Path steps={steps} omittedCount={omittedStepCount} />
      ) : (
        <p class="muted">
          {isUnreachable === true
            ? 'Nothing that keeps alive leads to it: it can be collected.'
            : 'What leads to it is not in this report.'}
        </p>
      )}
    </details>
  );
}
