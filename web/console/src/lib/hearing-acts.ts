/** The forms of a hearing's acts. Which are open comes with each view (`acts`); nothing here decides it. */
import { i18n } from "@/i18n";
import type { Schemas } from "@api";
import type { FormField, Option, Values } from "./forms";
import type { HearingAct, Question } from "./hearing";

export type HearingCommand = Schemas["HearingCommand"];
/** Limits of the rulebook (`hearing::decide::limits`), so that nobody writes more than can be sent. */
const LINE = 120;
const REASON = 500;
const TEXT = 3000;

const t = (key: string, named: Record<string, unknown> = {}) => i18n.global.t(key, named);
const options = (group: string, values: readonly string[]): Option[] => values.map((value) => ({ value, label: t(`hearing.${group}.${value}`) }));
const field = (name: string, kind: FormField["kind"], more: Partial<FormField> = {}): FormField => ({ name, kind, label: t(`hearing.field.${name}`), needed: true, ...more });
const reason = (): FormField => field("reason", "text", { most: REASON });

const VIDEO = ["external_page", "hls", "recorded"] as const;
const video = (): FormField[] => [
  field("video_kind", "choice", { options: options("video", VIDEO) }),
  field("address", "line", { most: 1000 }),
  field("delay_s", "number", { needed: false, most: 600, when: (values) => values.video_kind !== "recorded" }),
];
function videoOf(values: Values): unknown {
  const delay_s = Number(values.delay_s ?? 0);
  switch (values.video_kind) {
    case "hls":
      return { kind: "hls", origin: values.address, delay_s };
    case "recorded":
      return { kind: "recorded", origin: values.address };
    default:
      return { kind: "external_page", url: values.address, delay_s };
  }
}

export interface HearingForm {
  fields: FormField[];
  start?: Values;
  command: (values: Values) => HearingCommand;
}

/** The plan (筹备) that begins a hearing. */
export function planForm(courts: Option[]): HearingForm {
  return {
    fields: [
      field("case_no", "line", { most: LINE, hint: t("hearing.hint.case_no") }),
      field("cause", "line", { most: LINE }),
      field("brief", "text", { most: TEXT }),
      field("openness", "choice", { options: options("openness", ["open", "open_sealable", "closed"]) }),
      field("court", "choice", { options: courts }),
      field("opens_at", "moment"),
      field("seats", "number", { most: 300 }),
      field("selection", "choice", { options: options("selection", ["draw", "district", "committee"]) }),
      ...video(),
    ],
    start: { openness: "open", selection: "draw", video_kind: "external_page", ...(courts.length === 1 ? { court: courts[0]?.value } : {}) },
    command: ({ video_kind, address, delay_s, ...plan }) => ({ type: "create", ...plan, video: videoOf({ video_kind, address, delay_s }) }) as HearingCommand,
  };
}

/** Acts on the hearing as a whole. Those with boards of their own (clock, roster, answers) are not here. */
export const HEARING_FORMS: Partial<Record<HearingAct, () => HearingForm>> = {
  send_to_court: () => plain("send_to_court"),
  court_approve: () => ({
    fields: [
      field("number", "line", { most: LINE }),
      field("approver", "line", { most: LINE }),
      field("scope", "choice", { options: options("scope", ["deputies", "public"]) }),
      field("replay_until", "date", { needed: false, hint: t("hearing.hint.replay_until") }),
    ],
    start: { scope: "deputies" },
    command: (values) => ({ type: "court_approve", ...values }) as HearingCommand,
  }),
  court_decline: () => ({
    fields: [field("ground", "choice", { options: options("decline", ["objection", "secret", "privacy", "other"]) }), field("explanation", "text", { most: REASON })],
    command: (values) => ({ type: "court_decline", ...values }) as HearingCommand,
  }),
  open_doors: () => plain("open_doors"),
  set_video: () => ({ fields: video(), start: { video_kind: "external_page" }, command: (values) => ({ type: "set_video", video: videoOf(values) }) as HearingCommand }),
  adjourn: () => plain("adjourn"),
  turn_closed: () => ({ fields: [reason()], command: (values) => ({ type: "turn_closed", ...values }) as HearingCommand }),
  cancel: () => ({ fields: [reason()], command: (values) => ({ type: "cancel", ...values }) as HearingCommand }),
  draft_answer: () => ({
    fields: [field("text", "text", { most: TEXT })],
    command: (values) => ({ type: "draft_answer", kind: "procedure_note", ...values }) as HearingCommand,
  }),
  record_judgment: () => plain("record_judgment"),
  close_evaluation: () => plain("close_evaluation"),
  archive: () => plain("archive"),
};

/** Acts on one question. `others`: accepted questions into which this one may be merged. */
export function questionForm(act: HearingAct, question: Question, others: Option[], units: Option[]): HearingForm | null {
  const { id } = question;
  const of = (values: Values) => ({ type: act, question: id, ...values }) as HearingCommand;
  switch (act) {
    case "take_up":
    case "assign_question":
      return { fields: [], command: () => of({}) };
    case "screen":
      return {
        fields: [
          field("outcome", "choice", { options: options("outcome", ["accept", "return", "refuse", ...(others.length ? ["merge"] : [])]) }),
          field("hold", "choice", { options: options("hold", ["adjournment", "judgment"]), when: (values) => values.outcome === "accept" }),
          field("reason", "text", { most: REASON, when: (values) => values.outcome === "return" }),
          field("ground", "choice", { options: options("ground", ["merits", "unrelated", "repeated"]), when: (values) => values.outcome === "refuse" }),
          field("explanation", "text", { most: REASON, when: (values) => values.outcome === "refuse" }),
          field("into", "choice", { options: others, when: (values) => values.outcome === "merge" }),
        ],
        start: { hold: question.kind === "merits" ? "judgment" : "adjournment" },
        command: (screening) => of({ screening }),
      };
    case "release":
      return { fields: [], command: () => ({ type: "release", questions: [id] }) as HearingCommand };
    case "draft_answer":
      return {
        fields: [
          field("kind", "choice", { options: options("answer", ["work_reply", "legal_explanation", "deferral", "decline"]) }),
          field("text", "text", { most: TEXT }),
        ],
        start: { kind: "work_reply" },
        command: of,
      };
    case "supervise":
      return {
        fields: [field("act", "choice", { options: options("supervise", ["remind", "letter", "meeting", "topic_proposal"]) }), field("text", "text", { most: TEXT, hint: t("hearing.hint.supervise") })],
        command: of,
      };
    case "end_supervision":
    case "unmask":
      return { fields: [reason()], command: of };
    case "assign_suggestion":
      return { fields: [field("lead", "choice", { options: units }), field("broad", "yes_no", { hint: t("hearing.hint.broad") })], start: { broad: false }, command: of };
    default:
      // A deputy's own acts are made in the deputy's app.
      return null;
  }
}

function plain(type: HearingAct): HearingForm {
  return { fields: [], command: () => ({ type }) as HearingCommand };
}
