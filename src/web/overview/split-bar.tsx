import type { JSX } from 'preact';
import { formatBytesDelta, formatShare } from '../../base/units.ts';
import type { Growth } from '../data-source.ts';
import { growthParts } from '../words.ts';

/** What the growth of the heap was, as one bar; nothing where it could not be told apart. */
export function SplitBar({ growth }: { readonly growth: Growth }): JSX.Element | null {
  if ([growth.churnBytes, growth.unexplainedBytes].includes(growth.bytes)) return null;
  const parts = growthParts.map((part) => ({ ...part, bytes: growth[part.field] }));
  const shown = parts.filter(({ bytes }) => bytes !== 0);
  const grown = shown.filter(({ bytes }) => bytes > 0);
  const total = grown.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <section class="split" aria-labelledby="split-title">
      <h2 id="split-title">
        What the growth was <span class="of">{formatBytesDelta(growth.bytes)}</span>
      </h2>
      <div class="split-bar" aria-hidden="true">
        {grown.map(({ field, className, bytes }) => (
          <span key={field} class={className} style={{ width: `${(bytes / total) * 100}%` }} />
        ))}
      </div>
      <dl class="split-legend">
        {shown.map(({ field, name, className, meaning, bytes }) => (
          <div key={field}>
            <dt>
              <span class={`swatch ${className}`} aria-hidden="true" />
              {name}
            </dt>
            <dd class="amount">
              {formatBytesDelta(bytes)}{' '}
              <span class="share">
                {growth.bytes > 0 && bytes > 0 ? formatShare(bytes / growth.bytes) : ''}
              </span>
            </dd>
            <dd class="meaning">{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
