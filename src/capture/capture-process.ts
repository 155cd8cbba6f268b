import { userInfo } from 'node:os';
import process from 'node:process';
import { SnapdiffError } from '../base/errors.ts';
import { attachToOpen, closeInspector, likelyInspectors, openInspector } from './attach.ts';
import type { Attachment } from './attach.ts';
import { inspectorSource } from './inspector-source.ts';
import { readProcess } from './processes.ts';
import type { ProcessFacts } from './processes.ts';
import { handlerByWord } from './signal-handlers.ts';
import { signalSource } from './signal-source.ts';
import type { OpeningWatch, SnapshotSource } from './snapshot-source.ts';
import { attachWorker } from './worker-session.ts';

export interface ProcessOptions {
  /** Thread id of a worker. */
  readonly worker?: string;
  /** A signal on which the process writes a snapshot, by the user's word. */
  readonly signal?: NodeJS.Signals;
  readonly collectsGarbage: boolean;
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
  const needsInspector = options.worker !== undefined || options.collectsGarbage;
  if (facts.handler !== undefined && !needsInspector) {
    return signalSource(facts, facts.handler, options.isForced);
  }
  const attachment = (await attachToOpen(facts)) ?? (await openIfPossible(facts, watch));
  return fromAttachment(facts, attachment, options);
}

async function fromAttachment(
  facts: ProcessFacts,
  attachment: Attachment,
  { worker, collectsGarbage, isForced }: ProcessOptions,
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

/** @throws SnapdiffError for what is no process to capture: none, another user's, one that stands still, this one */
function checkProcess(pid: number): ProcessFacts {
  if (process.platform !== 'linux') {
    throw new SnapdiffError(
      `a process can be captured by its pid on Linux only: ${process.platform} does not tell which signals it catches, and would let it die of one`,
      {
        hint: 'Start it with "node --inspect" and capture with --port 9229, or with "-r heap-snapdiff/register" and "kill -USR2".',
      },
    );
  }
  if (pid === process.pid) {
    throw new SnapdiffError(`process ${pid} is snapdiff itself`, {
      hint: '"snapdiff capture" lists the others.',
    });
  }
  const facts = readProcess(pid);
  if (facts === undefined || facts.isZombie) {
    throw new SnapdiffError(`there is no process ${pid}`, {
      hint: '"snapdiff capture" lists those of Node.',
    });
  }
  if (!facts.isReadable) {
    const isOwn = facts.userId === process.geteuid?.();
    throw new SnapdiffError(
      isOwn
        ? `process ${pid} is no program, or does not let itself be looked at`
        : `process ${pid} belongs to another user (${facts.userId}), you are ${userInfo().username}`,
      isOwn
        ? {}
        : { hint: `Run snapdiff as that user: "sudo -u '#${facts.userId}' snapdiff capture ${pid}".` },
    );
  }
  if (facts.isStopped) throw stopped(facts);
  return facts;
}

/** A signal would wait for it to go on, and do its work when nobody expects it. */
export function stopped({ pid }: ProcessFacts): SnapdiffError {
  return new SnapdiffError(`process ${pid} is stopped (SIGSTOP, Ctrl-Z or a debugger); no signal was sent`, {
    hint: `"kill -CONT ${pid}" lets it go on; a debugger has to leave it.`,
  });
}

function notNode({ pid, runtime, command }: ProcessFacts): SnapdiffError {
  const what = `process ${pid} (${command.slice(0, 60)})`;
  if (runtime === 'bun') {
    return new SnapdiffError(`${what} is Bun, which nobody can attach to; no signal was sent`, {
      hint: 'In the program, require("node:v8").writeHeapSnapshot() writes one.',
    });
  }
  if (runtime === 'chromium') {
    return new SnapdiffError(`${what} is Chromium, which is not attached to by its pid; no signal was sent`, {
      hint: 'Start it with --remote-debugging-port=9222 and capture with --port 9222.',
    });
  }
  return new SnapdiffError(`${what} has no Node in it; no signal was sent`, {
    hint: '"snapdiff capture" lists the processes that have.',
  });
}

async function openIfPossible(facts: ProcessFacts, watch: OpeningWatch): Promise<Attachment> {
  const problem = whyNotOpen(facts);
  if (problem !== undefined) throw problem;
  return openInspector(facts, watch);
}

/** Why SIGUSR1 cannot be sent, or would not help. */
function whyNotOpen(facts: ProcessFacts): SnapdiffError | undefined {
  const { pid } = facts;
  if (!facts.sharesNetwork) {
    return new SnapdiffError(
      `process ${pid} is in another network (a container), where its inspector cannot be reached`,
      {
        hint: `Run snapdiff inside it, or as root "nsenter --target ${pid} --net snapdiff capture ${pid}", or start it with heap-snapdiff/register.`,
      },
    );
  }
  const reaction = facts.reactionTo('SIGUSR1');
  if (reaction === 'caught') return undefined;
  const why =
    reaction === 'default'
      ? 'does not catch SIGUSR1, and would die of it'
      : 'does not open its inspector on SIGUSR1 (--disable-sigusr1)';
  return new SnapdiffError(`process ${pid} ${why}; no signal was sent`, {
    hint: 'Start it with "-r heap-snapdiff/register", --heapsnapshot-signal=SIGUSR2 or --inspect.',
  });
}
