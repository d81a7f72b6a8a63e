/** What an act on a mandate changes, in words, and what a card is worth. */
import type { Schemas } from "@api";

/** Acts that change what a card is worth or what the public reads: shown as they would be before they are done. */
export const WEIGHTY: readonly Schemas["MandateAct"][] = ["correct", "suspend", "restore", "end"];

export interface Change {
  what: string;
  before: string;
  after: string;
}

/** What the act would change, in words, from the mandate as it is and as it would be. */
export function changes(before: Schemas["MandateView"], after: Schemas["MandateView"], word: (key: string) => string): Change[] {
  const told: Array<[string, (view: Schemas["MandateView"]) => string]> = [
    ["name", (view) => view.published.name],
    ["constituency", (view) => view.published.constituency],
    ["term", (view) => `${view.published.term.starts} – ${view.published.term.ends}`],
    ["standing", (view) => word(`mandate.stage.${view.published.standing.stage}`)],
    ["card", (view) => word(`mandate.worth.${worth(view)}`)],
    ["page", (view) => word(`mandate.pageSays.${view.published.standing.stage}`)],
    ["plate", (view) => word(view.published.standing.stage === "ended" ? "app.no" : "app.yes")],
  ];
  return told.map(([what, say]) => ({ what, before: say(before), after: say(after) })).filter((change) => change.before !== change.after);
}

/** What whoever scans the card is told. */
export function worth(view: Schemas["MandateView"]): "none" | "requested" | "valid" | "suspended" | "void" {
  const card = view.mandate?.card;
  if (!card || card.is === "none") return "none";
  switch (view.published.standing.stage) {
    case "ended":
      return "void";
    case "suspended":
      return "suspended";
    case "in_office":
      return card.is === "issued" ? "valid" : "requested";
  }
}
