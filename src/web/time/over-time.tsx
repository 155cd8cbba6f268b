import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { formatBytes, formatBytesDelta, formatCount, formatCountDelta } from '../../base/units.ts';
import type { ComparisonReport } from '../../report/report.ts';
import type { PageReport } from '../data-source.ts';
import { Name } from '../parts/name.tsx';
import { Chart } from './chart.tsx';
import { linesOf } from './lines.ts';

interface OverTimeProps {
  readonly report: PageReport;
  readonly theme: string;
}

/** How the heap, the suspects and the process went. */
export function OverTime({ report, theme }: OverTimeProps): JSX.Element {
  const charts = useMemo(() => linesOf(report), [report]);
  return (
    <>
      <h1 class="view-title">Over time</h1>
      <div class="charts">
        {charts.map((lines) => (
          <Chart key={lines.title} lines={lines} theme={theme} />
        ))}
      </div>
      {report.kind === 'comparison' && report.pairs.length > 0 && <Pairs pairs={report.pairs} />}
    </>
  );
}

/** Each snapshot with the one before it, and with the first. */
function Pairs({ pairs }: { readonly pairs: ComparisonReport['pairs'] }): JSX.Element {
  return (
    <section aria-labelledby="pairs-title">
      <h2 id="pairs-title">From snapshot to snapshot</h2>
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="pairs-title">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">Snapshots</th>
              {['# New', '# Deleted', '# Delta', 'Alloc. Size', 'Freed Size', 'Size Delta'].map((title) => (
                <th key={title} scope="col" class="number">
                  {title}
                </th>
              ))}
              <th scope="col">Grew</th>
            </tr>
          </thead>
          <tbody>
            {pairs.map(({ baseline, current, totals, grew }) => (
              <tr key={`${baseline} ${current}`}>
                <th scope="row">
                  {baseline} → {current}
                </th>
                <td class="number">{formatCount(totals.addedCount)}</td>
                <td class="number">{formatCount(totals.removedCount)}</td>
                <td class="number">{formatCountDelta(totals.countDelta)}</td>
                <td class="number">{formatBytes(totals.addedSize)}</td>
                <td class="number">{formatBytes(totals.removedSize)}</td>
                <td class="number">{formatBytesDelta(totals.sizeDelta)}</td>
                <td>
                  {grew && (
                    <>
                      <Name text={grew.className} width={50} /> {formatCountDelta(grew.countDelta)}
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
