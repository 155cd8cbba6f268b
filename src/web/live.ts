import { createContext, type JSX } from 'preact';
import type { ClassRow } from './table/columns.ts';

/** What a report can do where the heaps it is of are open: in an explorer. */
export interface Live {
  /** Of an object, by its id in the newest of the report's snapshots. */
  readonly addressOf: (nodeId: number) => string;
  /** Lists all objects of a constructor, in pages. */
  readonly ClassObjects: (props: { readonly row: ClassRow }) => JSX.Element;
}

/** Absent in a saved report. */
export const LiveContext: ReturnType<typeof createContext<Live | undefined>> = createContext<
  Live | undefined
>(undefined);
