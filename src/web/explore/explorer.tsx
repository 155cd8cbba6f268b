import type { JSX } from 'preact';
import { useErrorBoundary, useRef } from 'preact/hooks';
import type { Session } from '../../explore/session.ts';
import { safeText } from '../../report/safe-text.ts';
import { Frame } from '../frame.tsx';
import { Problem } from '../parts/problem.tsx';
import { useTheme } from '../theme.ts';
import { placeOf, useAddress } from './use-address.ts';
import { writeAddress, type Address } from './address.ts';
import { askReport } from './client.ts';
import { ExplorerContext } from './explorer-context.ts';
import { Containment, Dominators } from './heap-trees.tsx';
import { LiveReport } from './live-report.tsx';
import { ObjectView } from './object-view.tsx';
import { SearchView } from './search.tsx';
import { Strings } from './strings.tsx';
import { useAnswer } from './use-answer.ts';
import { useSession } from './use-session.ts';

/** The page of an explorer: the report, and what only open heaps can tell. */
export function Explorer(): JSX.Element {
  const { session, isLost } = useSession();
  const [error] = useErrorBoundary();
  if (error !== undefined) return <Problem error={error} />;
  return (
    <>
      {session ? (
        <Explored session={session} />
      ) : (
        <main class="problem">{!isLost && <p role="status">Waiting for snapdiff …</p>}</main>
      )}
      <div role="alert">
        {isLost && (
          <p class="lost">
            <strong>snapdiff has ended: start it again.</strong> What is drawn here stays, and nothing more
            can be asked.
          </p>
        )}
      </div>
    </>
  );
}

function Explored({ session }: { readonly session: Session }): JSX.Element {
  const [theme, setTheme] = useTheme();
  const count = session.snapshots.length;
  const address = useAddress(count);
  // Other views leave the report as it was.
  const compared = useRef(allOf(count));
  if ('compared' in address && address.compared.join() !== compared.current.join()) {
    compared.current = address.compared;
  }
  const snapshot = 'snapshot' in address ? address.snapshot : lastOf(compared.current);
  const report = useAnswer(compared.current.join(), (signal) => askReport(compared.current, signal));
  const { answer } = report;
  const isOneProcess = answer?.kind !== 'comparison' || answer.matchedBy === 'id';
  return (
    <ExplorerContext.Provider value={{ session, compared: compared.current, isOneProcess }}>
      <Frame
        views={viewsOf(compared.current, snapshot, count)}
        current={address.view === 'object' ? 'objects' : address.view}
        theme={theme}
        onTheme={setTheme}
        footer={
          <p>
            Explored by snapdiff {safeText(session.toolVersion)} on this machine. The page asks nobody but it,
            and ends with it. It shows what is in the program’s memory, also its secrets. Drawn with Preact
            and uPlot (MIT) and d3-hierarchy (ISC); their licences are in the source of this page.
          </p>
        }
      >
        <View key={placeOf(address)} address={address} report={report} theme={theme} />
      </Frame>
    </ExplorerContext.Provider>
  );
}

interface ViewProps {
  readonly address: Address;
  readonly report: ReturnType<typeof useAnswer<Awaited<ReturnType<typeof askReport>>>>;
  readonly theme: string;
}

function View({ address, report, theme }: ViewProps): JSX.Element {
  switch (address.view) {
    case 'objects':
      return <SearchView snapshot={address.snapshot} by={address.by} text={address.text} />;
    case 'object':
      return <ObjectView snapshot={address.snapshot} id={address.id} part={address.part} />;
    case 'containment':
      return <Containment snapshot={address.snapshot} />;
    case 'dominators':
      return <Dominators snapshot={address.snapshot} />;
    case 'strings':
      return <Strings snapshot={address.snapshot} />;
    case 'overview':
    case 'constructors':
    case 'map':
    case 'time':
      return <LiveReport asked={report} view={address.view} theme={theme} />;
  }
}

type Listed = Exclude<Address['view'], 'object'>;

function viewsOf(
  compared: readonly number[],
  snapshot: number,
  count: number,
): { readonly id: Listed; readonly title: string; readonly address: string }[] {
  // All are there from the beginning, so that none moves when the report comes.
  return [
    { id: 'overview', title: 'Overview', address: writeAddress({ view: 'overview', compared }) },
    { id: 'constructors', title: 'Constructors', address: writeAddress({ view: 'constructors', compared }) },
    { id: 'map', title: 'Heap map', address: writeAddress({ view: 'map', compared }) },
    ...(count > 2
      ? [{ id: 'time', title: 'Over time', address: writeAddress({ view: 'time', compared }) } as const]
      : []),
    {
      id: 'objects',
      title: 'Objects',
      address: writeAddress({ view: 'objects', snapshot, by: 'className', text: '' }),
    },
    { id: 'containment', title: 'Containment', address: writeAddress({ view: 'containment', snapshot }) },
    { id: 'dominators', title: 'Dominators', address: writeAddress({ view: 'dominators', snapshot }) },
    { id: 'strings', title: 'Strings', address: writeAddress({ view: 'strings', snapshot }) },
  ];
}

function allOf(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function lastOf(compared: readonly number[]): number {
  return compared[compared.length - 1] ?? 0;
}
