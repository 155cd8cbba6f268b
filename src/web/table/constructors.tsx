import { Fragment, type JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatCount } from '../../base/units.ts';
import type { PageReport } from '../data-source.ts';
import { Icon } from '../parts/icon.tsx';
import { behaviours, meanings, origins } from '../words.ts';
import { chooseRows, type Choice } from './choose-rows.ts';
import { ClassTable } from './class-table.tsx';
import { behaviourOf, tableOf } from './columns.ts';

/** The view of all constructors: search, filters, the table. */
export function Constructors({ report }: { readonly report: PageReport }): JSX.Element {
  const { rows, columns } = useMemo(() => tableOf(report), [report]);
  const [choice, setChoice] = useState<Choice>({ query: '', origin: '', behaviour: '', sort: undefined });
  const change = (part: Partial<Choice>): void => setChoice((before) => ({ ...before, ...part }));
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // "/" goes to the search, as in many tools; not while somebody types.
    const onKey = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof Element && event.target.matches('input, select, textarea');
      if (event.key !== '/' || isTyping) return;
      event.preventDefault();
      search.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  const shownCount = useMemo(() => chooseRows(rows, columns, choice).length, [rows, columns, choice]);
  const isSeries = report.kind === 'comparison' && report.snapshots.length > 2;
  return (
    <section class="constructors" aria-labelledby="constructors-title">
      <h1 id="constructors-title" class="view-title">
        {report.kind === 'check' ? 'Constructors that grew' : 'Constructors'}
      </h1>
      <div class="tools">
        <label class="search">
          <Icon name="search" />
          <span class="for-ears">Search constructors</span>
          <input
            type="search"
            ref={search}
            placeholder="Search constructors ( / )"
            value={choice.query}
            onInput={({ currentTarget }) => change({ query: currentTarget.value })}
          />
        </label>
        <Filter
          label="Made by"
          value={choice.origin}
          names={origins}
          present={rows.map(({ origin }) => origin)}
          onChange={(origin) => change({ origin })}
        />
        {isSeries && (
          <Filter
            label="Behaviour"
            value={choice.behaviour}
            names={behaviours}
            present={rows.flatMap((row) => behaviourOf(row) ?? [])}
            onChange={(behaviour) => change({ behaviour })}
          />
        )}
        <p class="tools-count muted" role="status">
          {shownCount === rows.length
            ? `${formatCount(rows.length)} constructors`
            : `${formatCount(shownCount)} of ${formatCount(rows.length)}`}
        </p>
      </div>
      <ClassTable
        report={report}
        rows={rows}
        columns={columns}
        choice={choice}
        onSort={(sort) => change({ sort })}
      />
      <p class="meaning below">
        {report.omittedClassCount > 0 &&
          `${formatCount(report.omittedClassCount)} more constructors are not in this report. `}
        A row opens by a click or Enter; arrow keys go from row to row.
        {report.kind === 'comparison' && report.matchedBy === 'className' && (
          <> Objects were not followed: the two snapshots are of two processes.</>
        )}
      </p>
      <details class="glossary">
        <summary>What the columns mean</summary>
        <dl>
          <dt>Constructor</dt>
          <dd>{meanings.constructor}</dd>
          {columns.map(({ title, meaning }) => (
            <Fragment key={title}>
              <dt>{title}</dt>
              <dd>{meaning}</dd>
            </Fragment>
          ))}
        </dl>
      </details>
    </section>
  );
}

interface FilterProps {
  readonly label: string;
  readonly value: string;
  /** What can be chosen, and how it is called; where the names are sentences, the keys are shown. */
  readonly names: Readonly<Record<string, string>>;
  readonly present: readonly string[];
  readonly onChange: (value: string) => void;
}

function Filter({ label, value, names, present, onChange }: FilterProps): JSX.Element {
  const known = Object.keys(names).filter((key) => present.includes(key));
  return (
    <label class="filter">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">all</option>
        {known.map((key) => (
          <option key={key} value={key}>
            {names === behaviours ? key : names[key]}
          </option>
        ))}
      </select>
    </label>
  );
}
