import type { ClassOrigin } from '../analysis/class-origins.ts';
import type { PathStep } from '../paths/retaining-path.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';
import type { SuspectHolder } from '../compare/suspects.ts';
import type { Sentence } from '../base/sentence.ts';
import type { Bytes } from '../base/units.ts';
import type { ClassAmounts } from './class-amounts.ts';

/** What a check compared. */
export type CheckMode = 'pair' | 'series' | 'baseline' | 'scenario';

/** What a budget can limit: objects, their own bytes, or the bytes freed with all of them. */
export const budgetMeasures = ['count', 'self', 'retained'] as const;
export type BudgetMeasure = (typeof budgetMeasures)[number];

/** One file of a check. */
export interface CheckedFile {
  /** null: deleted, as the snapshots of a scenario are that passed. */
  readonly path: string | null;
  /** `baseline-file`: made by `snapdiff check --write-baseline`, its totals those of the snapshots it was made of. */
  readonly kind: 'snapshot' | 'baseline-file';
  readonly fileBytes: Bytes;
  readonly nodeCount: number;
  readonly totalSize: Bytes;
}

/** A constructor that has more objects or retains more in the last file than in the first. */
export interface GrownClass {
  readonly className: string;
  readonly origin: ClassOrigin;
  readonly location?: ScriptLocation;
  readonly baseline: ClassAmounts;
  readonly current: ClassAmounts;
  readonly countDelta: number;
  readonly selfSizeDelta: Bytes;
  readonly retainedSizeDelta: Bytes;
}

/** A budget held against what came of it. Growth is the last file's amount minus the first's. */
export interface BudgetResult {
  /** As it is spelled, `budgets.Connection.count`: of the config, or as the option would be in it. */
  readonly key: string;
  /** The option or the file it comes from. */
  readonly source: string;
  /** null: the whole heap, or a pattern that no constructor matches. */
  readonly className: string | null;
  readonly measure: BudgetMeasure;
  readonly unit: 'objects' | 'bytes';
  /** The growth allowed, as written: "+5%", "+10 MB", "0". */
  readonly allowed: string;
  /** The growth allowed, in the unit. */
  readonly limit: number;
  readonly baseline: number;
  readonly current: number;
  /** The growth there is, in the unit; negative when it shrank. */
  readonly actual: number;
  /** actual − limit where that is above 0, else 0. */
  readonly overBy: number;
  readonly passed: boolean;
}

/** One reason why a check does not pass. */
export interface CheckFailure {
  /** `growth` only where there are no suspects: of two processes, or a baseline file. */
  readonly kind: 'suspect' | 'budget' | 'growth';
  /** null: the whole heap. */
  readonly className: string | null;
  /** One sentence: what grew by how much, and what allows how much. Holds names from the heap as they are. */
  readonly message: string;
  readonly messageParts: Sentence;
  readonly budget: BudgetResult | null;
  /** Of a suspect, or of the suspect of the same constructor; null where nothing is known. */
  readonly confidence: number | null;
  readonly holder: SuspectHolder | null;
  /** The rank of the suspect that fails, or that is of the constructor; null where there is none. */
  readonly suspectRank: number | null;
  /** Of that suspect: the same in every process that has this leak. */
  readonly fingerprint: string | null;
  /** From a root to one of the objects; empty where it is not known. */
  readonly path: readonly PathStep[];
  readonly location: ScriptLocation | null;
  /** A command that shows more of it. */
  readonly next: string;
}
