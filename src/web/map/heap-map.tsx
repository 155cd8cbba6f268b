import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { formatBytes, formatBytesDelta } from '../../base/units.ts';
import type { HeapTree } from '../data-source.ts';
import { Icon } from '../parts/icon.tsx';
import { Choice } from '../parts/choice.tsx';
import { ObjectLink } from '../parts/object-link.tsx';
import { meanings } from '../words.ts';
import { Contents } from './contents.tsx';
import { entryFacts, entryName, growthSteps } from './entry-text.ts';
import { sizeOf, type MapArea, type MapShape } from './lay-out.ts';
import { mapEntries, wayTo, type MapEntry } from './map-entry.ts';
import { Tiles } from './tiles.tsx';

/** The heap, or what grew of it, as nested rectangles: what would be freed with what. */
export function HeapMap({ tree }: { readonly tree: HeapTree }): JSX.Element {
  const entries = useMemo(() => mapEntries(tree), [tree]);
  const whole = entries[0];
  const isComparison = whole.addedSize !== null;
  const hasGrown = (whole.addedSize ?? 0) > 0;
  const [shape, setShape] = useState<MapShape>('treemap');
  const [area, setArea] = useState<MapArea>(hasGrown ? 'grown' : 'retained');
  const [isColored, setColored] = useState(true);
  const [focus, setFocus] = useState(whole);
  const [pointed, setPointed] = useState(whole);
  const [query, setQuery] = useState('');

  const zoom = (index: number): void => {
    const entry = entries[index];
    // The smallest have nothing in them to be seen: their frame does.
    const to = entry.children.length > 0 ? entry : (entry.parent ?? entry);
    setFocus(to);
    setPointed(entry);
  };
  const found = useMemo(() => findEntries(entries, query), [entries, query]);
  const foundSize = useMemo(() => sizeFound(entries, found, area), [entries, found, area]);

  return (
    <section aria-labelledby="map-title" class="map-view">
      <h1 id="map-title" class="view-title">
        {area === 'grown' ? 'What grew' : 'The heap'}
      </h1>
      <p class="meaning lead-meaning">
        Each rectangle is what would be freed if its object went, so what is inside hangs on what is around
        it.{' '}
        {area === 'grown'
          ? 'Areas are bytes that are new since the first snapshot.'
          : 'Areas are retained sizes.'}
      </p>
      <div class="tools">
        <Choice
          label="Shape"
          value={shape}
          options={[
            ['treemap', 'Treemap'],
            ['icicle', 'Icicle'],
          ]}
          onChange={setShape}
        />
        {hasGrown && (
          <Choice
            label="Area"
            value={area}
            options={[
              ['grown', 'What grew'],
              ['retained', 'Whole heap'],
            ]}
            onChange={setArea}
          />
        )}
        {isComparison && (
          <label class="toggle">
            <input
              type="checkbox"
              checked={isColored}
              onChange={({ currentTarget }) => setColored(currentTarget.checked)}
            />
            Colour by growth
          </label>
        )}
        <label class="search">
          <Icon name="search" />
          <span class="for-ears">Search the map</span>
          <input
            type="search"
            placeholder="Search the map"
            value={query}
            onInput={({ currentTarget }) => setQuery(currentTarget.value)}
          />
        </label>
        <p class="tools-count muted" role="status">
          {query.trim() !== '' && `${found.size} found, ${formatBytes(foundSize)}`}
        </p>
      </div>
      <nav class="crumbs" aria-label="Where the map is">
        <ol>
          {wayTo(focus).map((entry) => (
            <li key={entry.index}>
              {entry === focus ? (
                <span aria-current="location">{entryName(entry)}</span>
              ) : (
                <button type="button" class="quiet" onClick={() => zoom(entry.index)}>
                  {entryName(entry, 30)}
                </button>
              )}
            </li>
          ))}
        </ol>
      </nav>
      <div class="map-columns">
        <div class="map-main">
          <Tiles
            focus={focus}
            shape={shape}
            area={area}
            isColored={isColored && isComparison}
            found={query.trim() === '' ? undefined : found}
            pointed={pointed}
            onPoint={(index) => setPointed(entries[index])}
            onZoom={zoom}
          />
          <p class="map-facts">
            <strong>
              {entryName(pointed)}
              {pointed.nodeId !== null && pointed.depth > 0 && (
                <>
                  {' '}
                  <ObjectLink nodeId={pointed.nodeId}>@{pointed.nodeId}</ObjectLink>
                </>
              )}
            </strong>{' '}
            {entryFacts(pointed, whole.retainedSize)}
          </p>
          {isColored && isComparison && <Scale />}
        </div>
        <Contents focus={focus} area={area} onZoom={zoom} />
      </div>
      <p class="meaning below">
        Retained size: {meanings.retained} A click zooms in. With the keyboard: arrow keys go to neighbours,
        in and out; Enter zooms, Escape goes back.
        {hasGrown && ` In all ${formatBytesDelta(whole.addedSize ?? 0)} are in new objects.`}
      </p>
    </section>
  );
}

/** @returns entry indices */
function findEntries(entries: readonly MapEntry[], query: string): ReadonlySet<number> {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return new Set();
  const found = entries.filter(
    ({ isRest, className }) => !isRest && className.slice(0, 500).toLowerCase().includes(wanted),
  );
  return new Set(found.map(({ index }) => index));
}

/** What is found inside of what is found counts once. */
function sizeFound(entries: readonly MapEntry[], found: ReadonlySet<number>, area: MapArea): number {
  // Entries are in preorder: whether the one above is covered is known.
  const covered = new Uint8Array(entries.length);
  let size = 0;
  for (const { index, parent } of entries) {
    covered[index] = parent ? covered[parent.index] : 0;
    if (!found.has(index) || covered[index] === 1) continue;
    covered[index] = 1;
    size += sizeOf(entries[index], area);
  }
  return size;
}

/** What the colours mean. */
function Scale(): JSX.Element {
  return (
    <p class="scale muted">
      New bytes of it:
      {growthSteps.map((from, step) => (
        <span key={step} class={`scale-step g${step}`}>
          {step === 0 ? 'none' : `${from * 100} %`}
        </span>
      ))}
      and more
    </p>
  );
}
