/** Forms of any procedure, described as data and shown by DoForm.vue. What may be done, and what is refused, is the server's word. */
import { newId, seal, send, type AnyCommand } from "./commands";
import { session } from "./session";

export type Values = Record<string, unknown>;

export interface Option {
  value: string | number;
  label: string;
}

export interface FormField {
  name: string;
  label: string;
  kind: "text" | "line" | "number" | "date" | "moment" | "choice" | "yes_no";
  needed: boolean;
  most?: number;
  options?: Option[];
  hint?: string;
  /** What is wrong with the value as it is written, where the server could not read it; empty if nothing is. */
  check?: (value: unknown) => string;
  /** Shown, and sent, only while this holds. */
  when?: (values: Values) => boolean;
}

export function shownFields(fields: readonly FormField[], values: Values): FormField[] {
  return fields.filter((field) => !field.when || field.when(values));
}

export function gapsOf(fields: readonly FormField[], values: Values): string[] {
  const empty = (value: unknown) => value === undefined || value === null || (typeof value === "string" && value.trim() === "");
  return shownFields(fields, values).filter((field) => field.needed && empty(values[field.name])).map((field) => field.name);
}

/** What to send of a field: texts trimmed, a local moment of the district (UTC+8) as an instant, nothing where nothing was chosen. */
export function sent(field: FormField, value: unknown): unknown {
  if (value === undefined || value === null || value === "") return field.kind === "text" || field.kind === "line" ? "" : null;
  if (field.kind === "text" || field.kind === "line") return String(value).trim();
  if (field.kind === "moment") return new Date(`${String(value)}:00+08:00`).toISOString();
  return value;
}

export function collected(fields: readonly FormField[], values: Values): Values {
  return Object.fromEntries(shownFields(fields, values).map((field) => [field.name, sent(field, values[field.name])]));
}

/** One wish: calling it again sends the same bytes, so an answer that got lost on the way costs nothing. */
export type Wish = () => Promise<unknown>;

/** The wish that a command of some matter is. */
export function wishOf(matter: string, command: AnyCommand, expects?: number): Wish {
  const device = session.value?.device;
  if (!device) return () => Promise.reject(new Error("nobody signed in"));
  const sealed = seal(device, matter, command, expects);
  return () => send(sealed);
}

export { newId };
