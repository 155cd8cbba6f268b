import type { Analysis } from '../analysis/analysis.ts';
import type { IdSet } from '../heap/id-set.ts';
import type { NodeId } from '../heap/index-spaces.ts';
import { countDraft, draftCensus, type Census, type CensusDraft } from './census.ts';
import { findLeakCandidates, holderIds } from './suspect-path.ts';

/** The newest snapshot of a comparison. Only it can tell who may leak. */
export interface NewestSnapshot {
  readonly census: Census;
  readonly candidates: Candidates;
  /** Ids of objects whose retained size is kept of the others too. */
  readonly watched: ReadonlySet<NodeId>;
}

type Candidates = ReturnType<typeof findLeakCandidates>;

/** All that is needed of its analysis, none of the edges. */
export interface NewestDraft {
  readonly draft: CensusDraft;
  readonly candidates: Candidates;
}

/** @param earlier ids of the snapshots before it, in their order; without any there are no candidates */
export function draftNewest(analysis: Analysis, earlier: readonly IdSet[]): NewestDraft {
  const draft = draftCensus(analysis);
  return { draft, candidates: findLeakCandidates(analysis, draft, earlier) };
}

export function countNewest({ draft, candidates }: NewestDraft): NewestSnapshot {
  const watched = holderIds(candidates);
  return { census: countDraft(draft, watched), candidates, watched };
}
