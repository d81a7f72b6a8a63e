import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { DEMO_BASE, townsOf } from "./base-map";

const seed = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../../../demo/seed.json"), "utf8")) as { organs: Array<{ kind: string; town?: string; lat?: number; lon?: number }> };
const stations = seed.organs.flatMap(({ kind, town, lat, lon }) => (kind === "station" && lat && lon ? [{ lat, lon, town: town ?? null }] : []));

test("the base lies around the district's stations, and no station lies in the lake", () => {
  const lats = stations.map((one) => one.lat);
  const lons = stations.map((one) => one.lon);
  for (const { zh, line } of DEMO_BASE) {
    const near = line.filter(({ lat, lon }) => lat > Math.min(...lats) - 0.15 && lat < Math.max(...lats) + 0.15 && lon > Math.min(...lons) - 0.3 && lon < Math.max(...lons) + 0.3);
    expect(near.length, zh).toBeGreaterThan(1);
  }
  const lake = DEMO_BASE.find((feature) => feature.kind === "lake")!.line;
  // By the even-odd rule.
  const inside = ({ lat, lon }: { lat: number; lon: number }) =>
    lake.reduce((odd, a, i) => {
      const b = lake[(i + 1) % lake.length]!;
      return a.lat > lat !== b.lat > lat && lon < ((b.lon - a.lon) * (lat - a.lat)) / (b.lat - a.lat) + a.lon ? !odd : odd;
    }, false);
  expect(stations.length).toBeGreaterThan(30);
  expect(stations.filter(inside)).toEqual([]);
});

test("a town stands in the middle of its stations", () => {
  expect(townsOf([{ town: "甲", lat: 30, lon: 120 }, { town: "甲", lat: 31, lon: 121 }, { town: null, lat: 0, lon: 0 }])).toEqual([{ town: "甲", lat: 30.5, lon: 120.5 }]);
});
