import type { JSX } from 'preact';
import { formatCount } from '../../base/units.ts';
import type { PageReport } from '../data-source.ts';
import { Name } from '../parts/name.tsx';
import { tableOf } from './columns.ts';

/** Nobody prints more. */
const maxRows = 60;
/** As many as stand beside each other on a sheet. */
const maxColumns = 8;

/** The beginning of the table, for paper. */
export function PrintedTable({ report }: { readonly report: PageReport }): JSX.Element {
  const { rows, columns } = tableOf(report);
  const shown = rows.slice(0, maxRows);
  const omitted = rows.length - shown.length + report.omittedClassCount;
  const titles = columns.slice(0, maxColumns);
  return (
    <section>
      <h2>Constructors</h2>
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">Constructor</th>
            {titles.map(({ title }) => (
              <th key={title} scope="col" class="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, index) => (
            <tr key={index}>
              <th scope="row">
                <Name text={row.className} width={40} />
              </th>
              {titles.map(({ title, textOf }) => (
                <td key={title} class="number">
                  {textOf(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {omitted > 0 && <p class="muted">{formatCount(omitted)} more constructors are not printed.</p>}
    </section>
  );
}
