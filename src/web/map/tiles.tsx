import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { entryFacts, entryName, growthStep } from './entry-text.ts';
import { layOut, type MapArea, type MapShape, type Tile } from './lay-out.ts';
import type { MapEntry } from './map-entry.ts';

interface TilesProps {
  readonly focus: MapEntry;
  readonly shape: MapShape;
  readonly area: MapArea;
  readonly isColored: boolean;
  /** Indices of entries that a search found; undefined while nothing is searched. */
  readonly found: ReadonlySet<number> | undefined;
  /** The entry that the keyboard, or the mouse, is on. */
  readonly pointed: MapEntry;
  readonly onPoint: (index: number) => void;
  readonly onZoom: (index: number) => void;
}

/** Smaller ones have no room for a name. */
const [minNameWidth, minNameHeight] = [34, 15];

/** The rectangles. For who does not see them they are a tree, with the keys of one. */
export function Tiles(props: TilesProps): JSX.Element {
  const { focus, shape, area, isColored, found, pointed, onPoint, onZoom } = props;
  const box = useRef<HTMLDivElement>(null);
  const [[width, height], setSize] = useState<readonly [number, number]>([0, 0]);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = (): void => setSize([element.clientWidth, element.clientHeight]);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const tiles = useMemo(
    () => (width > 0 ? layOut(focus, shape, area, width, height) : []),
    [focus, shape, area, width, height],
  );
  // Kept as they are while the mouse moves: only the frame around the one it is on is drawn anew.
  const boxes = useMemo(
    () =>
      tiles.map((tile) => (
        <TileBox
          key={tile.entry.index}
          tile={tile}
          color={isColored ? `g${growthStep(tile.entry)}` : 'g-none'}
          mark={found === undefined ? '' : found.has(tile.entry.index) ? 'is-found' : 'is-not-found'}
          level={tile.entry.depth - focus.depth + 1}
        />
      )),
    [tiles, isColored, found, focus],
  );
  const drawn = useMemo(() => new Map(tiles.map((tile) => [tile.entry, tile])), [tiles]);
  const active = drawn.has(pointed) ? pointed : focus;
  const activeTile = drawn.get(active);

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const siblings = (active.parent?.children ?? []).filter((entry) => drawn.has(entry));
    const at = siblings.indexOf(active);
    const moves: Readonly<Record<string, MapEntry | undefined>> = {
      ArrowDown: active.children.find((entry) => drawn.has(entry)),
      ArrowUp: active === focus ? undefined : active.parent,
      ArrowRight: siblings[at + 1],
      ArrowLeft: siblings[at - 1],
      Home: focus,
    };
    if (event.key in moves) {
      event.preventDefault();
      const to = moves[event.key];
      if (to) onPoint(to.index);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onZoom(active.index);
    } else if (event.key === 'Escape' && focus.parent) {
      event.preventDefault();
      onZoom(focus.parent.index);
    }
  };

  const entryAt = (target: EventTarget | null): number | undefined => {
    const tile = target instanceof Element ? target.closest<HTMLElement>('[data-entry]') : null;
    return tile ? Number(tile.dataset['entry']) : undefined;
  };
  return (
    <div
      ref={box}
      class={`tiles is-${shape}`}
      role="tree"
      tabIndex={0}
      aria-label="Map of the heap"
      aria-activedescendant={tiles.length > 0 ? `tile-${active.index}` : undefined}
      onKeyDown={onKeyDown}
      onMouseOver={({ target }) => {
        const index = entryAt(target);
        if (index !== undefined) onPoint(index);
      }}
      onClick={({ target }) => {
        const index = entryAt(target);
        if (index !== undefined) onZoom(index);
      }}
    >
      {boxes}
      {activeTile && (
        <div
          class={active === focus ? 'tile-frame is-focus' : 'tile-frame'}
          aria-hidden="true"
          style={placeOf(activeTile)}
        />
      )}
      {tiles.length <= 1 && width > 0 && (
        <p class="nothing">Nothing below this is large enough to be drawn.</p>
      )}
    </div>
  );
}

interface TileProps {
  readonly tile: Tile;
  readonly color: string;
  readonly mark: string;
  readonly level: number;
}

function TileBox({ tile, color, mark, level }: TileProps): JSX.Element {
  const { entry, width, height } = tile;
  const hasName = width >= minNameWidth && height >= minNameHeight;
  const name = entryName(entry);
  return (
    <div
      id={`tile-${entry.index}`}
      role="treeitem"
      aria-level={level}
      aria-label={`${name}, ${entryFacts(entry, 0)}`}
      data-entry={entry.index}
      class={`tile ${entry.isRest ? 'is-rest' : color} ${mark}`}
      style={placeOf(tile)}
    >
      {hasName && <span class="tile-name">{name}</span>}
    </div>
  );
}

function placeOf({ left, top, width, height }: Tile): Readonly<Record<string, string>> {
  return { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` };
}
