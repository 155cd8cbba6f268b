import type { QuestionName, Questions } from '../../explore/questions.ts';
import type { ExploreProblem } from '../../explore/session.ts';
import type { PageReport } from '../data-source.ts';

/** Why there is no answer, in sentences for a person. */
class NoAnswer extends Error {
  readonly problem: ExploreProblem;

  constructor(problem: ExploreProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/**
 * Asks the open heap of a snapshot.
 *
 * @param snapshot its position in the session
 * @throws NoAnswer where there is none; DOMException when `signal` says that it is no longer wanted
 */
export async function ask<Name extends QuestionName>(
  snapshot: number,
  question: Name,
  about: Questions[Name]['ask'],
  signal: AbortSignal,
): Promise<Questions[Name]['answer']> {
  const body = { snapshot, question: { ...about, question } };
  return (await post('ask', body, signal)) as Questions[Name]['answer'];
}

/** The summary of one snapshot, the comparison of several. Throws as `ask` does. */
export async function askReport(snapshots: readonly number[], signal: AbortSignal): Promise<PageReport> {
  return (await post('report', { snapshots }, signal)) as PageReport;
}

async function post(path: string, body: unknown, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(`/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new NoAnswer(hasEnded);
  });
  const answer = await response.json().catch((error: unknown) => {
    if (signal.aborted) throw error;
    // It ended in the middle of its answer, or another program has the port now.
    throw new NoAnswer(hasEnded);
  });
  if (response.ok) return answer;
  throw new NoAnswer(isProblem(answer) ? answer : { message: `snapdiff answered ${response.status}` });
}

const hasEnded: ExploreProblem = {
  message: 'snapdiff does not answer',
  hint: 'If it has ended, start it again.',
};

function isProblem(answer: unknown): answer is ExploreProblem {
  return typeof answer === 'object' && answer !== null && 'message' in answer;
}

/** What is said of any error. */
export function problemOf(error: unknown): ExploreProblem {
  if (error instanceof NoAnswer) return error.problem;
  return { message: error instanceof Error ? error.message : String(error) };
}
