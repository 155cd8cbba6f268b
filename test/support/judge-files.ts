import { compareFiles } from '../../src/files/compare-files.ts';
import type { NamedSuspect, Result } from './labelled-programs.ts';

/** What the library says of some snapshots, as far as a label can be held against it. */
export interface Judgement {
  readonly result: Result;
  /** 0 to 1 */
  readonly confidence: number;
  readonly reason: string;
  /** The most likely first. */
  readonly suspects: readonly JudgedSuspect[];
}

export interface JudgedSuspect extends NamedSuspect {
  /** 0 to 1 */
  readonly confidence: number;
  /** Heading in docs/suspects.md. */
  readonly kind: string | undefined;
  /** The fingerprint, and what it is the hash of. */
  readonly fingerprint: string;
}

/** Asks the library about two snapshots or more: the only place where tests of labels and the measurement do. */
export async function judgeFiles(files: readonly string[]): Promise<Judgement> {
  const { verdict, suspects } = await compareFiles(files);
  return {
    ...verdict,
    suspects: suspects.map(({ className, path, confidence, rule, fingerprint, fingerprintOf }) => ({
      className,
      path,
      confidence,
      kind: rule?.id,
      fingerprint: `${fingerprint} ${fingerprintOf}`,
    })),
  };
}
