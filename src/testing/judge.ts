// Judges snapshots for `index.cts`: `node judge.js FOLDER`. A question is a line of JSON on standard input, and so
// is its answer on standard output. When there are no more, or whoever asked has ended, FOLDER is deleted.
import { rmSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { checkScenarioFiles, splitOptions, today } from '../files/check-files.ts';
import { setEngineFlags } from '../files/engine-flags.ts';
import { withoutPaths } from '../check/judge.ts';
import { judgeSteady } from '../check/steady.ts';
import type { Steady } from '../scenario/steady.cts';
import type { CheckConfig, CheckSettings } from '../check/settings.ts';
import { SnapdiffError } from '../base/errors.ts';
import { makeCheckReport, type CheckReport } from '../report/check-report.ts';
import { checkMessageLines } from '../report/terminal/check-table.ts';
import { toolVersion } from '../base/tool-version.ts';

export interface JudgeQuestion {
  readonly snapshots: readonly string[];
  /** Why there are none. */
  readonly steady?: Steady;
  readonly config: CheckConfig;
}

/** `fault`: of the config. `problem`: why they could not be judged. */
export type JudgeAnswer =
  | { readonly report: CheckReport; readonly message: string }
  | { readonly fault: string }
  | { readonly problem: string };

/** The snapshots are gone when it is read. */
const next = 'snapdiff check --scenario leak.mjs, with the same work in it, keeps its snapshots';
const style = { color: false, width: 100 };

setEngineFlags();
const [, , folder] = process.argv;
const remove = (): void => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
};
process.on('exit', remove);
// A Ctrl-C is for the tests, and reaches us too; they end, and then our input does.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as JudgeQuestion))}\n`);
}

async function answer({ snapshots, steady, config }: JudgeQuestion): Promise<JudgeAnswer> {
  let settings: CheckSettings | undefined;
  try {
    ({ settings } = splitOptions(config));
    const judged = makeCheckReport(
      withoutPaths(
        steady
          ? judgeSteady(steady, settings, today())
          : await checkScenarioFiles(snapshots, settings, { jobs: 1 }),
      ),
      toolVersion(),
    );
    const failures = judged.failures.map((failure) => ({ ...failure, next }));
    const report = { ...judged, failures, next: judged.next && next };
    return { report, message: report.passed ? '' : checkMessageLines(report, style).join('\n') };
  } catch (error) {
    if (!(error instanceof SnapdiffError)) throw error;
    const sentence = error.hint === undefined ? error.message : `${error.message}. ${error.hint}`;
    return settings ? { problem: sentence } : { fault: sentence };
  }
}
