import type { JSX } from 'preact';
import { fitPath } from '../../report/safe-text.ts';
import { useExplorer } from './explorer-context.ts';

interface ChoiceProps {
  readonly snapshot: number;
  /** Where the same is shown of another snapshot. */
  readonly addressOf: (snapshot: number) => string;
}

/** Which snapshot is looked into; nothing where there is one only. */
export function SnapshotChoice({ snapshot, addressOf }: ChoiceProps): JSX.Element | null {
  const { session } = useExplorer();
  if (session.snapshots.length < 2) return null;
  return (
    <label class="filter snapshot-choice">
      <span>In snapshot</span>
      <SnapshotSelect
        value={snapshot}
        onChange={(other) => {
          location.hash = addressOf(other);
        }}
      />
    </label>
  );
}

interface SelectProps {
  readonly value: number;
  readonly label?: string;
  readonly onChange: (snapshot: number) => void;
}

/** All snapshots by number and file. */
export function SnapshotSelect({ value, label, onChange }: SelectProps): JSX.Element {
  const { session } = useExplorer();
  return (
    <select
      value={value}
      aria-label={label}
      onChange={({ currentTarget }) => onChange(Number(currentTarget.value))}
    >
      {session.snapshots.map(({ path }, index) => (
        <option key={index} value={index}>
          {`${index}: ${fitPath(path, 36)}`}
        </option>
      ))}
    </select>
  );
}
