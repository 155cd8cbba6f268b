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

/** All snapshots by number and file, without the folder that all are in: it tells none from another. */
export function SnapshotSelect({ value, label, onChange }: SelectProps): JSX.Element {
  const { snapshots } = useExplorer().session;
  const paths = snapshots.map(({ path }) => path);
  const folder = commonFolder(paths);
  return (
    <select
      value={value}
      aria-label={label}
      onChange={({ currentTarget }) => onChange(Number(currentTarget.value))}
    >
      {paths.map((path, index) => (
        <option key={index} value={index}>
          {`${index}: ${fitPath(path.slice(folder.length), 28)}`}
        </option>
      ))}
    </select>
  );
}

/** With the slash behind it. */
function commonFolder([first = '', ...others]: readonly string[]): string {
  let length = first.length;
  for (const other of others) {
    let same = 0;
    while (same < length && first[same] === other[same]) same++;
    length = same;
  }
  // Windows has the other slash.
  return /^.*[/\\]/s.exec(first.slice(0, length))?.[0] ?? '';
}
