import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { PageReport } from '../data-source.ts';
import { LiveContext, type Live } from '../live.ts';
import { useIsPrinted } from '../media.ts';
import { Name } from '../parts/name.tsx';
import { PrintedReport, ReportView } from '../report-view.tsx';
import { hasCourse } from '../time/lines.ts';
import type { ViewId } from '../views.ts';
import { writeAddress, type ObjectId } from './address.ts';
import { ClassObjects } from './class-objects.tsx';
import { ComparisonChoice } from './comparison-choice.tsx';
import { useExplorer } from './explorer-context.ts';
import type { Asked } from './use-answer.ts';
import { Failed, WorkProgress } from './waiting.tsx';

interface ReportProps {
  readonly asked: Asked<PageReport>;
  readonly view: ViewId;
  readonly theme: string;
}

/** A view of the report, as a saved report has it, with every object a link and every constructor open. */
export function LiveReport({ asked, view, theme }: ReportProps): JSX.Element {
  const { compared } = useExplorer();
  const isPrinted = useIsPrinted();
  const newest = compared[compared.length - 1];
  const live = useMemo<Live>(
    () => ({
      addressOf: (nodeId) =>
        writeAddress({ view: 'object', snapshot: newest, id: nodeId as ObjectId, part: undefined }),
      ClassObjects,
    }),
    [newest],
  );
  const { answer: report, problem, again } = asked;
  return (
    <LiveContext.Provider value={live}>
      <ComparisonChoice view={view} />
      {problem && <Failed problem={problem} onAgain={again} />}
      {!report && !problem && <ReportProgress />}
      {report &&
        (isPrinted ? (
          <PrintedReport report={report} />
        ) : (
          <Drawn key={`${view} ${compared.join()}`} report={report} view={view} theme={theme} />
        ))}
    </LiveContext.Provider>
  );
}

interface DrawnProps {
  readonly report: PageReport;
  readonly view: ViewId;
  readonly theme: string;
}

function Drawn({ report, view, theme }: DrawnProps): JSX.Element {
  // Who measures asks for this mark; nothing else does.
  useEffect(() => {
    performance.mark('drawn');
  }, []);
  if (view === 'time' && !hasCourse(report)) {
    return <p class="muted">Over time there is something to see with three snapshots or more.</p>;
  }
  if (view === 'map' && !report.tree) return <p class="muted">This report has no map.</p>;
  return <ReportView report={report} view={view} theme={theme} />;
}

/** While the files are read for the first time, and while another pair is compared. */
function ReportProgress(): JSX.Element {
  const { session, compared } = useExplorer();
  const isAll = compared.length === session.snapshots.length;
  const words = compared.length === 1 ? 'Reading the snapshot' : 'Comparing the snapshots';
  return (
    <section class="report-progress" aria-label="Progress">
      <h1 class="view-title">{words}</h1>
      <WorkProgress state={isAll ? session.report : { state: 'waiting' }} before={`${words} …`} />
      <ul>
        {compared.map((index) => (
          <li key={index}>
            <span class="role">{index}</span> <Name text={session.snapshots[index]?.path ?? ''} width={90} />
          </li>
        ))}
      </ul>
    </section>
  );
}
