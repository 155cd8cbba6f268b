import { textsOf, type Sentence } from '../base/sentence.ts';
import { describeContext, type ProcessContext } from '../compare/context.ts';
import type { Suspect } from '../compare/suspects.ts';
import { readSidecar } from './read-sidecar.ts';

interface Reported {
  readonly warnings: readonly string[];
  readonly warningsParts: readonly Sentence[];
  readonly suspects: readonly Suspect[];
}

/** Adds what the sidecars of the first and the last snapshot tell of the process; nothing where one has none. */
export async function addContext<Result extends Reported>(
  result: Result,
  baseline: string,
  current: string,
): Promise<Result & { readonly context?: ProcessContext }> {
  const [before, after] = [await readSidecar(baseline), await readSidecar(current)];
  const warnings = [before.warning, after.warning].filter((warning) => warning !== undefined);
  const withMore = (more: readonly Sentence[]): Reported => {
    const warningsParts = [...result.warningsParts, ...more];
    return { warnings: textsOf(warningsParts), warningsParts, suspects: result.suspects };
  };
  if (!before.facts || !after.facts) return { ...result, ...withMore(warnings) };
  if (before.facts.pid !== after.facts.pid || before.facts.hostname !== after.facts.hostname) {
    warnings.push([
      'The sidecars are of two processes, so that their memory and sockets say nothing of a leak.',
    ]);
  }
  return {
    ...result,
    ...withMore(warnings),
    context: describeContext(before.facts, after.facts, result.suspects),
  };
}
