import { Fragment, type JSX } from 'preact';
import { formatBytes, formatCount, formatShare } from '../../base/units.ts';
import { suspectAllocation } from '../../report/allocation-text.ts';
import { placeText } from '../../report/place-text.ts';
import { heldText, holderText } from '../../report/suspect-text.ts';
import type { Suspect } from '../data-source.ts';
import { Bars } from '../parts/bars.tsx';
import { Name, Words } from '../parts/name.tsx';
import { ObjectLink } from '../parts/object-link.tsx';
import { Path } from '../parts/path.tsx';
import { meanings } from '../words.ts';

interface CardProps {
  readonly suspect: Suspect;
  readonly isOpen: boolean;
}

/** One suspect: what gathers, how fast, who holds it, and what to do. */
function SuspectCard({ suspect, isOpen }: CardProps): JSX.Element {
  const { rank, className, form, counts, retainedGrowth, growthShare } = suspect;
  const isInPlace = form === 'in place';
  return (
    <li class="card">
      <details open={isOpen}>
        <summary>
          <span class="rank" aria-hidden="true">
            {rank}
          </span>
          <span class="card-head">
            <h3>
              <Name text={className} width={60} />
            </h3>
            <span class="card-facts">
              <strong>{formatBytes(retainedGrowth)}</strong>, {formatShare(growthShare)} of the growth
            </span>
          </span>
          <Bars
            label={isInPlace ? 'Bytes that have come' : 'Objects in each snapshot'}
            amounts={isInPlace ? runningSums(suspect.heldSizes) : counts}
            format={isInPlace ? formatBytes : formatCount}
          />
        </summary>
        <CardBody suspect={suspect} />
      </details>
    </li>
  );
}

function CardBody({ suspect }: { readonly suspect: Suspect }): JSX.Element {
  const { form, holder, path, omittedStepCount, location, rule, evidenceParts, sampleIds } = suspect;
  const allocation = suspectAllocation(suspect);
  return (
    <div class="card-body">
      {rule && <Remedy rule={rule} />}
      <dl class="facts">
        <dt>Held by</dt>
        <dd>
          <ObjectLink nodeId={holder.nodeId}>
            <Name text={holderText(holder)} width={120} />
          </ObjectLink>
        </dd>
        {location && (
          <>
            <dt>Made at</dt>
            <dd>
              <Name text={placeText(location)} width={120} />
            </dd>
          </>
        )}
        {allocation && (
          <>
            <dt>Allocated</dt>
            <dd>
              <Words parts={allocation} />
            </dd>
          </>
        )}
        <dt>Since the first snapshot</dt>
        <dd>
          {sinceFirst(suspect)}
          {form === 'in place' ? ', one thing that grows' : ' objects that are still there'}
        </dd>
      </dl>
      {path.length > 0 && (
        <>
          <h4 class="minor">
            Retaining path <span class="meaning">{meanings.path}</span>
          </h4>
          <Path steps={path} holderId={holder.nodeId} omittedCount={omittedStepCount} />
        </>
      )}
      {evidenceParts.length > 0 && (
        <>
          <h4 class="minor">Evidence</h4>
          <ul class="evidence">
            {evidenceParts.map((parts, index) => (
              <li key={index}>
                <Words parts={parts} />
              </li>
            ))}
            {sampleIds.length > 0 && (
              <li>
                The newest of them:{' '}
                {sampleIds.map((id, index) => (
                  <Fragment key={id}>
                    {index > 0 && ', '}
                    <ObjectLink nodeId={id}>@{id}</ObjectLink>
                  </Fragment>
                ))}
                .
              </li>
            )}
          </ul>
        </>
      )}
    </div>
  );
}

/** More steps are not read one after the other: the chart has them. */
const maxSteps = 9;

function sinceFirst(suspect: Suspect): string {
  const steps = heldText(suspect).split(' → ');
  return steps.length > maxSteps ? (steps.at(-1) ?? '') : steps.join(' → ');
}

/** What helps against this kind of leak. */
export function Remedy({ rule }: { readonly rule: NonNullable<Suspect['rule']> }): JSX.Element {
  return (
    <p class="remedy">
      <strong>What to do:</strong> <Words parts={[rule.remedy]} />{' '}
      <span class="muted">
        The kind of leak: <Words parts={[rule.words]} />.
      </span>
    </p>
  );
}

/** Of one thing that grows: how much had come since the first snapshot, in each. */
function runningSums(sizes: readonly number[]): number[] {
  let sum = 0;
  return [0, ...sizes.map((size) => (sum += size))];
}

interface CardsProps {
  readonly suspects: readonly Suspect[];
  /** Nothing above has told of the first: it is open. */
  readonly isFirstOpen: boolean;
}

/** Suspects one below the other. */
export function SuspectCards({ suspects, isFirstOpen }: CardsProps): JSX.Element {
  return (
    <section aria-labelledby="suspects-title">
      <h2 id="suspects-title">
        {suspects.length === 1 ? 'One suspect' : `${formatCount(suspects.length)} suspects`}
      </h2>
      <ol class="cards">
        {suspects.map((suspect, index) => (
          <SuspectCard key={suspect.rank} suspect={suspect} isOpen={isFirstOpen && index === 0} />
        ))}
      </ol>
    </section>
  );
}
