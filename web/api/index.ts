/** The words on the wire, by their names in docs/openapi.json. `npm run types` writes schema.d.ts from it. */
import type { components } from "./schema";

export type Schemas = components["schemas"];
export type Actor = Schemas["Actor"];
export type CaseAct = Schemas["CaseAct"];
export type CaseCommand = Schemas["CaseCommand"];
export type CaseState = Schemas["CaseState"];
export type CaseSummary = Schemas["CaseSummary"];
export type CaseView = Schemas["CaseView"];
export type Deadline = Schemas["Deadline"];
export type DirectoryView = Schemas["DirectoryView"];
export type DueExplanation = Schemas["DueExplanation"];
export type MatterPage = Schemas["MatterPage"];
export type PermittedAction = Schemas["PermittedAction"];
export type Problem = Schemas["Problem"];
export type Receipt = Schemas["Receipt"];
export type Refusal = Schemas["Refusal"];
export type Role = Schemas["Role"];
export type SessionList = Schemas["SessionList"];
export type Stage = Schemas["Stage"];
