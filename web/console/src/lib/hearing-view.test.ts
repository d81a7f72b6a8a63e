import { expect, test } from "vitest";
import { absorb, boardLane, clockTime, draw, openMs, type HearingView, type Question } from "./hearing-view";

const question = (number: number, version: number, seconds = 0) => ({ number, version, seconds, key: false }) as Question;
const view = (from: number, to: number, more: Partial<HearingView> = {}): HearingView => ({ matter: "m", from, to, whole: false, ...more });

test("a change that follows is taken in; a later version of a question replaces the earlier one in its place", () => {
  const held = view(0, 5, { questions: [question(1, 3), question(2, 5)] });
  const { view: now, became } = absorb(held, view(5, 7, { questions: [question(1, 6), question(3, 7)] }));
  expect(became).toBe("applied");
  expect(now.to).toBe(7);
  expect(now.questions?.map(({ number, version }) => [number, version])).toEqual([[1, 6], [2, 5], [3, 7]]);
});

test.each([
  ["an old one is dropped", view(2, 5), "old"],
  ["one with something missing before it asks for a snapshot", view(6, 8), "gap"],
  ["one that overlaps is taken", view(3, 6), "applied"],
] as const)("of changes, %s", (_, change, became) => {
  expect(absorb(view(0, 5), change).became).toBe(became);
});

test("a whole view replaces all, so what is no longer shown is gone", () => {
  const held = view(0, 5, { questions: [question(1, 3)] });
  expect(absorb(held, view(0, 6, { whole: true })).view.questions ?? []).toEqual([]);
});

test("seconds come as tallies without their question", () => {
  const held = view(0, 5, { questions: [question(1, 3)] });
  const { view: now } = absorb(held, view(5, 6, { tallies: [{ number: 1, version: 6, seconds: 4, key: true }] }));
  expect(now.questions?.[0]).toMatchObject({ seconds: 4, key: true, version: 6 });
});

test("recesses and closed parts stand still on the clock", () => {
  const at = (minute: number) => `2026-03-02T01:${String(minute).padStart(2, "0")}:00Z`;
  const segments = [
    { kind: "opening", from: at(0), until: at(10) },
    { kind: "recess", from: at(10), until: at(30) },
    { kind: "debate", from: at(30) },
  ] as Parameters<typeof openMs>[0];
  expect(clockTime(openMs(segments, Date.parse(at(31))))).toBe("0:11:00");
});

test("every stage of a question has its lane", () => {
  expect((["submitted", "held", "assigned", "answered", "rated", "closed", "refused", "withdrawn"] as const).map(boardLane)).toEqual([
    "screening", "accepted", "court", "answered", "supervised", "closed", "dropped", "dropped",
  ]);
});

test("a draw gives each applicant at most one seat and no more seats than there are", () => {
  const drawn = draw(["a", "b", "c", "d"], 3, (below) => below - 1);
  expect(drawn).toEqual(["a", "b", "c"]);
  expect(new Set(draw([1, 2, 3, 4, 5], 4)).size).toBe(4);
  expect(draw([1], 9)).toEqual([1]);
});
