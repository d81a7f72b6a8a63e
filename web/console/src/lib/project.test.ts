import { expect, test } from "vitest";
import { frameOf, place, scaleBar, tilesOf } from "./project";

const huzhou = [{ lat: 30.7, lon: 119.9 }, { lat: 30.95, lon: 120.4 }];

test("everything is inside the margin, north is up and east is right", () => {
  const frame = frameOf(huzhou, 800, 600);
  const [southWest, northEast] = huzhou.map((point) => place(point, frame));
  for (const spot of [southWest, northEast]) {
    expect(spot!.x).toBeGreaterThanOrEqual(39.9);
    expect(spot!.x).toBeLessThanOrEqual(760.1);
    expect(spot!.y).toBeGreaterThanOrEqual(39.9);
    expect(spot!.y).toBeLessThanOrEqual(560.1);
  }
  expect(northEast!.x).toBeGreaterThan(southWest!.x);
  expect(northEast!.y).toBeLessThan(southWest!.y);
});

test("a kilometre is as long to the north as to the east", () => {
  const frame = frameOf(huzhou, 800, 600);
  const from = place({ lat: 30.8, lon: 120.1 }, frame);
  const north = place({ lat: 30.8 + 1 / 111.32, lon: 120.1 }, frame);
  const east = place({ lat: 30.8, lon: 120.1 + 1 / (111.32 * Math.cos((30.8 * Math.PI) / 180)) }, frame);
  expect(from.y - north.y).toBeCloseTo(east.x - from.x, 1);
});

test("one point, or none, is no fault", () => {
  expect(Number.isFinite(place(huzhou[0]!, frameOf([huzhou[0]!], 800, 600)).x)).toBe(true);
  expect(frameOf([], 800, 600).scale).toBe(1);
});

test("the scale bar is long enough to read", () => {
  expect(scaleBar(frameOf(huzhou, 800, 600)).pixels).toBeGreaterThanOrEqual(60);
});

test("pictures cover the drawing, and a place lies on the picture that is its own", () => {
  const frame = frameOf(huzhou, 1000, 640);
  const moved = { x: 37, y: -81 };
  const tiles = tilesOf("https://t/{z}/{x}/{y}.png", frame, moved);
  expect(tiles.length).toBeLessThan(60);
  for (const [x, y] of [[0, 0], [999, 639], [500, 320]] as const) {
    expect(tiles.filter((tile) => tile.x <= x && x < tile.x + tile.size && tile.y <= y && y < tile.y + tile.size)).toHaveLength(1);
  }
  const [, z, x, y] = /(\d+)\/(\d+)\/(\d+)\.png/.exec(tiles[0]!.url)!.map(Number) as [number, number, number, number];
  // The north-western corner of a picture, by the formula that providers publish (OpenStreetMap, "Slippy map tilenames").
  const corner = { lon: (x / 2 ** z) * 360 - 180, lat: (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 2 ** z))) * 180) / Math.PI };
  const spot = place(corner, frame);
  expect(spot.x + moved.x).toBeCloseTo(tiles[0]!.x, 3);
  expect(spot.y + moved.y).toBeCloseTo(tiles[0]!.y, 3);
});
