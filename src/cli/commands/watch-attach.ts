import { attachToOpen, closeInspector, type Attachment } from '../../capture/attach.ts';
import { GarbageCollections } from '../../capture/collect-garbage.ts';
import { evaluate, requireNode, within } from '../../capture/inspector.ts';
import { inspectorSource } from '../../capture/inspector-source.ts';
import { readProcess, type ProcessFacts } from '../../capture/processes.ts';
import { attachOrOpen, checkProcess, notNode } from '../../capture/signal-permission.ts';
import type { OpeningWatch, SnapshotSource } from '../../capture/snapshot-source.ts';
import { SnapdiffError } from '../../base/errors.ts';
import type { HeapNumbers } from '../../preload/timeline-sample.cts';
import { heapExpression, parseHeap } from '../../timeline/heap-expression.ts';

/** Asks a process for the numbers of its heap. */
export interface HeapReader {
  readonly node: string | null;
  /** Null when it did not answer in time, or has ended. */
  readonly read: () => Promise<HeapReading | null>;
  /** Takes snapshots through the same connection; a second one is not made, nor another signal sent. */
  readonly snapshots: SnapshotSource;
  /** Leaves the inspector as it was found. @returns what could not be, a sentence for a person */
  readonly close: () => Promise<string | undefined>;
}

/** The numbers, and how long a collection took right before them; null without one. */
export interface HeapReading {
  readonly heap: HeapNumbers;
  readonly collectionMs: number | null;
}

/** What may be done to a process to know its heap. */
export interface AttachOptions {
  /** Open its inspector. Else one that is open is used. */
  readonly mayOpen: boolean;
  /** Milliseconds from one collection that it is asked for to the next, at least; null for none. */
  readonly collectEveryMs: number | null;
}

/** A loop that is busy answers none the less: calls are evaluated in an interrupt. Collecting garbage is not interrupted. */
const patienceMs = 5000;

/**
 * Uses the inspector that is open; opens one only if asked to.
 *
 * @returns undefined when none is open and `mayOpen` is false
 * @throws SnapdiffError why it cannot be opened
 */
export async function openHeapReader(
  pid: number,
  { mayOpen, collectEveryMs }: AttachOptions,
  watch: OpeningWatch,
): Promise<HeapReader | undefined> {
  const facts = mayOpen ? checkProcess(pid) : readProcess(pid);
  if (facts === undefined) throw new SnapdiffError(`there is no process ${pid}`);
  if (facts.runtime !== 'node') {
    if (mayOpen) throw notNode(facts);
    return undefined;
  }
  const attachment = mayOpen ? await attachOrOpen(facts, watch) : await attachToOpen(facts);
  if (attachment === undefined) return undefined;
  const { client, isOpenedByUs } = attachment;
  const ask = async (): Promise<ReturnType<typeof parseHeap>> =>
    parseHeap(await within(patienceMs, evaluate(client, heapExpression(requireNode))).catch(() => null));
  const collections = collectEveryMs === null ? null : new GarbageCollections(client, collectEveryMs, watch);
  const first = await ask();
  return {
    node: first?.node ?? null,
    read: async () => {
      const collectionMs = (await collections?.collectWhenDue()) ?? null;
      const answer = await ask();
      return answer === null ? null : { heap: answer.heap, collectionMs };
    },
    snapshots: inspectorSource({
      way: 'the inspector that watch is attached to',
      name: facts.name,
      pid,
      client,
      isNode: true,
      sharesFiles: facts.sharesFiles,
      collectsGarbage: false,
      isForced: false,
      // The connection is not the source's own.
      close: () => Promise.resolve(undefined),
    }),
    close: () => closeAttachment(facts, attachment, isOpenedByUs),
  };
}

async function closeAttachment(
  facts: ProcessFacts,
  attachment: Attachment,
  isOpenedByUs: boolean,
): Promise<string | undefined> {
  if (isOpenedByUs) return closeInspector(facts, attachment);
  await attachment.client.close();
  return undefined;
}
