import { formatLocation } from '../../analysis/scripts.ts';
import { textOf } from '../../base/sentence.ts';
import type { Suspect } from '../../compare/suspects.ts';
import type { Verdict } from '../../compare/verdict.ts';
import { formatBytes, formatShare } from '../../base/units.ts';
import { suspectAllocation } from '../allocation-text.ts';
import type { ComparisonReport, ReportStyle } from '../report.ts';
import { displayWidth, fitText, safeText } from '../safe-text.ts';
import { growthText, heldSparkline, heldText, holderText, pathText, verdictLabel } from '../suspect-text.ts';
import { paint, wrapText } from './table-layout.ts';
import { labelled } from './table-parts.ts';

const bold = '1';
const verdictColors: Readonly<Record<Verdict['result'], string>> = {
  leak: '31',
  'no-leak': '32',
  inconclusive: '33',
};

/** The verdict in a line, and a card for each suspect. */
export function verdictLines({ verdict, suspects, growth }: ComparisonReport, style: ReportStyle): string[] {
  const { color } = style;
  const label = `${verdictLabel(verdict)}: `;
  const [first = '', ...more] = wrapText(safeText(verdict.reason), style.width - label.length);
  const lines = [
    paint(label, color ? verdictColors[verdict.result] : '') + first,
    ...more.map((line) => `  ${line}`),
  ];
  for (const suspect of suspects) lines.push('', ...cardLines(suspect, style));
  const split = growthText(growth);
  if (split !== undefined) lines.push('', ...wrapText(split, style.width));
  return lines;
}

function cardLines(suspect: Suspect, style: ReportStyle): string[] {
  const { rank, className, retainedGrowth, growthShare, holder, path, evidence, location, rule, sampleIds } =
    suspect;
  const facts = `${heldText(suspect)}  ${heldSparkline(suspect)}  ${formatBytes(retainedGrowth)}, ${formatShare(growthShare)} of the growth`;
  // Beside the name if there is room for both.
  const room = style.width - facts.length - `${rank}. `.length - 2;
  const isBeside = displayWidth(safeText(className)) <= room;
  const heading = `${rank}. ${isBeside ? safeText(className) : fitText(className, style.width - 4)}`;
  const title = paint(heading, style.color ? bold : '');
  const allocated = suspectAllocation(suspect);
  const place = location ? labelled('made at', formatLocation(location), style) : [];
  return [
    ...(isBeside ? [`${title}  ${facts}`] : [title, ...labelled('grew', facts, style)]),
    ...labelled('held by', holderText(holder), style),
    ...labelled('path', pathText(path), style),
    ...place,
    ...(allocated ? labelled('allocated', textOf(allocated), style) : []),
    ...(rule ? labelled('kind', `${rule.words} (docs/suspects.md, ${rule.id})`, style) : []),
    ...(rule ? labelled('remedy', rule.remedy, style) : []),
    ...evidence.flatMap((fact) => labelled('', fact, style)),
    ...labelled('look at', sampleIds.map((id) => `@${id}`).join(', '), style),
  ];
}
