import type { Bytes } from '../base/units.ts';
import type { Progress } from '../base/progress.ts';
import type { Questions, QuestionName } from '../explore/questions.ts';
import type { CheckReport, ComparisonReport } from '../report/report.ts';

/**
 * What tools need, of one call: who implements it knows files, processes and threads, and holds every path against the folders
 * that are open. Each may be long, tells its progress, and ends where the call is cancelled.
 */
export interface Desk {
  /** Nothing is asked of them. @throws SnapdiffError where processes cannot be listed */
  processes(): Promise<readonly RunningProcess[]>;
  /** Writes snapshots. @throws SnapdiffError */
  capture(ask: CaptureAsk): Promise<CaptureAnswer>;
  /** @param paths of snapshots, two or more @throws SnapdiffError */
  compare(paths: readonly string[]): Promise<ComparisonReport>;
  /** Asks a question of one snapshot, which stays open for the next. @throws SnapdiffError */
  ask<Name extends QuestionName>(
    path: string,
    question: { readonly question: Name } & Questions[Name]['ask'],
  ): Promise<Questions[Name]['answer']>;
  /** Runs a program. @throws SnapdiffError */
  checkScenario(ask: ScenarioAsk): Promise<ScenarioAnswer>;
  /** Judges a timeline of memory, or of a process what it takes for so many seconds. @throws SnapdiffError */
  triage(ask: TriageAsk): Promise<readonly TriagedProcess[]>;
}

/** Who serves calls, one connection long. */
export interface Workbench {
  /** Whether which folders are open is for the client to say; else it was said when the server was started. */
  readonly asksForRoots: boolean;
  begin(call: Call): Desk;
}

/** A call of a tool. */
export interface Call {
  /** URIs of the folders that the client opens; undefined where it names none. */
  readonly roots: readonly string[] | undefined;
  /** Asks to stop. */
  readonly signal: AbortSignal;
  readonly onProgress: Progress;
}

export interface RunningProcess {
  readonly pid: number;
  readonly runtime: string;
  /** Of its script. */
  readonly name: string;
  /** As it was started: may hold passwords. */
  readonly command: string;
  readonly uptimeSeconds: number;
  readonly rss: Bytes;
  /** How a snapshot would be taken. */
  readonly way: string;
}

export interface CaptureAsk {
  readonly pid: number;
  /** The first folder that is open, unless told. */
  readonly folder: string | undefined;
  readonly count: number;
  readonly everySeconds: number;
  readonly collectsGarbage: boolean;
}

export interface CaptureAnswer {
  readonly captures: readonly {
    readonly path: string;
    readonly bytes: Bytes;
    readonly captureMs: number;
    readonly keepsIds: boolean;
    readonly way: string;
  }[];
  /** Sentences of warning: texts that may name what the process calls itself. */
  readonly warnings: readonly string[];
}

export interface ScenarioAsk {
  readonly path: string;
  /** A config in JSON. */
  readonly config: string | undefined;
  readonly rounds: number | undefined;
  readonly iterations: number | undefined;
  readonly warmup: number | undefined;
  /** Where to keep the snapshots of a failure. */
  readonly keepIn: string | undefined;
}

export interface ScenarioAnswer {
  readonly report: CheckReport;
  /** Paths of the snapshots that were kept. */
  readonly snapshots: readonly string[];
}

export interface TriageAsk {
  readonly timeline: string | undefined;
  readonly pid: number | undefined;
  /** How long to look at a process without a timeline. */
  readonly seconds: number;
}

/** A verdict on one run of a process. Its texts name what the process calls itself. */
export interface TriagedProcess {
  readonly pid: number;
  readonly firstSample: string;
  readonly lastSample: string;
  readonly sampleCount: number;
  readonly result: string;
  readonly confidence: string;
  readonly evidence: readonly string[];
  readonly next: string;
  readonly limits?: readonly string[];
}
