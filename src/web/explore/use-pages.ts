import { useEffect, useRef, useState } from 'preact/hooks';
import type { Page } from '../../explore/questions.ts';
import type { ExploreProblem } from '../../explore/session.ts';
import { problemOf } from './client.ts';

/** A list as far as it has been asked for. */
export interface Pages<Row> {
  readonly rows: readonly Row[];
  /** Of the whole list; undefined until the first page is there. */
  readonly rowCount: number | undefined;
  readonly isAsking: boolean;
  readonly problem: ExploreProblem | undefined;
  /** Asks for the next page, or once more for one that did not come. */
  readonly more: () => void;
}

interface State<Row> {
  readonly key: string;
  readonly rows: readonly Row[];
  readonly rowCount?: number;
  readonly isAsking: boolean;
  readonly problem?: ExploreProblem;
}

/**
 * Asks for the first page of a list when it is drawn, and for others when told to.
 *
 * @param key stands for all that `ask` asks but the page
 */
export function usePages<Row>(
  key: string,
  ask: (from: number, signal: AbortSignal) => Promise<Page<Row>>,
): Pages<Row> {
  const nothing: State<Row> = { key, rows: [], isAsking: true };
  const [state, setState] = useState(nothing);
  const controller = useRef(new AbortController());

  const askFrom = (rows: readonly Row[]): void => {
    const { signal } = controller.current;
    setState((before) => ({ ...before, key, rows, isAsking: true }));
    ask(rows.length, signal).then(
      (page) => setState({ key, rows: [...rows, ...page.rows], rowCount: page.rowCount, isAsking: false }),
      (error: unknown) => {
        if (!signal.aborted) setState({ key, rows, isAsking: false, problem: problemOf(error) });
      },
    );
  };

  useEffect(() => {
    controller.current = new AbortController();
    setState(nothing);
    askFrom([]);
    return () => controller.current.abort();
  }, [key]);

  const { rows, rowCount, isAsking, problem } = state.key === key ? state : nothing;
  return { rows, rowCount, isAsking, problem, more: () => !isAsking && askFrom(rows) };
}
