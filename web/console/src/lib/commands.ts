/** Commands through the server's one door. A command is sealed once; whatever is sent again is the same bytes under the same id, so
 * an answer that got lost on the way costs nothing. */
import type { Receipt, Schemas } from "@api";
import { ask } from "./http";

/** A command of some procedure, as the door takes it. */
export type AnyCommand = Schemas["Command"];

export interface Sealed {
  id: string;
  matter: string;
  body: string;
}

/** UUID version 7: time first, so that ids sort by when they were made. */
export function newId(now = Date.now(), random = crypto.getRandomValues(new Uint8Array(10))): string {
  const time = now.toString(16).padStart(12, "0");
  const rest = [...random];
  rest[0] = 0x70 | ((rest[0] ?? 0) & 0x0f);
  rest[2] = 0x80 | ((rest[2] ?? 0) & 0x3f);
  const hex = time + rest.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Counts this browser's commands; a gap stays visible on the record. */
function next(device: string): number {
  const key = `minyi.seq.${device}`;
  const seq = Number(localStorage.getItem(key) ?? 0) + 1;
  localStorage.setItem(key, String(seq));
  return seq;
}

export function seal(device: string, matter: string, command: AnyCommand, expects?: number): Sealed {
  const id = newId();
  const envelope = {
    v: 1,
    id,
    device,
    seq: next(device),
    matter,
    ...(expects === undefined ? {} : { expects }),
    made_at: new Date().toISOString(),
    command,
  };
  return { id, matter, body: JSON.stringify(envelope) };
}

export function send(sealed: Sealed): Promise<Receipt> {
  return ask<Receipt>("/v1/commands", { method: "POST", body: sealed.body });
}
