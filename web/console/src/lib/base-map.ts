/** The base of the demo district's map: the lake and the waterways that people there steer by, drawn by hand from general knowledge, WGS84,
 * right to about a kilometre. A drawing to find one's way on the screen, no survey; a real district brings its own. */
import type { Point } from "./project";

export interface Feature {
  kind: "lake" | "water";
  zh: string;
  en: string;
  /** Where the name stands. */
  label: Point;
  line: Point[];
}

const line = (...pairs: Array<[lon: number, lat: number]>): Point[] => pairs.map(([lon, lat]) => ({ lat, lon }));

export const DEMO_BASE: readonly Feature[] = [
  {
    kind: "lake", zh: "太湖", en: "Lake Tai", label: { lat: 30.985, lon: 120.2 },
    line: line([119.95, 31.03], [119.98, 31.0], [120.04, 30.97], [120.09, 30.955], [120.12, 30.948], [120.18, 30.937], [120.25, 30.932], [120.33, 30.937], [120.42, 30.952], [120.46, 30.97], [120.46, 31.03]),
  },
  { kind: "water", zh: "頔塘", en: "Ditang canal", label: { lat: 30.872, lon: 120.24 }, line: line([120.1, 30.866], [120.17, 30.866], [120.2, 30.865], [120.28, 30.863], [120.36, 30.869], [120.42, 30.875]) },
  { kind: "water", zh: "西苕溪", en: "West Tiaoxi", label: { lat: 30.856, lon: 119.96 }, line: line([119.9, 30.8], [119.94, 30.83], [119.99, 30.868], [120.04, 30.874], [120.08, 30.872]) },
  { kind: "water", zh: "东苕溪", en: "East Tiaoxi", label: { lat: 30.74, lon: 120.075 }, line: line([120.02, 30.64], [120.04, 30.7], [120.07, 30.75], [120.09, 30.8], [120.1, 30.84], [120.1, 30.866]) },
  { kind: "water", zh: "大钱港", en: "Daqian canal", label: { lat: 30.905, lon: 120.165 }, line: line([120.11, 30.868], [120.14, 30.885], [120.17, 30.91], [120.18, 30.937]) },
];

/** The towns, each in the middle of its stations: names by which people find their way. */
export function townsOf(stations: ReadonlyArray<Point & { town: string | null }>): Array<Point & { town: string }> {
  const byTown = new Map<string, Point[]>();
  for (const { town, lat, lon } of stations) if (town) byTown.set(town, [...(byTown.get(town) ?? []), { lat, lon }]);
  const middle = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [...byTown].map(([town, points]) => ({ town, lat: middle(points.map((point) => point.lat)), lon: middle(points.map((point) => point.lon)) }));
}
