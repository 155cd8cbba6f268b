import { formatBytes } from '../../base/units.ts';
import type { FieldValue } from '../../compare/field-values.ts';
import { fieldLabel, fieldNotes, holderParts, valueText } from '../shown-object-parts.ts';
import type { ShownObjectReport } from '../shown-object-report.ts';
import { fileLines, head, prose, quote, warningLines } from './brief-parts.ts';
import { nextAfterShown } from './next-lines.ts';
import { objectLines } from './retainers-brief.ts';

/** Cells of the object's own text. */
const maxText = 200;

/** What holds an object, whether that alone does, and what is in it. */
export function shownObjectBrief(report: ShownObjectReport): string[] {
  const { warningsParts, snapshot, object, text, fields, holder } = report;
  const freed = prose(holderParts(holder));
  return [
    head('one object'),
    ...warningLines(warningsParts),
    ...fileLines([['snapshot', snapshot]]),
    ...objectLines(object),
    ...(freed === '' ? [] : [freed]),
    ...(text === undefined ? [] : [`text: ${quote(JSON.stringify(text), maxText)}`]),
    ...(fields.length > 0 ? ['fields:'] : []),
    ...fields.map((field) => {
      const { value, isWeak } = field;
      const size = value === undefined ? '' : `, retains ${formatBytes(value.retainedSize)}`;
      return `- ${quote(fieldLabel(field))}${isWeak ? ' (weak)' : ''}: ${quotedValue(value)}${size}`;
    }),
    ...fieldNotes(report),
    nextAfterShown(report),
  ];
}

/** The id stays whole, whatever is cut. */
function quotedValue(value: FieldValue | undefined): string {
  const text = valueText(value);
  const id = value === undefined ? '' : ` @${value.nodeId}`;
  return id !== '' && text.endsWith(id) ? quote(text.slice(0, -id.length)) + id : quote(text);
}
