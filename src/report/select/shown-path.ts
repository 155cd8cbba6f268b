import { pathOfUrl } from '../../analysis/scripts.ts';
import type { PathStep } from '../../paths/retaining-path.ts';

/** What is shown of a path: its end, which is what a person looks for. */
export interface ShownPath {
  readonly steps: readonly PathStep[];
  /** The beginning is left out. */
  readonly isCut: boolean;
  /** The first step is a function, and what leads to it is machinery: how that names it says nothing. */
  readonly isEntry: boolean;
}

/** Steps shown of a path. */
const maxSteps = 8;
/** The object and what holds it are always shown. */
const minSteps = 2;

/**
 * Leaves out how Node's loader and test runner, and ours, came to hold a module or a function of the program: of every
 * path to what a module holds that is the beginning, and it is nobody's leak.
 */
export function shownPath(path: readonly PathStep[]): ShownPath {
  const lastOfMachinery = path.findLastIndex(({ location }) => isMachinery(location?.url ?? ''));
  const from = Math.max(Math.min(lastOfMachinery + 1, path.length - minSteps), path.length - maxSteps, 0);
  const isEntry = from === lastOfMachinery + 1 && from > 0 && path[from].object.kind === 'function';
  return { steps: path.slice(from), isCut: from > 0, isEntry };
}

/** Whatever part of `src` or `dist` this is in: what is shipped may be bundled. */
const packageFolder = withSlashes(pathOfUrl(import.meta.url)).replace(/^(.*\/)(?:src|dist)\/.*$/s, '$1');

const ownScripts: ReadonlySet<string> = new Set(
  ['scenario/runner.cjs', 'scenario/rounds.cjs', 'scenario/measure.cjs', 'testing/index.cjs'].map(
    (file) => `${packageFolder}dist/${file}`,
  ),
);

function isMachinery(url: string): boolean {
  return /^node:internal\/(?:modules|test_runner)\//.test(url) || ownScripts.has(withSlashes(pathOfUrl(url)));
}

/** V8 names a CommonJS script of Windows with backslashes. */
function withSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}
