import type { Bytes } from '../base/units.ts';

/** What a browser is told of the snapshots that are explored, each time something changes. */
export interface Session {
  readonly toolVersion: string;
  /** In the order of the comparison, oldest first. */
  readonly snapshots: readonly OpenSnapshot[];
  /** Of the report of all of them, which is what a browser asks for first. */
  readonly report: WorkState;
}

export interface OpenSnapshot {
  /** As the user named it. */
  readonly path: string;
  readonly fileBytes: Bytes;
  readonly state: WorkState;
}

/** How far a file, or a report, is. What is `closed` is opened again by the next question. */
export type WorkState =
  | { readonly state: 'waiting' | 'ready' | 'closed' }
  | {
      readonly state: 'working';
      readonly phase: string;
      /** Of `total`, where that is known. */
      readonly done: number;
      readonly total?: number;
    }
  | { readonly state: 'failed'; readonly problem: ExploreProblem };

/** Why there is no answer. */
export interface ExploreProblem {
  readonly message: string;
  readonly hint?: string;
}

/** What a server of the explorer is given. */
export interface Explorer {
  readonly session: Session;
  /** Calls back each time the session changes. @returns ends that */
  onChange(listener: (session: Session) => void): () => void;
  /**
   * Answers a question about a snapshot, once that is open.
   *
   * @throws SnapdiffError where there is no such snapshot or it cannot be read, or the question is none
   */
  ask(snapshot: number, question: unknown): Promise<unknown>;
  /**
   * The report of one snapshot (a summary) or of several (a comparison), as JSON with what a page draws beside the table.
   *
   * @param signal aborted when who asks has left: a report that nobody waits for is not made
   * @throws SnapdiffError where there is no such snapshot or it cannot be read
   */
  report(snapshots: readonly number[], signal?: AbortSignal): Promise<string>;
  /** Lets go of all that is open. */
  close(): Promise<void>;
}
