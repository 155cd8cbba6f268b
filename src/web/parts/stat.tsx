import type { ComponentChildren, JSX } from 'preact';

interface StatProps {
  readonly label: string;
  readonly value: string;
  /** Behind the value, smaller. */
  readonly note?: string | undefined;
  /** What it means. */
  readonly children: ComponentChildren;
}

/** A number, what it is, and what that means. */
export function Stat({ label, value, note, children }: StatProps): JSX.Element {
  return (
    <div class="stat">
      <dt>{label}</dt>
      <dd>
        <span class="stat-value">{value}</span> {note !== undefined && <span class="stat-note">{note}</span>}
        <p class="meaning">{children}</p>
      </dd>
    </div>
  );
}
