import type { JSX } from 'preact';
import type { Sentence } from '../../base/sentence.ts';
import { fitText, safeText } from '../../report/safe-text.ts';
import { ObjectLink } from './object-link.tsx';

/** More of a name nobody reads, not even in a tooltip. */
const longest = 1000;

interface NameProps {
  readonly text: string;
  /** Characters shown; the rest is in the tooltip. */
  readonly width?: number;
}

/**
 * A name from the heap: it may hold anything. What draws nothing is made visible, what is long is cut, and no
 * direction of its text gets out.
 */
export function Name({ text, width = 80 }: NameProps): JSX.Element {
  const shown = shownName(text, width);
  return (
    <bdi class="name" title={shown.endsWith('…') ? shownName(text, longest) : undefined}>
      {shown}
    </bdi>
  );
}

/** The same as text, for labels and tooltips. A name of blanks would be an empty cell. */
export function shownName(text: string, width = 80): string {
  return /^\s{0,99}$/.test(text) ? `"${safeText(text)}"` : fitText(text, width);
}

/** A number and its unit stay on one line. */
const beforeUnit = /(?<=\d) (?=(?:[kMGT]?B|ms|s|min|%)(?!\w))/g;

/** A sentence of ours with its names. */
export function Words({ parts }: { readonly parts: Sentence }): JSX.Element {
  return (
    <>
      {parts.map((part, index) =>
        typeof part === 'string' ? (
          safeText(part).replace(beforeUnit, '\u00a0')
        ) : (
          <Linked key={index} name={part.name} />
        ),
      )}
    </>
  );
}

/** Ids stand in sentences as names: where the heap is open they are links to their objects. */
function Linked({ name }: { readonly name: string }): JSX.Element {
  const shown = <Name text={name} width={60} />;
  return /^@\d{1,15}$/.test(name) ? <ObjectLink nodeId={Number(name.slice(1))}>{shown}</ObjectLink> : shown;
}
