//! What crossed, as lines: every field of it, names in snake_case, moments in UTC, ids by the names of the story.

use std::fmt::Debug;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use minyi_ffi::*;

/// `TextMissing` is `text_missing` in every language.
pub(crate) fn word(value: impl Debug) -> String {
    let name = format!("{value:?}");
    let mut out = String::new();
    for (place, letter) in name.chars().take_while(|c| c.is_alphanumeric()).enumerate() {
        if letter.is_uppercase() && place > 0 {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// To the nearest minute: a phone reckons the server's time with its own clock, which goes on while the server's stands.
pub(crate) fn moment(at: SystemTime) -> String {
    let at = Timestamp::try_from(at + Duration::from_secs(30)).expect("a moment of our time");
    at.strftime("%Y-%m-%dT%H:%MZ").to_string()
}

pub(crate) fn maybe<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

pub(crate) fn yes(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// A text on one line.
pub(crate) fn text(text: &str) -> String {
    format!("“{}”", text.replace('\n', "⏎"))
}

pub(crate) fn error(error: &MinyiError) -> String {
    match error {
        MinyiError::Refused { refusal } => format!("refused {}", refused(refusal)),
        MinyiError::Rejected { code, field, retry_after } => {
            format!("rejected {} at {} after {}", word(code), maybe(field.clone()), maybe(*retry_after))
        }
        MinyiError::BadInput { field } => format!("bad_input {field}"),
        MinyiError::Internal { .. } => "internal".to_owned(),
        MinyiError::Offline
        | MinyiError::SignedOut
        | MinyiError::Conflict
        | MinyiError::NotFound
        | MinyiError::StorageFull
        | MinyiError::KeyLost
        | MinyiError::Damaged
        | MinyiError::Busy => word(error),
    }
}

pub(crate) fn refused(refusal: &Refusal) -> String {
    let rule = refusal.rule.as_ref().map(|rule| {
        let source = format!("{} {} {}", rule.source.law_zh, rule.source.article_zh, word(rule.source.standing));
        format!("{} {} {} {}", rule.id, word(rule.layer), text(&rule.text_zh), text(&source))
    });
    let accepted = format!("{} {}", text(&refusal.accepted_zh), text(&refusal.accepted_en));
    format!("{} at {} accepting {accepted} by {}", word(refusal.code), maybe(refusal.field.clone()), maybe(rule))
}

pub(crate) fn session(session: &SessionState) -> String {
    let who = |account: &Account| format!("{} of {}", word(account.role), maybe(account.organ.clone()));
    match session {
        SessionState::SignedOut => "signed_out".to_owned(),
        SessionState::SignedIn { account, expires_at } => {
            format!("signed_in {} until {}", who(account), moment(*expires_at))
        }
        SessionState::Over { account } => format!("over {}", who(account)),
    }
}

pub(crate) fn due_why(why: &DueWhy) -> Vec<String> {
    let rule = why.rule.as_ref().map(|rule| {
        let spans = format!("{} {}", text(&rule.span_zh), text(&rule.starts_zh));
        let source = format!("{} {} {}", rule.source.law_zh, rule.source.article_zh, word(rule.source.standing));
        format!("{} {} {} {spans} {}", rule.id, word(rule.layer), word(rule.clock), text(&source))
    });
    let mut lines = vec![
        format!("due {} from {} on {} by {}", why.due, moment(why.started_at), why.start_day, maybe(rule)),
        format!("why {}", text(&why.text_zh)),
    ];
    for pause in &why.pauses {
        lines.push(format!("pause {} {} {}", moment(pause.from), maybe(pause.until.map(moment)), text(&pause.reason)));
    }
    if let Some(more) = &why.extension {
        lines.push(format!("extension {} {} {}", text(&more.by_zh), text(&more.reason), moment(more.agreed_at)));
    }
    lines
        .extend(why.steps.iter().map(|step| format!("step {} {} {}", word(step.kind), step.date, text(&step.text_zh))));
    lines.extend(why.notices.iter().map(|notice| {
        format!("notice {} {} {} {}", notice.year, text(&notice.number), text(&notice.title), notice.published)
    }));
    lines
}

pub(crate) fn deadline(deadline: &Deadline) -> String {
    format!(
        "{} by {} due {} overdue {} paused {}",
        clock(&deadline.clock),
        maybe(deadline.rule.clone()),
        deadline.due,
        yes(deadline.overdue),
        yes(deadline.paused)
    )
}

fn clock(clock: &ClockName) -> String {
    format!("{} of {} round {}", word(clock.kind), maybe(clock.organ.clone()), clock.round)
}

pub(crate) fn standing(standing: &ItemStanding) -> String {
    match standing {
        ItemStanding::Saved | ItemStanding::Submitting | ItemStanding::Uploading => word(standing),
        ItemStanding::Waiting { why, registered, .. } => {
            format!("waiting {} registered {}", word(why), yes(*registered))
        }
        ItemStanding::NeedsAttention { reason, registered } => {
            let reason = match reason {
                ParkReason::SaidNo { problem } => format!(
                    "said_no {} at {} {} {} accepting {} {}",
                    word(problem.code),
                    maybe(problem.field.clone()),
                    text(&problem.text_zh),
                    text(&problem.text_en),
                    maybe(problem.accepted.as_deref().map(text)),
                    maybe(problem.refusal.as_ref().map(refused))
                ),
                ParkReason::ContentLost => "content_lost".to_owned(),
            };
            format!("needs_attention registered {} {reason}", yes(*registered))
        }
        ItemStanding::Complete { received_at } => format!("complete {}", moment(*received_at)),
    }
}

pub(crate) fn act(act: &MatterAct) -> String {
    match act {
        MatterAct::OfCase { act } => word(act),
        MatterAct::OfMandate { act } => format!("mandate {}", word(act)),
        MatterAct::OfHearing => "hearing".to_owned(),
    }
}

pub(crate) fn content(case: &CaseContent) -> Vec<String> {
    let to = match &case.addressee {
        Addressee::OneDeputy { deputy } => format!("deputy {deputy}"),
        Addressee::OneStation { station } => format!("station {station}"),
        Addressee::Office => "office".to_owned(),
    };
    let filing = match &case.filing {
        Filing::Own => "own".to_owned(),
        Filing::Proxy { channel, .. } => format!("proxy {}", word(channel)),
    };
    let place = case
        .place
        .as_ref()
        .map(|place| format!("{} {} {} {}", place.lat_e6, place.lon_e6, maybe(place.accuracy_m), text(&place.label)));
    let publish = format!("may_publish {} published {}", yes(case.may_publish), yes(case.published));
    let mut lines = vec![
        format!("title {}", text(&case.title)),
        format!("text {}", text(&case.text)),
        format!("to {to} station {} filing {filing} {publish}", maybe(case.station.clone())),
        format!("place {}", maybe(place)),
        format!("question {} undoable {}", maybe(case.question.as_deref().map(text)), maybe(case.undoable_version)),
    ];
    lines.extend(
        case.photos
            .iter()
            .map(|photo| format!("photo {} {} arrived {}", photo.sha256, photo.bytes, yes(photo.arrived))),
    );
    lines.extend(case.supplements.iter().map(|more| format!("supplement {} {}", moment(more.at), text(&more.text))));
    for handler in &case.handlers {
        let standing = match &handler.standing {
            HandlerStanding::Unsigned | HandlerStanding::Signed => word(&handler.standing),
            HandlerStanding::ReturnAsked { reason } => format!("return_asked {}", text(reason)),
            HandlerStanding::OpinionGiven { text: words } => format!("opinion_given {}", text(words)),
        };
        lines.push(format!(
            "handler {} {} {} {standing}",
            handler.unit,
            word(handler.part),
            moment(handler.assigned_at)
        ));
    }
    for round in &case.rounds {
        lines.push(format!("round {} opened {}", round.number, moment(round.opened_at)));
        lines.push(format!("  answer {}", answer(&round.answer)));
        lines.extend(round.evaluations.iter().map(|one| {
            let delivery = maybe(one.form.delivery.map(word));
            let grades = format!("{} {} {delivery}", word(one.form.process), word(one.form.answer));
            format!("  evaluation {} {} {grades} {}", word(one.by), moment(one.at), text(&one.form.reason))
        }));
    }
    for commitment in &case.commitments {
        let standing = match &commitment.standing {
            CommitmentStanding::Open | CommitmentStanding::Kept => word(&commitment.standing),
            CommitmentStanding::Reported { text: words } => format!("reported {}", text(words)),
        };
        lines.push(format!("commitment round {} {} {standing}", commitment.round, promise(&commitment.promise)));
    }
    for entry in &case.timeline {
        let who = format!("{} of {}", word(entry.role), maybe(entry.organ.clone()));
        let clock = maybe(entry.clock.as_ref().map(clock));
        lines.push(format!(
            "{} {} {} {who} {} {} clock {clock} undone {}",
            entry.version,
            moment(entry.at),
            word(entry.act),
            word(entry.stage),
            text(&entry.note),
            yes(entry.undone)
        ));
    }
    lines
}

fn answer(answer: &RoundAnswer) -> String {
    let draft = |draft: &AnswerDraft| {
        let promises: Vec<String> = draft.commitments.iter().map(promise).collect();
        format!("{} {} [{}] photos {}", draft.result_class, text(&draft.text), promises.join(", "), draft.photos.len())
    };
    match answer {
        RoundAnswer::NotWritten { sent_back } => format!("not_written {}", maybe(sent_back.as_deref().map(text))),
        RoundAnswer::Drafted { draft: words } => format!("drafted {}", draft(words)),
        RoundAnswer::Signed { draft: words, result, at } => {
            format!("signed {} {} {}", word(result), moment(*at), draft(words))
        }
    }
}

fn promise(promise: &Promise) -> String {
    format!("{} until {}", text(&promise.text), promise.due)
}

pub(crate) fn shown(case: &LocalCase) -> Vec<String> {
    let mut lines = vec![format!("registered {} pending {}", yes(case.registered), case.pending.len())];
    let Some(view) = &case.view else { return lines };
    let ending = view.ending.as_ref().map(word);
    lines.push(format!(
        "version {} {} class {} ending {} filed {}",
        view.version,
        word(view.stage),
        maybe(view.class.map(word)),
        maybe(ending),
        moment(view.submitted_at)
    ));
    match &view.body {
        CaseBody::Full { content: words } => lines.extend(content(words)),
        CaseBody::PublicPart { .. } | CaseBody::Outline => lines.push(word(&view.body)),
    }
    lines.extend(view.deadlines.iter().map(|date| format!("deadline {}", deadline(date))));
    lines.extend(
        view.permitted.iter().map(|may| format!("may {} [{}] by {}", word(may.act), may.carries.join(", "), may.rule)),
    );
    lines.extend(
        case.pending
            .iter()
            .map(|pending| format!("pending {} foretold {}", act(&pending.item.act), yes(pending.foretold))),
    );
    lines
}

pub(crate) fn limits(limits: CaseLimits) -> String {
    format!(
        "title {} text {} reason {} label {} photos {} photo_bytes {} co_handlers {} commitments {} extension_days {}",
        limits.title,
        limits.text,
        limits.reason,
        limits.label,
        limits.photos,
        limits.photo_bytes,
        limits.co_handlers,
        limits.commitments,
        limits.extension_days
    )
}

pub(crate) fn directory(directory: Option<Directory>) -> Vec<String> {
    let Some(directory) = directory else { return vec!["-".to_owned()] };
    let names = format!("{} {}", text(&directory.district_zh), text(&directory.district_en));
    let mut lines = vec![format!("{names} demo {}", yes(directory.demo))];
    lines.extend(directory.organs.iter().map(|organ| {
        let names = format!("{} {}", text(&organ.name_zh), text(&organ.name_en));
        format!("{} {} {names} town {}", organ.id, word(organ.kind), maybe(organ.town.clone()))
    }));
    lines.extend(
        directory
            .deputies
            .iter()
            .map(|deputy| format!("deputy {} {} at {}", deputy.user, text(&deputy.name), deputy.station)),
    );
    lines
}
