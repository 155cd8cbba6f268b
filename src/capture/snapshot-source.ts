import { SnapdiffError } from '../base/errors.ts';
import type { Progress } from '../base/progress.ts';
import type { Sidecar } from '../preload/sidecar.cts';

/** Something that snapshots can be taken from, one after the other, in one way that was chosen. */
export interface SnapshotSource {
  /** For a person: "the inspector, opened by SIGUSR1". */
  readonly way: string;
  /** Whether a later snapshot, taken by itself, can be compared with one of these object by object. */
  readonly keepsIds: boolean;
  /** From one snapshot to the next: sooner none is written. */
  readonly minIntervalMs: number;
  /** For the name of a file. */
  readonly name: string;
  readonly pid: number;
  /** Settles when there is nothing left to take from. */
  readonly ended: Promise<void>;
  /**
   * Sentences for a person, before the first snapshot: how long the process will stand still, and what the snapshots leave
   * out. What cannot be found out soon is not said.
   */
  foretell(signal: AbortSignal): Promise<readonly string[]>;
  /**
   * Takes one snapshot into `path`, which is whole when it is there, and leaves nothing when it fails.
   *
   * @throws CaptureInterrupted when `signal` asks to stop
   */
  take(path: string, watch: Watch): Promise<Partial<Sidecar>>;
  /**
   * Has V8 record the calls by which each object is allocated from now on, until it is closed; missing where
   * there is no way to ask for that.
   */
  readonly trackAllocations?: (signal: AbortSignal) => Promise<void>;
  /** Leaves everything as it was found, if that takes no longer. @returns what could not be, a sentence for a person */
  close(patienceMs?: number): Promise<string | undefined>;
}

export interface Watch {
  readonly onProgress: Progress;
  /** Asks to stop. */
  readonly signal: AbortSignal;
}

/** What is waited for while a way into a process opens. */
export interface OpeningWatch {
  /** Asks to stop. */
  readonly signal: AbortSignal;
  /** Gets a sentence for a person, about what takes long. */
  readonly onNote: (note: string) => Promise<void>;
}

/** The user, or the time that was given, has ended it. Nothing of the snapshot that was being taken is left. */
export class CaptureInterrupted extends SnapdiffError {
  override readonly name: string = 'CaptureInterrupted';
}

/** Ends the wait for a promise when the signal asks to. @throws the signal's reason */
export async function unlessAborted<Value>(signal: AbortSignal, promise: Promise<Value>): Promise<Value> {
  // Whichever is late is not waited for any more, and its failure is nobody's: not even where nothing is waited for.
  promise.catch(() => {});
  signal.throwIfAborted();
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

export async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const wait = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  try {
    await (signal ? unlessAborted(signal, wait) : wait);
  } finally {
    clearTimeout(timer);
  }
}
