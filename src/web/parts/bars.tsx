import type { JSX } from 'preact';

interface BarsProps {
  /** What they are, for one who does not see them. */
  readonly label: string;
  readonly amounts: readonly number[];
  readonly format: (amount: number) => string;
}

/** More labels than these are not read beside each other. */
const maxLabels = 6;
/** CSS pixels; the last is that of a character below a bar. */
const [height, gap, labelWidth] = [36, 4, 7];
/** Of many bars together, in CSS pixels. */
const maxWidth = 240;

/** One bar for each snapshot, from nothing to the most: a small chart. */
export function Bars({ label: title, amounts, format }: BarsProps): JSX.Element {
  const most = Math.max(...amounts, 1);
  const labels = amounts.map(format);
  const longest = Math.max(...labels.map(({ length }) => length), 3);
  const step =
    amounts.length <= maxLabels
      ? Math.max(28, longest * labelWidth + gap)
      : Math.min(24, maxWidth / amounts.length);
  const width = step * amounts.length;
  const between = Math.min(gap, step / 4);
  const isLabelled = (index: number): boolean =>
    amounts.length <= maxLabels || index === 0 || index === amounts.length - 1;
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
      <div class="bar-labels" aria-hidden="true">
        {labels.map((label, index) => (
          <span key={index} style={{ width: `${step}px` }}>
            {isLabelled(index) ? label : ''}
          </span>
        ))}
      </div>
    </figure>
  );
}
