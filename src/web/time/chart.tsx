import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import type { Lines } from './lines.ts';

interface ChartProps {
  readonly lines: Lines;
  /** Colours are read from the page when it is drawn. */
  readonly theme: string;
}

/** CSS pixels. */
const height = 260;

/** Lines over time, and the same as a table. */
export function Chart({ lines, theme }: ChartProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    const [place, names] = [box.current, legend.current];
    if (!place || !names) return;
    const plot = draw(place, names, lines);
    const observer = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height }));
    observer.observe(place);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [lines, theme]);
  return (
    <section class={lines.marks.length > 0 ? 'chart is-wide' : 'chart'}>
      <h2>{lines.title}</h2>
      <p class="meaning">{lines.meaning}</p>
      <ul class="legend" ref={legend}>
        {lines.lines.map(({ name, isClass }, index) => (
          <li key={index}>
            <span class={`line-swatch line-${index}`} aria-hidden="true" />
            <bdi class={isClass ? 'name' : ''}>{name}</bdi>
          </li>
        ))}
      </ul>
      <div class="plot" ref={box} aria-hidden="true" />
      <Values lines={lines} />
    </section>
  );
}

/** The colour that the page's style gives an element, as a canvas wants it. */
function colorOf(element: Element | null): string {
  return element ? getComputedStyle(element).color : '';
}

function draw(place: HTMLElement, names: HTMLElement, lines: Lines): UPlot {
  const { x, isTime, format, marks } = lines;
  const text = colorOf(place);
  const grid = getComputedStyle(place).borderBottomColor;
  const font = `12px ${getComputedStyle(place).fontFamily}`;
  const axis = { stroke: text, font, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  const colors = Array.from(names.querySelectorAll('.line-swatch'), colorOf);
  const options: UPlot.Options = {
    width: place.clientWidth,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: isTime }, y: { range: (_plot, _low, high) => [0, Math.max(high * 1.08, 1)] } },
    axes: [
      isTime
        ? { ...axis, values: (_plot, splits) => splits.map(clockOf(x)), space: 90 }
        : { ...axis, values: (_plot, splits) => splits.map(snapshotNumber), incrs: [1, 2, 5, 10, 20, 50] },
      { ...axis, size: 74, values: (_plot, splits) => splits.map(format) },
    ],
    series: [
      {},
      ...lines.lines.map(({ name }, index) => ({
        label: name,
        stroke: colors[index] ?? text,
        width: 2,
        dash: dashes[index] ?? [],
        spanGaps: true,
        points: { show: x.length < 60, size: 6, fill: colors[index] ?? text },
      })),
    ],
    hooks: { draw: [(plot) => drawMarks(plot, marks, text)] },
  };
  return new UPlot(options, [[...x], ...lines.lines.map(({ values }) => [...values])], place);
}

/** So that lines are told apart without their colours. */
const dashes = [[], [6, 4], [2, 3], [10, 4, 2, 4], [1, 5]];

/** How moments are written below the chart: with the day where there is more than one. */
function clockOf(x: readonly number[]): (seconds: number) => string {
  const span = (x.at(-1) ?? 0) - (x[0] ?? 0);
  const day = { month: 'short', day: 'numeric' } as const;
  const clock = new Intl.DateTimeFormat(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(span < 300 && { second: '2-digit' }),
    ...(span > 86_400 && day),
  });
  return (seconds) => clock.format(seconds * 1000);
}

function snapshotNumber(position: number): string {
  return Number.isInteger(position) ? `${position}` : '';
}

/** A line down from the top where a snapshot was taken, with its number. */
function drawMarks(plot: UPlot, marks: Lines['marks'], color: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  for (const { x, text } of marks) {
    const at = plot.valToPos(x, 'x', true);
    if (at < bbox.left - 1 || at > bbox.left + bbox.width + 1) continue;
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillText(text, at + 4 * devicePixelRatio, bbox.top + 10 * devicePixelRatio);
  }
  ctx.restore();
}

/** More rows nobody reads: every so many of them. */
const maxValueRows = 100;

function Values({ lines: { title, x, isTime, lines, format } }: { readonly lines: Lines }): JSX.Element {
  const every = Math.ceil(x.length / maxValueRows);
  const rows = [...x.keys()].filter((index) => index % every === 0 || index === x.length - 1);
  return (
    <details class="values">
      <summary>The numbers</summary>
      <div class="scroll" tabIndex={0} role="group" aria-label={`${title}, the numbers`}>
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{isTime ? 'Time' : 'Snapshot'}</th>
              {lines.map(({ name }, index) => (
                <th key={index} scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((index) => (
              <tr key={index}>
                <th scope="row">{isTime ? timeText(x[index]) : x[index]}</th>
                {lines.map(({ values }, line) => (
                  <td key={line} class="number">
                    {values[index] === null || values[index] === undefined ? '–' : format(values[index])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString();
}
