import { useEffect, useState } from 'preact/hooks';
import type { ExploreProblem } from '../../explore/session.ts';
import { problemOf } from './client.ts';

/** An answer, or what is there instead of it. */
export interface Asked<Answer> {
  /** undefined until it is there. */
  readonly answer: Answer | undefined;
  readonly problem: ExploreProblem | undefined;
  /** Asks once more. */
  readonly again: () => void;
}

/**
 * Asks when it is drawn, and again when the key is another; what is no longer wanted is cancelled.
 *
 * @param key stands for all that `ask` asks
 */
export function useAnswer<Answer>(key: string, ask: (signal: AbortSignal) => Promise<Answer>): Asked<Answer> {
  const [state, setState] = useState<{
    readonly key?: string;
    readonly answer?: Answer;
    readonly problem?: ExploreProblem;
  }>({});
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    setState({});
    ask(controller.signal).then(
      (answer) => setState({ key, answer }),
      (error: unknown) => {
        if (!controller.signal.aborted) setState({ key, problem: problemOf(error) });
      },
    );
    return () => controller.abort();
  }, [key, turn]);
  // An answer to what was asked before is none.
  const isOfKey = state.key === key;
  return {
    answer: isOfKey ? state.answer : undefined,
    problem: isOfKey ? state.problem : undefined,
    again: () => setTurn(turn + 1),
  };
}
