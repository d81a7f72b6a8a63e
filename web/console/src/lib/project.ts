/** Where a point of the globe lies on a drawing, in Web Mercator as map pictures are: equal scale in both directions around any place. What is
 * drawn is what comes in; whether it was shifted for foreign pictures is the caller's business (`gcj.ts`). */
export interface Point {
  lat: number;
  lon: number;
}

export interface Frame {
  width: number;
  height: number;
  /** Middle of the drawing. */
  centre: Point;
  /** Pixels a degree of longitude. */
  scale: number;
}

/** How far north on Web Mercator, in degrees of the equator. */
const mercator = (lat: number) => (Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) * 180) / Math.PI;
const latitude = (north: number) => (Math.atan(Math.sinh((north * Math.PI) / 180)) * 180) / Math.PI;

/** A frame that holds all points, with a margin. */
export function frameOf(points: readonly Point[], width: number, height: number, margin = 40): Frame {
  if (points.length === 0) return { width, height, centre: { lat: 0, lon: 0 }, scale: 1 };
  const norths = points.map((point) => mercator(point.lat));
  const lons = points.map((point) => point.lon);
  const [south, north, west, east] = [Math.min(...norths), Math.max(...norths), Math.min(...lons), Math.max(...lons)];
  const scale = Math.min((width - 2 * margin) / Math.max(east - west, 0.002), (height - 2 * margin) / Math.max(north - south, 0.002));
  return { width, height, centre: { lat: latitude((south + north) / 2), lon: (west + east) / 2 }, scale };
}

export function place(point: Point, frame: Frame): { x: number; y: number } {
  return {
    x: frame.width / 2 + (point.lon - frame.centre.lon) * frame.scale,
    y: frame.height / 2 - (mercator(point.lat) - mercator(frame.centre.lat)) * frame.scale,
  };
}

/** A length in kilometres that is good for a scale bar, and how many pixels it takes. */
export function scaleBar(frame: Frame): { km: number; pixels: number } {
  const pixelsPerKm = frame.scale / (111.32 * Math.cos((frame.centre.lat * Math.PI) / 180));
  const km = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50].find((km) => km * pixelsPerKm >= 60) ?? 50;
  return { km, pixels: km * pixelsPerKm };
}

export interface Tile {
  url: string;
  x: number;
  y: number;
  /** Edge, in pixels of the drawing. */
  size: number;
}

/** Deepest pictures that providers have everywhere. */
const DEEPEST = 18;

/** The pictures that lie under a drawing which was moved by so much, about as sharp as they are made (256 pixels). */
export function tilesOf(template: string, frame: Frame, moved: { x: number; y: number }): Tile[] {
  const world = 360 * frame.scale;
  const z = Math.min(DEEPEST, Math.max(0, Math.round(Math.log2(world / 256))));
  const count = 2 ** z;
  const size = world / count;
  // Of the drawing's corner, from the north-western corner of the world.
  const left = (frame.centre.lon + 180) * frame.scale - frame.width / 2 - moved.x;
  const top = (180 - mercator(frame.centre.lat)) * frame.scale - frame.height / 2 - moved.y;
  const along = (from: number, length: number) => {
    const first = Math.max(0, Math.floor(from / size));
    const last = Math.min(count - 1, Math.floor((from + length) / size));
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  };
  const filled = (x: number, y: number) => template.replace("{z}", String(z)).replace("{x}", String(x)).replace("{y}", String(y));
  return along(top, frame.height).flatMap((y) => along(left, frame.width).map((x) => ({ url: filled(x, y), x: x * size - left, y: y * size - top, size })));
}
