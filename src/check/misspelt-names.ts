import { isConstructor } from '../analysis/class-origins.ts';
import { SnapdiffError } from '../base/errors.ts';
import { editDistance, maxCompared } from '../base/edit-distance.ts';
import type { CheckInput } from './check-input.ts';
import { fingerprintPrefix } from './known-leaks.ts';
import type { CheckSettings } from './settings.ts';

/** A shorter name is near to too many others. */
const minLength = 4;

/**
 * Refuses a name of a budget or of `ignore` that is no constructor's, but for one letter, or two that changed places: it would never limit
 * anything, and nobody would see that. So it is with a suspect's fingerprint that stands there as if it were a name.
 *
 * @throws SnapdiffError that names the constructor that is meant, or says how a fingerprint is written
 */
export function refuseMisspelt(
  { budgets, ignore, ignoreSource }: CheckSettings,
  { classes, suspects }: Pick<CheckInput, 'classes' | 'suspects'>,
): void {
  const named = [
    ...budgets.flatMap(({ target, key, source }) =>
      target ? [{ pattern: target, place: `${source}: ${key}` }] : [],
    ),
    ...ignore.map((pattern) => ({ pattern, place: ignoreSource })),
  ];
  for (const { pattern, place } of named) {
    const { text, isExpression } = pattern;
    if (isExpression || classes.some(({ className }) => pattern.matches(className))) continue;
    if (suspects.some(({ fingerprint }) => fingerprint === text.toLowerCase())) {
      throw new SnapdiffError(`${place}: ${text} is the fingerprint of a suspect, and no constructor`, {
        hint: `Write ignore "${fingerprintPrefix}${text.toLowerCase()}".`,
      });
    }
    const near = classes.find(
      ({ className, origin }) => isConstructor(origin) && isMisspelt(text, className),
    );
    if (!near) continue;
    throw new SnapdiffError(`${place}: there is no constructor ${text}, but ${near.className}`, {
      hint: `Correct it; if ${text} is meant, and none is to come, write "/^${text}$/".`,
    });
  }
}

/** Further apart are names that may both be right: Connector, Connection. */
function isMisspelt(text: string, className: string): boolean {
  if (className.length < minLength || className.length > maxCompared) return false;
  if (Math.abs(text.length - className.length) > 1) return false;
  const [written, right] = [text.toLowerCase(), className.toLowerCase()];
  return editDistance(written, right) <= 1 || hasSwapped(written, right);
}

function hasSwapped(written: string, right: string): boolean {
  const at = written.split('').findIndex((letter, index) => letter !== right[index]);
  return (
    written.length === right.length &&
    written[at] === right[at + 1] &&
    written[at + 1] === right[at] &&
    written.slice(at + 2) === right.slice(at + 2)
  );
}
