import { expect, test } from "vitest";
import { toGcj02 } from "./gcj";

// Pairs that libraries of others are tested with: eviltransform (the first three) and coordtransform.
const KNOWN = [
  ["Shanghai", 31.1774276, 121.5272106, 31.17530398364597, 121.531541859215],
  ["Shenzhen", 22.543847, 113.912316, 22.540796131694766, 113.9171764808363],
  ["Beijing", 39.911954, 116.377817, 39.91334545536069, 116.38404722455657],
  ["Beijing, Tiananmen", 39.915, 116.404, 39.91640428150164, 116.41024449916938],
] as const;

test.each(KNOWN)("%s is drawn where others draw it", (_place, lat, lon, drawnLat, drawnLon) => {
  const drawn = toGcj02({ lat, lon });
  expect(drawn.lat).toBeCloseTo(drawnLat, 7);
  expect(drawn.lon).toBeCloseTo(drawnLon, 7);
});

test("places abroad are not shifted", () => {
  for (const point of [{ lat: 51.5, lon: -0.12 }, { lat: -33.9, lon: 151.2 }]) expect(toGcj02(point)).toEqual(point);
});
