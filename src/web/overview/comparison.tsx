import type { JSX } from 'preact';
import {
  formatBytes,
  formatBytesDelta,
  formatCount,
  formatCountDelta,
  formatShare,
} from '../../base/units.ts';
import { contextTexts } from '../../report/context-text.ts';
import type { ComparisonReport } from '../../report/report.ts';
import { Words } from '../parts/name.tsx';
import { Stat } from '../parts/stat.tsx';
import { meanings } from '../words.ts';
import { Files } from './files.tsx';
import { Warnings } from './notes.tsx';
import { SplitBar } from './split-bar.tsx';
import { SuspectCards } from './suspect-card.tsx';
import { VerdictBanner } from './verdict.tsx';

/** The first screen of a comparison: the verdict, who leaks, what the growth was, the totals. */
export function ComparisonOverview({ report }: { readonly report: ComparisonReport }): JSX.Element {
  const { verdict, suspects, growth, snapshots, warningsParts, context } = report;
  return (
    <>
      <VerdictBanner verdict={verdict} />
      <Warnings parts={warningsParts} />
      <Totals report={report} />
      <div class={suspects.length > 0 ? 'columns' : ''}>
        {suspects.length > 0 && <SuspectCards suspects={suspects} isFirstOpen />}
        <SplitBar growth={growth} />
      </div>
      {context && (
        <section aria-labelledby="process-title">
          <h2 id="process-title">The process meanwhile</h2>
          <ul class="evidence">
            {contextTexts(context).map((parts, index) => (
              <li key={index}>
                <Words parts={parts} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <Files
        files={snapshots.map((snapshot, index) => ({
          ...snapshot,
          role: roleOf(index, snapshots.length),
        }))}
      />
    </>
  );
}

function Totals({ report }: { readonly report: ComparisonReport }): JSX.Element {
  const { snapshots, totals, matchedBy } = report;
  const [first, last] = [snapshots[0], snapshots[snapshots.length - 1]];
  const growth = last.totalSize - first.totalSize;
  return (
    <dl class="stats">
      <Stat label="Heap" value={formatBytes(last.totalSize)} note={`from ${formatBytes(first.totalSize)}`}>
        {meanings.heap}
      </Stat>
      <Stat
        label="Growth"
        value={formatBytesDelta(growth)}
        note={first.totalSize > 0 ? shareDelta(growth / first.totalSize) : undefined}
      >
        {meanings.growth}
      </Stat>
      <Stat
        label="Objects"
        value={formatCount(last.nodeCount)}
        note={formatCountDelta(last.nodeCount - first.nodeCount)}
      >
        {meanings.objects}
      </Stat>
      {matchedBy === 'id' && (
        <Stat
          label="New"
          value={formatCount(totals.addedCount)}
          note={`${formatCount(totals.removedCount)} deleted`}
        >
          {meanings.fresh}
        </Stat>
      )}
    </dl>
  );
}

function shareDelta(share: number): string {
  return share < 0 ? `−${formatShare(-share)}` : `+${formatShare(share)}`;
}

function roleOf(index: number, count: number): string {
  if (count > 2) return `${index}`;
  return index === 0 ? 'baseline' : 'current';
}
