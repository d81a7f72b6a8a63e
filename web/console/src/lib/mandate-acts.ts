/** The forms of a mandate's acts. Which are open, and on which grounds, comes with the mandate (`permitted`, `…_grounds`). */
import type { Schemas } from "@api";
import { i18n } from "@/i18n";
import type { FormField, Option, Values } from "./forms";

export type MandateAct = Schemas["MandateAct"];
export type MandateCommand = Schemas["MandateCommand"];
export type MandateRecord = Schemas["MandateRecord"];

const t = (key: string) => i18n.global.t(key);

export interface MandateForm {
  fields: FormField[];
  start?: Values;
  command: (values: Values) => MandateCommand;
}

/** The form of an act, or `null` for what is done elsewhere: a holder's own acts on the holder's phone, the server's by the server. */
export function mandateForm(act: MandateAct, record: MandateRecord, stations: Option[]): MandateForm | null {
  const field = (name: string, kind: FormField["kind"], more: Partial<FormField> = {}): FormField => ({ name, kind, label: t(`mandate.field.${name}`), needed: true, ...more });
  const command = (values: Values) => ({ type: act, ...values }) as MandateCommand;
  const grounds = (list: readonly string[]): Option[] => list.map((ground) => ({ value: ground, label: t(`mandate.ground.${ground}`) }));
  const mandate = record.mandate;
  switch (act) {
    case "correct":
      return {
        fields: [field("name", "line", { most: 20 }), field("constituency", "line", { most: 30 }), field("starts", "date"), field("term", "date"), field("reason", "text", { most: 200 })],
        start: { name: record.published.name, constituency: record.published.constituency, starts: record.published.term.starts, term: record.published.term.ends },
        command: ({ starts, term, ...values }) => ({ type: act, ...values, term: { starts, ends: term } }) as MandateCommand,
      };
    case "suspend":
      return { fields: [field("ground", "choice", { options: grounds(record.suspension_grounds) }), field("note", "text", { most: 200 })], command };
    case "restore":
      return { fields: [field("note", "text", { most: 200 })], command };
    case "end":
      return { fields: [field("ground", "choice", { options: grounds(record.end_grounds) }), field("notice", "line", { most: 40, hint: t("mandate.noticeHint") })], command };
    case "assign_station":
      return { fields: [field("station", "choice", { options: stations })], start: { station: record.published.station }, command };
    case "assign_duty_group":
      return { fields: [field("group", "line", { needed: false, most: 30 })], start: { group: mandate?.duty_group ?? "" }, command };
    case "set_post":
      return { fields: [field("text", "line", { needed: false, most: 30 })], start: { text: mandate?.post ?? "" }, command };
    case "set_reception_days":
      return { fields: [field("text", "line", { needed: false, most: 30 })], start: { text: mandate?.reception_days ?? "" }, command };
    default:
      return null;
  }
}
