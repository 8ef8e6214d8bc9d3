// Where the tiles of a call go: pure arithmetic, in CSS pixels.

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

/** Where everything is: a rectangle for each shared screen and one for each person, in the order in which they are shown. */
export interface Layout {
  readonly screens: readonly Rect[];
  readonly people: readonly Rect[];
}

/** How wide a tile may be for its height: a picture is cut to fit, but not beyond recognition. */
interface Shape {
  readonly narrowest: number;
  readonly widest: number;
}

const LANDSCAPE: Shape = { narrowest: 4 / 3, widest: 16 / 9 };
/** On a phone held upright the cameras are upright too. */
const PORTRAIT: Shape = { narrowest: 2 / 3, widest: 16 / 9 };
/** A screen is shown whole, so its tile may have any shape. */
const ANY: Shape = { narrowest: 1 / 1000, widest: 1000 };

/** Lays out a call: people in a grid, or in a strip beside the screens that are shared or below them. */
export function layOut(people: number, screens: number, area: Size, gap: number): Layout {
  if (screens === 0) return { screens: [], people: grid(people, { x: 0, y: 0, ...area }, gap, shapeFor(area)) };
  const widest = stripOf(area, gap, mostOfStrip(area));
  // what the people do not need, the screens get
  const { width, height } = boundsOf(grid(people, widest, gap, LANDSCAPE));
  const strip = stripOf(area, gap, isWide(area) ? width : height);
  return { screens: grid(screens, besides(strip, area, gap), gap, ANY), people: grid(people, strip, gap, LANDSCAPE) };
}

function shapeFor(area: Size): Shape {
  return isWide(area) ? LANDSCAPE : PORTRAIT;
}

function isWide({ width, height }: Size): boolean {
  return width >= height;
}

/** How much of an area's longer side the people may take from the screens. */
function mostOfStrip(area: Size): number {
  const { width, height } = area;
  return isWide(area) ? clamp(width * 0.2, 130, 300) : clamp(height * 0.3, 90, 260);
}

/** The right end of a wide area, or the lower end of a tall one. */
function stripOf(area: Size, gap: number, extent: number): Rect {
  const { width, height } = area;
  const most = Math.max(0, Math.min(extent, (isWide(area) ? width : height) - gap));
  return isWide(area)
    ? { x: width - most, y: 0, width: most, height }
    : { x: 0, y: height - most, width, height: most };
}

/** What is left of an area. */
function besides(strip: Rect, area: Size, gap: number): Rect {
  const width = isWide(area) ? Math.max(0, strip.x - gap) : area.width;
  const height = isWide(area) ? area.height : Math.max(0, strip.y - gap);
  return { x: 0, y: 0, width, height };
}

function boundsOf(tiles: readonly Rect[]): Size {
  const left = Math.min(...tiles.map(({ x }) => x));
  const top = Math.min(...tiles.map(({ y }) => y));
  const right = Math.max(...tiles.map(({ x, width }) => x + width));
  const bottom = Math.max(...tiles.map(({ y, height }) => y + height));
  return { width: right - left, height: bottom - top };
}

/** A grid of equal tiles, as large as they can be in an area; a last row that is not full is centred. */
function grid(count: number, area: Rect, gap: number, shape: Shape): Rect[] {
  let best: Grid = { columns: 0, rows: 0, tile: { width: 0, height: 0 } };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const width = Math.max(0, (area.width - gap * (columns - 1)) / columns);
    const height = Math.max(0, (area.height - gap * (rows - 1)) / rows);
    const tile = { width: Math.min(width, height * shape.widest), height: Math.min(height, width / shape.narrowest) };
    if (best.columns === 0 || areaOf(tile) > areaOf(best.tile)) best = { columns, rows, tile };
  }
  const { columns, rows, tile } = best;
  const top = area.y + (area.height - extent(rows, tile.height, gap)) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = area.x + (area.width - extent(inRow, tile.width, gap)) / 2;
    return { x: left + (index % columns) * (tile.width + gap), y: top + row * (tile.height + gap), ...tile };
  });
}

interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly tile: Size;
}

function areaOf({ width, height }: Size): number {
  return width * height;
}

function extent(count: number, size: number, gap: number): number {
  return count * size + (count - 1) * gap;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
