//! The acts of the desk, one subcommand each. The names of the arguments are the fields that the rulebook asks for.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use minyi_rulebook::citizen_case::{AnswerDraft, CaseCommand, Promise, RedirectTarget, RefusalGround, SupervisionKind};
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::ids::{MatterId, OrganId};

use crate::args::{organ, word, yes_no};

/// The matter, and the version that you saw.
#[derive(Clone, Debug, Args)]
pub(crate) struct On {
    pub(crate) matter: MatterId,
    /// Refuse to act if the case has moved on from this version
    #[arg(long, value_name = "VERSION")]
    pub(crate) expects: Option<u32>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StaffAct {
    /// Accept and class (受理并分类)
    Triage {
        #[command(flatten)]
        on: On,
        /// suggestion, help, petition, litigation or accusation
        #[arg(long, value_parser = word::<TriageClass>)]
        class: TriageClass,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Ask the author for more; the clock stands meanwhile (退回补充)
    Ask {
        #[command(flatten)]
        on: On,
        #[arg(long)]
        question: String,
    },
    /// Do not accept, quoting the rule (不予受理)
    Refuse {
        #[command(flatten)]
        on: On,
        /// personal, advert, empty, pending_case or live_tender
        #[arg(long, value_parser = word::<RefusalGround>)]
        ground: RefusalGround,
        #[arg(long)]
        explanation: String,
    },
    /// Send to the lawful road (转送)
    Redirect {
        #[command(flatten)]
        on: On,
        /// hotline_12345, petition, judicial or discipline
        #[arg(long, value_parser = word::<RedirectTarget>)]
        target: RedirectTarget,
        #[arg(long)]
        explanation: String,
    },
    /// Link to the case that is already under way (并案)
    Link {
        #[command(flatten)]
        on: On,
        #[arg(long, value_name = "MATTER")]
        of: MatterId,
        #[arg(long)]
        explanation: String,
    },
    /// Assign to a lead unit and co-handlers; starts their clocks (交办)
    Assign {
        #[command(flatten)]
        on: On,
        #[arg(long, value_name = "UNIT", value_parser = organ)]
        lead: OrganId,
        /// May be given several times
        #[arg(long, value_name = "UNIT", value_parser = organ)]
        co: Vec<OrganId>,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Sign for an assigned case (签收)
    SignFor {
        #[command(flatten)]
        on: On,
    },
    /// Ask the assigner to take it back: wrong unit (申请退办)
    Return {
        #[command(flatten)]
        on: On,
        #[arg(long)]
        reason: String,
    },
    /// Answer such a request (退办答复)
    DecideReturn {
        #[command(flatten)]
        on: On,
        #[arg(long, value_parser = organ)]
        unit: OrganId,
        /// yes or no
        #[arg(long, value_parser = yes_no, action = clap::ArgAction::Set)]
        consent: bool,
        #[arg(long)]
        reason: String,
    },
    /// Ask for more time (申请延期)
    Extend {
        #[command(flatten)]
        on: On,
        #[arg(long)]
        days: u16,
        #[arg(long)]
        reason: String,
    },
    /// Answer such a request (延期答复)
    DecideExtension {
        #[command(flatten)]
        on: On,
        /// yes or no
        #[arg(long, value_parser = yes_no, action = clap::ArgAction::Set)]
        consent: bool,
        #[arg(long)]
        reason: String,
    },
    /// A co-handler's opinion to the lead (协办意见)
    Opinion {
        #[command(flatten)]
        on: On,
        #[arg(long)]
        text: String,
    },
    /// Draft the answer (起草答复)
    Draft {
        #[command(flatten)]
        on: On,
        #[arg(long)]
        text: String,
        /// Code of the district's result list, for example A
        #[arg(long)]
        result: String,
        /// A promise with its last day, for example "种树=2027-03-12"; may be given several times
        #[arg(long, value_name = "TEXT=DATE", value_parser = promise)]
        commitment: Vec<Promise>,
    },
    /// Send the draft back to the clerk (退回修改)
    SendBack {
        #[command(flatten)]
        on: On,
        #[arg(long)]
        reason: String,
    },
    /// Sign the answer; not the person who drafted it (签发答复)
    Sign {
        #[command(flatten)]
        on: On,
    },
    /// Close (办结)
    Close {
        #[command(flatten)]
        on: On,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Write down what the voice note of a case says (记录语音内容)
    WriteDown {
        #[command(flatten)]
        on: On,
        #[arg(long)]
        text: String,
    },
    /// Supervise; never changes an answer (督办)
    Supervise {
        #[command(flatten)]
        on: On,
        /// remind, yellow_card, red_card, interview or key_item
        #[arg(long, value_parser = word::<SupervisionKind>)]
        act: SupervisionKind,
        #[arg(long)]
        note: String,
    },
    /// Report that a commitment is kept (承诺进展)
    Report {
        #[command(flatten)]
        on: On,
        /// Its place in the case's list, from 0
        #[arg(long)]
        index: u16,
        #[arg(long)]
        text: String,
    },
    /// Verify such a report (承诺核实)
    Verify {
        #[command(flatten)]
        on: On,
        /// Its place in the case's list, from 0
        #[arg(long)]
        index: u16,
        /// yes or no
        #[arg(long, value_parser = yes_no, action = clap::ArgAction::Set)]
        kept: bool,
        #[arg(long)]
        note: String,
    },
    /// Show the case in public, without the author's name (公开)
    Publish {
        #[command(flatten)]
        on: On,
    },
    /// Take it back from the public (撤下)
    Unpublish {
        #[command(flatten)]
        on: On,
        #[arg(long)]
        reason: String,
    },
    /// Undo your organ's own latest act; a later event, never an edit (撤销上一步)
    Undo {
        #[command(flatten)]
        on: On,
        /// Version of the event to undo
        #[arg(long = "event", value_name = "VERSION")]
        version: u32,
        #[arg(long)]
        reason: String,
    },
}

impl StaffAct {
    fn on(&self) -> &On {
        match self {
            Self::Triage { on, .. }
            | Self::Ask { on, .. }
            | Self::Refuse { on, .. }
            | Self::Redirect { on, .. }
            | Self::Link { on, .. }
            | Self::Assign { on, .. }
            | Self::SignFor { on }
            | Self::Return { on, .. }
            | Self::DecideReturn { on, .. }
            | Self::Extend { on, .. }
            | Self::DecideExtension { on, .. }
            | Self::Opinion { on, .. }
            | Self::Draft { on, .. }
            | Self::SendBack { on, .. }
            | Self::Sign { on }
            | Self::Close { on, .. }
            | Self::WriteDown { on, .. }
            | Self::Supervise { on, .. }
            | Self::Report { on, .. }
            | Self::Verify { on, .. }
            | Self::Publish { on }
            | Self::Unpublish { on, .. }
            | Self::Undo { on, .. } => on,
        }
    }

    pub(crate) fn matter(&self) -> MatterId {
        self.on().matter
    }

    pub(crate) fn expects(&self) -> Option<u32> {
        self.on().expects
    }

    /// The rulebook's command for it.
    pub(crate) fn command(self) -> CaseCommand {
        match self {
            Self::Triage { class, note, .. } => CaseCommand::Triage { class, note },
            Self::Ask { question, .. } => CaseCommand::RequestInfo { question },
            Self::Refuse { ground, explanation, .. } => CaseCommand::Refuse { ground, explanation },
            Self::Redirect { target, explanation, .. } => CaseCommand::Redirect { target, explanation },
            Self::Link { of, explanation, .. } => CaseCommand::LinkDuplicate { of, explanation },
            Self::Assign { lead, co, note, .. } => CaseCommand::Assign { lead, co, note },
            Self::SignFor { .. } => CaseCommand::SignFor,
            Self::Return { reason, .. } => CaseCommand::RequestReturn { reason },
            Self::DecideReturn { unit, consent, reason, .. } => CaseCommand::DecideReturn { unit, consent, reason },
            Self::Extend { days, reason, .. } => CaseCommand::RequestExtension { days, reason },
            Self::DecideExtension { consent, reason, .. } => CaseCommand::DecideExtension { consent, reason },
            Self::Opinion { text, .. } => CaseCommand::GiveOpinion { text },
            Self::Draft { text, result, commitment, .. } => CaseCommand::DraftAnswer(AnswerDraft {
                text,
                result_class: result,
                commitments: commitment,
                photos: Vec::new(),
            }),
            Self::SendBack { reason, .. } => CaseCommand::SendBackDraft { reason },
            Self::Sign { .. } => CaseCommand::SignAnswer,
            Self::Close { note, .. } => CaseCommand::Close { note },
            Self::WriteDown { text, .. } => CaseCommand::WriteDownVoice { text },
            Self::Supervise { act, note, .. } => CaseCommand::Supervise { act, note },
            Self::Report { index, text, .. } => CaseCommand::ReportCommitment { index, text, photos: Vec::new() },
            Self::Verify { index, kept, note, .. } => CaseCommand::VerifyCommitment { index, kept, note },
            Self::Publish { .. } => CaseCommand::Publish,
            Self::Unpublish { reason, .. } => CaseCommand::Unpublish { reason },
            Self::Undo { version, reason, .. } => CaseCommand::Undo { version, reason },
        }
    }
}

/// `TEXT=DATE`, split at the last `=`.
fn promise(text: &str) -> Result<Promise, String> {
    let expected = "expected TEXT=DATE, for example \"种树=2027-03-12\"";
    let (text, due) = text.rsplit_once('=').ok_or(expected)?;
    let due: Date = due.parse().map_err(|_| expected)?;
    Ok(Promise { text: text.to_owned(), due })
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use minyi_rulebook::citizen_case::CaseAct;

    use super::*;

    #[derive(Debug, Parser)]
    struct Desk {
        #[command(subcommand)]
        act: StaffAct,
    }

    const MATTER: &str = "01932d5e-0000-7000-8000-000000000001";

    #[test]
    fn each_subcommand_makes_the_command_it_is_named_for() {
        use CaseAct as A;
        let table: &[(&[&str], CaseAct)] = &[
            (&["triage", MATTER, "--class", "help"], A::Triage),
            (&["ask", MATTER, "--question", "哪一段？"], A::RequestInfo),
            (&["refuse", MATTER, "--ground", "advert", "--explanation", "广告"], A::Refuse),
            (&["redirect", MATTER, "--target", "discipline", "--explanation", "转送"], A::Redirect),
            (&["link", MATTER, "--of", MATTER, "--explanation", "同一事"], A::LinkDuplicate),
            (&["assign", MATTER, "--lead", "unit-water", "--co", "unit-town"], A::Assign),
            (&["sign-for", MATTER], A::SignFor),
            (&["return", MATTER, "--reason", "非本单位职责"], A::RequestReturn),
            (
                &["decide-return", MATTER, "--unit", "unit-water", "--consent", "no", "--reason", "属职责"],
                A::DecideReturn,
            ),
            (&["extend", MATTER, "--days", "10", "--reason", "工期"], A::RequestExtension),
            (&["decide-extension", MATTER, "--consent", "yes", "--reason", "同意"], A::DecideExtension),
            (&["opinion", MATTER, "--text", "配合"], A::GiveOpinion),
            (&["draft", MATTER, "--text", "已修", "--result", "A"], A::DraftAnswer),
            (&["send-back", MATTER, "--reason", "写清日期"], A::SendBackDraft),
            (&["sign", MATTER, "--expects", "7"], A::SignAnswer),
            (&["close", MATTER], A::Close),
            (&["write-down", MATTER, "--text", "河水发黑"], A::WriteDownVoice),
            (&["supervise", MATTER, "--act", "yellow-card", "--note", "超期"], A::Supervise),
            (&["report", MATTER, "--index", "0", "--text", "已完成"], A::ReportCommitment),
            (&["verify", MATTER, "--index", "0", "--kept", "yes", "--note", "看过"], A::VerifyCommitment),
            (&["publish", MATTER], A::Publish),
            (&["unpublish", MATTER, "--reason", "本人要求"], A::Unpublish),
            (&["undo", MATTER, "--event", "3", "--reason", "误操作"], A::Undo),
        ];
        for (typed, act) in table {
            let desk = Desk::try_parse_from([&["desk"], *typed].concat()).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(desk.act.matter().to_string(), MATTER);
            assert_eq!(desk.act.command().act(), *act);
        }
    }

    #[test]
    fn a_commitment_is_a_text_and_a_day() {
        let promise = promise("种树 a=b=2027-03-12").expect("well formed");
        assert_eq!((promise.text.as_str(), promise.due.to_string().as_str()), ("种树 a=b", "2027-03-12"));
        for bad in ["种树", "种树=soon", "种树=2027-02-30"] {
            assert!(super::promise(bad).is_err_and(|error| error.contains("TEXT=DATE")), "{bad}");
        }
    }
}
