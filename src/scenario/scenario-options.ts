import type { Progress } from '../base/progress.ts';

/** How a scenario is run. */
export interface ScenarioOptions {
  /** Rounds that a failure is judged by, 3 to 20; default 4. */
  readonly rounds?: number;
  /** Iterations in a round; default 200. */
  readonly iterations?: number;
  /** Iterations before the first snapshot; default 200. */
  readonly warmup?: number;
  /** Milliseconds that all of it may take; default 120,000. */
  readonly timeoutMs?: number;
  /** Keep the snapshots also where nothing leaks, and for good. After a leak they are kept anyway, until two later ones. */
  readonly keep?: boolean;
  /** Where the folder for the snapshots is made, and stays; default the system's folder for temporary files. */
  readonly out?: string;
  /** Ends it early; then the promise is rejected with its reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: Progress;
}

export const scenarioDefaults = {
  rounds: 4,
  iterations: 200,
  warmup: 200,
  timeoutMs: 120_000,
} as const;
