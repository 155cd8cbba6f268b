import process from 'node:process';
import { noProgress } from '../base/progress.ts';
import type { Progress } from '../base/progress.ts';
import { fitText } from '../report/safe-text.ts';
import { formatBytes } from '../base/units.ts';
import { isReadByAgent } from './reading-agent.ts';

/** Where a bar can be drawn. */
export type ProgressStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

export function canDrawBar(stream: ProgressStream): boolean {
  return Boolean(stream.isTTY) && process.env['TERM'] !== 'dumb' && !isReadByAgent();
}

/** Runs work that reports its progress, with a bar on standard error while it runs, if that is a terminal. */
export async function withProgressBar<Result>(
  work: (onProgress: Progress) => Promise<Result>,
  stream: ProgressStream = process.stderr,
): Promise<Result> {
  if (!canDrawBar(stream)) return work(noProgress);
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    stream,
    format: (_options, _params, payload: ProgressState) => formatProgress(payload, stream.columns || 80),
    fps: 10,
    clearOnComplete: true,
    // Ctrl-C must end the program at once, also in the middle of a pass over millions of nodes, where no
    // handler would run. So there is none, and nothing for it to restore: the cursor stays, lines wrap.
    gracefulExit: false,
    hideCursor: null,
    linewrap: true,
  });
  bar.start(1, 0, { phase: 'starting', done: 0, total: 1 } satisfies ProgressState);
  let shownPhase = '';
  try {
    return await work((phase, done, total) => {
      bar.update(done, { phase, done, total } satisfies ProgressState);
      // Updates in quick succession are not all drawn, but a phase may be the last thing said for seconds.
      if (phase !== shownPhase) bar.render();
      shownPhase = phase;
    });
  } finally {
    bar.stop();
  }
}

interface ProgressState {
  readonly phase: string;
  readonly done: number;
  readonly total: number | undefined;
}

/** "[=====-----]  50 %  reading api.heapsnapshot", within the width; where nobody knows the total, the bytes so far. */
export function formatProgress({ phase, done, total }: ProgressState, width: number): string {
  let amount = done > 0 ? `${formatBytes(done)}  ` : '';
  if (total !== undefined) amount = `${formatBar(total > 0 ? done / total : 1)}  `;
  // The last cell stays free: filling it moves some terminals to the next line.
  return `${amount}${fitText(phase, Math.max(width - amount.length - 1, 8))}`;
}

const barWidth = 24;

function formatBar(share: number): string {
  const bounded = Math.min(Math.max(share, 0), 1);
  const filled = Math.round(bounded * barWidth);
  const percent = String(Math.floor(bounded * 100)).padStart(3);
  return `[${'='.repeat(filled)}${'-'.repeat(barWidth - filled)}] ${percent} %`;
}
