import type { JSX } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import type { PageReport } from './data-source.ts';
import { Frame } from './frame.tsx';
import { useIsPrinted } from './media.ts';
import { PrivacyNote } from './overview/notes.tsx';
import { Problem } from './parts/problem.tsx';
import { PrintedReport, ReportView } from './report-view.tsx';
import { useTheme } from './theme.ts';
import { useView, viewsOf } from './views.ts';

/** The page of a report. */
export function App({ report }: { readonly report: PageReport }): JSX.Element {
  const [error] = useErrorBoundary();
  const views = viewsOf(report);
  const view = useView(views);
  const isPrinted = useIsPrinted();
  const [theme, setTheme] = useTheme();
  if (error !== undefined) return <Problem error={error} />;
  return (
    <Frame
      views={views.map((each) => ({ ...each, address: `#${each.id}` }))}
      current={view}
      theme={theme}
      onTheme={setTheme}
      footer={
        <>
          <PrivacyNote strings={report.privacy?.strings} />
          <p>
            Made by snapdiff. It asks nothing of any server. Drawn with Preact and uPlot (MIT) and
            d3-hierarchy (ISC); their licences are in the source of this page.
          </p>
        </>
      }
    >
      {isPrinted ? (
        <PrintedReport report={report} />
      ) : (
        <ReportView key={view} report={report} view={view} theme={theme} />
      )}
    </Frame>
  );
}
