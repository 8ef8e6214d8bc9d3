import { expect, test } from "vitest";

import { layOut, type Rect } from "./layout.ts";

const DESKTOP = { width: 1280, height: 660 };
const PHONE = { width: 390, height: 700 };
const GAP = 8;

/** How many tiles are in each row, from top to bottom. */
function rowsOf(tiles: readonly Rect[]): number[] {
  const byTop = Map.groupBy(tiles, ({ y }) => Math.round(y));
  return [...byTop.entries()].toSorted(([one], [other]) => one - other).map(([, row]) => row.length);
}

test.for([
  [1, [1]],
  [2, [2]],
  [3, [2, 1]],
  [4, [2, 2]],
  [5, [3, 2]],
  [6, [3, 3]],
] as const)("%i people on a desktop are rows of %j", ([count, rows]) => {
  expect(rowsOf(layOut(count, 0, DESKTOP, GAP).people)).toEqual(rows);
});

test.for([
  [1, [1]],
  [2, [1, 1]],
  [3, [1, 1, 1]],
  [4, [2, 2]],
  [5, [2, 2, 1]],
  [6, [2, 2, 2]],
] as const)("%i people on a phone held upright are rows of %j", ([count, rows]) => {
  expect(rowsOf(layOut(count, 0, PHONE, GAP).people)).toEqual(rows);
});

const SIZES = [360, 390, 640, 844, 1280, 1920].flatMap((width) =>
  [200, 360, 640, 844, 1080].map((height) => ({ width, height })),
);

test("no two tiles overlap, and none sticks out, whatever the window", () => {
  for (const area of SIZES) {
    for (const people of [1, 2, 3, 4, 5, 6]) {
      for (const screens of [0, 1, 2]) {
        const layout = layOut(people, screens, area, GAP);
        const tiles = [...layout.people, ...layout.screens];
        expect(tiles).toHaveLength(people + screens);
        for (const [index, tile] of tiles.entries()) {
          expect(isWithin(tile, area)).toBe(true);
          expect(tiles.slice(index + 1).some((other) => doOverlap(tile, other))).toBe(false);
        }
      }
    }
  }
});

test("no person's tile is narrower than 2:3 or wider than 16:9", () => {
  for (const area of SIZES) {
    for (const { width, height } of layOut(5, 0, area, GAP).people) {
      expect(width / height).toBeGreaterThan(0.66);
      expect(width / height).toBeLessThan(1.78);
    }
  }
});

test("a last row that is not full is in the middle", () => {
  const third = layOut(3, 0, DESKTOP, GAP).people[2];
  expect(third && third.x + third.width / 2).toBeCloseTo(DESKTOP.width / 2);
});

test("a shared screen takes most of the area, with the people beside it or below", () => {
  const wide = layOut(4, 1, DESKTOP, GAP);
  expect(wide.screens[0]).toMatchObject({ x: 0, y: 0, height: 660 });
  expect(wide.people.every(({ x }) => x > 900)).toBe(true);
  const tall = layOut(4, 1, PHONE, GAP);
  expect(tall.screens[0]).toMatchObject({ x: 0, y: 0, width: 390 });
  expect(tall.people.every(({ y }) => y > 480)).toBe(true);
});

test("a window of no size has tiles of no size", () => {
  for (const { width, height } of layOut(6, 2, { width: 0, height: 0 }, GAP).screens)
    expect([width, height]).toEqual([0, 0]);
});

function isWithin({ x, y, width, height }: Rect, area: { readonly width: number; readonly height: number }): boolean {
  return x >= -0.01 && y >= -0.01 && x + width <= area.width + 0.01 && y + height <= area.height + 0.01;
}

function doOverlap(one: Rect, other: Rect): boolean {
  const apart =
    one.x + one.width <= other.x + 0.01 ||
    other.x + other.width <= one.x + 0.01 ||
    one.y + one.height <= other.y + 0.01 ||
    other.y + other.height <= one.y + 0.01;
  return !apart;
}
