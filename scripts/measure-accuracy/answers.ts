import { leakNamedBy, type LabelledProgram, type Result } from '../../test/support/labelled-programs.ts';
import { judgeFiles } from '../../test/support/judge-files.ts';

/** What the library said of some snapshots of a labelled program, and whether it was right. */
export interface Answer {
  readonly program: string;
  /** "1,4,2" */
  readonly plan: string;
  /** The whole series, or its first and last snapshot only. */
  readonly of: 'series' | 'pair';
  readonly isLeaking: boolean;
  /** Undefined where the best answer hangs on the plan: such a program counts for false alarms and calibration only. */
  readonly wanted: Result | undefined;
  readonly result: Result;
  /** 0 to 1 */
  readonly confidence: number;
  /** Whether the first suspect has the class and the path of a label. */
  readonly isNamed: boolean;
  readonly first:
    | { readonly className: string; readonly path: string; readonly confidence: number }
    | undefined;
  readonly reason: string;
}

/** Asks about a program's snapshots, all of them and the first and the last only. Takes about a second. */
export async function askAbout(
  labelled: LabelledProgram,
  plan: string,
  files: readonly string[],
): Promise<Answer[]> {
  const ends = [files[0] ?? '', files.at(-1) ?? ''];
  return [await askOnce(labelled, plan, 'series', files), await askOnce(labelled, plan, 'pair', ends)];
}

async function askOnce(
  labelled: LabelledProgram,
  plan: string,
  of: 'series' | 'pair',
  files: readonly string[],
): Promise<Answer> {
  const { result, confidence, reason, suspects } = await judgeFiles(files);
  const [first] = suspects;
  return {
    program: labelled.program,
    plan,
    of,
    isLeaking: labelled.leaks.length > 0,
    wanted: labelled.wanted,
    result,
    confidence,
    isNamed: leakNamedBy(labelled, first) !== undefined,
    first: first && {
      className: first.className,
      path: first.path
        .slice(-5)
        .map(({ text }) => text)
        .join(' › '),
      confidence: first.confidence,
    },
    reason,
  };
}
