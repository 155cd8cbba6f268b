import {
  hierarchy,
  partition,
  treemap,
  type HierarchyNode,
  type HierarchyRectangularNode,
} from 'd3-hierarchy';
import type { MapEntry } from './map-entry.ts';

export type MapShape = 'treemap' | 'icicle';
/** What the area stands for. */
export type MapArea = 'grown' | 'retained';

/** Where an entry is drawn, in CSS pixels. */
export interface Tile {
  readonly entry: MapEntry;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Levels below the focus that a treemap shows: deeper ones are frames in frames. */
const treemapLevels = 4;
const icicleLevels = 40;
/** For the name above what is in it. */
const headHeight = 19;
/** Of a level of an icicle: as high as there is room for. */
const [minRowHeight, maxRowHeight] = [24, 40];
/** Narrower ones cannot be pointed at. */
const minTile = 2;

export function sizeOf(entry: MapEntry, area: MapArea): number {
  return Math.max(0, area === 'grown' ? (entry.addedSize ?? 0) : entry.retainedSize);
}

/**
 * Lays out what is below the focus. What an entry has of its own, beside what is below it, stays free in its frame.
 *
 * @returns the focus first, each before what is drawn in it
 */
export function layOut(
  focus: MapEntry,
  shape: MapShape,
  area: MapArea,
  width: number,
  height: number,
): Tile[] {
  const levels = shape === 'treemap' ? treemapLevels : icicleLevels;
  const root = hierarchy(focus, ({ depth, children }) => (depth - focus.depth < levels ? children : []));
  root.eachAfter((node) => {
    const below = (node.children ?? []).reduce((sum, child) => sum + (child.value ?? 0), 0);
    // The parts are never more than the whole; if a file says so nevertheless, they are drawn in it.
    (node as { value: number }).value = Math.max(sizeOf(node.data, area), below);
  });
  root.sort(largestFirst);
  const laid = shape === 'treemap' ? asTreemap(root, width, height) : asIcicle(root, width, height);
  return laid
    .descendants()
    .map(({ data, x0, y0, x1, y1 }) => ({
      entry: data,
      left: x0,
      top: y0,
      width: x1 - x0,
      height: y1 - y0,
    }))
    .filter((tile) => tile.width >= minTile && tile.height >= minTile);
}

/** The rest behind all. */
function largestFirst(a: HierarchyNode<MapEntry>, b: HierarchyNode<MapEntry>): number {
  return Number(a.data.isRest) - Number(b.data.isRest) || (b.value ?? 0) - (a.value ?? 0);
}

function asTreemap(
  root: HierarchyNode<MapEntry>,
  width: number,
  height: number,
): HierarchyRectangularNode<MapEntry> {
  return treemap<MapEntry>()
    .size([width, height])
    .paddingOuter(2)
    .paddingTop(headHeight)
    .paddingInner(1)
    .round(true)(root);
}

function asIcicle(
  root: HierarchyNode<MapEntry>,
  width: number,
  height: number,
): HierarchyRectangularNode<MapEntry> {
  const levels = root.height + 1;
  const rowHeight = Math.min(Math.max(Math.floor(height / levels), minRowHeight), maxRowHeight);
  return partition<MapEntry>()
    .size([width, levels * rowHeight])
    .padding(1)
    .round(true)(root);
}
