import { expect, test } from "vitest";
import { collected, gapsOf, sent, type FormField } from "./forms";

const fields: FormField[] = [
  { name: "outcome", label: "", kind: "choice", needed: true },
  { name: "reason", label: "", kind: "text", needed: true, when: (values) => values.outcome === "return" },
  { name: "note", label: "", kind: "line", needed: false },
];

test("a field that is not shown is neither asked for nor sent", () => {
  expect(gapsOf(fields, { outcome: "accept" })).toEqual([]);
  expect(gapsOf(fields, { outcome: "return", reason: "  " })).toEqual(["reason"]);
  expect(collected(fields, { outcome: "accept", reason: "left over", note: " a " })).toEqual({ outcome: "accept", note: "a" });
});

test.each([
  ["moment", "2026-03-02T09:30", "2026-03-02T01:30:00.000Z"],
  ["date", "2026-03-02", "2026-03-02"],
  ["date", "", null],
  ["text", undefined, ""],
  ["yes_no", false, false],
] as const)("a %s of %s goes out as %s", (kind, value, expected) => {
  expect(sent({ name: "x", label: "", kind, needed: false }, value)).toBe(expected);
});
