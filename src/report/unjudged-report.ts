/** What a check says that could not be judged, exit code 2: in a report of its own, so that nobody takes its silence for a pass. */
export interface UnjudgedReport {
  readonly schemaVersion: 1;
  readonly kind: 'unjudged';
  /** Of snapdiff. */
  readonly toolVersion: string;
  /** Neither passed nor failed: whoever asks whether a check passed gets what is not true. */
  readonly passed: null;
  /** Why, one sentence. Holds paths, and what a program threw, as they are. */
  readonly problem: string;
  /** What to try next, one sentence; null where nothing is known. */
  readonly hint: string | null;
  /** Where: a file, and the step of a scenario. Nothing that a program threw; null where it is not known. */
  readonly place: string | null;
}

/** Why something could not be judged, as an error says it. */
export interface Problem {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly place?: string | undefined;
}

/** @param problem a SnapdiffError is one */
export function makeUnjudgedReport({ message, hint, place }: Problem, toolVersion: string): UnjudgedReport {
  return {
    schemaVersion: 1,
    kind: 'unjudged',
    toolVersion,
    passed: null,
    problem: message,
    hint: hint ?? null,
    place: place ?? null,
  };
}

/** "leak.mjs: no such file. Check the path.": not safe to print. */
export function unjudgedText({ problem, hint }: UnjudgedReport): string {
  return hint === null ? problem : `${problem}. ${hint}`;
}

/** For what wants a name for it. */
export const unjudgedTitle = 'Could not be judged';
