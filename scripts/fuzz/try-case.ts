import assert from 'node:assert/strict';
import { Analysis, summarize } from '../../src/analysis/analysis.ts';
import { SnapdiffError } from '../../src/base/errors.ts';
import { compareSnapshots } from '../../src/compare/comparison.ts';
import type { Snapshot } from '../../src/heap/heap-graph.ts';
import { makeComparisonReport } from '../../src/report/comparison-report.ts';
import { makeSummaryReport } from '../../src/report/summary-report.ts';
import { assertFormatError } from '../../test/support/assert-bad.ts';
import { readBytes } from '../../test/support/byte-streams.ts';
import type { Drawing } from '../../test/support/draw-heap.ts';
import type { Case } from './cases.ts';
import { asKept, drawingOf } from './drawing-of.ts';
import { judgeAnalysis, judgeClasses, judgeComparison, judgeSums } from './judge-answer.ts';
import { judgeChecks, judgeInspection } from './judge-inspection.ts';
import { readNaively } from './read-naively.ts';
import { renderSafely } from './render-safely.ts';

/** How a file was answered. `unsettled`: opened, where nothing says whether it should be. */
export type Outcome = 'opened' | 'refused' | 'unsettled';

/**
 * Reads the mutated file, analyses it, asks who holds one of its objects and its class, compares and checks it with the
 * sound one, renders what comes out, and holds all of it against the model.
 *
 * @throws whatever is wrong: an error that is not for the user, or an AssertionError where the answer is another
 */
export async function tryCase({ sound, mutated, cuts, isReal, asked }: Case): Promise<Outcome> {
  const expected = readNaively(mutated);
  const answer = await readOrRefuse(mutated, cuts);
  if (!answer) {
    assert.notEqual(expected.answer, 'opened', 'a sound file is refused');
    return 'refused';
  }
  if (expected.answer === 'refused') assert.fail(`it is opened, and should not be: it ${expected.why}`);

  const read = drawingOf(answer);
  if (expected.answer === 'opened') {
    assert.deepEqual(read, asKept(expected.drawing), 'what is read is what the file says');
    assert.equal(answer.extraNativeBytes, expected.extraNativeBytes);
  }
  const total = read.nodes.reduce((sum, { size }) => sum + size, answer.extraNativeBytes);
  // Past 2^53 a sum depends on its order.
  const isExact = total <= Number.MAX_SAFE_INTEGER;
  const analysis = new Analysis(answer);
  if (isExact) judge(analysis, read, isReal);
  renderSafely(makeSummaryReport(summarize(analysis)));

  const other = await readBytes(sound);
  const others = [new Analysis(other), drawingOf(other)] as const;
  const object = { analysis, drawing: read, node: Math.floor(asked * read.nodes.length) };
  judgeInspection(object, others[0]);
  for (const [[baseline, before], [current, after]] of [
    [others, [analysis, read] as const],
    [[analysis, read] as const, others],
  ] as const) {
    const comparison = compareSnapshots([baseline, current]);
    if (isExact) judgeComparison(comparison, before, after);
    if (current === analysis) await judgeChecks(comparison, object);
    renderSafely(
      makeComparisonReport(comparison, { all: true }),
      baseline === analysis ? { width: 100 } : {},
    );
  }
  trySeries([others[0], analysis, others[0]]);
  return expected.answer === 'opened' ? 'opened' : 'unsettled';
}

function judge(analysis: Analysis, drawing: Drawing, isReal: boolean): void {
  const { extraNativeBytes } = analysis.snapshot;
  if (!isReal) return judgeAnalysis(analysis, drawing, extraNativeBytes);
  judgeClasses(analysis, drawing);
  judgeSums(analysis, drawing, extraNativeBytes);
}

/** @returns undefined for a refusal in one line that names a byte */
async function readOrRefuse(bytes: Buffer, cuts: readonly number[]): Promise<Snapshot | undefined> {
  try {
    return await readBytes(bytes, cuts);
  } catch (error) {
    assertFormatError(error, '(stream)');
    return undefined;
  }
}

/** Three snapshots, which may turn out to be of different processes. */
function trySeries(analyses: readonly Analysis[]): void {
  try {
    renderSafely(makeComparisonReport(compareSnapshots(analyses)), { width: 100 });
  } catch (error) {
    if (!(error instanceof SnapdiffError)) throw error;
    assert.doesNotMatch(error.message, /\n/);
  }
}
