import type { JSX } from 'preact';
import type { PageReport } from './data-source.ts';
import { HeapMap } from './map/heap-map.tsx';
import { CheckOverview } from './overview/check.tsx';
import { ComparisonOverview } from './overview/comparison.tsx';
import { SummaryOverview } from './overview/summary.tsx';
import { Constructors } from './table/constructors.tsx';
import { PrintedTable } from './table/printed-table.tsx';
import { OverTime } from './time/over-time.tsx';
import type { ViewId } from './views.ts';

interface ViewProps {
  readonly report: PageReport;
  readonly view: ViewId;
  readonly theme: string;
}

/** One view of a report. */
export function ReportView({ report, view, theme }: ViewProps): JSX.Element | null {
  switch (view) {
    case 'overview':
      return <Overview report={report} />;
    case 'constructors':
      return <Constructors report={report} />;
    case 'map':
      return report.tree ? <HeapMap tree={report.tree} /> : null;
    case 'time':
      return <OverTime report={report} theme={theme} />;
  }
}

function Overview({ report }: { readonly report: PageReport }): JSX.Element {
  switch (report.kind) {
    case 'comparison':
      return <ComparisonOverview report={report} />;
    case 'summary':
      return <SummaryOverview report={report} />;
    case 'check':
      return <CheckOverview report={report} />;
  }
}

/** On paper nothing can be opened: what is in the report, as far as anybody reads it there. */
export function PrintedReport({ report }: { readonly report: PageReport }): JSX.Element {
  return (
    <>
      <Overview report={report} />
      <PrintedTable report={report} />
    </>
  );
}
