/** GCJ-02 (国测局坐标系): where maps of Chinese providers draw a place. The formula is no official publication but the one that everybody
 * uses; it is right to about a metre. For drawing on such a map only: what is stored is WGS84. */
import type { Point } from "./project";

/** Krasovsky 1940. */
const RADIUS = 6378245;
const ECCENTRICITY = 0.00669342162296594323;
const rad = (degrees: number) => (degrees * Math.PI) / 180;

/** Maps of places outside mainland China's frame are not shifted. */
function elsewhere({ lat, lon }: Point): boolean {
  return lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271;
}

function waves(value: number, pairs: ReadonlyArray<[height: number, length: number]>): number {
  return pairs.reduce((sum, [height, length]) => sum + height * Math.sin((value / length) * Math.PI), 0);
}

export function toGcj02(point: Point): Point {
  if (elsewhere(point)) return point;
  const x = point.lon - 105;
  const y = point.lat - 35;
  const shared = waves(x, [[20, 1 / 6], [20, 1 / 2]]);
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + ((shared + waves(y, [[20, 1], [40, 3], [160, 12], [320, 30]])) * 2) / 3;
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + ((shared + waves(x, [[20, 1], [40, 3], [150, 12], [300, 30]])) * 2) / 3;
  const bent = 1 - ECCENTRICITY * Math.sin(rad(point.lat)) ** 2;
  const metresNorth = (RADIUS * (1 - ECCENTRICITY)) / (bent * Math.sqrt(bent));
  const metresEast = (RADIUS / Math.sqrt(bent)) * Math.cos(rad(point.lat));
  return { lat: point.lat + (north * 180) / (metresNorth * Math.PI), lon: point.lon + (east * 180) / (metresEast * Math.PI) };
}
