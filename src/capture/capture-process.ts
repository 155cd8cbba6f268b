import { SnapdiffError } from '../base/errors.ts';
import { closeInspector, likelyInspectors } from './attach.ts';
import type { Attachment } from './attach.ts';
import { inspectorSource } from './inspector-source.ts';
import type { ProcessFacts } from './processes.ts';
import { handlerByWord } from './signal-handlers.ts';
import { attachOrOpen, checkProcess, notNode, whyNotOpen } from './signal-permission.ts';
import { signalSource } from './signal-source.ts';
import type { OpeningWatch, SnapshotSource } from './snapshot-source.ts';
import { attachWorker } from './worker-session.ts';

export interface ProcessOptions {
  /** Thread id of a worker. */
  readonly worker?: string;
  /** A signal on which the process writes a snapshot, by the user's word. */
  readonly signal?: NodeJS.Signals;
  readonly collectsGarbage: boolean;
  readonly withNumbers?: boolean;
  /** Allocations will be tracked. */
  readonly withStacks?: boolean;
  readonly isForced: boolean;
}

/**
 * Finds the way into a process that costs it least: a handler that writes on a signal, an inspector that is open, an
 * inspector opened by SIGUSR1. No signal is sent to what does not catch it, for it would die of it.
 *
 * The handler comes first although an open inspector needs no signal: when an inspector's session ends, V8 forgets the
 * ids of all objects, and the next snapshot cannot be compared with this one object by object.
 *
 * @throws SnapdiffError that says why there is no way, and what to do
 */
export async function openProcess(
  pid: number,
  options: ProcessOptions,
  watch: OpeningWatch,
): Promise<SnapshotSource> {
  const facts = checkProcess(pid);
  if (options.signal !== undefined) {
    const reaction = facts.reactionTo(options.signal);
    if (reaction !== 'caught') {
      throw new SnapdiffError(
        `process ${pid} does not catch ${options.signal}${reaction === 'default' ? ', and would die of it' : ''}`,
        {
          hint: 'Leave out --signal, and the ways that are open are tried.',
        },
      );
    }
    return signalSource(facts, handlerByWord(pid, options.signal), options.isForced);
  }
  if (facts.runtime !== 'node' && facts.runtime !== 'deno') throw notNode(facts);
  const { worker, collectsGarbage, withNumbers = false, withStacks = false } = options;
  const needsInspector = worker !== undefined || collectsGarbage || withNumbers || withStacks;
  if (facts.handler !== undefined && !needsInspector) {
    return signalSource(facts, facts.handler, options.isForced);
  }
  return fromAttachment(facts, await attachOrOpen(facts, watch), options);
}

async function fromAttachment(
  facts: ProcessFacts,
  attachment: Attachment,
  { worker, collectsGarbage, withNumbers = false, isForced }: ProcessOptions,
): Promise<SnapshotSource> {
  const { client, port, isOpenedByUs } = attachment;
  const close = async (patienceMs?: number): Promise<string | undefined> => {
    if (isOpenedByUs) return closeInspector(facts, attachment, patienceMs);
    await client.close();
    return undefined;
  };
  try {
    return inspectorSource({
      way: `the inspector on port ${port}, ${isOpenedByUs ? 'opened by SIGUSR1 and closed again' : 'which was open'}`,
      name: worker === undefined ? facts.name : `${facts.name}-worker-${worker}`,
      pid: facts.pid,
      client,
      ...(worker === undefined ? {} : { session: await attachWorker(client, worker) }),
      isNode: facts.runtime === 'node',
      sharesFiles: facts.sharesFiles,
      collectsGarbage,
      withNumbers,
      isForced,
      close,
    });
  } catch (error) {
    await close();
    throw error;
  }
}

/** Which way `openProcess` would go, for a list; nothing is asked of the process. */
export function wayInto(facts: ProcessFacts): string {
  if (facts.isStopped) return 'none: it is stopped';
  if (facts.handler !== undefined) return `${facts.handler.signal} (${facts.handler.kind})`;
  const [open] = likelyInspectors(facts);
  if (open?.kind === 'named') return `inspector on ${open.port}`;
  if (open?.kind === 'open') return 'inspector (--inspect)';
  if (whyNotOpen(facts) === undefined) return 'SIGUSR1 (inspector)';
  return 'none: start it with heap-snapdiff/register';
}
