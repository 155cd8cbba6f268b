import { formatCount } from '../base/units.ts';
import type { Answer } from './answer.ts';
import type { ScenarioAnswer } from './desk.ts';
import { leaveOutStrings } from '../report/leave-out-strings.ts';
import { maxPathWidth, ours, quoted, quotedPath, quotedPlace, quotedSentence } from './heap-text.ts';
import { optional, text, whole } from './input.ts';
import { verdictLabel } from '../report/suspect-text.ts';
import { pathRows, rounded } from './rows.ts';
import { tool, type Tool } from './tool.ts';

const input = {
  scenario: text('Path of a module that exports run(), and may export setup() and teardown()'),
  config: optional(text('Path of a config in JSON, with budgets and what to ignore; none unless told')),
  rounds: optional(whole('Rounds to judge by; 4 unless told', 3, 20)),
  iterations: optional(whole('Calls of run() in a round; 200 unless told', 1, 1e6)),
  warmup: optional(whole('Calls of run() before the first snapshot; 200 unless told', 0, 1e6)),
  keep_in: optional(
    text('Folder in which the snapshots of a failure are kept; they are deleted unless told'),
  ),
};

export const runScenarioCheck: Tool = tool({
  name: 'run_scenario_check',
  title: 'Run a scenario and check it for leaks',
  description:
    'Runs code: the module in a process of its own, calling run() again and again, and judges whether something stays each ' +
    'time. To verify a fix: write a small module that does once what leaked, run it before the fix (fails) and after (passes). ' +
    'Takes 2 to 120 seconds.',
  input,
  effects: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  usesFiles: true,
  async answer({ scenario, config, rounds, iterations, warmup, keep_in: keepIn }, desk) {
    return scenarioAnswer(
      await desk.checkScenario({ path: scenario, config, rounds, iterations, warmup, keepIn }),
    );
  },
});

export function scenarioAnswer({ report: full, snapshots }: ScenarioAnswer): Answer {
  const report = leaveOutStrings(full);
  const { passed, failures, verdict } = report;
  const [first] = failures;
  const steps = first ? pathRows(first.path) : [];
  return {
    headline: passed
      ? `Passed${verdict ? `; the verdict is ${verdictLabel(verdict)}` : ''}.`
      : `Failed: ${formatCount(failures.length)} reason${failures.length === 1 ? '' : 's'}.`,
    data: {
      passed,
      ...(verdict && { verdict: ours(verdict.result), reason: quotedSentence(verdict.reasonParts) }),
    },
    lists: {
      ...(snapshots.length > 0 && {
        snapshots: {
          rows: snapshots.map((path) => quotedPath(path, maxPathWidth)),
          rowCount: snapshots.length,
          keeps: 'ends' as const,
          more: () => 'they are in the same folder',
        },
      }),
      failures: {
        rows: failures.map(({ kind, className, messageParts, confidence, location, holder }) => ({
          kind: ours(kind),
          ...(className !== null && { class: quoted(className) }),
          message: quotedSentence(messageParts),
          ...(confidence !== null && { confidence: rounded(confidence) }),
          ...(location && { made_at: quotedPlace(location) }),
          ...(holder && {
            held_by: { class: quoted(holder.className), how: quotedSentence(holder.edgeParts) },
          }),
        })),
        rowCount: failures.length,
        more: () => 'fix the first ones and run it again',
      },
      path_of_first: {
        rows: steps,
        rowCount: steps.length,
        keeps: 'ends',
        more: () => 'keep_in keeps the snapshots; compare_snapshots and show_suspect show more',
      },
    },
    next: passed
      ? `${verdict?.result === 'no-leak' ? '' : 'What is ignored, or not sure enough, passes too: read the reason. '}If this is the check of a fix: it should have failed before the fix.`
      : 'Find the variable or property of path_of_first in the code, fix it, run it again.',
  };
}
