import { formatBytes } from '../../base/units.ts';
import { fieldLabel, fieldNotes, holderParts, valueText } from '../shown-object-parts.ts';
import type { ShownObjectReport } from '../shown-object-report.ts';
import { code, prose, rowLine, snapshotLines } from './markdown-parts.ts';
import { objectMarkdown } from './retainers-markdown.ts';

/** For a page: the same, names as code. */
export function shownObjectMarkdown(report: ShownObjectReport): readonly string[] {
  const { warningsParts, snapshot, object, text, fields, holder } = report;
  const rows = fields.map((field) =>
    rowLine([
      field.value === undefined ? '' : formatBytes(field.value.retainedSize),
      `${code(fieldLabel(field))}${field.isWeak ? ' (weak)' : ''}`,
      code(valueText(field.value)),
    ]),
  );
  return [
    '### Object',
    '',
    ...warningsParts.flatMap((warning) => [`> **Warning:** ${prose(warning)}`, '']),
    ...snapshotLines([['snapshot', snapshot]]),
    ...objectMarkdown(object),
    ...(holder ? ['', prose(holderParts(holder))] : []),
    ...(text === undefined ? [] : ['', code(JSON.stringify(text))]),
    ...(rows.length === 0
      ? []
      : ['', rowLine(['Retained', 'Field', 'Value']), rowLine(['---:', '---', '---']), ...rows]),
    ...fieldNotes(report).flatMap((note) => ['', note]),
  ];
}
