//! Gates after the court has risen: release, answers, supervision, evaluation, suggestions.

use super::*;

#[expect(clippy::too_many_lines, reason = "one row a refusal")]
pub(super) fn after_the_session() -> Vec<Refused> {
    let adjourned = Room::at(S::Adjourned);
    let judged = Room::at(S::Judged);
    let one = question_id(1);
    let replayable = || Room::replayable_at(S::Adjourned, date(2026, 3, 31));
    vec![
        refused(
            "a live source after the court has risen",
            replayable(),
            clerk(),
            C::SetVideo { video: plan().video },
            Code::OutOfRange,
        )
        .field("video")
        .quotes("hearing.no_recording"),
        refused("a recording set by the office", replayable(), office(), recording(), Code::NotYours)
            .field("video")
            .quotes("hearing.no_recording"),
        refused(
            "a recording without the court's consent to replays",
            adjourned.clone(),
            clerk(),
            recording(),
            Code::WindowOver,
        )
        .field("video")
        .quotes("hearing.no_recording"),
        refused(
            "a recording after that consent has ended",
            Room::replayable_at(S::Adjourned, date(2026, 3, 1)),
            clerk(),
            recording(),
            Code::WindowOver,
        )
        .field("video")
        .quotes("hearing.no_recording"),
        refused("seconding one's own", adjourned.clone(), deputy(1), C::Second { question: one }, Code::OwnQuestion)
            .quotes("hearing.seconding"),
        refused(
            "seconding twice",
            {
                let mut room = Room::at(S::Adjourned);
                room.step(&deputy(2), C::Second { question: one });
                room
            },
            deputy(2),
            C::Second { question: one },
            Code::AlreadyDone,
        ),
        refused("a seventh change of mind", toggled(), deputy(2), C::Second { question: one }, Code::WindowOver)
            .quotes("hearing.seconding"),
        refused(
            "seconding what is released",
            Room::at(S::Answering),
            deputy(2),
            C::Second { question: one },
            Code::WindowOver,
        )
        .quotes("hearing.seconding"),
        refused(
            "withdrawing what is released",
            Room::at(S::Answering),
            deputy(1),
            C::WithdrawQuestion { question: one },
            Code::WindowOver,
        )
        .quotes("hearing.withdraw"),
        refused(
            "withdrawing another's question",
            adjourned.clone(),
            deputy(2),
            C::WithdrawQuestion { question: one },
            Code::NoSuchItem,
        ),
        refused(
            "release before the judgment it waits for",
            held_until_judgment(),
            office(),
            C::Release { questions: vec![question_id(2)] },
            Code::NotReleasedYet,
        )
        .field("questions.0")
        .quotes("hearing.release_after_adjournment"),
        refused("screening twice", adjourned.clone(), office(), accept(1), Code::AlreadyDone),
        refused(
            "a refusal without words",
            adjourned.clone(),
            office(),
            C::Screen {
                question: one,
                screening: Screening::Refuse { ground: QuestionGround::Unrelated, explanation: String::new() },
            },
            Code::TextMissing,
        )
        .field("screening.explanation"),
        refused(
            "a merge into itself",
            {
                let mut room = Room::at(S::Adjourned);
                room.step(&deputy(2), ask(2));
                room
            },
            office(),
            C::Screen { question: question_id(2), screening: Screening::Merge { into: question_id(2) } },
            Code::NoSuchItem,
        )
        .field("screening.into"),
        refused(
            "approval by the drafter",
            drafted(),
            liaison(1),
            C::ApproveAnswer { answer: 0 },
            Code::TwoPeopleNeeded,
        )
        .quotes("hearing.two_people"),
        refused("approval of nothing", drafted(), liaison(2), C::ApproveAnswer { answer: 9 }, Code::NoSuchItem),
        refused(
            "a reply to what is not assigned",
            Room::at(S::Answering),
            liaison(1),
            reply(1, AnswerKind::WorkReply),
            Code::NoSuchItem,
        ),
        refused(
            "a deferral after judgment",
            judged.clone(),
            liaison(1),
            reply(1, AnswerKind::Deferral),
            Code::WindowOver,
        )
        .quotes("hearing.deferral"),
        refused(
            "a rating by somebody else",
            {
                let mut room = drafted();
                room.step(&liaison(2), C::ApproveAnswer { answer: 0 });
                room
            },
            deputy(2),
            rated(1, Satisfaction::Satisfied),
            Code::NotYours,
        )
        .quotes("evaluation.author_only"),
        refused(
            "supervision without a cause",
            drafted(),
            office(),
            C::Supervise { question: one, act: SupervisionKind::Remind, text: "请按时答复".into() },
            Code::NoSuchItem,
        )
        .quotes("hearing.supervision_of_reply"),
        refused(
            "a letter that asks for an outcome",
            dissatisfied_twice(),
            office(),
            C::Supervise { question: one, act: SupervisionKind::Letter, text: "请依法改判".into() },
            Code::WordingInterferes,
        )
        .field("text")
        .quotes("hearing.no_interference"),
        refused(
            "unmasking what is not out",
            adjourned.clone(),
            office(),
            C::Unmask { question: one, reason: "当面沟通".into() },
            Code::NoSuchItem,
        ),
        refused(
            "a remark on the outcome",
            adjourned.clone(),
            deputy(1),
            C::RateHearing(EvaluationSheet { remark: "判得太轻".into(), ..sheet(3) }),
            Code::WordingInterferes,
        )
        .field("remark")
        .quotes("hearing.conduct_only"),
        refused("a score of six", adjourned.clone(), deputy(1), C::RateHearing(sheet(6)), Code::OutOfRange)
            .field("process"),
        refused(
            "a score for a document that is not there",
            adjourned.clone(),
            deputy(1),
            C::RateHearing(EvaluationSheet { document: Some(3), ..sheet(3) }),
            Code::OutOfRange,
        )
        .field("document")
        .quotes("hearing.conduct_only"),
        refused(
            "a second sheet",
            {
                let mut room = Room::at(S::Adjourned);
                room.step(&deputy(1), C::RateHearing(sheet(3)));
                room
            },
            deputy(1),
            C::RateHearing(sheet(5)),
            Code::AlreadyDone,
        ),
        refused(
            "a suggestion before judgment",
            adjourned.clone(),
            deputy(1),
            C::ConvertToSuggestion { question: one, title: "建议".into() },
            Code::NotInThisStage,
        )
        .quotes("hearing.joint_suggestion"),
        refused(
            "a suggestion that nobody seconds",
            judged.clone(),
            deputy(1),
            C::ConvertToSuggestion { question: one, title: "建议".into() },
            Code::NoSuchItem,
        )
        .quotes("hearing.joint_suggestion"),
        refused(
            "a reply noted late that is not",
            judged.clone(),
            Actor::system(),
            C::NoteReplyOverdue { question: one },
            Code::NotOverdue,
        ),
        refused(
            "the archive with an open question",
            {
                let mut room = judged.clone();
                room.step(&office(), C::CloseEvaluation);
                room
            },
            office(),
            C::Archive,
            Code::NotInThisStage,
        )
        .quotes("hearing.archive"),
        refused(
            "attendance of a stranger",
            adjourned.clone(),
            Actor::system(),
            C::NoteAttendance { watched: vec![Watched { deputy: user(99), intervals: vec![] }] },
            Code::NoSuchItem,
        ),
        refused(
            "attendance that runs backwards",
            adjourned.clone(),
            Actor::system(),
            C::NoteAttendance {
                watched: vec![Watched {
                    deputy: user(1),
                    intervals: vec![Interval { from: adjourned.now, until: adjourned.now }],
                }],
            },
            Code::OutOfRange,
        ),
        refused(
            "attendance by a deputy's own word",
            adjourned,
            deputy(1),
            C::NoteAttendance { watched: vec![] },
            Code::NotYours,
        ),
        refused(
            "a question once it turned closed",
            Room::at(S::TurnedClosed),
            deputy(1),
            ask(50),
            Code::NotInThisStage,
        ),
    ]
}
