/** What went wrong, in the person's language: a sentence, what would be accepted, the rule behind it, the field it belongs to. */
import { i18n } from "@/i18n";
import { say } from "./directory";
import { AwayError, ProblemError } from "./http";

export interface Told {
  code: string;
  field: string | null;
  sentence: string;
  accepted: string | null;
  rule: string | null;
}

export function tell(error: unknown): Told {
  if (error instanceof AwayError) {
    return { code: "away", field: null, sentence: i18n.global.t("app.away"), accepted: null, rule: null };
  }
  if (!(error instanceof ProblemError)) throw error;
  const { problem } = error;
  const { refusal } = problem;
  const rule = refusal?.rule;
  return {
    code: problem.code,
    field: (refusal?.field ?? problem.field)?.split(".").at(-1) ?? null,
    sentence: say(problem.title_zh, problem.title),
    accepted: refusal ? say(refusal.accepted_zh, refusal.accepted_en) : (problem.accepted ?? null),
    rule: rule
      ? `${say(rule.text_zh, rule.text_en)}（${say(rule.source.law_zh, rule.source.law_en)} ${say(rule.source.article_zh, rule.source.article_en)}）`
      : null,
  };
}
