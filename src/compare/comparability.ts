import type { Sentence } from '../base/sentence.ts';
import { SnapdiffError } from '../base/errors.ts';
import type { Census } from './census.ts';
import { findTwoProcesses } from './identity.ts';

/**
 * How objects were paired: by V8's id within one process, or, between processes, not at all: then
 * only constructors are compared, by name, and all of the baseline is removed and all of current added.
 */
export type MatchedBy = 'id' | 'className';

export interface Comparability {
  readonly matchedBy: MatchedBy;
  /** Reasons to doubt the comparison, each a sentence for a person. */
  readonly warnings: readonly Sentence[];
  /** Of one process, and the baseline was taken after the current snapshot. */
  readonly isSwapped: boolean;
}

/** Whether two snapshots can be compared at all, and how. */
export function judgeComparability(
  baseline: Pick<Census, 'hasUserRoots' | 'identity'> & Partial<Pick<Census, 'hasNumbers'>>,
  current: Pick<Census, 'hasUserRoots' | 'identity'> & Partial<Pick<Census, 'hasNumbers'>>,
): Comparability {
  const warnings: Sentence[] = [];
  const twoProcesses = findTwoProcesses(baseline.identity, current.identity);
  const isSwapped =
    twoProcesses === undefined && baseline.identity.highestJsId > current.identity.highestJsId;

  if (baseline.hasUserRoots !== current.hasUserRoots) {
    const [plain, internals] = baseline.hasUserRoots
      ? ['baseline', 'current snapshot']
      : ['current snapshot', 'baseline'];
    warnings.push([
      `The ${internals} was taken with V8's internals exposed (as Chrome DevTools does), the ${plain} without: ` +
        'sizes and classes differ for that reason alone. Take both the same way.',
    ]);
  }
  // Without V8's internals in both the settings differ anyway, and that is said.
  else if ((baseline.hasNumbers ?? false) !== (current.hasNumbers ?? false)) {
    const [plain, numbers] = baseline.hasNumbers
      ? ['current snapshot', 'baseline']
      : ['baseline', 'current snapshot'];
    warnings.push([
      `The ${numbers} was taken with numbers (exposeNumericValues, as capture --numbers and Chrome do), the ${plain} ` +
        'without: references to numbers are in one of them only, so places may seem to hold more or less. Take both the same way.',
    ]);
  }
  if (baseline.identity.areAddresses || current.identity.areAddresses) warnings.push([addressWarning]);
  if (twoProcesses !== undefined) {
    warnings.push([
      `The two snapshots ${twoProcesses}: they come from two processes, or from two sessions with an inspector, ` +
        'after each of which V8 numbers the objects anew, or from Bun, which always does. Objects cannot be paired, and only constructors are compared, by name. ' +
        '# New and # Deleted count all objects of each side.',
    ]);
  } else if (isSwapped) {
    warnings.push([
      'The baseline is newer than the current snapshot: its object ids go higher. ' +
        'Swap the two files to see what grew.',
    ]);
  }
  return { matchedBy: twoProcesses !== undefined ? 'className' : 'id', warnings, isSwapped };
}

/** V8 gives each object a number, and none twice. Other programs that write its format take what they have. */
export const addressWarning: string =
  'The ids of these snapshots are addresses, not the numbers V8 gives: memory is used again, so an object ' +
  'with the id of an earlier one may be another.';

/** Three snapshots or more must be of one process. @throws SnapdiffError when two are not */
export function checkSameProcess(
  census: Pick<Census, 'info' | 'identity'>,
  newest: Pick<Census, 'info' | 'identity'>,
): void {
  if (census === newest) return;
  const difference = findTwoProcesses(census.identity, newest.identity);
  if (difference === undefined) return;
  const [path, other] = [census.info.path, newest.info.path];
  throw new SnapdiffError(`${path}: is of another process than ${other}: they ${difference}`, {
    hint:
      'Leave it out: a series is of one process, whose object ids can be followed. ' +
      'After each session with an inspector V8 numbers them anew: take all in one (snapdiff capture --count).',
  });
}
