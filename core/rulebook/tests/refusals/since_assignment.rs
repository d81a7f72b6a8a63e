//! What is refused from signing for a case to its kept promise.

use super::*;

#[expect(clippy::too_many_lines, reason = "one row a refusal")]
pub(super) fn since_assignment() -> Vec<Refused> {
    use CaseCommand as C;
    let at = Desk::at;
    let water = || clerk("unit-water");
    let head = || leader("unit-water");
    let reason = || "理由".to_owned();
    vec![
        refused("signing for it twice", at(Stage::Handling), clerk("unit-water"), C::SignFor, Code::NotYours),
        refused(
            "signing for another unit's case",
            at(Stage::Assigned),
            clerk("unit-other"),
            C::SignFor,
            Code::NotYours,
        ),
        refused(
            "giving it back after the window",
            reported_late(),
            water(),
            C::RequestReturn { reason: reason() },
            Code::WindowOver,
        )
        .quotes("return.window"),
        refused(
            "a unit that sends its case elsewhere by itself",
            at(Stage::Handling),
            water(),
            assign("unit-road", &[]),
            Code::NotInThisStage,
        ),
        refused(
            "deciding a return that nobody asked for",
            at(Stage::Handling),
            office(),
            C::DecideReturn { unit: organ("unit-water"), consent: true, reason: reason() },
            Code::NoSuchItem,
        )
        .field("unit"),
        refused(
            "a unit that consents to its own return",
            at(Stage::Handling),
            water(),
            C::DecideReturn { unit: organ("unit-water"), consent: true, reason: reason() },
            Code::NotYours,
        )
        .quotes("return.assigner_consent"),
        refused(
            "an extension of a year",
            at(Stage::Handling),
            water(),
            C::RequestExtension { days: 366, reason: reason() },
            Code::ExtensionTooLong,
        )
        .field("days")
        .quotes("extension.most"),
        refused(
            "an extension of no days",
            at(Stage::Handling),
            water(),
            C::RequestExtension { days: 0, reason: reason() },
            Code::OutOfRange,
        )
        .field("days"),
        refused(
            "a unit that grants its own extension",
            at(Stage::Handling),
            water(),
            C::DecideExtension { consent: true, reason: reason() },
            Code::NotYours,
        )
        .quotes("extension.assigner_agrees"),
        refused(
            "granting an extension that nobody asked for",
            at(Stage::Handling),
            office(),
            C::DecideExtension { consent: true, reason: reason() },
            Code::NoSuchItem,
        ),
        refused(
            "an opinion before signing for it",
            at(Stage::Handling),
            clerk("unit-road"),
            C::GiveOpinion { text: reason() },
            Code::AlreadyDone,
        ),
        refused(
            "an answer by a co-handler",
            at(Stage::Handling),
            clerk("unit-road"),
            C::DraftAnswer(draft("A")),
            Code::NotYours,
        )
        .quotes("answer.written_by_leader"),
        refused(
            "a result class that is not on the list",
            at(Stage::Handling),
            water(),
            C::DraftAnswer(draft("Z")),
            Code::UnknownResultClass,
        )
        .field("result_class"),
        refused(
            "a promise without a date",
            at(Stage::Handling),
            water(),
            C::DraftAnswer(AnswerDraft { commitments: vec![], ..draft("B") }),
            Code::CommitmentMissing,
        )
        .field("commitments")
        .quotes("answer.b_needs_commitment"),
        refused(
            "a promise for yesterday",
            at(Stage::Handling),
            water(),
            C::DraftAnswer(AnswerDraft {
                commitments: vec![Promise { text: "旧".into(), due: jiff::civil::date(2026, 3, 1) }],
                ..draft("B")
            }),
            Code::OutOfRange,
        )
        .field("commitments.0.due"),
        refused("signing without a draft", at(Stage::Handling), head(), C::SignAnswer, Code::NoSuchItem),
        refused(
            "signing one's own draft",
            with_draft(),
            Actor { user: clerk("unit-water").user, ..leader("unit-water") },
            C::SignAnswer,
            Code::TwoPeopleNeeded,
        )
        .quotes("answer.written_by_leader"),
        refused("an answer signed by the clerk", with_draft(), water(), C::SignAnswer, Code::NotYours)
            .quotes("answer.written_by_leader"),
        refused(
            "an evaluation by a stranger",
            at(Stage::Answered),
            other_citizen(),
            grades(Grade::Satisfied),
            Code::NotYours,
        )
        .quotes("evaluation.author_only"),
        refused(
            "an evaluation before the answer",
            at(Stage::Handling),
            citizen(),
            grades(Grade::Satisfied),
            Code::NotInThisStage,
        ),
        refused(
            "dissatisfaction without a reason",
            at(Stage::Answered),
            citizen(),
            C::Evaluate(EvaluationForm {
                process: Grade::Dissatisfied,
                answer: Grade::Satisfied,
                delivery: None,
                reason: " ".into(),
            }),
            Code::ReasonMissing,
        )
        .field("reason")
        .quotes("evaluation.reason_required"),
        refused(
            "a second evaluation of the same answer",
            at(Stage::Evaluated),
            citizen(),
            grades(Grade::Satisfied),
            Code::AlreadyDone,
        ),
        refused(
            "closing within the evaluation window",
            at(Stage::Answered),
            office(),
            C::Close { note: String::new() },
            Code::NotInThisStage,
        ),
        refused(
            "supervision before assignment",
            at(Stage::Triaged),
            office(),
            C::Supervise { act: SupervisionKind::Remind, note: reason() },
            Code::NotInThisStage,
        )
        .quotes("supervision.never_changes_answer"),
        refused(
            "a deputy who gives a yellow card",
            at(Stage::Handling),
            deputy(),
            C::Supervise { act: SupervisionKind::YellowCard, note: reason() },
            Code::NotYours,
        )
        .quotes("deputy.no_direct_handling"),
        refused(
            "a commitment that does not exist",
            at(Stage::Closed),
            water(),
            C::ReportCommitment { index: 7, text: reason(), photos: vec![] },
            Code::NoSuchItem,
        )
        .field("index"),
        refused(
            "verifying what nobody reported",
            at(Stage::Closed),
            office(),
            C::VerifyCommitment { index: 0, kept: true, note: reason() },
            Code::NoSuchItem,
        )
        .field("index"),
        refused(
            "publishing without the author's consent",
            without_consent(),
            office(),
            C::Publish,
            Code::NoConsentToPublish,
        )
        .quotes("class.restricted_not_public"),
        refused(
            "taking down what is not published",
            at(Stage::Handling),
            office(),
            C::Unpublish { reason: reason() },
            Code::AlreadyDone,
        ),
        refused(
            "undoing another organ's act",
            at(Stage::Triaged),
            office(),
            C::Undo { version: 2, reason: reason() },
            Code::NothingToUndo,
        )
        .field("version")
        .quotes("undo.own_latest_act"),
        refused(
            "linking to a case that does not exist",
            at(Stage::Submitted),
            station(),
            C::LinkDuplicate { of: matter(5), explanation: reason() },
            Code::NoSuchItem,
        )
        .field("of")
        .quotes("duplicate.keeps_both"),
        refused(
            "withdrawing after assignment",
            at(Stage::Handling),
            citizen(),
            C::Withdraw { reason: reason() },
            Code::NotInThisStage,
        )
        .quotes("submission.frozen"),
        refused(
            "a photo that the case does not name",
            at(Stage::Submitted),
            Actor::system(),
            C::NotePhotoArrived { sha256: photo(9).sha256 },
            Code::AlreadyDone,
        ),
        refused(
            "the server's act from a person",
            at(Stage::Submitted),
            office(),
            C::NotePhotoArrived { sha256: photo(1).sha256 },
            Code::NotYours,
        ),
        refused(
            "an author who follows the own case",
            at(Stage::Submitted),
            Actor::system(),
            C::AddFollower { user: citizen().user, from: matter(2) },
            Code::AlreadyDone,
        ),
    ]
}
