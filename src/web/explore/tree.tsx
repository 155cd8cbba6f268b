import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useIsPrinted } from '../media.ts';
import { layOutRows, rowHeight, rowsInSight } from '../table/row-window.ts';
import { writeAddress } from './address.ts';
import type { ObjectId } from './row-types.ts';
import { TreeModel, type TreeLine } from './tree-model.ts';
import { columnTitles, TreeLineRow } from './tree-row.tsx';
import type { TreeSource } from './tree-source.ts';
import { HeapWaiting } from './waiting.tsx';

interface TreeProps {
  readonly label: string;
  /** Of the column of objects. */
  readonly title: string;
  readonly source: TreeSource;
  /** What hangs on it is the first level. */
  readonly rootId: ObjectId;
}

/** Titles above the lines, in CSS pixels. */
const headHeight = 36;
/** Of lines on paper. */
const maxPrinted = 300;

/**
 * Objects that hang on objects, opened level by level: a treegrid that draws the lines in sight. Arrow keys go up and down, open
 * and close, Enter goes to the object itself.
 */
export function Tree({ label, title, source, rootId }: TreeProps): JSX.Element {
  const [, setTurn] = useState(0);
  const [model, setModel] = useState<TreeModel | undefined>();
  useEffect(() => {
    const made = new TreeModel(source, rootId, () => setTurn((turn) => turn + 1));
    setModel(made);
    return () => made.end();
  }, [source.key, rootId]);

  const lines = model?.lines() ?? [];
  const [activeKey, setActive] = useState<string | undefined>();
  const [view, setView] = useState({ top: 0, height: 600 });
  const scroller = useRef<HTMLDivElement>(null);
  const isFocusWanted = useRef(false);
  const isPrinted = useIsPrinted();

  const active = Math.max(
    0,
    lines.findIndex((line) => lineKey(line) === activeKey),
  );
  const tops = layOutRows(lines.length, new Map());
  const [first, end] = isPrinted
    ? [0, Math.min(lines.length, maxPrinted)]
    : rowsInSight(tops, view.top, view.height);
  const positions = Array.from({ length: Math.max(end - first, 0) }, (_, index) => first + index);
  // The line that has the focus is drawn wherever it is, or the focus would be lost.
  if (active < first && lines.length > 0) positions.unshift(active);
  if (active >= end && active < lines.length) positions.push(active);

  const isEmpty = lines.length === 0 || (lines.length === 1 && lines[0].kind === 'asking');
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const measure = (): void => setView({ top: box.scrollTop, height: box.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [isEmpty]);

  useLayoutEffect(() => {
    if (!isFocusWanted.current) return;
    isFocusWanted.current = false;
    scroller.current
      ?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')
      ?.focus({ preventScroll: true });
  });

  if (!model || isEmpty) return <HeapWaiting snapshot={source.snapshot} />;

  const goTo = (position: number): void => {
    const to = Math.min(Math.max(position, 0), lines.length - 1);
    const box = scroller.current;
    if (to < 0 || !box) return;
    const room = box.clientHeight - headHeight;
    if (tops[to] < box.scrollTop) box.scrollTop = tops[to];
    else if (tops[to] + rowHeight > box.scrollTop + room) box.scrollTop = tops[to] + rowHeight - room;
    isFocusWanted.current = true;
    setActive(lineKey(lines[to]));
    setTurn((turn) => turn + 1);
  };

  const act = (line: TreeLine): void => {
    const { kind, node } = line;
    if (kind === 'more' || kind === 'failed') {
      // Where it stood, the first of those that come stands.
      setActive(`${node.key} ${node.level} ${node.children.length}`);
      model.askMore(node);
    } else if (kind === 'object') {
      if (node.isOpen) model.close(node);
      else model.open(node);
    }
  };

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || target.getAttribute('role') !== 'row') return;
    const line = lines[active];
    const { kind, node } = line;
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 2);
    const acts: Readonly<Record<string, () => void>> = {
      ArrowDown: () => goTo(active + 1),
      ArrowUp: () => goTo(active - 1),
      PageDown: () => goTo(active + page),
      PageUp: () => goTo(active - page),
      Home: () => goTo(0),
      End: () => goTo(lines.length - 1),
      ArrowRight: () => {
        if (kind !== 'object' || !node.row.canOpen) return;
        if (node.isOpen) goTo(active + 1);
        else model.open(node);
      },
      ArrowLeft: () => {
        if (kind === 'object' && node.isOpen) model.close(node);
        else {
          const above = kind === 'object' ? node.parent : node;
          const at = lines.findIndex((each) => each.kind === 'object' && each.node === above);
          if (at >= 0) goTo(at);
        }
      },
      ' ': () => act(line),
      Enter: () => {
        if (kind !== 'object') act(line);
        else if (node.row.id !== undefined) {
          const { id } = node.row;
          location.hash = writeAddress({ view: 'object', snapshot: source.snapshot, id, part: undefined });
        }
      },
    };
    const todo = acts[event.key];
    if (!todo || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    todo();
  };

  return (
    <div
      class={isPrinted ? 'tree is-printed' : 'tree'}
      ref={scroller}
      onScroll={({ currentTarget: box }) => setView({ top: box.scrollTop, height: box.clientHeight })}
    >
      <div
        class="grid"
        role="treegrid"
        aria-label={label}
        aria-rowcount={lines.length + 1}
        aria-colcount={source.columns.length + 1}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" class="grid-head">
          <div role="row" aria-rowindex={1} class={`tree-row columns-${source.columns.length}`}>
            <div role="columnheader" class="cell is-object">
              {title}
            </div>
            {source.columns.map((column) => (
              <div
                key={column}
                role="columnheader"
                class={`cell is-${column}`}
                title={columnTitles[column].meaning}
              >
                {columnTitles[column].title}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" class="grid-body" style={{ height: `${tops[lines.length]}px` }}>
          {positions.map((position) => (
            <TreeLineRow
              key={lineKey(lines[position])}
              line={lines[position]}
              source={source}
              position={position}
              isActive={position === active}
              onFocus={() => setActive(lineKey(lines[position]))}
              onAct={() => act(lines[position])}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** A line keeps its key when lines come above it, and what asks for more has that of the next child. */
function lineKey({ kind, node }: TreeLine): string {
  return kind === 'object'
    ? `${node.parent?.key ?? ''} ${node.level - 1} ${node.position}`
    : `${node.key} ${node.level} ${node.children.length}`;
}
