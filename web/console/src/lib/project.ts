/** Where a point of the globe lies on a drawing: equal scale in both directions at the middle of what is drawn. WGS84 in, as
 * stored; a drawing without foreign tiles needs no GCJ-02. */
export interface Point {
  lat: number;
  lon: number;
}

export interface Frame {
  width: number;
  height: number;
  /** Middle of the drawing. */
  centre: Point;
  /** Pixels a degree of latitude. */
  scale: number;
}

/** A frame that holds all points, with a margin. */
export function frameOf(points: readonly Point[], width: number, height: number, margin = 40): Frame {
  if (points.length === 0) return { width, height, centre: { lat: 0, lon: 0 }, scale: 1 };
  const lats = points.map((point) => point.lat);
  const lons = points.map((point) => point.lon);
  const centre = { lat: (Math.min(...lats) + Math.max(...lats)) / 2, lon: (Math.min(...lons) + Math.max(...lons)) / 2 };
  const tall = Math.max(Math.max(...lats) - Math.min(...lats), 0.002);
  const broad = Math.max((Math.max(...lons) - Math.min(...lons)) * squeeze(centre.lat), 0.002);
  return { width, height, centre, scale: Math.min((width - 2 * margin) / broad, (height - 2 * margin) / tall) };
}

export function place(point: Point, frame: Frame): { x: number; y: number } {
  return {
    x: frame.width / 2 + (point.lon - frame.centre.lon) * squeeze(frame.centre.lat) * frame.scale,
    y: frame.height / 2 - (point.lat - frame.centre.lat) * frame.scale,
  };
}

/** A length in kilometres that is good for a scale bar, and how many pixels it takes. */
export function scaleBar(frame: Frame): { km: number; pixels: number } {
  const pixelsPerKm = frame.scale / 111.32;
  const km = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50].find((km) => km * pixelsPerKm >= 60) ?? 50;
  return { km, pixels: km * pixelsPerKm };
}

const squeeze = (lat: number) => Math.cos((lat * Math.PI) / 180);
