import { joinSentences, name, sentence, textOf, type Sentence } from '../../base/sentence.ts';
import { describeHold } from '../../paths/hold-sentences.ts';
import { placeParts, type ObjectName } from '../../paths/object-names.ts';
import type { ObjectRetainer } from '../../paths/object-retainers.ts';
import type { PathStep } from '../../paths/retaining-path.ts';
import { formatLocation } from '../../analysis/scripts.ts';
import type { ScriptLocation } from '../../analysis/scripts.ts';
import { formatBytes, formatCount } from '../../base/units.ts';
import {
  code,
  headLines,
  prose,
  rowLine,
  snapshotLines as snapshotRows,
} from '../markdown/markdown-parts.ts';
import { branchText, drawTree, omittedText } from '../select/path-tree.ts';
import type { ReportStyle } from '../report.ts';
import type { MatchedClass } from '../../paths/class-objects.ts';
import type { ClassRetainers } from '../../paths/class-retainers.ts';
import type { ObjectRetainers } from '../../paths/retained-object.ts';
import type { RetainersReport } from '../retainers-report.ts';
import { displayWidth, fitPath, fitText, safeText } from '../safe-text.ts';
import { isDistance } from '../../analysis/distances.ts';
import { paint, wrapText } from './table-layout.ts';
import { paintNotes, snapshotLines, warningLines } from './table-parts.ts';
import type { FileInfo } from './table-parts.ts';

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

/** For a page: the same, names as code. */
export function retainersMarkdown(report: RetainersReport): readonly string[] {
  const { warningsParts, ofClass, ofObject } = report;
  return [
    '### Retainers',
    '',
    ...warningsParts.flatMap((warning) => [`> **Warning:** ${prose(warning)}`, '']),
    ...snapshotRows(filesOf(report)),
    ...(ofClass ? classMarkdown(ofClass, report.newSince !== undefined) : []),
    ...(ofObject ? objectMarkdown(ofObject) : []),
  ];
}

function filesOf({ snapshot, newSince }: RetainersReport): (readonly [string, FileInfo])[] {
  return newSince
    ? [
        ['earlier', newSince],
        ['snapshot', snapshot],
      ]
    : [['snapshot', snapshot]];
}

/** "15 new objects, 41.2 kB retained", and what else there is to know of them all. */
function classFacts(retainers: ClassRetainers, isNew: boolean): { head: string; notes: Sentence[] } {
  const { objectCount, retainedSize, classes, unreachedCount } = retainers;
  const noun = `${isNew ? 'new ' : ''}object${objectCount === 1 ? '' : 's'}`;
  const head = `${formatCount(objectCount)} ${noun}, ${formatBytes(retainedSize)} retained`;
  const notes = placeNotes(classes);
  if (unreachedCount > 0) {
    notes.push([`Nothing but weak references leads to ${formatCount(unreachedCount)} of them.`]);
  }
  return { head, notes };
}

/** Where the constructor stands; of several of one name each, with its count. */
export function placeNotes(classes: readonly MatchedClass[]): Sentence[] {
  const places = classes.flatMap(({ location, objectCount }) =>
    location ? [sentence`${name(formatLocation(location))} (${formatCount(objectCount)})`] : [],
  );
  if (classes.length < 2) {
    const location = classes[0]?.location;
    return location ? [sentence`Its constructor stands at ${name(formatLocation(location))}.`] : [];
  }
  const unplaced = classes.filter(({ location }) => !location);
  for (const { objectCount } of unplaced) places.push([`no known place (${formatCount(objectCount)})`]);
  const all = joinSentences(places, ', ');
  return [sentence`${formatCount(classes.length)} classes of this name are taken together: ${all}.`];
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

function omittedNotes(retainers: ClassRetainers): string[] {
  const isAny =
    retainers.omitted !== undefined || retainers.branches.some(({ omitted }) => omitted !== undefined);
  return isAny ? [`${formatCount(retainers.pathCount)} paths in all; --paths 0 and --depth 0 show more`] : [];
}

/** "96 B, 2.7 kB retained, distance 10". */
function objectFacts({ selfSize, retainedSize, distance }: ObjectRetainers): string {
  const far = isDistance(distance) ? `, distance ${formatCount(distance)}` : '';
  return `${formatBytes(selfSize)}, ${formatBytes(retainedSize)} retained${far}`;
}

/** " (src/app.js:41)"; nothing of a function, whose name has its place already. */
function placeOf({ place }: ObjectName, location: ScriptLocation | undefined): Sentence {
  const shown = location && formatLocation(location);
  return placeParts(shown === place ? undefined : shown);
}

function objectLines(object: ObjectRetainers, style: ReportStyle): string[] {
  const bold = (text: string): string => paint(text, style.color ? '1' : '');
  const place = safeText(textOf(placeOf(object.object, object.location)).trim());
  const id = ` @${object.nodeId}`;
  const lines = ['', `${bold(fitText(object.name, nameWidth(id.length, style)))}${id}`];
  if (place !== '') lines.push(fitPath(place, style.width));
  lines.push(objectFacts(object), '');
  if (object.path.length === 0) lines.push('Nothing but weak references leads to it.');
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

function pathRows({ path, omittedStepCount }: ObjectRetainers): (PathStep | string)[] {
  if (omittedStepCount === 0) return [...path];
  const gap = `… ${formatCount(omittedStepCount)} more steps; --depth 0 shows them`;
  return [...path.slice(0, path.length >> 1), gap, ...path.slice(path.length >> 1)];
}

function stepText({ label, name, count }: PathStep): string {
  const list = count === undefined ? '' : `, ${formatCount(count)} times`;
  return label === '' ? name : `${label}${list}: ${name}`;
}

/** The sentence names the object that holds it; what is not in it is where that one comes from. */
function retainerParts(retainer: ObjectRetainer): Sentence {
  return sentence`${describeHold(retainer)}${placeOf(retainer.holder, retainer.location)}`;
}

/** Names stand in backticks among the words, but for what has quotes of its own, and places, which have brackets. */
function retainerText(retainer: ObjectRetainer): string {
  const quoted = describeHold(retainer).map((part) => (typeof part === 'string' ? part : quote(part.name)));
  return quoted.join('') + textOf(placeOf(retainer.holder, retainer.location));
}

function quote(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text : `\`${text}\``;
}

function objectNotes({ omittedRetainerCount }: ObjectRetainers): string[] {
  if (omittedRetainerCount === 0) return [];
  const noun = omittedRetainerCount === 1 ? 'retainer' : 'retainers';
  return [`… ${formatCount(omittedRetainerCount)} more ${noun}; --paths 0 lists them`];
}

function classMarkdown(retainers: ClassRetainers, isNew: boolean): string[] {
  const { head, notes } = classFacts(retainers, isNew);
  const lines = ['', `${code(retainers.className)}: ${head}`, ...notes.flatMap((note) => ['', prose(note)])];
  if (retainers.branches.length > 0 || retainers.omitted) {
    lines.push('', rowLine(['Objects', 'Retained', 'Held by']), rowLine(['---:', '---:', '---']));
    for (const { prefix, branch, omitted } of drawTree(retainers.branches, retainers.omitted)) {
      if (branch) {
        const { text, facts } = branchText(branch);
        const amounts = [formatCount(branch.objectCount), formatBytes(branch.retainedSize)];
        lines.push(rowLine([...amounts, `${code(`${prefix}${text}`)}${facts}`]));
      } else if (omitted) lines.push(rowLine(['', '', omittedText(omitted)]));
    }
  }
  return [...lines, ...omittedNotes(retainers).flatMap((note) => ['', note])];
}

function objectMarkdown(object: ObjectRetainers): string[] {
  const place = prose(placeOf(object.object, object.location));
  const lines = ['', `${code(object.name)} @${object.nodeId}${place}: ${objectFacts(object)}`, ''];
  if (object.path.length === 0) lines.push('Nothing but weak references leads to it.');
  else lines.push(...headLines(['Shortest path from a root', 'Object'], 2));
  for (const step of pathRows(object)) {
    if (typeof step === 'string') lines.push(rowLine([step, '']));
    else lines.push(rowLine([code(stepText(step)), `@${step.nodeId}`]));
  }
  if (object.retainers.length > 0) {
    lines.push('', rowLine(['Retained', 'Held by', 'Object']), rowLine(['---:', '---', '---']));
    for (const retainer of object.retainers) {
      const { retainedSize, nodeId } = retainer;
      lines.push(rowLine([formatBytes(retainedSize), prose(retainerParts(retainer)), `@${nodeId}`]));
    }
  }
  return [...lines, ...objectNotes(object).flatMap((note) => ['', note])];
}
