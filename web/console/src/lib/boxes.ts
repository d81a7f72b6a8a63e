/** Boxes that cover parts of a photo, in ten-thousandths of its width and height, as the server takes them. */
import type { Schemas } from "@api";

export type Box = Schemas["RedactionBox"];
export const BOXES_MOST = 64;
const WHOLE = 10_000;
/** Smaller than this is a slip of the hand. */
const LEAST = 50;

export interface Spot {
  x: number;
  y: number;
}

/** The box between two spots of a picture that is shown this large; `null` for a slip. */
export function boxBetween(one: Spot, other: Spot, width: number, height: number): Box | null {
  const along = (at: number, whole: number) => Math.round(Math.min(1, Math.max(0, at / whole)) * WHOLE);
  const xs = [along(one.x, width), along(other.x, width)].sort((a, b) => a - b);
  const ys = [along(one.y, height), along(other.y, height)].sort((a, b) => a - b);
  const box = { left: xs[0]!, top: ys[0]!, right: xs[1]!, bottom: ys[1]! };
  return box.right - box.left < LEAST || box.bottom - box.top < LEAST ? null : box;
}

/** One edge moved to a percentage; the box stays a box. */
export function withEdge(box: Box, edge: keyof Box, percent: number): Box {
  const to = Math.round(Math.min(100, Math.max(0, Number.isFinite(percent) ? percent : 0)) * 100);
  const next = { ...box, [edge]: to };
  if (next.left >= next.right || next.top >= next.bottom) return box;
  return next;
}

export const percent = (edge: number) => edge / 100;
