import type { JSX } from 'preact';
import { formatBytes, formatCount, formatShare } from '../../base/units.ts';
import { safeText } from '../../report/safe-text.ts';
import { Name } from '../parts/name.tsx';
import { distanceText } from '../table/columns.ts';
import { rowHeight } from '../table/row-window.ts';
import { meanings } from '../words.ts';
import { writeAddress } from './address.ts';
import { idText, IdLink, ObjectName } from './object-name.tsx';
import type { ObjectId } from './row-types.ts';
import type { TreeLine, TreeNode } from './tree-model.ts';
import type { TreeColumn, TreeRow, TreeSource } from './tree-source.ts';
import { pageSize } from './waiting.tsx';

export const columnTitles: Readonly<
  Record<TreeColumn, { readonly title: string; readonly meaning: string }>
> = {
  selfSize: { title: 'Shallow', meaning: meanings.shallow },
  retainedSize: { title: 'Retained', meaning: meanings.retained },
  share: { title: 'Of the heap', meaning: meanings.share },
  distance: { title: 'Distance', meaning: meanings.distance },
};

interface RowProps {
  readonly line: TreeLine;
  readonly source: TreeSource;
  /** Among the lines that are open, from 0. */
  readonly position: number;
  readonly isActive: boolean;
  readonly onFocus: () => void;
  readonly onAct: () => void;
}

/** Deeper ones stand one below the other, or nothing would be left of the line. */
const maxIndent = 24;
/** CSS pixels a level. */
const indentWidth = 16;

/** One line of a tree. */
export function TreeLineRow(props: RowProps): JSX.Element {
  const { line, source, position, isActive, onFocus, onAct } = props;
  const { kind, node } = line;
  const level = kind === 'object' ? node.level : node.level + 1;
  const canOpen = kind === 'object' && node.row.canOpen;
  return (
    <div
      role="row"
      class={`tree-row is-body columns-${source.columns.length}${canOpen && node.isOpen ? ' is-open' : ''}`}
      aria-rowindex={position + 2}
      aria-level={level}
      {...(kind === 'object' && {
        'aria-posinset': node.position + 1,
        'aria-setsize': node.parent?.childCount ?? -1,
      })}
      aria-expanded={canOpen ? node.isOpen : undefined}
      tabIndex={isActive ? 0 : -1}
      style={{ top: `${position * rowHeight}px` }}
      onFocus={onFocus}
      onClick={onAct}
    >
      <div
        role="rowheader"
        class="cell is-object"
        style={{ paddingLeft: `${12 + Math.min(level - 1, maxIndent) * indentWidth}px` }}
      >
        {kind === 'object' ? (
          <>
            <span class={canOpen ? 'chevron' : 'no-chevron'} aria-hidden="true" />
            <Line row={node.row} snapshot={source.snapshot} isAgain={node.isAgain} />
          </>
        ) : (
          <Rest kind={kind} node={node} empty={source.empty} />
        )}
      </div>
      {source.columns.map((column) => (
        <div key={column} role="gridcell" class={`cell is-${column}`}>
          {kind === 'object' ? cellText(node.row, column, source.whole) : ''}
          {kind === 'object' && column === 'retainedSize' && node.row.id !== undefined && (
            <TouchLink snapshot={source.snapshot} id={node.row.id} />
          )}
        </div>
      ))}
    </div>
  );
}

interface TouchProps {
  readonly snapshot: number;
  readonly id: ObjectId;
}

/** A finger is no pointer: there the whole line opens, links in it too, and this goes to the object. */
function TouchLink({ snapshot, id }: TouchProps): JSX.Element {
  return (
    <a
      class="touch-link"
      tabIndex={-1}
      aria-label={`Go to ${idText(id)}`}
      href={writeAddress({ view: 'object', snapshot, id, part: undefined })}
      onClick={(event) => event.stopPropagation()}
    >
      →
    </a>
  );
}

interface LineProps {
  readonly row: TreeRow;
  readonly snapshot: number;
  readonly isAgain: boolean;
}

function Line({ row, snapshot, isAgain }: LineProps): JSX.Element {
  const { id, label, key, name, type, text, place, isNew, mark } = row;
  return (
    <>
      {key && (
        <>
          <ObjectName snapshot={snapshot} object={key} isInGrid />{' '}
        </>
      )}
      {label !== '' && (
        <>
          <span class="hold">
            <Name text={label} width={60} />
          </span>{' '}
        </>
      )}
      {id === undefined || id === 'root' ? (
        <>
          {id === 'root' && <IdLink snapshot={snapshot} id={id} isInGrid />}{' '}
          <span class="muted">{safeText(name)}</span>
        </>
      ) : (
        <ObjectName
          snapshot={snapshot}
          isInGrid
          object={{
            nodeId: id,
            name,
            ...(type && { type }),
            ...(text !== undefined && { text }),
            ...(isNew !== undefined && { isNew }),
          }}
        />
      )}
      {place !== undefined && (
        <span class="muted cell-place">
          <Name text={place} width={70} />
        </span>
      )}
      {isAgain && (
        <>
          {' '}
          <span class="tag" title="The same object stands above: what is below goes round in a circle.">
            again
          </span>
        </>
      )}
      {mark !== undefined && (
        <>
          {' '}
          <span class="tag">
            <Name text={mark} width={30} />
          </span>
        </>
      )}
    </>
  );
}

interface RestProps {
  readonly kind: Exclude<TreeLine['kind'], 'object'>;
  readonly node: TreeNode;
  readonly empty: string;
}

/** What stands below the lines of one object. */
function Rest({ kind, node, empty }: RestProps): JSX.Element {
  const { childCount = 0, children, isAsking, problem } = node;
  switch (kind) {
    case 'asking':
      return <span class="muted">Asking …</span>;
    case 'empty':
      return <span class="muted">{empty}</span>;
    case 'failed':
      return (
        <span role="alert">
          <strong>No answer:</strong> {safeText((problem?.message ?? '').slice(0, 300))}.{' '}
          <span class="more-text">Try again</span>
        </span>
      );
    case 'more': {
      const left = childCount - children.length;
      return (
        <>
          <span class="more-text">
            {isAsking ? 'Asking …' : `${formatCount(Math.min(left, pageSize))} more`}
          </span>{' '}
          <span class="muted">of {formatCount(childCount)}</span>
        </>
      );
    }
  }
}

function cellText(row: TreeRow, column: TreeColumn, whole: number | undefined): string {
  const { selfSize, retainedSize, distance } = row;
  switch (column) {
    case 'selfSize':
      return selfSize === undefined ? '' : formatBytes(selfSize);
    case 'retainedSize':
      return retainedSize === undefined ? '' : formatBytes(retainedSize);
    case 'share':
      return retainedSize === undefined || !whole ? '' : formatShare(retainedSize / whole);
    case 'distance':
      return distance === undefined ? '' : distanceText(distance);
  }
}
