import type { JSX } from 'preact';
import { placeText } from '../../report/place-text.ts';
import { Name } from '../parts/name.tsx';
import type { ClassRow, Column } from './columns.ts';

interface RowProps {
  readonly row: ClassRow;
  readonly columns: readonly Column<ClassRow>[];
  /** Among the rows shown, from 0. */
  readonly position: number;
  /** CSS pixels from the first row. */
  readonly top: number;
  readonly tracks: string;
  readonly isActive: boolean;
  readonly isOpen: boolean;
  readonly onFocus: () => void;
  readonly onToggle: () => void;
}

/** One constructor. */
export function GridRow(props: RowProps): JSX.Element {
  const { row, columns, position, top, tracks, isActive, isOpen, onFocus, onToggle } = props;
  return (
    <div
      role="row"
      class={`grid-row is-body${isOpen ? ' is-open' : ''}`}
      aria-rowindex={position + 2}
      aria-level={1}
      aria-expanded={isOpen}
      tabIndex={isActive ? 0 : -1}
      style={{ top: `${top}px`, gridTemplateColumns: tracks }}
      onFocus={onFocus}
      onClick={onToggle}
    >
      <div role="rowheader" class="cell is-name">
        <span class="chevron" aria-hidden="true" />
        <Name text={row.className} width={70} />
        <Place row={row} />
      </div>
      {columns.map((column) => (
        <div key={column.title} role="gridcell" class={`cell ${toneOf(column, row)}`}>
          {column.textOf(row)}
        </div>
      ))}
    </div>
  );
}

/** Where the constructor stands, when the report knows the file: two classes may share a name. */
function Place({ row: { location } }: { readonly row: ClassRow }): JSX.Element | null {
  if (location === undefined || !('url' in location)) return null;
  return (
    <span class="muted cell-place">
      <Name text={placeText(location)} width={60} />
    </span>
  );
}

function toneOf({ title, isDelta, valueOf }: Column<ClassRow>, row: ClassRow): string {
  const value = valueOf(row);
  if (title === 'Behaviour') return `is-text behaviour-${String(value)}`;
  if (!isDelta || typeof value !== 'number' || value === 0) return value === 0 ? 'is-zero' : '';
  return value > 0 ? 'is-more' : 'is-less';
}
