import { formatLocation } from '../../analysis/scripts.ts';
import type { ScriptLocation } from '../../analysis/scripts.ts';
import type { Suspect } from '../../compare/suspects.ts';
import { sureness } from '../../compare/verdict-sentences.ts';
import type { PathStep } from '../../paths/retaining-path.ts';
import { formatBytes, formatShare } from '../../base/units.ts';
import { suspectAllocation } from '../allocation-text.ts';
import { heldText, pathTexts, stepArrow } from '../suspect-text.ts';
import { prose, quote, quoteHolder, quotePath, words } from './brief-parts.ts';

/** Steps of a path, its end. */
const maxSteps = 5;
const maxEvidence = 3;

/** Who gathers, how much, who holds it, and how that is known. */
export function suspectLines(suspect: Suspect): string[] {
  const { rank, className, retainedGrowth, growthShare, holder, path, location, rule } = suspect;
  const allocated = suspectAllocation(suspect);
  const amounts = `${heldText(suspect)}, ${formatBytes(retainedGrowth)}, ${formatShare(growthShare)} of the growth`;
  return [
    `suspect ${rank}: ${quote(className)} ${amounts}, ${sureness(suspect)}`,
    `  held by ${quoteHolder(holder)}`,
    ...pathLines(path),
    ...placeLines(location),
    ...(allocated ? [`  allocated ${prose(allocated)}`] : []),
    ...(rule ? [`  kind: ${words(rule.words)}. Remedy: ${words(rule.remedy)}`] : []),
    ...suspect.evidenceParts.slice(0, maxEvidence).map((fact) => `  ${prose(fact)}`),
    `  fingerprint ${words(suspect.fingerprint)}, objects ${suspect.sampleIds.map((id) => `@${id}`).join(' ')}`,
  ];
}

export function pathLines(path: readonly PathStep[]): string[] {
  if (path.length === 0) return [];
  const texts = pathTexts(path);
  const shown = texts.slice(-maxSteps);
  const isCut = shown.length < texts.length && shown[0] !== '…';
  const steps = shown.map((text) => (text === '…' ? text : quote(text)));
  return [`  path ${[...(isCut ? ['…'] : []), ...steps].join(stepArrow)}`];
}

export function placeLines(location: ScriptLocation | null | undefined): string[] {
  return location ? [`  made at ${quotePath(formatLocation(location))}`] : [];
}
