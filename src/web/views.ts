import { useEffect, useState } from 'preact/hooks';
import { formatCount } from '../base/units.ts';
import type { PageReport } from './data-source.ts';
import { hasCourse } from './time/lines.ts';

/** A part of the page, by its name in the address. */
export type ViewId = 'overview' | 'constructors' | 'map' | 'time';

export interface View<Id extends string = ViewId> {
  readonly id: Id;
  readonly title: string;
  /** How many it lists. */
  readonly count?: string;
}

/** Those that the report has something for. */
export function viewsOf(report: PageReport): View[] {
  return [
    { id: 'overview', title: 'Overview' },
    { id: 'constructors', title: 'Constructors', count: formatCount(report.classes.length) },
    ...(report.tree ? [{ id: 'map', title: 'Heap map' } as const] : []),
    ...(hasCourse(report) ? [{ id: 'time', title: 'Over time' } as const] : []),
  ];
}

/** The view that the address names, so that back and forward work; the first where it names none. */
export function useView(views: readonly View[]): ViewId {
  const read = (): ViewId => views.find(({ id }) => `#${id}` === location.hash)?.id ?? 'overview';
  const [view, setView] = useState(read);
  useEffect(() => {
    const follow = (): void => {
      setView(read());
      scrollTo(0, 0);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return view;
}
