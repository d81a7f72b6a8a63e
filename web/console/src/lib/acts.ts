/** The forms of the acts: which fields each has and how the command is built from them. Whether an act is open, and what it must
 * carry, is the server's word with each view; nothing here decides it. */
import type { CaseAct, CaseState, Schemas } from "@api";

export type CaseCommand = Schemas["CaseCommand"];
export type Values = Record<string, unknown>;

export type FieldKind =
  | "text" | "line" | "class" | "ground" | "target" | "supervision" | "result" | "unit" | "units" | "asking_unit" | "yes_no" | "days"
  | "matter" | "commitment" | "promises" | "photos";

export interface Field {
  name: string;
  kind: FieldKind;
  /** Asked of the person before anything is sent; the server judges anyway. */
  needed: boolean;
  most?: number;
}

const needed = (name: string, kind: FieldKind = "text", most = 2000): Field => ({ name, kind, needed: true, most });
const free = (name: string, kind: FieldKind = "text", most = 2000): Field => ({ name, kind, needed: false, most });

/** Acts of staff. A citizen's own acts and the server's have no form in the console. */
export const FORMS: Partial<Record<CaseAct, Field[]>> = {
  triage: [needed("class", "class"), free("note")],
  request_info: [needed("question")],
  refuse: [needed("ground", "ground"), needed("explanation")],
  redirect: [needed("target", "target"), needed("explanation")],
  link_duplicate: [needed("of", "matter"), needed("explanation")],
  assign: [needed("lead", "unit"), free("co", "units"), free("note")],
  sign_for: [],
  request_return: [needed("reason")],
  decide_return: [needed("unit", "asking_unit"), needed("consent", "yes_no"), needed("reason")],
  request_extension: [needed("days", "days"), needed("reason")],
  decide_extension: [needed("consent", "yes_no"), needed("reason")],
  give_opinion: [needed("text", "text", 5000)],
  draft_answer: [
    needed("text", "text", 5000), needed("result_class", "result"), free("commitments", "promises"), free("photos", "photos"),
  ],
  send_back_draft: [needed("reason")],
  sign_answer: [],
  close: [free("note")],
  supervise: [needed("act", "supervision"), needed("note")],
  report_commitment: [needed("index", "commitment"), needed("text"), free("photos", "photos")],
  verify_commitment: [needed("index", "commitment"), needed("kept", "yes_no"), needed("note")],
  write_down_voice: [needed("text", "text", 5000)],
  publish: [],
  unpublish: [needed("reason")],
  undo: [needed("reason")],
};

/** The acts with which several cases can be done at once: those that need nothing of the single case. */
export const BATCH: CaseAct[] = ["triage", "assign", "sign_for", "supervise", "publish", "close"];

/** The fields to show: those of the form, and whatever else the server says that the command must carry. */
export function fieldsOf(act: CaseAct, carries: readonly string[]): Field[] {
  const form = FORMS[act] ?? [];
  const known = new Set([...form.map((field) => field.name), "version"]);
  const more = carries.filter((name) => !known.has(name)).map((name) => needed(name));
  return [...form.map((field) => ({ ...field, needed: field.needed || carries.includes(field.name) })), ...more];
}

/** Names of the fields that are still empty but needed. */
export function missing(fields: readonly Field[], values: Values): string[] {
  const empty = (value: unknown) => value === undefined || value === null || (typeof value === "string" && value.trim() === "");
  return fields.filter((field) => field.needed && empty(values[field.name])).map((field) => field.name);
}

export function commandOf(act: CaseAct, values: Values, state: CaseState | null): CaseCommand {
  const command: Values = { type: act };
  for (const field of FORMS[act] ?? []) {
    const value = values[field.name];
    switch (field.kind) {
      case "text":
      case "line":
      case "matter":
        command[field.name] = String(value ?? "").trim();
        break;
      case "units":
      case "promises":
      case "photos":
        command[field.name] = value ?? [];
        break;
      default:
        command[field.name] = value;
    }
  }
  if (act === "undo") command.version = state?.undoable?.version;
  return command as CaseCommand;
}
