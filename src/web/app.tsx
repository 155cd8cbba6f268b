import type { JSX } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import type { PageReport } from './data-source.ts';
import { HeapMap } from './map/heap-map.tsx';
import { useIsPrinted } from './media.ts';
import { CheckOverview } from './overview/check.tsx';
import { ComparisonOverview } from './overview/comparison.tsx';
import { PrivacyNote } from './overview/notes.tsx';
import { SummaryOverview } from './overview/summary.tsx';
import { Icon } from './parts/icon.tsx';
import { Problem } from './parts/problem.tsx';
import { Constructors } from './table/constructors.tsx';
import { PrintedTable } from './table/printed-table.tsx';
import { useTheme } from './theme.ts';
import { OverTime } from './time/over-time.tsx';
import { useView, viewsOf, type ViewId } from './views.ts';

/** The page of a report. */
export function App({ report }: { readonly report: PageReport }): JSX.Element {
  const [error] = useErrorBoundary();
  const views = viewsOf(report);
  const view = useView(views);
  const isPrinted = useIsPrinted();
  const [theme, setTheme] = useTheme();
  if (error !== undefined) return <Problem error={error} />;
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <>
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          // The address names the view.
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        Skip to the content
      </a>
      <header class="top-bar">
        <span class="brand">snapdiff</span>
        <nav aria-label="Views">
          {views.map(({ id, title, count }) => (
            <a key={id} href={`#${id}`} aria-current={id === view ? 'page' : undefined}>
              {title}
              {count !== undefined && <span class="count">{count}</span>}
            </a>
          ))}
        </nav>
        <button
          type="button"
          class="theme"
          title={`Use the ${other} theme`}
          aria-label={`Use the ${other} theme`}
          onClick={() => setTheme(other)}
        >
          <Icon name={other === 'dark' ? 'moon' : 'sun'} />
        </button>
      </header>
      <main id="content" tabIndex={-1}>
        {isPrinted ? (
          <Printed report={report} />
        ) : (
          <ViewOf key={view} report={report} view={view} theme={theme} />
        )}
      </main>
      <footer>
        <PrivacyNote strings={report.privacy?.strings} />
        <p>
          Made by snapdiff. It asks nothing of any server. Drawn with Preact and uPlot (MIT) and d3-hierarchy
          (ISC); their licences are in the source of this page.
        </p>
      </footer>
    </>
  );
}

interface ViewProps {
  readonly report: PageReport;
  readonly view: ViewId;
  readonly theme: string;
}

function ViewOf({ report, view, theme }: ViewProps): JSX.Element | null {
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
function Printed({ report }: { readonly report: PageReport }): JSX.Element {
  return (
    <>
      <Overview report={report} />
      <PrintedTable report={report} />
    </>
  );
}
