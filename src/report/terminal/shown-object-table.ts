import { textOf } from '../../base/sentence.ts';
import { formatBytes } from '../../base/units.ts';
import type { ReportStyle } from '../report.ts';
import { fitText, safeText } from '../safe-text.ts';
import { fieldLabel, fieldNotes, holderParts, valueText } from '../shown-object-parts.ts';
import type { ShownObjectReport } from '../shown-object-report.ts';
import { objectLines } from './retainers-table.ts';
import { paint, wrapText } from './table-layout.ts';
import { paintNotes, snapshotLines, warningLines } from './table-parts.ts';

/** Without a terminal nothing limits a line but this. */
const maxWidth = 240;

/** For a terminal: what holds the object, then what is in it, a field a line. */
export function shownObjectLines(report: ShownObjectReport, style: ReportStyle): readonly string[] {
  const { warnings, snapshot, object, text, fields, holder } = report;
  const bold = (line: string): string => paint(line, style.color ? '1' : '');
  const freed = textOf(holderParts(holder));
  const sizes = fields.map(({ value }) => (value === undefined ? '' : formatBytes(value.retainedSize)));
  const width = Math.max('Retained'.length, ...sizes.map((size) => size.length));
  const room = Math.max(Math.min(style.width, maxWidth) - width - 2, 20);
  const rows = fields.map((field, row) => {
    const weak = field.isWeak ? ' (weak)' : '';
    const line = fitText(`${fieldLabel(field)}${weak}  ${valueText(field.value)}`, room);
    return `${sizes[row].padStart(width)}  ${line}`;
  });
  return [
    ...warnings.flatMap((warning) => warningLines(warning, style)),
    ...snapshotLines([['snapshot', snapshot]], style),
    ...objectLines(object, style),
    ...(freed === '' ? [] : ['', ...wrapText(safeText(freed), style.width)]),
    ...(text === undefined ? [] : ['', fitText(JSON.stringify(text), Math.min(style.width, maxWidth))]),
    ...(rows.length === 0 ? [''] : ['', bold(`${'Retained'.padStart(width)}  Field`), ...rows]),
    ...paintNotes(fieldNotes(report), style),
  ];
}
