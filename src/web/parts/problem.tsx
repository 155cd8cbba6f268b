import type { JSX } from 'preact';
import { safeText } from '../../report/safe-text.ts';

/** Instead of the page, where it cannot be drawn. */
export function Problem({ error }: { readonly error: unknown }): JSX.Element {
  const text = error instanceof Error ? error.message : String(error);
  return (
    <main class="problem">
      <h1>The report cannot be drawn</h1>
      <p>{safeText(text.slice(0, 500))}</p>
    </main>
  );
}
