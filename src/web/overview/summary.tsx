import type { JSX } from 'preact';
import { formatBytes, formatCount, formatShare } from '../../base/units.ts';
import type { SummaryReport } from '../../report/report.ts';
import { Name } from '../parts/name.tsx';
import { Stat } from '../parts/stat.tsx';
import { meanings } from '../words.ts';
import { Files } from './files.tsx';
import { Warnings } from './notes.tsx';

/** More constructors are in the table. */
const topCount = 12;

/** The first screen of one snapshot: how big the heap is, and where its bytes are. */
export function SummaryOverview({ report }: { readonly report: SummaryReport }): JSX.Element {
  const { snapshot, warningsParts, statistics } = report;
  return (
    <>
      <h1 class="plain-title">One heap, {formatBytes(snapshot.totalSize)}</h1>
      <p class="lead">
        One snapshot shows what is in memory, not what grows. Compare two or more of one process to find a
        leak.
      </p>
      <Warnings parts={warningsParts} />
      <dl class="stats">
        <Stat label="Heap" value={formatBytes(snapshot.totalSize)}>
          {meanings.heap}
        </Stat>
        <Stat label="Objects" value={formatCount(snapshot.nodeCount)}>
          {meanings.objects}
        </Stat>
        <Stat
          label="JavaScript heap"
          value={formatBytes(statistics.v8Heap)}
          note={share(statistics.v8Heap, report)}
        >
          What V8 manages itself, and collects.
        </Stat>
        <Stat label="Native" value={formatBytes(statistics.native)} note={share(statistics.native, report)}>
          Outside V8’s heap: contents of Buffers, objects of Node’s C++.
        </Stat>
      </dl>
      <Statistics report={report} />
      <TopClasses report={report} />
      <Files files={[{ ...snapshot, role: '' }]} />
    </>
  );
}

function share(bytes: number, { statistics: { total } }: SummaryReport): string {
  return formatShare(total === 0 ? 0 : bytes / total);
}

function Statistics({ report }: { readonly report: SummaryReport }): JSX.Element {
  const { code, strings, jsArrays, system, otherJsObjects, typedArrays, native } = report.statistics;
  const parts = [
    ['Objects', 'part-suspects', otherJsObjects, 'objects, functions, closures'],
    ['Strings', 'part-unexplained', strings, 'texts'],
    ['Arrays', 'part-warm-up', jsArrays, 'JavaScript arrays with their elements'],
    ['Code', 'part-engine', code, 'compiled functions'],
    ['System', 'part-system', system, 'records that V8 keeps for itself'],
    ['Typed arrays', 'part-typed', typedArrays, 'contents of Buffers and ArrayBuffers'],
    ['Other native', 'part-rest', native - typedArrays, 'objects of the platform’s C++'],
  ] as const;
  const shown = parts.filter(([, , bytes]) => bytes > 0);
  const total = shown.reduce((sum, [, , bytes]) => sum + bytes, 0);
  return (
    <section class="split" aria-labelledby="statistics-title">
      <h2 id="statistics-title">Where the bytes are</h2>
      <div class="split-bar" aria-hidden="true">
        {shown.map(([label, className, bytes]) => (
          <span key={label} class={className} style={{ width: `${(bytes / total) * 100}%` }} />
        ))}
      </div>
      <dl class="split-legend">
        {shown.map(([label, className, bytes, meaning]) => (
          <div key={label}>
            <dt>
              <span class={`swatch ${className}`} aria-hidden="true" />
              {label}
            </dt>
            <dd class="amount">
              {formatBytes(bytes)} <span class="share">{share(bytes, report)}</span>
            </dd>
            <dd class="meaning">{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function TopClasses({ report }: { readonly report: SummaryReport }): JSX.Element {
  const top = report.classes.toSorted((a, b) => b.retainedSize - a.retainedSize).slice(0, topCount);
  const most = Math.max(top[0]?.retainedSize ?? 0, 1);
  return (
    <section aria-labelledby="top-title">
      <h2 id="top-title">What holds most</h2>
      <p class="meaning">
        By retained size: {meanings.retained} One object may hold another, so the sizes overlap and do not add
        up.
      </p>
      <ol class="top">
        {top.map(({ key, className, count, retainedSize }) => (
          <li key={key}>
            <span class="top-name">
              <Name text={className} width={50} />
            </span>
            <span class="top-count muted">{formatCount(count)}</span>
            <span class="top-bar" aria-hidden="true">
              <span style={{ width: `${(retainedSize / most) * 100}%` }} />
            </span>
            <span class="top-size">{formatBytes(retainedSize)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
