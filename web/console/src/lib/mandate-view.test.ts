import type { Schemas } from "@api";
import { expect, test } from "vitest";
import { changes, worth } from "./mandate-view";

type View = Schemas["MandateView"];
const view = (stage: "in_office" | "suspended" | "ended", card: "none" | "requested" | "issued") =>
  ({ published: { standing: { stage }, term: { starts: "2022-03-01", ends: "2027-02-28" } }, mandate: { card: { is: card } }, permitted: [] }) as unknown as View;

test.each([
  ["in_office", "none", "none"],
  ["in_office", "requested", "requested"],
  ["in_office", "issued", "valid"],
  ["suspended", "issued", "suspended"],
  ["ended", "issued", "void"],
  ["ended", "none", "none"],
] as const)("a card of a mandate %s, %s, is %s", (stage, card, expected) => {
  expect(worth(view(stage, card))).toBe(expected);
});

test("a preview tells what changes and nothing else", () => {
  const told = changes(view("in_office", "issued"), view("suspended", "issued"), (key) => key);
  expect(told.map((change) => change.what)).toEqual(["standing", "card", "page"]);
  expect(changes(view("in_office", "none"), view("in_office", "none"), (key) => key)).toEqual([]);
});
