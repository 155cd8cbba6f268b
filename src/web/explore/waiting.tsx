import type { ComponentChildren, JSX } from 'preact';
import { formatBytes, formatCount, formatShare } from '../../base/units.ts';
import type { ExploreProblem, WorkState } from '../../explore/session.ts';
import { safeText } from '../../report/safe-text.ts';
import { Name } from '../parts/name.tsx';
import { useExplorer } from './explorer-context.ts';
import type { Asked } from './use-answer.ts';

/** Why there is nothing here, and a way to try it again. */
export function Failed({
  problem: { message, hint },
  onAgain,
}: {
  readonly problem: ExploreProblem;
  readonly onAgain?: () => void;
}): JSX.Element {
  return (
    <div class="failed" role="alert">
      <p>
        <strong>No answer:</strong> {safeText(message.slice(0, 1000))}
      </p>
      {hint !== undefined && <p class="muted">{safeText(hint.slice(0, 1000))}</p>}
      {onAgain && (
        <button type="button" class="plain-button" onClick={onAgain}>
          Try again
        </button>
      )}
    </div>
  );
}

/** How far something is: in words, and as a bar. What is read aloud changes with the phase and not with every percent. */
function Progress({
  words,
  done,
  total,
}: {
  readonly words: ComponentChildren;
  readonly done?: number | undefined;
  readonly total?: number | undefined;
}): JSX.Element {
  const isKnown = done !== undefined && total !== undefined && total > 0;
  const share = isKnown ? Math.min(done / total, 1) : 0;
  return (
    <div class="progress">
      <p>
        <span role="status">{words}</span> <span class="muted">{isKnown ? formatShare(share) : ''}</span>
      </p>
      {isKnown ? (
        <progress value={share} max={1} aria-label="Progress" />
      ) : (
        <progress aria-label="Progress" />
      )}
    </div>
  );
}

/** What is done of a file, or of a report. */
export function WorkProgress({
  state,
  before,
}: {
  readonly state: WorkState;
  readonly before: string;
}): JSX.Element {
  return state.state === 'working' ? (
    <Progress
      words={<Name text={state.phase.slice(0, 1).toUpperCase() + state.phase.slice(1)} width={200} />}
      done={state.done}
      total={state.total}
    />
  ) : (
    <Progress words={before} />
  );
}

/** While an answer is waited for: nothing much, unless its snapshot is still being read. */
export function HeapWaiting({ snapshot }: { readonly snapshot: number }): JSX.Element {
  const { session } = useExplorer();
  const opened = session.snapshots[snapshot];
  const state = opened?.state ?? { state: 'waiting' };
  if (state.state === 'ready' || state.state === 'failed') return <p class="asking muted">Asking …</p>;
  return (
    <div class="heap-waiting">
      <WorkProgress
        state={state}
        before={
          state.state === 'closed' ? 'The snapshot is opened again' : 'Other snapshots are opened first'
        }
      />
      {opened && (
        <p class="muted">
          <Name text={opened.path} width={90} />, {formatBytes(opened.fileBytes)}. Answers come when it is
          open; the report is there before.
        </p>
      )}
    </div>
  );
}

interface AnsweredProps<Answer> {
  readonly asked: Asked<Answer>;
  readonly snapshot: number;
  readonly children: (answer: Answer) => ComponentChildren;
}

/** An answer, the wait for it, or why there is none. */
export function Answered<Answer>({ asked, snapshot, children }: AnsweredProps<Answer>): JSX.Element {
  const { answer, problem, again } = asked;
  if (problem) return <Failed problem={problem} onAgain={again} />;
  if (answer === undefined) return <HeapWaiting snapshot={snapshot} />;
  return <>{children(answer)}</>;
}

/** "50 of 1,234", and the way to more. */
export function More({
  shown,
  rowCount,
  isAsking,
  problem,
  onMore,
}: {
  readonly shown: number;
  readonly rowCount: number;
  readonly isAsking: boolean;
  readonly problem: ExploreProblem | undefined;
  readonly onMore: () => void;
}): JSX.Element | null {
  if (problem) return <Failed problem={problem} onAgain={onMore} />;
  const left = rowCount - shown;
  if (left <= 0) return null;
  return (
    <p class="more">
      <button type="button" class="plain-button" aria-disabled={isAsking} onClick={onMore}>
        {isAsking ? 'Asking …' : `${formatCount(Math.min(left, pageSize))} more`}
      </button>{' '}
      <span class="muted">
        {formatCount(shown)} of {formatCount(rowCount)} are shown
      </span>
    </p>
  );
}

/** Rows asked for at once. */
export const pageSize = 50;
