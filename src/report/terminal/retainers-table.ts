import { textOf } from '../../base/sentence.ts';
import { formatBytes, formatCount } from '../../base/units.ts';
import type { ClassRetainers } from '../../paths/class-retainers.ts';
import { describeHold } from '../../paths/hold-sentences.ts';
import type { ObjectRetainer } from '../../paths/object-retainers.ts';
import type { ObjectRetainers } from '../../paths/retained-object.ts';
import { allocationParts } from '../allocation-text.ts';
import type { ReportStyle } from '../report.ts';
import {
  classFacts,
  filesOf,
  objectFacts,
  objectNotes,
  omittedNotes,
  pathRows,
  placeOf,
  stepText,
} from '../retainers-parts.ts';
import type { RetainersReport } from '../retainers-report.ts';
import { displayWidth, fitPath, fitText, safeText } from '../safe-text.ts';
import { branchText, drawTree, omittedText } from '../select/path-tree.ts';
import { paint, wrapText } from './table-layout.ts';
import { paintNotes, snapshotLines, warningLines } from './table-parts.ts';

/** For a terminal: the paths as a tree, or the path and the retainers of one object. */
export function retainersLines(report: RetainersReport, style: ReportStyle): readonly string[] {
  const { warnings, ofClass, ofObject } = report;
  return [
    ...warnings.flatMap((warning) => warningLines(warning, style)),
    ...snapshotLines(filesOf(report), style),
    ...(ofClass ? classLines(ofClass, report.newSince !== undefined, style) : []),
    ...(ofObject ? objectLines(ofObject, style) : []),
  ];
}

function classLines(retainers: ClassRetainers, isNew: boolean, style: ReportStyle): string[] {
  const { head, notes } = classFacts(retainers, isNew);
  const bold = (text: string): string => paint(text, style.color ? '1' : '');
  const lines = [
    '',
    `${bold(fitText(retainers.className, nameWidth(head.length, style)))}: ${head}`,
    ...notes.flatMap((note) => wrapText(safeText(textOf(note)), style.width)),
  ];
  if (retainers.branches.length === 0 && !retainers.omitted) return lines;
  const rows = drawTree(retainers.branches, retainers.omitted);
  const counts = rows.map(({ branch }) => (branch ? formatCount(branch.objectCount) : ''));
  const sizes = rows.map(({ branch }) => (branch ? formatBytes(branch.retainedSize) : ''));
  const countWidth = Math.max('Objects'.length, ...counts.map((text) => text.length));
  const sizeWidth = Math.max('Retained'.length, ...sizes.map((text) => text.length));
  const room = Math.max(style.width - countWidth - sizeWidth - 4, 20);
  lines.push('', bold(`${'Objects'.padStart(countWidth)}  ${'Retained'.padStart(sizeWidth)}  Held by`));
  for (const [row, { prefix, branch, omitted }] of rows.entries()) {
    const amounts = `${counts[row].padStart(countWidth)}  ${sizes[row].padStart(sizeWidth)}  `;
    const [text, facts] = branch ? partsOf(branch) : [omittedText(omitted ?? noPaths), ''];
    const fitted = `${fitPrefix(prefix, room)}${fitNamed(text, facts, room - fitPrefix(prefix, room).length)}`;
    lines.push(
      `${amounts}${branch?.endCount ? bold(fitted) : paint(fitted, !branch && style.color ? '2' : '')}`,
    );
  }
  return [...lines, ...paintNotes(omittedNotes(retainers), style)];
}

const noPaths = { pathCount: 0, objectCount: 0 };

function partsOf(branch: Parameters<typeof branchText>[0]): [text: string, facts: string] {
  const { text, facts } = branchText(branch);
  return [text, facts];
}

/** Hundreds of forks deep the lines themselves would fill the terminal. */
function fitPrefix(prefix: string, room: number): string {
  const most = Math.floor(room / 2);
  return prefix.length <= most ? prefix : `…${prefix.slice(prefix.length - most + 1)}`;
}

/** Text of the snapshot with facts of ours behind it, which stay whole where that is possible. */
function fitNamed(text: string, facts: string, width: number): string {
  const fitted = fitText(text, Math.min(Math.max(width - facts.length, 8), maxNameWidth));
  return displayWidth(fitted) + facts.length <= width ? `${fitted}${facts}` : fitText(fitted + facts, width);
}

/** Without a terminal nothing limits a name but this. */
const maxNameWidth = 160;

function nameWidth(taken: number, { width }: ReportStyle): number {
  return Math.max(Math.min(width - taken - 2, maxNameWidth), 8);
}

/** One object: what it is, the shortest path to it, all that hold it. */
export function objectLines(object: ObjectRetainers, style: ReportStyle): string[] {
  const bold = (text: string): string => paint(text, style.color ? '1' : '');
  const place = safeText(textOf(placeOf(object.object, object.location)).trim());
  const id = ` @${object.nodeId}`;
  const lines = ['', `${bold(fitText(object.name, nameWidth(id.length, style)))}${id}`];
  if (place !== '') lines.push(fitPath(place, style.width));
  lines.push(objectFacts(object));
  if (object.allocation !== undefined)
    lines.push(...wrapText(safeText(textOf(allocationParts(object.allocation))), style.width));
  lines.push('');
  if (object.path.length === 0) lines.push('No reference that keeps alive leads from the root to it.');
  else lines.push(bold('Shortest path from a root'));
  for (const step of pathRows(object)) {
    lines.push(typeof step === 'string' ? step : fitNamed(stepText(step), ` @${step.nodeId}`, style.width));
  }
  if (object.retainers.length > 0) {
    const sizes = object.retainers.map(({ retainedSize }) => formatBytes(retainedSize));
    const width = Math.max('Retained'.length, ...sizes.map((text) => text.length));
    lines.push('', bold(`${'Retained'.padStart(width)}  Held by`));
    for (const [row, retainer] of object.retainers.entries()) {
      const text = fitNamed(retainerText(retainer), ` @${retainer.nodeId}`, style.width - width - 2);
      lines.push(`${sizes[row].padStart(width)}  ${text}`);
    }
  }
  return [...lines, ...paintNotes(objectNotes(object), style)];
}

/** Names stand in backticks among the words, but for what has quotes of its own, and places, which have brackets. */
function retainerText(retainer: ObjectRetainer): string {
  const quoted = describeHold(retainer).map((part) => (typeof part === 'string' ? part : quote(part.name)));
  return quoted.join('') + textOf(placeOf(retainer.holder, retainer.location));
}

function quote(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text : `\`${text}\``;
}
