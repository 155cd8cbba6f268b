import { SnapdiffError } from '../../base/errors.ts';
import type { Progress } from '../../base/progress.ts';
import type { Questions, QuestionName } from '../../explore/questions.ts';
import { strictFileVersion } from '../../files/file-version.ts';
import { OpenHeaps } from '../../files/open-heaps.ts';
import { freeMemory } from '../free-memory.ts';
import type { Waiter } from './shared-work.ts';

/** Each is a thread, 30 MB and what the heap takes. */
const maxOpen = 4;

/** A file as it was when it was opened. */
interface OpenSnapshot {
  readonly position: number;
  readonly version: string;
  readonly waiting: Set<Progress>;
}

/** Snapshots that were asked about, kept open for the next question as long as they are the same files and memory has room. */
export class OpenSnapshots {
  readonly #heaps: OpenHeaps;
  readonly #byPath = new Map<string, OpenSnapshot>();

  constructor() {
    // Threads start with the flags that the engine has then.
    freeMemory('old');
    this.#heaps = new OpenHeaps([], { maxOpen, onChange: () => this.#tell() });
  }

  /** Begins to open one, where memory has room: it is likely to be asked. */
  async prepare(path: string): Promise<void> {
    await this.#slotOf(path);
    this.#heaps.open();
  }

  /** @param path a real one @throws SnapdiffError; the signal's reason, and then what was being opened for nobody else is closed */
  async ask<Name extends QuestionName>(
    path: string,
    question: { readonly question: Name } & Questions[Name]['ask'],
    { signal, onProgress }: Waiter,
  ): Promise<Questions[Name]['answer']> {
    const slot = await this.#slotOf(path);
    signal.throwIfAborted();
    slot.waiting.add(onProgress);
    let leave = (): void => {};
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(signal.reason as Error);
    });
    left.catch(() => {});
    signal.addEventListener('abort', leave);
    try {
      const answer = this.#heaps.ask(slot.position, question);
      // One that is not waited for any more fails for nobody.
      answer.catch(() => {});
      return (await Promise.race([answer, left])) as Questions[Name]['answer'];
    } finally {
      signal.removeEventListener('abort', leave);
      slot.waiting.delete(onProgress);
      if (signal.aborted && slot.waiting.size === 0) await this.#close(path, slot);
    }
  }

  async close(): Promise<void> {
    await this.#heaps.close();
  }

  async #slotOf(path: string): Promise<OpenSnapshot> {
    const version = await strictFileVersion(path);
    const known = this.#byPath.get(path);
    if (known?.version === version) return known;
    const slot = { position: this.#heaps.add(path), version, waiting: new Set<Progress>() };
    this.#byPath.set(path, slot);
    // An older file of this name.
    if (known)
      await this.#heaps.remove(
        known.position,
        new SnapdiffError(`${path}: has been changed`, { hint: 'Ask again.' }),
      );
    return slot;
  }

  async #close(path: string, slot: OpenSnapshot): Promise<void> {
    if (this.#byPath.get(path) === slot) this.#byPath.delete(path);
    await this.#heaps.remove(slot.position, new SnapdiffError(`${path}: nobody waits for it any more`));
  }

  #tell(): void {
    const { snapshots } = this.#heaps;
    for (const { position, waiting } of this.#byPath.values()) {
      const state = snapshots[position]?.state;
      if (state?.state !== 'working') continue;
      for (const each of waiting) each(state.phase, state.done, state.total);
    }
  }
}
