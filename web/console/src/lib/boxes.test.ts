import { expect, test } from "vitest";
import { boxBetween, withEdge } from "./boxes";

test.each([
  ["from corner to corner", { x: 10, y: 20 }, { x: 50, y: 100 }, { left: 1000, top: 1000, right: 5000, bottom: 5000 }],
  ["drawn backwards", { x: 50, y: 100 }, { x: 10, y: 20 }, { left: 1000, top: 1000, right: 5000, bottom: 5000 }],
  ["over the edge", { x: -30, y: 20 }, { x: 400, y: 900 }, { left: 0, top: 1000, right: 10000, bottom: 10000 }],
  ["a slip", { x: 10, y: 20 }, { x: 10.2, y: 180 }, null],
])("a box %s", (_, one, other, box) => {
  expect(boxBetween(one, other, 100, 200)).toEqual(box);
});

test("an edge moved past the other leaves the box as it was", () => {
  const box = { left: 1000, top: 1000, right: 5000, bottom: 5000 };
  expect(withEdge(box, "left", 25.5)).toEqual({ ...box, left: 2550 });
  expect(withEdge(box, "left", 60)).toBe(box);
  expect(withEdge(box, "right", Number.NaN)).toBe(box);
});
