import { expect, test } from "vitest";
import { BATCH, commandOf, fieldsOf, FORMS, missing } from "./acts";

test("a field that the server asks for and no form knows is still shown", () => {
  expect(fieldsOf("close", ["note", "minutes"]).map((field) => field.name)).toEqual(["note", "minutes"]);
});

test("what the server says must be carried is asked for", () => {
  expect(missing(fieldsOf("close", ["note"]), { note: "  " })).toEqual(["note"]);
  expect(missing(fieldsOf("close", []), {})).toEqual([]);
});

test("false is an answer, not a gap", () => {
  expect(missing(fieldsOf("decide_return", []), { unit: "unit-water", consent: false, reason: "x" })).toEqual([]);
});

test("a command carries what was written, without spaces around it", () => {
  expect(commandOf("assign", { lead: "unit-water", note: " 请尽快 " }, null)).toEqual({
    type: "assign", lead: "unit-water", co: [], note: "请尽快",
  });
});

test("undo names the step that the server says may be undone", () => {
  const state = { undoable: { version: 7 } } as never;
  expect(commandOf("undo", { reason: "选错单位" }, state)).toEqual({ type: "undo", reason: "选错单位", version: 7 });
});

test("what is done to many at once has a form", () => {
  expect(BATCH.every((act) => FORMS[act])).toBe(true);
});
