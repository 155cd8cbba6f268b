import type { ComparisonReport } from '../report/report.ts';
import { shownPath } from '../report/select/shown-path.ts';
import type { ExploredObject } from '../explore/questions.ts';
import { ours, quoted, quotedPath, quotedPlace, quotedSentence, type Data } from './heap-text.ts';

type Suspect = ComparisonReport['suspects'][number];
type Step = ExploredObject['path'][number];
type Owner = Pick<Step, 'className' | 'object' | 'location'>;

/** A suspect in a line of a list. */
export function suspectRow(suspect: Suspect): Data {
  const { rank, className, form, confidence, retainedGrowth, growthShare, holder, location } = suspect;
  return {
    rank,
    class: quoted(className),
    form: ours(form),
    confidence: rounded(confidence),
    gathered_bytes: retainedGrowth,
    share_of_growth: rounded(growthShare),
    held_by: {
      class: quoted(holder.className),
      id: holder.nodeId,
      how: quotedSentence(holder.edgeParts),
    },
    ...(location && { made_at: quotedPlace(location) }),
    fingerprint: quoted(suspect.fingerprint),
  };
}

/** How an object is held by the one before it, and what it is. */
function stepRow(step: Step): Data {
  const { form, detail, nodeId, count } = step;
  return {
    held_by: ours(form),
    ...(detail !== undefined && { name: quoted(detail) }),
    ...ownRow(step),
    id: nodeId,
    ...(count !== undefined && { links: count }),
  };
}

/** What an object is. */
export function ownRow({ className, object, location }: Owner): Record<string, Data> {
  const place = object.place !== undefined ? quotedPath(object.place) : location && quotedPlace(location);
  return {
    class: quoted(className),
    ...(object.kind === 'function' && object.name !== '' && { function: quoted(object.name) }),
    ...(place !== undefined && { at: place }),
  };
}

/** The end of a path, which is what a person looks for. @returns also how many steps were before it */
export function pathRows(path: readonly Step[]): Data[] {
  return shownPath(path).steps.map(stepRow);
}

export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
