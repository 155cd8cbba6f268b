import type { JSX } from 'preact';
import { formatBytes, formatBytesDelta } from '../../base/units.ts';
import {
  budgetCells,
  budgetLabel,
  budgetsToShow,
  budgetTitles,
  checkSummary,
  fileRoles,
  firstOf,
  ignorableAs,
  openSuspects,
  openSuspectText,
  suspectOf,
  verdictText,
} from '../../report/check-parts.ts';
import { placeText } from '../../report/place-text.ts';
import type { CheckReport } from '../../report/report.ts';
import { holderText } from '../../report/suspect-text.ts';
import type { CheckFailure, Suspect } from '../data-source.ts';
import { Name, Words } from '../parts/name.tsx';
import { Path } from '../parts/path.tsx';
import { Stat } from '../parts/stat.tsx';
import { meanings } from '../words.ts';
import { Banner } from './banner.tsx';
import { Files } from './files.tsx';
import { Warnings } from './notes.tsx';
import { SplitBar } from './split-bar.tsx';
import { Remedy, SuspectCards } from './suspect-card.tsx';

/** The first screen of a check: whether it passed, why not, and what to do. */
export function CheckOverview({ report }: { readonly report: CheckReport }): JSX.Element {
  const { passed, failures, suspects, growth, snapshots, warningsParts, ruleParts, budgets } = report;
  const verdict = verdictText(report);
  const roles = fileRoles(report);
  return (
    <>
      <Banner tone={passed ? 'fine' : 'leak'} label={passed ? 'Check passed' : 'Check failed'}>
        <p>
          {sentenceCase(checkSummary(report))}. <Words parts={ruleParts} />
        </p>
        {verdict && (
          <p class="muted">
            <Words parts={verdict} />
          </p>
        )}
        {openSuspects(report).map((suspect) => (
          <p key={suspect.rank} class="muted">
            Does not fail: <Name text={suspect.className} />, {openSuspectText(report, suspect)}
          </p>
        ))}
      </Banner>
      <Warnings parts={warningsParts} />
      {failures.length > 0 && <Failures report={report} />}
      <Totals report={report} />
      {budgets.length > 0 && <Budgets report={report} />}
      <div class={suspects.length > 0 ? 'columns' : ''}>
        {suspects.length > 0 && <SuspectCards suspects={suspects} isFirstOpen={passed} />}
        <SplitBar growth={growth} />
      </div>
      <Files files={snapshots.map((file, index) => ({ ...file, role: roles[index] }))} />
    </>
  );
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function Failures({ report }: { readonly report: CheckReport }): JSX.Element {
  const { shown, omitted } = firstOf(report.failures, 'failures');
  return (
    <section aria-labelledby="failures-title">
      <h2 id="failures-title">Why it failed</h2>
      <ol class="cards">
        {shown.map((failure, index) => (
          <Failure
            key={index}
            failure={failure}
            rule={suspectOf(report, failure)?.rule}
            isOpen={index === 0}
          />
        ))}
      </ol>
      {omitted !== undefined && <p class="muted below">{omitted}</p>}
    </section>
  );
}

interface FailureProps {
  readonly failure: CheckFailure;
  readonly rule: Suspect['rule'];
  readonly isOpen: boolean;
}

function Failure({ failure, rule, isOpen }: FailureProps): JSX.Element {
  const { messageParts, holder, path, omittedStepCount, location, next } = failure;
  const ignorable = ignorableAs(failure);
  return (
    <li class="card">
      <details open={isOpen}>
        <summary>
          <span class="card-head">
            <span class="failure">
              <Words parts={messageParts} />
            </span>
          </span>
        </summary>
        <div class="card-body">
          {rule && <Remedy rule={rule} />}
          <dl class="facts">
            {holder && (
              <>
                <dt>Held by</dt>
                <dd>
                  <Name text={holderText(holder)} width={120} />
                </dd>
              </>
            )}
            {location && (
              <>
                <dt>Made at</dt>
                <dd>
                  <Name text={placeText(location)} width={120} />
                </dd>
              </>
            )}
            <dt>Look closer</dt>
            <dd>
              <code>
                <Name text={next} width={400} />
              </code>
            </dd>
            {ignorable !== undefined && (
              <>
                <dt>Ignore it</dt>
                <dd>
                  <code>
                    --ignore <Name text={ignorable} />
                  </code>
                </dd>
              </>
            )}
          </dl>
          {path.length > 0 && (
            <>
              <h3 class="minor">
                Retaining path <span class="meaning">{meanings.path}</span>
              </h3>
              <Path steps={path} holderId={holder?.nodeId} omittedCount={omittedStepCount} />
            </>
          )}
        </div>
      </details>
    </li>
  );
}

function Totals({ report: { snapshots } }: { readonly report: CheckReport }): JSX.Element {
  const [first, last] = [snapshots[0], snapshots[snapshots.length - 1]];
  return (
    <dl class="stats">
      <Stat label="Heap" value={formatBytes(last.totalSize)} note={`from ${formatBytes(first.totalSize)}`}>
        {meanings.heap}
      </Stat>
      <Stat label="Growth" value={formatBytesDelta(last.totalSize - first.totalSize)}>
        {meanings.growth}
      </Stat>
    </dl>
  );
}

function Budgets({ report }: { readonly report: CheckReport }): JSX.Element {
  const { shown, omitted } = firstOf(budgetsToShow(report), 'budgets');
  return (
    <section aria-labelledby="budgets-title">
      <h2 id="budgets-title">Budgets</h2>
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="budgets-title">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">Budget</th>
              <th scope="col">Result</th>
              {budgetTitles.map((title) => (
                <th key={title} scope="col" class={title === 'From' ? '' : 'number'}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((budget, index) => (
              <tr key={index}>
                <th scope="row">
                  <Name text={budgetLabel(budget)} width={90} />
                </th>
                <td class={budget.passed ? 'tone-fine' : 'tone-leak'}>
                  {budget.passed ? 'kept' : 'exceeded'}
                </td>
                {budgetCells(budget).cells.map((cell, column) => (
                  <td key={column} class={budgetTitles[column] === 'From' ? '' : 'number'}>
                    {cell === '' ? '' : <Name text={cell} width={60} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {omitted !== undefined && <p class="muted below">{omitted}</p>}
    </section>
  );
}
