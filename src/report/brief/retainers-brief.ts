import { formatBytes, formatCount } from '../../base/units.ts';
import type { ClassRetainers } from '../../paths/class-retainers.ts';
import { describeHold } from '../../paths/hold-sentences.ts';
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
import { fileLines, head, prose, quote, warningLines } from './brief-parts.ts';
import { nextAfterRetainers } from './next-lines.ts';

/** What holds the objects of a class, a step a line; or the path and the retainers of one object. */
export function retainersBrief(report: RetainersReport): string[] {
  const { warningsParts, ofClass, ofObject, newSince } = report;
  return [
    head('what holds'),
    ...warningLines(warningsParts),
    ...fileLines(filesOf(report)),
    ...(ofClass ? classLines(ofClass, newSince !== undefined) : []),
    ...(ofObject ? objectLines(ofObject) : []),
    nextAfterRetainers(report),
  ];
}

function classLines(retainers: ClassRetainers, isNew: boolean): string[] {
  const { head: facts, notes } = classFacts(retainers, isNew);
  const lines = [`${quote(retainers.className)}: ${facts}`, ...notes.map(prose)];
  let amounts = '';
  for (const { prefix, branch, omitted } of drawTree(retainers.branches, retainers.omitted)) {
    const indent = plainIndent(prefix);
    if (branch === undefined) {
      lines.push(indent + omittedText(omitted ?? { pathCount: 0, objectCount: 0 }));
      continue;
    }
    const { text, facts: more } = branchText(branch);
    const own = `: ${formatCount(branch.objectCount)} objects, ${formatBytes(branch.retainedSize)}`;
    // A way without a fork leads to as much at each step, which is said once.
    lines.push(`${indent}${quote(text)}${more}${own === amounts ? '' : own}`);
    amounts = own;
  }
  return [...lines, ...omittedNotes(retainers)];
}

/** "│  ├─ " becomes a dash behind two blanks. Hundreds of forks deep the lines would be nothing else. */
function plainIndent(prefix: string): string {
  const forks = prefix.length / 3;
  return forks === 0 ? '' : `${'  '.repeat(Math.min(forks - 1, 8))}- `;
}

/** One object: what it is, the shortest path to it, all that hold it. */
export function objectLines(object: ObjectRetainers): string[] {
  const { nodeId, name, location, allocation, retainers, path } = object;
  return [
    `${quote(name)} @${nodeId}${prose(placeOf(object.object, location))}: ${objectFacts(object)}`,
    ...(allocation === undefined ? [] : [prose(allocationParts(allocation))]),
    path.length === 0 ? 'No reference that keeps alive leads from the root to it.' : 'path from a root:',
    ...pathRows(object).map((step) =>
      typeof step === 'string' ? step : `- ${quote(stepText(step))} @${step.nodeId}`,
    ),
    ...(retainers.length > 0 ? ['held by:'] : []),
    ...retainers.map(
      (retainer) =>
        `- ${prose(describeHold(retainer))} @${retainer.nodeId}, retains ${formatBytes(retainer.retainedSize)}`,
    ),
    ...objectNotes(object),
  ];
}
