import { expect, test } from "vitest";
import { arises } from "./arises";

test.each([
  // The seed's 94.57% cannot come from its 89 suggestions; 92, 129 and 184 give it.
  ["94.57", 89, "cannot"],
  ["94.57%", 92, "can"],
  ["94.57", 129, "can"],
  ["94.57", 184, "can"],
  ["100", 444, "can"],
  ["0", 7, "can"],
  ["33.3", 3, "can"],
  ["33.4", 3, "cannot"],
  ["66.67", 3, "can"],
  ["100.5", 3, "unreadable"],
  ["many", 3, "unreadable"],
  ["50", 0, "unreadable"],
])("%s of %d: %s", (rate, whole, kind) => {
  expect(arises(rate, whole).kind).toBe(kind);
});

test("only 92, 129 and 184 between 60 and 200 give 94.57%", () => {
  const fitting = Array.from({ length: 141 }, (_, i) => i + 60).filter((whole) => arises("94.57", whole).kind === "can");
  expect(fitting).toEqual([92, 129, 184]);
});

test("what would be nearest is said", () => {
  expect(arises("94.57", 89)).toEqual({ kind: "cannot", near: { part: 84, rate: "94.38" } });
});
