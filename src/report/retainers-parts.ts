import { isDistance } from '../analysis/distances.ts';
import { formatLocation, type ScriptLocation } from '../analysis/scripts.ts';
import { joinSentences, name, sentence, type Sentence } from '../base/sentence.ts';
import { formatBytes, formatCount } from '../base/units.ts';
import type { MatchedClass } from '../paths/class-objects.ts';
import type { ClassRetainers } from '../paths/class-retainers.ts';
import { placeParts, type ObjectName } from '../paths/object-names.ts';
import type { ObjectRetainers } from '../paths/retained-object.ts';
import type { PathStep } from '../paths/retaining-path.ts';
import { sharedNotes } from './allocation-text.ts';
import type { FileInfo } from './select/listed.ts';
import type { RetainersReport } from './retainers-report.ts';

export function filesOf({ snapshot, newSince }: RetainersReport): (readonly [string, FileInfo])[] {
  return newSince
    ? [
        ['earlier', newSince],
        ['snapshot', snapshot],
      ]
    : [['snapshot', snapshot]];
}

/** "15 new objects, 41.2 kB retained", and what else there is to know of them all. */
export function classFacts(retainers: ClassRetainers, isNew: boolean): { head: string; notes: Sentence[] } {
  const { objectCount, retainedSize, classes, allocation, unreachedCount, pathCount } = retainers;
  const noun = `${isNew ? 'new ' : ''}object${objectCount === 1 ? '' : 's'}`;
  const head = `${formatCount(objectCount)} ${noun}, ${formatBytes(retainedSize)} retained`;
  const notes = [...placeNotes(classes), ...sharedNotes(allocation)];
  if (pathCount === 0 && unreachedCount < objectCount)
    notes.push([`${objectCount === 1 ? 'It is' : 'One of them is'} the root, which nothing holds.`]);
  if (unreachedCount > 0) {
    notes.push([
      `No reference that keeps alive leads from the root to ${formatCount(unreachedCount)} of them.`,
    ]);
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

export function omittedNotes(retainers: ClassRetainers): string[] {
  const isAny =
    retainers.omitted !== undefined || retainers.branches.some(({ omitted }) => omitted !== undefined);
  return isAny ? [`${formatCount(retainers.pathCount)} paths in all; --paths 0 and --depth 0 show more`] : [];
}

/** "96 B, 2.7 kB retained, distance 10". */
export function objectFacts({ selfSize, retainedSize, distance }: ObjectRetainers): string {
  const far = isDistance(distance) ? `, distance ${formatCount(distance)}` : '';
  return `${formatBytes(selfSize)}, ${formatBytes(retainedSize)} retained${far}`;
}

/** " (src/app.js:41)"; nothing of a function, whose name has its place already. */
export function placeOf({ place }: ObjectName, location: ScriptLocation | undefined): Sentence {
  const shown = location && formatLocation(location);
  return placeParts(shown === place ? undefined : shown);
}

export function pathRows({ path, omittedStepCount }: ObjectRetainers): (PathStep | string)[] {
  if (omittedStepCount === 0) return [...path];
  const gap = `… ${formatCount(omittedStepCount)} more steps; --depth 0 shows them`;
  return [...path.slice(0, path.length >> 1), gap, ...path.slice(path.length >> 1)];
}

export function stepText({ label, name, count }: PathStep): string {
  const list = count === undefined ? '' : `, ${formatCount(count)} times`;
  return label === '' ? name : `${label}${list}: ${name}`;
}

export function objectNotes({ omittedRetainerCount }: ObjectRetainers): string[] {
  if (omittedRetainerCount === 0) return [];
  const noun = omittedRetainerCount === 1 ? 'retainer' : 'retainers';
  return [`… ${formatCount(omittedRetainerCount)} more ${noun}; --paths 0 lists them`];
}
