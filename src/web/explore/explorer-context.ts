import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Session } from '../../explore/session.ts';

/** What every view of the explorer may need. */
export interface ExplorerState {
  readonly session: Session;
  /** Positions in the session of the snapshots that the report in sight is of, oldest first. */
  readonly compared: readonly number[];
  /** Ids name the same objects in all of them. Not so of two processes; taken for granted until the report says it. */
  readonly isOneProcess: boolean;
}

export const ExplorerContext: ReturnType<typeof createContext<ExplorerState | undefined>> = createContext<
  ExplorerState | undefined
>(undefined);

/** @throws Error outside of the explorer */
export function useExplorer(): ExplorerState {
  const state = useContext(ExplorerContext);
  if (!state) throw new Error('There is no session.');
  return state;
}
