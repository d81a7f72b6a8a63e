import { expect, test } from "vitest";
import { frameOf, place, scaleBar } from "./project";

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
