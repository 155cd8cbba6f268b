import type { Allocation, SharedStack, StackFrame } from '../analysis/allocation-stacks.ts';
import { formatLocation } from '../analysis/scripts.ts';
import { joinSentences, name, sentence, type Sentence } from '../base/sentence.ts';
import { formatShare } from '../base/units.ts';
import type { Suspect } from '../compare/suspects.ts';
import { placeParts } from '../paths/object-names.ts';

/** Calls shown from the innermost on: further up a program is entered in one way. */
const maxFrames = 4;
/** Calls that are left out. */
const gap = '…';

/** "subscribe (src/app.js:12) ← onRequest (src/app.js:41) ← its callers": who allocated, and who called that. */
function stackParts(frames: readonly StackFrame[]): Sentence {
  const own = frames.findIndex(isProgram);
  // Where Node itself allocates, what of the program asked for it tells more than what is between.
  const isFar = own >= maxFrames;
  const shown = frames.slice(0, isFar ? maxFrames - 2 : maxFrames).map(frameParts);
  if (isFar) shown.push([gap], frameParts(frames[own]));
  if (frames.length > (isFar ? own + 1 : maxFrames)) shown.push(['its callers']);
  return joinSentences(shown, ' ← ');
}

/** "Allocated at subscribe (src/app.js:12) ← …, between 1.2 s and 1.3 s after tracking began." */
export function allocationParts(allocation: Allocation | null): Sentence {
  if (allocation === null)
    return ['V8 kept no stack of its allocation, as of what is older than the tracking.'];
  const { frames, betweenSeconds } = allocation;
  const [from, to] = (betweenSeconds ?? []).map((seconds) => seconds.toFixed(2));
  const time = betweenSeconds ? `, between ${from} s and ${to} s after tracking began` : '';
  return sentence`Allocated at ${stackParts(frames)}${time}.`;
}

/** " at subscribe (src/app.js:12)", for a line of a list. */
export function allocatorParts({ frames: [frame] }: Allocation): Sentence {
  return frame ? sentence` at ${frameParts(frame)}` : [];
}

/** "97 % of them were allocated at subscribe (src/app.js:12) ← …" */
export function sharedNotes(shared: SharedStack | undefined): Sentence[] {
  if (shared === undefined) return [];
  const share = shareOf(shared);
  const who = shared.objectCount === 1 ? 'It was' : `${share === 'all' ? 'All' : share} of them were`;
  return [sentence`${who} allocated at ${stackParts(shared.frames)}${unknownText(shared)}.`];
}

/** "97 % of them at subscribe (src/app.js:12) ← …": beside a label that says "allocated". */
export function suspectAllocation({ allocation, form }: Suspect): Sentence | undefined {
  if (allocation === undefined) return undefined;
  const whose = form === 'in place' ? 'its newest part' : `${shareOf(allocation)} of them`;
  return sentence`${whose} at ${stackParts(allocation.frames)}${unknownText(allocation)}`;
}

function shareOf({ objectCount, sharedCount }: SharedStack): string {
  return objectCount === sharedCount ? 'all' : formatShare(sharedCount / objectCount);
}

function unknownText({ objectCount, knownCount }: SharedStack): string {
  const unknown = objectCount - knownCount;
  return unknown === 0 ? '' : `; V8 kept no stack of ${formatShare(unknown / objectCount)}`;
}

function frameParts({ functionName, location }: StackFrame): Sentence {
  const shown = functionName === '' ? '(anonymous)' : functionName;
  return sentence`${name(shown)}${placeParts(location && formatLocation(location))}`;
}

function isProgram({ location }: StackFrame): boolean {
  return location !== undefined && location.url?.startsWith('node:') !== true;
}
