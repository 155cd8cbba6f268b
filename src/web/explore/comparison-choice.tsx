import type { JSX } from 'preact';
import { Choice } from '../parts/choice.tsx';
import type { ViewId } from '../views.ts';
import { writeAddress } from './address.ts';
import { useExplorer } from './explorer-context.ts';
import { SnapshotSelect } from './snapshot-choice.tsx';

/** Which snapshots the report is of: all, any two, or one. */
export function ComparisonChoice({ view }: { readonly view: ViewId }): JSX.Element | null {
  const { session, compared } = useExplorer();
  const count = session.snapshots.length;
  if (count < 2) return null;
  const all = Array.from({ length: count }, (_, index) => index);
  const [first, last] = [compared[0], compared[compared.length - 1]];
  // Two of two are all.
  const mode = compared.length === 1 ? 'one' : compared.length === 2 ? 'two' : 'all';
  const go = (snapshots: readonly number[]): void => {
    location.hash = writeAddress({ view, compared: snapshots.toSorted((a, b) => a - b) });
  };
  const byMode = { all, two: [0, count - 1], one: [last] } as const;
  return (
    <div class="comparison-choice" role="group" aria-label="Which snapshots are compared">
      <Choice
        label="Snapshots"
        value={mode}
        options={[
          ...(count > 2 ? [['all', `All ${count} snapshots`] as const] : []),
          ['two', count === 2 ? 'Both' : 'Two of them'],
          ['one', 'One'],
        ]}
        onChange={(wanted) => go(byMode[wanted])}
      />
      {mode === 'one' && <SnapshotSelect label="Snapshot" value={first} onChange={(one) => go([one])} />}
      {mode === 'two' && count > 2 && (
        <>
          <SnapshotSelect
            label="From snapshot"
            value={first}
            onChange={(one) => go(one === last ? [first, last] : [one, last])}
          />
          <span aria-hidden="true">→</span>
          <SnapshotSelect
            label="To snapshot"
            value={last}
            onChange={(one) => go(one === first ? [first, last] : [first, one])}
          />
        </>
      )}
    </div>
  );
}
