//! What went wrong, told to a person: a sentence, the field at fault, what would be accepted, and the rule quoted with its
//! source. One shape for a problem of the server, a refusal on the phone and a fault of the terminal itself.

use minyi_rulebook::policy::Quote;
use minyi_rulebook::refusal::Refusal;
use minyi_wire::Problem;
use serde::Serialize;

use crate::output::Output;
use crate::words;

/// A command that did not do what was asked. Ends the program with exit code 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Fault {
    /// Stable code: a problem code of the wire, or one of the terminal's own (`unreachable`, `input`, …).
    pub(crate) code: String,
    pub(crate) zh: String,
    pub(crate) en: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) accepted_zh: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) accepted_en: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rule: Option<Box<Quote>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retry_after: Option<u32>,
    /// More for machines, where there is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) details: Option<serde_json::Value>,
}

impl Fault {
    /// A fault with a sentence in both languages.
    pub(crate) fn new(code: &str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            zh: zh.into(),
            en: en.into(),
            field: None,
            accepted_zh: None,
            accepted_en: None,
            rule: None,
            retry_after: None,
            details: None,
        }
    }

    /// Something typed that cannot be taken.
    pub(crate) fn input(field: &str, accepted_zh: impl Into<String>, accepted_en: impl Into<String>) -> Self {
        Self {
            field: Some(field.to_owned()),
            accepted_zh: Some(accepted_zh.into()),
            accepted_en: Some(accepted_en.into()),
            ..Self::new("input", "输入有误", "This input cannot be taken.")
        }
    }

    /// A file that cannot be read or written.
    pub(crate) fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::new(
            "file",
            format!("文件无法读写：{}({error})", path.display()),
            format!("The file cannot be read or written: {} ({error})", path.display()),
        )
    }

    /// Prints it: to people on standard error, to machines as `{"error": …}` on standard output.
    pub(crate) fn print(&self, out: Output) {
        #[derive(Serialize)]
        struct Document<'f> {
            error: &'f Fault,
        }
        out.document(&Document { error: self });
        if out.json {
            return;
        }
        out.warn(format!("{}: {}", out.pick("未完成", "Not done"), out.pick(&self.zh, &self.en)));
        if let Some(field) = &self.field {
            out.warn(format!("  {}: {field}", out.pick("字段", "field")));
        }
        if let Some(accepted) = out.pick(self.accepted_zh.as_ref(), self.accepted_en.as_ref()) {
            out.warn(format!("  {}: {accepted}", out.pick("可接受", "accepted")));
        }
        if let Some(rule) = &self.rule {
            out.warn(format!("  {}: {}", out.pick("依据", "rule"), words::quote(rule, out.lang)));
        }
        if let Some(seconds) = self.retry_after {
            out.warn(out.pick(format!("  请在 {seconds} 秒后重试"), format!("  try again in {seconds} s")));
        }
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self {
            field: refusal.field,
            accepted_zh: Some(refusal.accepted_zh),
            accepted_en: Some(refusal.accepted_en),
            rule: refusal.rule,
            ..Self::new(&words::wire_name(&refusal.code), "依规不能办理", "The rules do not allow this.")
        }
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        if let Some(refusal) = problem.refusal {
            return (*refusal).into();
        }
        // The sentences beside a problem's code speak both languages; what would be accepted is a form and speaks one.
        let accepted = match (problem.accepted, problem.current_version) {
            (Some(accepted), _) => Some(accepted),
            (None, Some(version)) => Some(format!("expects = {version}")),
            (None, None) => None,
        };
        Self {
            field: problem.field,
            accepted_zh: accepted.clone(),
            accepted_en: accepted,
            retry_after: problem.retry_after,
            ..Self::new(&words::wire_name(&problem.code), problem.title_zh, problem.title)
        }
    }
}

#[cfg(test)]
mod tests {
    use minyi_rulebook::policy::Policy;
    use minyi_rulebook::refusal::RefusalCode;

    use super::*;

    #[test]
    fn a_refusal_keeps_its_code_field_and_quoted_rule_through_a_problem() {
        let policy = Policy::embedded();
        let refusal = Refusal::new(RefusalCode::ReasonMissing, "请写明理由", "a reason")
            .field("reason")
            .quoting(policy, "evaluation.reason_required");
        let fault = Fault::from(Problem::from(refusal));
        assert_eq!(fault.code, "reason_missing");
        assert_eq!(fault.field.as_deref(), Some("reason"));
        assert_eq!(fault.accepted_zh.as_deref(), Some("请写明理由"));
        assert_eq!(fault.rule.as_deref(), policy.quote("evaluation.reason_required"));
    }

    #[test]
    fn a_version_conflict_names_the_version_to_expect() {
        let mut problem = Problem::new(minyi_wire::ProblemCode::VersionConflict);
        problem.current_version = Some(7);
        assert_eq!(Fault::from(problem).accepted_en.as_deref(), Some("expects = 7"));
    }
}
