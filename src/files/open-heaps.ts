import { statSync } from 'node:fs';
import { SnapdiffError } from '../base/errors.ts';
import type { Answer } from '../explore/explored-heap.ts';
import { checkQuestion } from '../explore/check-question.ts';
import type { ClassNaming } from '../compare/census.ts';
import type { PeerObjects, Peers, RowAsk } from '../explore/peers.ts';
import type { ObjectsAsk } from '../explore/questions.ts';
import { Recent } from '../explore/recent.ts';
import type { OpenSnapshot, WorkState } from '../explore/session.ts';
import type { HeapAnswers, HeapThreadOptions, HeapWish } from './heap-messages.ts';
import { HeapThread } from './heap-thread.ts';
import { hasRoomToExplore } from './memory-need.ts';

export interface OpenHeapsOptions extends Omit<HeapThreadOptions, 'path'> {
  /** Told the snapshots each time one of them changes its state. Must not throw. */
  readonly onChange?: (snapshots: readonly OpenSnapshot[]) => void;
  /** Whether memory allows to open one more. As far as this machine tells, unless given. @throws SnapdiffError to say why not */
  readonly hasRoom?: (path: string) => boolean | Promise<boolean>;
  /** How many are open at a time, whatever memory allows; any number unless told. */
  readonly maxOpen?: number;
  /** What runs in the threads, in place of `heap-worker.ts`. */
  readonly workerUrl?: URL;
}

/** One snapshot, open or not. */
interface Slot {
  readonly path: string;
  state: WorkState;
  thread: HeapThread | undefined;
  /** Settled when it is open; there from when it is wanted until it ends. */
  opening: Opening | undefined;
  /** Why it cannot be read: to try again would end the same. */
  unreadable: { readonly reason: unknown } | undefined;
  /** What names the classes of the others: kept when it is closed. */
  naming: ClassNaming | undefined;
  /** Rises with each question asked of any. */
  lastAsked: number;
}

interface Opening {
  readonly promise: Promise<HeapThread>;
  readonly resolve: (thread: HeapThread) => void;
  readonly reject: (reason: unknown) => void;
  /** Somebody waits for it. */
  isAsked: boolean;
}

/**
 * Snapshots that stay open, each in a thread of its own, so that questions about them are answered at once. They are opened one after
 * the other, as many as memory allows: then the one that was asked least recently is closed for another, and opened again when it is
 * asked.
 */
export class OpenHeaps {
  readonly #slots: Slot[] = [];
  readonly #fileBytes: number[] = [];
  readonly #options: OpenHeapsOptions;
  /** Slots to be opened, the next first. */
  readonly #queue: Slot[] = [];
  /** Objects of rows in one snapshot, as another was asked about them last. */
  readonly #peerObjects = new Recent<string, Promise<PeerObjects>>(4);
  #isOpening = false;
  #asked = 0;
  #closed: SnapdiffError | undefined;

  /** @param paths of files, oldest first */
  constructor(paths: readonly string[], options: OpenHeapsOptions = {}) {
    this.#options = options;
    for (const path of paths) this.add(path);
  }

  /** In the order of the paths. */
  get snapshots(): readonly OpenSnapshot[] {
    return this.#slots.map(({ path, state }, index) => ({ path, fileBytes: this.#fileBytes[index], state }));
  }

  /** One more, which is opened when it is asked, or by `open`. @returns its position */
  add(path: string): number {
    this.#fileBytes.push(statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    const slot: Slot = {
      path,
      state: { state: 'waiting' },
      thread: undefined,
      opening: undefined,
      unreadable: undefined,
      naming: undefined,
      lastAsked: 0,
    };
    return this.#slots.push(slot) - 1;
  }

  /** Ends what is done with one, for good: who waits for an answer gets the reason, and who asks later. Positions stay as they are. */
  async remove(snapshot: number, reason: SnapdiffError): Promise<void> {
    const slot = this.#slotAt(snapshot);
    const { thread, opening } = slot;
    slot.unreadable = { reason };
    opening?.reject(reason);
    this.#forget(slot, { state: 'closed' });
    await thread?.end(reason);
  }

  /** Begins to open all that memory has room for, newest first, one after the other. */
  open(): void {
    for (const slot of this.#slots.toReversed()) {
      if (slot.state.state === 'waiting') void this.#want(slot, false).promise.catch(() => {});
    }
  }

  /**
   * Answers a question about a snapshot, once that is open. It is opened before all others that nobody has asked.
   *
   * @param question from anywhere: it is checked here
   * @throws SnapdiffError where there is no such snapshot or it cannot be read, or the question is none
   */
  async ask(snapshot: number, question: unknown): Promise<Answer> {
    const checked = checkQuestion(question);
    const slot = this.#slotAt(snapshot);
    const peers = checked.question === 'objects' ? await this.#peersOf(snapshot, checked) : {};
    return this.#wish(slot, { kind: 'ask', question: checked, peers });
  }

  /** Ends all threads. What waits for an answer fails, and so does what is asked later. */
  async close(): Promise<void> {
    this.#closed ??= new SnapdiffError('the snapshots have been closed');
    const ending = this.#slots.map(async (slot) => {
      slot.opening?.reject(this.#closed);
      await slot.thread?.end(this.#closed);
      this.#forget(slot, { state: 'closed' });
    });
    this.#queue.length = 0;
    await Promise.all(ending);
  }

  /** What a question about objects needs of other snapshots. */
  async #peersOf(snapshot: number, ask: ObjectsAsk): Promise<Peers> {
    const { shapesOf, other, key, matchedBy } = ask;
    const naming = await this.#namingFor(snapshot, shapesOf);
    if (other === undefined) return naming;
    const row: RowAsk = {
      key,
      ...(matchedBy && { matchedBy }),
      ...(shapesOf !== undefined && { shapesOf }),
    };
    const known = JSON.stringify([other, row]);
    const objects = this.#peerObjects.get(known, async () => {
      const peers = await this.#namingFor(other, shapesOf);
      return this.#wish(this.#slotAt(other), { kind: 'objects', row, peers });
    });
    objects.catch(() => this.#peerObjects.forget(known));
    return { ...naming, objects: await objects };
  }

  async #namingFor(snapshot: number, shapesOf: number | undefined): Promise<Peers> {
    if (shapesOf === undefined || shapesOf === snapshot) return {};
    const slot = this.#slotAt(shapesOf);
    slot.naming ??= await this.#wish(slot, { kind: 'naming' });
    return { naming: slot.naming };
  }

  #slotAt(snapshot: number): Slot {
    const slot = this.#slots[snapshot] as Slot | undefined;
    if (!Number.isInteger(snapshot) || !slot) {
      throw new SnapdiffError(`there is no snapshot ${String(snapshot)}`, {
        hint: `They are numbered from 0 to ${this.#slots.length - 1}.`,
      });
    }
    return slot;
  }

  async #wish<Wish extends HeapWish>(slot: Slot, wish: Wish): Promise<HeapAnswers[Wish['kind']]> {
    for (;;) {
      if (this.#closed) throw this.#closed;
      if (slot.unreadable) throw slot.unreadable.reason;
      slot.lastAsked = ++this.#asked;
      const thread = await this.#want(slot, true).promise;
      // It may have been closed for another in the same moment.
      if (slot.thread === thread) return thread.ask(wish);
    }
  }

  #want(slot: Slot, isAsked: boolean): Opening {
    if (!slot.opening) {
      let resolve: Opening['resolve'] = () => {};
      let reject: Opening['reject'] = () => {};
      const promise = new Promise<HeapThread>((onOpen, onFailure) => {
        resolve = onOpen;
        reject = onFailure;
      });
      promise.catch(() => {});
      slot.opening = { promise, resolve, reject, isAsked };
      this.#queue.push(slot);
    }
    const { opening } = slot;
    opening.isAsked ||= isAsked;
    const place = this.#queue.indexOf(slot);
    if (isAsked && place > 0) this.#queue.unshift(...this.#queue.splice(place, 1));
    void this.#openNext();
    return opening;
  }

  async #openNext(): Promise<void> {
    if (this.#isOpening) return;
    this.#isOpening = true;
    for (let slot = this.#queue.shift(); slot; slot = this.#queue.shift()) {
      try {
        await this.#open(slot);
      } catch (error) {
        this.#fail(slot, error);
      }
    }
    this.#isOpening = false;
  }

  async #open(slot: Slot): Promise<void> {
    const { opening } = slot;
    if (!opening || this.#closed) return;
    if (!(await this.#makeRoom(slot, opening))) {
      opening.reject(new SnapdiffError(`${slot.path}: there is no memory to open it before it is asked`));
      this.#forget(slot, { state: 'closed' });
      return;
    }
    if (this.#closed || slot.opening !== opening) return;
    const { path } = slot;
    const { parser, foldAddresses, sourceMaps, workerUrl } = this.#options;
    const thread: HeapThread = new HeapThread(
      {
        path,
        ...(parser && { parser }),
        ...(foldAddresses !== undefined && { foldAddresses }),
        ...(sourceMaps !== undefined && { sourceMaps }),
      },
      (phase, done, total) =>
        this.#change(slot, { state: 'working', phase, done, ...(total !== undefined && { total }) }),
      () => {
        // It has ended by itself, and was open: whoever asks next opens it again.
        if (slot.thread === thread && slot.state.state === 'ready') this.#forget(slot, { state: 'closed' });
      },
      workerUrl,
    );
    slot.thread = thread;
    this.#change(slot, { state: 'working', phase: `opening ${path}`, done: 0 });
    try {
      await thread.opened;
    } catch (error) {
      if (thread.isUnreadable) slot.unreadable = { reason: error };
      await thread.end(error);
      throw error;
    }
    this.#change(slot, { state: 'ready' });
    opening.resolve(thread);
  }

  /** Closes others, where somebody waits for this one. @returns whether there is room */
  async #makeRoom(slot: Slot, opening: Opening): Promise<boolean> {
    const { hasRoom = hasRoomToExplore, maxOpen = Infinity } = this.#options;
    for (;;) {
      const open = this.#slots.filter(({ thread }) => thread !== undefined);
      try {
        if (open.length < maxOpen && (await hasRoom(slot.path))) return true;
        // Without another to close it is tried all the same.
        if (open.length === 0) return opening.isAsked;
      } catch (error) {
        if (open.length === 0) throw error;
      }
      if (!opening.isAsked) return false;
      const [least] = open.toSorted((a, b) => a.lastAsked - b.lastAsked);
      const { thread } = least;
      // Asked anew in the moment that it was told of, it is waited for again.
      while (thread && !thread.isIdle) await thread.idle();
      this.#forget(least, { state: 'closed' });
      await thread?.end(new SnapdiffError(`${least.path}: has been closed for another`));
    }
  }

  #fail(slot: Slot, error: unknown): void {
    slot.opening?.reject(error);
    if (this.#closed) return;
    const message = error instanceof Error ? error.message : String(error);
    const hint = error instanceof SnapdiffError ? error.hint : undefined;
    this.#forget(slot, { state: 'failed', problem: { message, ...(hint !== undefined && { hint }) } });
  }

  #forget(slot: Slot, state: WorkState): void {
    slot.thread = undefined;
    slot.opening = undefined;
    this.#change(slot, state);
  }

  #change(slot: Slot, state: WorkState): void {
    slot.state = state;
    this.#options.onChange?.(this.snapshots);
  }
}
