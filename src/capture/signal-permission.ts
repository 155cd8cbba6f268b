import { accessSync, constants } from 'node:fs';
import { userInfo } from 'node:os';
import process from 'node:process';
import { SnapdiffError } from '../base/errors.ts';
import { attachToOpen, openInspector } from './attach.ts';
import type { Attachment } from './attach.ts';
import { knowsOption } from './executables.ts';
import { optionValue } from './node-options.ts';
import { permissionOption } from './permission-model.ts';
import { readProcess } from './processes.ts';
import type { ProcessFacts } from './processes.ts';
import type { OpeningWatch } from './snapshot-source.ts';

// Whom a signal may reach is decided here and nowhere else: one that is not caught ends the process.

/** Attaches to the inspector that is open, or has the process open it. @throws SnapdiffError why that cannot be */
export async function attachOrOpen(facts: ProcessFacts, watch: OpeningWatch): Promise<Attachment> {
  const open = await attachToOpen(facts);
  if (open) return open;
  const problem = whyNotOpen(facts);
  if (problem !== undefined) throw problem;
  return openInspector(facts, watch);
}

/** @throws SnapdiffError for what is no process to capture: none, another user's, one that stands still, this one */
export function checkProcess(pid: number): ProcessFacts {
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
        ? `process ${pid} is not a program, or cannot be inspected by this user`
        : `process ${pid} belongs to another user (${facts.userId}), you are ${ownName()}`,
      isOwn
        ? {}
        : {
            hint: `Run snapdiff as that user: put "${facts.userId === 0 ? 'sudo' : `sudo -u '#${facts.userId}'`}" in front of the command.`,
          },
    );
  }
  if (facts.isStopped) throw stopped(facts);
  return facts;
}

/** In a container a user often has a number only. */
function ownName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.geteuid?.()}`;
  }
}

/** A signal would wait for it to go on, and do its work when nobody expects it. */
function stopped({ pid }: ProcessFacts): SnapdiffError {
  return new SnapdiffError(`process ${pid} is stopped (SIGSTOP, Ctrl-Z or a debugger); no signal was sent`, {
    hint: `"kill -CONT ${pid}" lets it go on; a debugger has to leave it.`,
  });
}

export function notNode({ pid, runtime, command }: ProcessFacts): SnapdiffError {
  const what = `process ${pid} (${command.slice(0, 60)})`;
  if (runtime === 'bun') {
    return new SnapdiffError(`${what} is Bun, which cannot be attached to; no signal was sent`, {
      hint: 'In the program, require("node:v8").writeHeapSnapshot() writes one.',
    });
  }
  if (runtime === 'chromium') {
    return new SnapdiffError(`${what} is Chromium, which is not attached to by its pid; no signal was sent`, {
      hint: 'Start it with --remote-debugging-port=9222 and capture with --port 9222.',
    });
  }
  if (!isFileReadable(`/proc/${pid}/exe`)) {
    return new SnapdiffError(
      `${what} is a program whose file you may not read, so that it is not known whether Node is in it; no signal was sent`,
      { hint: 'Run snapdiff as root.' },
    );
  }
  return new SnapdiffError(`${what} has no Node in it; no signal was sent`, {
    hint: '"snapdiff capture" lists the processes that have.',
  });
}

function isFileReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** Why SIGUSR1 cannot be sent, or would not help. */
export function whyNotOpen(facts: ProcessFacts): SnapdiffError | undefined {
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
  const model = permissionOption(facts.options);
  if (reaction === 'blocked' && model !== undefined) return underPermissions(facts, model);
  return new SnapdiffError(`process ${pid} ${whyNotCaught(facts, reaction)}; no signal was sent`, {
    hint: 'Start it with "-r heap-snapdiff/register", --heapsnapshot-signal=SIGUSR2 or --inspect.',
  });
}

function whyNotCaught({ options }: ProcessFacts, reaction: 'blocked' | 'ignored' | 'default'): string {
  if (reaction === 'default') return 'does not catch SIGUSR1, and would die of it';
  if (reaction === 'ignored') return 'ignores SIGUSR1';
  return optionValue(options, '--disable-sigusr1') === undefined
    ? 'blocks SIGUSR1, as Node does with --permission or --disable-sigusr1'
    : 'does not open its inspector on SIGUSR1 (--disable-sigusr1)';
}

/** Without `--allow-inspector` the permission model keeps Node from opening it in any way, `--inspect` too. */
function underPermissions({ pid, options }: ProcessFacts, model: string): SnapdiffError {
  const isDisabled = optionValue(options, '--disable-sigusr1') !== undefined;
  const inspector = knowsOption(`/proc/${pid}/exe`, '--allow-inspector') && !isDisabled;
  return new SnapdiffError(
    `process ${pid} does not open its inspector, because of ${model}${isDisabled ? ' and --disable-sigusr1' : ''}; no signal was sent`,
    {
      hint: `Start it with ${inspector ? '--allow-inspector, ' : ''}"-r heap-snapdiff/register" or --heapsnapshot-signal=SIGUSR2; ${inspector ? 'the latter' : 'these'} two need --allow-fs-write=<folder of the snapshots>, and the preload --allow-fs-read of the package and that folder.`,
    },
  );
}
