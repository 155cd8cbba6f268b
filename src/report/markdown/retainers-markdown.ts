import { sentence, type Sentence } from '../../base/sentence.ts';
import { formatBytes, formatCount } from '../../base/units.ts';
import type { ClassRetainers } from '../../paths/class-retainers.ts';
import { describeHold } from '../../paths/hold-sentences.ts';
import type { ObjectRetainer } from '../../paths/object-retainers.ts';
import type { ObjectRetainers } from '../../paths/retained-object.ts';
import { allocationParts } from '../allocation-text.ts';
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
import { branchText, drawTree, omittedText } from '../select/path-tree.ts';
import { code, headLines, prose, rowLine, snapshotLines } from './markdown-parts.ts';

/** For a page: the same, names as code. */
export function retainersMarkdown(report: RetainersReport): readonly string[] {
  const { warningsParts, ofClass, ofObject } = report;
  return [
    '### Retainers',
    '',
    ...warningsParts.flatMap((warning) => [`> **Warning:** ${prose(warning)}`, '']),
    ...snapshotLines(filesOf(report)),
    ...(ofClass ? classMarkdown(ofClass, report.newSince !== undefined) : []),
    ...(ofObject ? objectMarkdown(ofObject) : []),
  ];
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

/** One object: what it is, the shortest path to it, all that hold it. */
export function objectMarkdown(object: ObjectRetainers): string[] {
  const place = prose(placeOf(object.object, object.location));
  const lines = ['', `${code(object.name)} @${object.nodeId}${place}: ${objectFacts(object)}`, ''];
  if (object.allocation !== undefined) lines.push(prose(allocationParts(object.allocation)), '');
  if (object.path.length === 0) lines.push('No reference that keeps alive leads from the root to it.');
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

/** The sentence names the object that holds it; what is not in it is where that one comes from. */
function retainerParts(retainer: ObjectRetainer): Sentence {
  return sentence`${describeHold(retainer)}${placeOf(retainer.holder, retainer.location)}`;
}
