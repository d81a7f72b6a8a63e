/** A hearing as its views tell it: merging as the rulebook does (`hearing::lanes::absorb`), the lanes of the board, the clock, the draw. Every part
 * is absolute and carries the version of its last change. */
import type { Schemas } from "@api";

export type HearingView = Schemas["HearingView"];
export type Snapshot = Schemas["HearingSnapshot"];
export type Question = Schemas["QuestionView"];
export type Seat = Schemas["SeatView"];
export type HearingAct = Schemas["HearingAct"];
export type SegmentKind = Schemas["SegmentKind"];

/** Takes in a change. `gap`: something between is missing, take a snapshot. */
export function absorb(held: HearingView, change: HearingView): { view: HearingView; became: "applied" | "old" | "gap" } {
  if (change.to <= held.to) return { view: held, became: "old" };
  if (change.from > held.to) return { view: held, became: "gap" };
  if (change.whole) return { view: { ...change, from: 0 }, became: "applied" };
  const head = change.head && (!held.head || held.head.version < change.head.version) ? change.head : held.head;
  const questions = merged(held.questions ?? [], change.questions ?? [], (one) => one.number).map((question) => {
    const tally = change.tallies?.find((tally) => tally.number === question.number && tally.version > question.version);
    return tally ? { ...question, version: tally.version, seconds: tally.seconds, key: tally.key } : question;
  });
  const view: HearingView = {
    ...held,
    to: change.to,
    questions,
    seats: merged(held.seats ?? [], change.seats ?? [], (one) => one.number),
    notes: merged(held.notes ?? [], change.notes ?? [], (one) => one.index),
  };
  if (head) view.head = head;
  return { view, became: "applied" };
}

function merged<T extends { version: number }>(held: readonly T[], coming: readonly T[], key: (one: T) => number): T[] {
  const all = new Map(held.map((one) => [key(one), one]));
  for (const one of coming) if ((all.get(key(one))?.version ?? -1) <= one.version) all.set(key(one), one);
  return [...all.values()].sort((a, b) => key(a) - key(b));
}

/** The lanes (泳道) of the board, in the order of a question's road. */
export const BOARD = ["screening", "accepted", "court", "answered", "supervised", "closed", "dropped"] as const;
export type BoardLane = (typeof BOARD)[number];

export function boardLane(stage: Question["stage"]["stage"]): BoardLane {
  switch (stage) {
    case "submitted":
    case "screening":
      return "screening";
    case "accepted":
    case "held":
      return "accepted";
    case "released":
    case "assigned":
      return "court";
    case "answered":
      return "answered";
    case "rated":
      return "supervised";
    case "closed":
      return "closed";
    default:
      return "dropped";
  }
}

/** `1:02:03` of open session. */
export function clockTime(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  return `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

/** Milliseconds of open session up to now: recesses and closed parts do not count. */
export function openMs(segments: readonly Schemas["Segment"][], now: number): number {
  return segments.reduce((sum, { kind, from, until }) => {
    if (kind === "recess" || kind === "closed") return sum;
    return sum + Math.max(0, (until ? Date.parse(until) : now) - Date.parse(from));
  }, 0);
}

/** A draw (抽签) among those who applied: every choice of so many is as likely as any other. */
export function draw<T>(from: readonly T[], seats: number, random: (below: number) => number = randomBelow): T[] {
  const pool = [...from];
  for (let i = pool.length - 1; i > 0; i -= 1) {
    const j = random(i + 1);
    [pool[i], pool[j]] = [pool[j] as T, pool[i] as T];
  }
  return pool.slice(0, seats);
}

function randomBelow(below: number): number {
  // Values past the last whole multiple would favour some.
  const most = Math.floor(2 ** 32 / below) * below;
  for (;;) {
    const value = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    if (value < most) return value % below;
  }
}
