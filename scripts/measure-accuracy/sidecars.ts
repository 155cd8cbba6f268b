import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { SeededRandom } from '../../test/support/seeded-random.ts';
import type { Plan } from '../../test/support/run-program.ts';

/** What a batch of the labelled programs would take in a service; they do next to nothing but gather. */
const secondsPerBatch = 10;
/** Requests are not alike: so much more or less processor time goes into a batch. */
const spread = 0.2;
/** Until a service listens: of both clocks. */
const startSeconds = 5;
/** By the clock, whatever was done. */
const secondsPerInterval = 3600;

/**
 * Gives `use` the snapshots with sidecars beside them, as `snapdiff capture` writes them: of a process that did the plan's work,
 * and before it as much an hour as the plan's on average.
 *
 * @param warmUp batches before the first snapshot
 */
export async function withSidecars<Result>(
  files: readonly string[],
  plan: Plan,
  warmUp: number,
  use: (files: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-measured-'));
  const random = new SeededRandom(seedOf([basename(dirname(files[0] ?? '')), warmUp, ...plan].join()));
  const batchesAnHour = plan.reduce((sum, batches) => sum + batches, 0) / plan.length;
  let cpuSeconds = startSeconds;
  let uptimeSeconds = startSeconds + (warmUp / batchesAnHour) * secondsPerInterval;
  try {
    const measured = files.map((_, index) => join(folder, `${index}.heapsnapshot`));
    for (const [index, file] of files.entries()) {
      const batches = index === 0 ? warmUp : (plan[index - 1] ?? 0);
      for (let batch = 0; batch < batches; batch++) {
        cpuSeconds += secondsPerBatch * (1 + spread * (2 * random.fraction() - 1));
      }
      if (index > 0) uptimeSeconds += secondsPerInterval;
      await symlink(resolve(file), join(folder, `${index}.heapsnapshot`));
      await writeFile(join(folder, `${index}.meta.json`), sidecarText(cpuSeconds, uptimeSeconds));
    }
    return await use(measured);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The same for the same text: of the program and its plan. */
function seedOf(text: string): number {
  let seed = 0;
  for (let i = 0; i < text.length; i++) seed = (Math.imul(seed, 31) + text.charCodeAt(i)) | 0;
  return seed;
}

/** What `readSidecar` asks for. */
function sidecarText(cpuSeconds: number, uptimeSeconds: number): string {
  return JSON.stringify({
    schemaVersion: 1,
    kind: 'sidecar',
    takenAt: new Date(uptimeSeconds * 1000).toISOString(),
    captureMs: 300,
    pid: 7,
    threadId: 0,
    hostname: 'host',
    uptimeSeconds,
    memoryUsage: { rss: 1e8, heapUsed: 1e7, heapTotal: 2e7, external: 1e6, arrayBuffers: 1e5 },
    resourceUsage: { userCPUTime: Math.round(cpuSeconds * 1e6), systemCPUTime: 0 },
  });
}
