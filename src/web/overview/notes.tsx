import type { JSX } from 'preact';
import type { Sentence } from '../../base/sentence.ts';
import { Words } from '../parts/name.tsx';

/** Reasons to doubt what the report says: before anything it says. */
export function Warnings({ parts }: { readonly parts: readonly Sentence[] }): JSX.Element | null {
  if (parts.length === 0) return null;
  return (
    <section class="warnings" aria-label="Warnings">
      <ul>
        {parts.map((sentence, index) => (
          <li key={index}>
            <Words parts={sentence} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What a report holds of a program's data, and what not. */
export function PrivacyNote({
  strings,
}: {
  readonly strings: 'left-out' | 'included' | undefined;
}): JSX.Element {
  if (strings !== 'left-out') {
    return (
      <p>
        <strong>May hold secrets.</strong> Keys of Maps, texts and names of the program are in this report:
        give it only to people who may see its data.
      </p>
    );
  }
  return (
    <p>
      The text of strings and the keys of Maps are left out. Names of constructors, properties and variables,
      and paths of files are in: an object used as a dictionary has its keys as property names.
    </p>
  );
}
