import { setTimeout as sleep } from 'node:timers/promises';
import { SnapdiffError } from '../../base/errors.ts';
import type { TriageAsk, TriagedProcess } from '../../mcp/desk.ts';
import type { Timeline } from '../../timeline/read-timeline.ts';
import type { Waiter } from './shared-work.ts';

/** @param ask with a real path @throws SnapdiffError */
export async function triageMemory(ask: TriageAsk, waiter: Waiter): Promise<readonly TriagedProcess[]> {
  const [{ triage }, { makeTriageReport }] = await Promise.all([
    import('../../timeline/triage.ts'),
    import('../../timeline/triage-report.ts'),
  ]);
  const runs = ask.timeline === undefined ? [await look(ask, waiter)] : await readRuns(ask.timeline, ask.pid);
  const judged = runs.map((run) => ({ run, verdict: triage(run) }));
  return makeTriageReport({ path: ask.timeline ?? '', runs, unreadableLines: 0 }, judged).runs;
}

async function readRuns(path: string, pid: number | undefined): Promise<readonly Timeline[]> {
  const { readTimeline } = await import('../../timeline/read-timeline.ts');
  const { runs } = await readTimeline(path);
  const asked = pid === undefined ? runs : runs.filter((run) => run.pid === pid);
  if (asked.length === 0) throw new SnapdiffError(`${path}: no process ${String(pid)} in it`);
  return asked;
}

const sampleMs = 1000;

/** From outside: nothing is asked of the process. */
async function look({ pid = 0, seconds }: TriageAsk, { signal, onProgress }: Waiter): Promise<Timeline> {
  const { observeProcess, sampleProcess } = await import('../../timeline/observe-process.ts');
  const observed = observeProcess(pid);
  if (observed === null) {
    throw new SnapdiffError(`there is no process ${pid}, or this is not Linux`, {
      hint: 'list_processes lists those that there are.',
    });
  }
  const samples: Timeline['samples'][number][] = [];
  for (let second = 0; second <= seconds; second++) {
    const sample = sampleProcess(observed, null);
    if (sample === null) break;
    samples.push(sample);
    onProgress(`looking at process ${pid}`, second, seconds);
    if (second < seconds) await sleep(sampleMs, undefined, { signal });
  }
  if (samples.length === 0) throw new SnapdiffError(`process ${pid} has ended`);
  return { pid, samples, context: observed.context };
}
