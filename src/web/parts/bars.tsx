import type { JSX } from 'preact';

interface BarsProps {
  /** What they are, for one who does not see them. */
  readonly label: string;
  readonly amounts: readonly number[];
  readonly format: (amount: number) => string;
}

/** More labels than these are not read beside each other: then the first and the last stand at the ends. */
const maxLabels = 6;
/** CSS pixels; the last is that of a character below a bar. */
const [height, gap, labelWidth] = [36, 4, 7];
/** Of many bars together, in CSS pixels. */
const maxWidth = 240;

/** One bar for each snapshot, from nothing to the most: a small chart. */
export function Bars({ label: title, amounts, format }: BarsProps): JSX.Element {
  const most = Math.max(...amounts, 1);
  const labels = amounts.map(format);
  const isEachLabelled = amounts.length <= maxLabels;
  const longest = Math.max(...labels.map(({ length }) => length), 3);
  const step =
    amounts.length <= maxLabels
      ? Math.max(28, longest * labelWidth + gap)
      : Math.min(24, maxWidth / amounts.length);
  const width = step * amounts.length;
  const between = Math.min(gap, step / 4);
  return (
    <figure class="bars" aria-label={`${title}: ${labels.join(', ')}`} role="img">
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
        {amounts.map((amount, index) => {
          const high = Math.max(amount > 0 ? 2 : 1, (Math.max(amount, 0) / most) * height);
          return (
            <rect
              key={index}
              x={index * step + between / 2}
              y={height - high}
              width={step - between}
              height={high}
              class={amount > 0 ? 'bar' : 'bar is-none'}
            />
          );
        })}
      </svg>
      <div class="bar-labels" aria-hidden="true" style={{ width: `${width}px` }}>
        {(isEachLabelled ? labels : [labels[0], labels.at(-1)]).map((label, index) => (
          <span key={index} style={isEachLabelled ? { width: `${step}px` } : {}}>
            {label}
          </span>
        ))}
      </div>
    </figure>
  );
}
