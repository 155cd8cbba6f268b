import { useEffect, useRef, useState } from 'preact/hooks';
import type { SearchHit } from '../../explore/questions.ts';
import type { ExploreProblem } from '../../explore/session.ts';
import { readId, type SearchBy } from './address.ts';
import { ask, problemOf } from './client.ts';

export interface Search {
  readonly hits: readonly SearchHit[];
  /** 0 to 1. */
  readonly searchedShare: number;
  readonly state: 'searching' | 'stopped' | 'done';
  readonly problem: ExploreProblem | undefined;
  readonly stop: () => void;
  /** Goes on from where it stopped. */
  readonly goOn: () => void;
}

interface State {
  readonly hits: readonly SearchHit[];
  readonly searchedShare: number;
  readonly cursor: string | null;
  readonly state: Search['state'];
  readonly problem?: ExploreProblem;
}

const nothing: State = { hits: [], searchedShare: 0, cursor: null, state: 'searching' };

/** A search stops by itself at each so many hits: nobody reads a million. */
const hitsAtOnce = 100;

/** Searches a snapshot piece by piece: hits are there as soon as they are found. */
export function useSearch(snapshot: number, by: SearchBy, text: string): Search {
  const [state, setState] = useState(nothing);
  const controller = useRef(new AbortController());

  const run = async (before: State): Promise<void> => {
    const { signal } = (controller.current = new AbortController());
    let at: State = {
      hits: before.hits,
      searchedShare: before.searchedShare,
      cursor: before.cursor,
      state: 'searching',
    };
    setState(at);
    try {
      do {
        at = await searchOn(snapshot, by, text, at, signal);
        if (signal.aborted) return;
        setState(at);
      } while (at.state === 'searching' && at.hits.length - before.hits.length < hitsAtOnce);
      if (at.state === 'searching') setState({ ...at, state: 'stopped' });
    } catch (error) {
      if (!signal.aborted) setState({ ...at, state: 'stopped', problem: problemOf(error) });
    }
  };

  useEffect(() => {
    void run(nothing);
    return () => controller.current.abort();
  }, [snapshot, by, text]);

  const { hits, searchedShare, problem } = state;
  return {
    hits,
    searchedShare,
    problem,
    state: state.state,
    stop: () => {
      controller.current.abort();
      setState({ ...state, state: 'stopped' });
    },
    goOn: () => void run(state),
  };
}

async function searchOn(
  snapshot: number,
  by: SearchBy,
  text: string,
  { hits, cursor }: State,
  signal: AbortSignal,
): Promise<State> {
  if (by === 'id') {
    const id = readId(text);
    const object = id === undefined ? null : await ask(snapshot, 'object', { id }, signal);
    return { hits: object ? [{ object }] : [], searchedShare: 1, cursor: null, state: 'done' };
  }
  const answer = await ask(snapshot, 'search', { by, text, ...(cursor !== null && { cursor }) }, signal);
  return {
    hits: [...hits, ...answer.hits],
    searchedShare: answer.searchedShare,
    cursor: answer.cursor,
    state: answer.cursor === null ? 'done' : 'searching',
  };
}
