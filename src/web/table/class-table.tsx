import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PageReport } from '../data-source.ts';
import { chooseRows, type Choice, type Sort } from './choose-rows.ts';
import { ClassDetail } from './class-detail.tsx';
import type { ClassRow, Column } from './columns.ts';
import { columnTracks } from './column-tracks.ts';
import { DetailRow } from './detail-row.tsx';
import { GridRow } from './grid-row.tsx';
import { layOutRows, rowHeight, rowsInSight } from './row-window.ts';

interface TableProps {
  readonly report: PageReport;
  readonly rows: readonly ClassRow[];
  readonly columns: readonly Column<ClassRow>[];
  readonly choice: Choice;
  readonly onSort: (sort: Sort) => void;
}

/** Of the titles, which stay in sight above the rows, in CSS pixels and a few more. */
const headHeight = 40;
/** Height of a detail before it is drawn and measured, in CSS pixels. */
const expectedDetail = 320;

/**
 * Constructors in a table that draws what is in sight, whatever their number. The arrow keys go from row to row, Enter opens
 * one: what a treegrid does.
 */
export function ClassTable({ report, rows, columns, choice, onSort }: TableProps): JSX.Element {
  const shown = useMemo(() => chooseRows(rows, columns, choice), [rows, columns, choice]);
  const tracks = useMemo(() => columnTracks(rows, columns), [rows, columns]);
  // Both by position in `rows`: a row stays open when others are sorted past it.
  const [open, setOpen] = useState<ReadonlyMap<number, number>>(new Map());
  const [current, setCurrent] = useState<number | undefined>();
  const [view, setView] = useState({ top: 0, height: 600, width: 0 });
  const scroller = useRef<HTMLDivElement>(null);
  const isFocusWanted = useRef(false);

  const tops = useMemo(() => {
    const heights = new Map<number, number>();
    for (const [position, index] of shown.entries()) {
      const height = open.get(index);
      if (height !== undefined) heights.set(position, height);
    }
    return layOutRows(shown.length, heights);
  }, [shown, open]);

  const active = Math.max(0, current === undefined ? 0 : shown.indexOf(current));
  const [first, end] = rowsInSight(tops, view.top, view.height);
  const positions = Array.from({ length: Math.max(end - first, 0) }, (_, i) => first + i);
  // The row that has the focus is drawn wherever it is, or the focus would be lost.
  if (active < first && shown.length > 0) positions.unshift(active);
  if (active >= end && active < shown.length) positions.push(active);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const measure = (): void =>
      setView({ top: box.scrollTop, height: box.clientHeight, width: box.clientWidth });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    if (!isFocusWanted.current) return;
    isFocusWanted.current = false;
    scroller.current
      ?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')
      ?.focus({ preventScroll: true });
  });

  const toggle = (index: number, isOpen = !open.has(index)): void => {
    if (isOpen === open.has(index)) return;
    const next = new Map(open);
    if (isOpen) next.set(index, expectedDetail);
    else next.delete(index);
    setOpen(next);
  };

  const goTo = (position: number): void => {
    const to = Math.min(Math.max(position, 0), shown.length - 1);
    const box = scroller.current;
    if (to < 0 || !box) return;
    const room = box.clientHeight - headHeight;
    if (tops[to] < box.scrollTop) box.scrollTop = tops[to];
    else if (tops[to] + rowHeight > box.scrollTop + room) box.scrollTop = tops[to] + rowHeight - room;
    isFocusWanted.current = true;
    setCurrent(shown[to]);
  };

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || target.getAttribute('role') !== 'row') return;
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 2);
    const index = shown[active];
    const acts: Readonly<Record<string, () => void>> = {
      ArrowDown: () => goTo(active + 1),
      ArrowUp: () => goTo(active - 1),
      PageDown: () => goTo(active + page),
      PageUp: () => goTo(active - page),
      Home: () => goTo(0),
      End: () => goTo(shown.length - 1),
      ArrowRight: () => toggle(index, true),
      ArrowLeft: () => toggle(index, false),
      Enter: () => toggle(index),
      ' ': () => toggle(index),
    };
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };

  const grid = { gridTemplateColumns: tracks };
  return (
    <div
      class="table"
      ref={scroller}
      onScroll={({ currentTarget: box }) =>
        setView({ top: box.scrollTop, height: box.clientHeight, width: box.clientWidth })
      }
    >
      <div
        class="grid"
        role="treegrid"
        aria-label="Constructors"
        aria-rowcount={shown.length + 1}
        aria-colcount={columns.length + 1}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" class="grid-head">
          <div role="row" aria-rowindex={1} class="grid-row" style={grid}>
            <HeadCell title="Constructor" meaning="What made the objects." choice={choice} onSort={onSort} />
            {columns.map(({ title, meaning }) => (
              <HeadCell key={title} title={title} meaning={meaning} choice={choice} onSort={onSort} />
            ))}
          </div>
        </div>
        <div role="rowgroup" class="grid-body" style={{ height: `${tops[shown.length]}px` }}>
          {positions.flatMap((position) => {
            const index = shown[position];
            const isOpen = open.has(index);
            return [
              <GridRow
                key={index}
                row={rows[index]}
                columns={columns}
                position={position}
                top={tops[position]}
                tracks={tracks}
                isActive={position === active}
                isOpen={isOpen}
                onFocus={() => setCurrent(index)}
                onToggle={() => toggle(index)}
              />,
              isOpen && (
                <DetailRow
                  key={`${index} open`}
                  top={tops[position] + rowHeight}
                  width={view.width}
                  columnCount={columns.length + 1}
                  onHeight={(height) => setOpen((before) => withHeight(before, index, height))}
                >
                  <ClassDetail report={report} row={rows[index]} />
                </DetailRow>
              ),
            ];
          })}
        </div>
      </div>
      {shown.length === 0 && <p class="nothing">No constructor matches.</p>}
    </div>
  );
}

function withHeight(
  before: ReadonlyMap<number, number>,
  index: number,
  height: number,
): ReadonlyMap<number, number> {
  return before.has(index) && before.get(index) !== height ? new Map(before).set(index, height) : before;
}

interface HeadProps {
  readonly title: string;
  readonly meaning: string;
  readonly choice: Choice;
  readonly onSort: (sort: Sort) => void;
}

function HeadCell({ title, meaning, choice: { sort }, onSort }: HeadProps): JSX.Element {
  const isSorted = sort?.title === title;
  const direction = sort?.isDescending ? 'descending' : 'ascending';
  const isName = title === 'Constructor';
  // Of numbers the largest are wanted first, of names the first.
  const isDescending = isSorted ? !sort.isDescending : !isName && title !== 'Behaviour';
  return (
    <div
      role="columnheader"
      class={isName ? 'cell is-name' : 'cell'}
      aria-sort={isSorted ? direction : 'none'}
    >
      <button type="button" title={meaning} onClick={() => onSort({ title, isDescending })}>
        {title}
        <span class={isName ? 'arrow' : 'arrow is-before'} aria-hidden="true">
          {isSorted ? (sort.isDescending ? '↓' : '↑') : ''}
        </span>
      </button>
    </div>
  );
}
