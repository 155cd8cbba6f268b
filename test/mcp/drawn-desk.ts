import { Analysis } from '../../src/analysis/analysis.ts';
import { SnapdiffError } from '../../src/base/errors.ts';
import { compareSnapshots } from '../../src/compare/comparison.ts';
import { ExploredHeap } from '../../src/explore/explored-heap.ts';
import type { Question, QuestionName, Questions } from '../../src/explore/questions.ts';
import { tell, type ClientAnswer } from '../../src/mcp/answer.ts';
import type { CaptureAnswer, Desk, RunningProcess, TriagedProcess } from '../../src/mcp/desk.ts';
import { problemsOf } from '../../src/mcp/input.ts';
import { tools } from '../../src/mcp/tools.ts';
import { makeComparisonReport } from '../../src/report/comparison-report.ts';
import type { ComparisonReport } from '../../src/report/report.ts';
import { snapshotOf, type Drawing } from '../support/draw-heap.ts';
import type { DrawnProcess } from '../support/draw-series.ts';

/** A desk whose snapshots are drawn: "0", "1", … are their paths. */
export class DrawnDesk implements Desk {
  runningProcesses: readonly RunningProcess[] = [];
  triaged: readonly TriagedProcess[] = [];
  captured: CaptureAnswer = { captures: [], warnings: [] };
  readonly #drawings: readonly Drawing[];
  readonly #analyses = new Map<string, Analysis>();
  readonly #reports = new Map<string, ComparisonReport>();

  constructor({ snapshots }: Pick<DrawnProcess, 'snapshots'>) {
    this.#drawings = snapshots;
  }

  get paths(): string[] {
    return this.#drawings.map((_, index) => String(index));
  }

  idOf(snapshot: number, label: string): number | undefined {
    return this.#drawings[snapshot].nodes.find((node) => node.label === label)?.id;
  }

  async compare(paths: readonly string[]): Promise<ComparisonReport> {
    const name = paths.join();
    const analyses = (): Analysis[] => paths.map((path) => this.#analysis(path));
    const report =
      this.#reports.get(name) ?? makeComparisonReport(compareSnapshots(analyses()), { top: 200 });
    this.#reports.set(name, report);
    return report;
  }

  async ask<Name extends QuestionName>(
    path: string,
    question: { readonly question: Name } & Questions[Name]['ask'],
  ): Promise<Questions[Name]['answer']> {
    return new ExploredHeap(this.#analysis(path)).ask(question as Question) as Questions[Name]['answer'];
  }

  async processes(): Promise<readonly RunningProcess[]> {
    return this.runningProcesses;
  }

  async triage(): Promise<readonly TriagedProcess[]> {
    return this.triaged;
  }

  async capture(): Promise<CaptureAnswer> {
    return this.captured;
  }

  async checkScenario(): Promise<never> {
    throw new SnapdiffError('nothing is run here');
  }

  #analysis(path: string): Analysis {
    const known = this.#analyses.get(path) ?? new Analysis(snapshotOf(this.#drawings[Number(path)]));
    this.#analyses.set(path, known);
    return known;
  }
}

/** Calls a tool as a client does, its arguments checked. @throws SnapdiffError */
export async function call(
  desk: Desk,
  name: string,
  values: Record<string, unknown> = {},
): Promise<ClientAnswer> {
  const found = tools.find((each) => each.name === name);
  if (!found) throw new Error(`there is no tool ${name}`);
  const problems = problemsOf(found.input, values);
  if (problems.length > 0) throw new Error(problems.join(', '));
  return tell(await found.answer(values as never, desk));
}
