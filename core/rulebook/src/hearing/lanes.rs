//! Lanes (可见范围): who sees what of a hearing. The only word on it; the server filters by it before anything is encoded, and the
//! phone merges what it gets with [`HearingView::absorb`].
//!
//! A view is the same shape as a snapshot and as a change: all that a reader sees and that is newer than a version. Every part is
//! absolute and carries the version of its last change, so a frame that is lost, doubled or late does no harm.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::answer::{AnswerKind, AnswerStanding, EvaluationSheet, FEWEST_RATERS};
use super::command::HearingAct;
use super::decide::Context;
use super::permitted::{acts_on, hearing_acts};
use super::question::{Anchor, Question, QuestionId, QuestionKind, QuestionStage as S, Rating, Supervision};
use super::seat::{CourtCheck, Interval, Seat, SeatStanding, watched_ms};
use super::session_clock::{Position, Segment};
use super::stage::{HearingStage, Openness, Scope, Selection};
use super::state::HearingState;
use super::video::{VideoSource, VideoView};
use crate::actor::{Actor, Capacity};
use crate::calendar::end_of_day;
use crate::ids::{MatterId, OrganId, UserId};
use crate::policy::Policy;

/// What is shown to everybody of a kind. A frame is encoded once a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// 公众: stage and time line, where the court has approved it.
    Public,
    /// 可报名或未入选的代表: the head only.
    Invited,
    /// 名单内代表
    Roster,
    /// 人大常委会办公室
    Office,
    /// 审计: reads what the office reads and may do nothing.
    Audit,
    /// 书记员: the roster with names, because the law has it checked against the witness list; no question.
    CourtClerk,
    /// 法院联络处: released questions, masked.
    Liaison,
    /// 合议庭: nothing of the questions before judgment.
    Bench,
}

impl Lane {
    /// All lanes.
    pub const ALL: [Self; 8] = [
        Self::Public,
        Self::Invited,
        Self::Roster,
        Self::Office,
        Self::Audit,
        Self::CourtClerk,
        Self::Liaison,
        Self::Bench,
    ];

    /// Whether nothing is hidden from it.
    fn reads_all(self) -> bool {
        matches!(self, Self::Office | Self::Audit)
    }
}

/// One reader: a lane, and for a deputy what is theirs alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Viewer {
    pub lane: Lane,
    /// The deputy whose own seat and questions come along.
    pub own: Option<UserId>,
}

/// How this actor stands to the hearing; `None` means that it does not exist for them. A recused deputy sees nothing at all.
#[must_use]
pub fn viewer_of(actor: &Actor, hearing: &HearingState) -> Option<Viewer> {
    let plain = |lane| Some(Viewer { lane, own: None });
    let court = &hearing.plan.court;
    let with_court = hearing.stage != HearingStage::Draft;
    let announced = hearing.approval.is_some();
    let public = announced && hearing.approval.as_ref().is_some_and(|approval| approval.scope == Scope::Public);
    match &actor.capacity {
        Capacity::OfficeStaff { .. } | Capacity::System => plain(Lane::Office),
        Capacity::Auditor => plain(Lane::Audit),
        Capacity::CourtClerk { unit } if unit == court && with_court => plain(Lane::CourtClerk),
        Capacity::CourtLiaison { unit } if unit == court && with_court => plain(Lane::Liaison),
        Capacity::Bench { unit } if unit == court && announced => plain(Lane::Bench),
        Capacity::Deputy { .. } => {
            let own = Some(actor.user);
            match hearing.seats.get(&actor.user) {
                Some(seat) if seat.standing == SeatStanding::Recused => None,
                Some(seat) if seat.on_roster() => Some(Viewer { lane: Lane::Roster, own }),
                Some(_) => Some(Viewer { lane: Lane::Invited, own }),
                None if hearing.stage == HearingStage::Signup => Some(Viewer { lane: Lane::Invited, own }),
                None if public => plain(Lane::Public),
                None => None,
            }
        }
        _ if public => plain(Lane::Public),
        _ => None,
    }
}

/// The discipline notice (旁听纪律) that must be read and signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DisciplineNotice {
    pub version: String,
    pub text_zh: String,
    pub text_en: String,
}

/// The notice in force: the words of the rules that it stands on.
#[must_use]
pub fn discipline_notice(policy: &Policy) -> DisciplineNotice {
    let parts = ["hearing.silence_in_court", "hearing.no_recording", "hearing.discipline", "hearing.no_interference"];
    let quotes: Vec<_> = parts.iter().filter_map(|id| policy.quote(id)).collect();
    let join = |text: fn(&crate::policy::Quote) -> &str, by| {
        quotes.iter().map(|quote| text(quote)).collect::<Vec<_>>().join(by)
    };
    DisciplineNotice {
        version: format!("discipline-{}", policy.version()),
        text_zh: join(|quote| &quote.text_zh, "\n"),
        text_en: join(|quote| &quote.text_en, "\n"),
    }
}

/// Counts, always absolute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Counts {
    pub applied: u16,
    pub roster: u16,
    pub signed: u16,
    /// Questions taken up; as far as the reader may know.
    pub questions: u16,
    pub answered: u16,
}

/// Scores of the hearing, shown from three raters up. Means in hundredths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Scores {
    pub raters: u16,
    pub process_x100: u16,
    pub control_x100: u16,
    pub bearing_x100: u16,
    pub clarity_x100: u16,
    pub document_x100: Option<u16>,
    /// For the congress office only.
    pub remarks: Vec<String>,
}

/// The head of a hearing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeadView {
    pub version: u32,
    pub stage: HearingStage,
    pub stage_zh: String,
    pub case_no: String,
    pub cause: String,
    pub brief: String,
    pub openness: Openness,
    pub court: OrganId,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub opens_at: Timestamp,
    pub seats: u16,
    pub selection: Selection,
    /// For those who may watch.
    pub video: Option<VideoView>,
    pub segments: Vec<Segment>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date"))]
    pub replay_until: Option<Date>,
    pub counts: Counts,
    /// Seconds that make a question 重点.
    pub key_threshold: u16,
    pub scores: Option<Scores>,
    /// Why it was cancelled or turned closed; for the office and the court.
    pub ending: Option<String>,
    /// What a reader of this lane may do now.
    pub acts: Vec<HearingAct>,
}

/// A seat, named only to the office and the court clerk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeatView {
    pub version: u32,
    pub number: u16,
    pub deputy: Option<UserId>,
    pub station: OrganId,
    pub standing: SeatStanding,
    pub check: CourtCheck,
    pub signed: bool,
    /// Milliseconds of open session watched; for the office.
    pub watched_ms: Option<i64>,
}

/// An answer as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerView {
    pub version: u32,
    pub index: u16,
    pub kind: AnswerKind,
    pub text: String,
    pub standing: AnswerStanding,
}

/// A joint suggestion as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SuggestionView {
    pub title: String,
    pub signers: u16,
    /// For the office: who signs.
    pub signed_by: Vec<UserId>,
    pub lead: Option<OrganId>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date"))]
    pub due: Option<Date>,
    pub answered: bool,
}

/// A question as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuestionView {
    pub version: u32,
    pub id: QuestionId,
    /// Order in which it was asked.
    pub number: u16,
    /// The author's seat and station: all that peers and the liaison learn.
    pub seat: u16,
    pub station: OrganId,
    /// The author, for the office, the author and whom the office unmasked it to.
    pub author: Option<UserId>,
    pub kind: QuestionKind,
    /// Empty once withdrawn.
    pub text: String,
    pub anchor: Option<Anchor>,
    /// Where the anchor lies in the session as the clock now stands.
    pub position: Option<Position>,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub asked_at: Timestamp,
    pub stage: S,
    pub stage_zh: String,
    pub seconds: u16,
    pub key: bool,
    pub answers: Vec<AnswerView>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date"))]
    pub due: Option<Date>,
    pub paused: bool,
    pub ratings: Vec<Rating>,
    pub supervision: Option<Supervision>,
    pub suggestion: Option<SuggestionView>,
    pub acts: Vec<HearingAct>,
}

/// How many second a question, absolutely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tally {
    /// The question's number.
    pub number: u16,
    pub version: u32,
    pub seconds: u16,
    pub key: bool,
}

/// What is one deputy's alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MineView {
    pub version: u32,
    /// `None` before the application.
    pub seat: Option<SeatView>,
    pub watched: Vec<Interval>,
    pub may_watch: bool,
    /// The notice to read and sign, until it is signed.
    pub notice: Option<DisciplineNotice>,
    /// Own questions, refused ones with their reason included.
    pub questions: Vec<QuestionView>,
    pub seconded: Vec<QuestionId>,
    pub sheet: Option<EvaluationSheet>,
    pub acts: Vec<HearingAct>,
}

/// A snapshot, or what changed since a version: the same shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HearingView {
    pub matter: MatterId,
    /// Holds everything newer than this version ...
    pub from: u32,
    /// ... up to and including this one.
    pub to: u32,
    /// Replaces all that the reader has.
    pub whole: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<HeadView>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seats: Vec<SeatView>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<QuestionView>,
    /// Questions of which only the seconds changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tallies: Vec<Tally>,
    /// Procedure notes, and for the liaison the drafts of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<AnswerView>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mine: Option<MineView>,
}

/// What became of a view that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absorbed {
    /// Something is newer than what was held.
    Applied,
    /// All of it was known.
    Old,
    /// It begins after what is held: something is missing; ask for everything since [`HearingView::to`].
    Gap,
}

impl HearingView {
    /// Whether it says nothing new.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.whole
            && self.head.is_none()
            && self.seats.is_empty()
            && self.questions.is_empty()
            && self.tallies.is_empty()
            && self.notes.is_empty()
            && self.mine.is_none()
    }

    /// Takes in a change. Order, loss and repetition do no harm: what is missing is said, what is old is dropped.
    pub fn absorb(&mut self, change: HearingView) -> Absorbed {
        let mut change = change;
        // A deputy's own part comes beside the lane's frames and stands for itself.
        let newer = |mine: &MineView| self.mine.as_ref().is_none_or(|held| held.version <= mine.version);
        let own = change.mine.take().filter(newer);
        let told = own.is_some();
        self.mine = own.or_else(|| self.mine.take());
        if change.to <= self.to {
            return if told { Absorbed::Applied } else { Absorbed::Old };
        }
        if change.from > self.to {
            return Absorbed::Gap;
        }
        if change.whole {
            *self = HearingView { from: 0, mine: self.mine.take(), ..change };
            return Absorbed::Applied;
        }
        self.to = change.to;
        if let Some(head) = change.head.filter(|head| self.head.as_ref().is_none_or(|held| held.version < head.version))
        {
            self.head = Some(head);
        }
        upsert(&mut self.seats, change.seats, |seat| (u32::from(seat.number), seat.version));
        upsert(&mut self.questions, change.questions, |question| (u32::from(question.number), question.version));
        upsert(&mut self.notes, change.notes, |note| (u32::from(note.index), note.version));
        for tally in change.tallies {
            let held = self.questions.iter_mut().find(|question| question.number == tally.number);
            if let Some(question) = held.filter(|question| question.version < tally.version) {
                question.version = tally.version;
                question.seconds = tally.seconds;
                question.key = tally.key;
            }
        }
        Absorbed::Applied
    }
}

fn upsert<T>(held: &mut Vec<T>, incoming: Vec<T>, key: impl Fn(&T) -> (u32, u32)) {
    for item in incoming {
        let (id, version) = key(&item);
        match held.binary_search_by_key(&id, |held| key(held).0) {
            Ok(at) if key(&held[at]).1 <= version => held[at] = item,
            Ok(_) => {}
            Err(at) => held.insert(at, item),
        }
    }
}

/// What this reader sees and that is newer than `after`; from 0, everything. `context` is the reader's own, for the permitted acts.
#[must_use]
pub fn view_since(hearing: &HearingState, viewer: Viewer, after: u32, context: &Context<'_>) -> HearingView {
    let mut view = lane_since(hearing, viewer.lane, after, context);
    view.mine = viewer.own.and_then(|own| mine_since(hearing, own, after, context));
    view
}

/// The part of a view that is the same for everybody in the lane.
#[must_use]
pub fn lane_since(hearing: &HearingState, lane: Lane, after: u32, context: &Context<'_>) -> HearingView {
    let whole = after < hearing.whole_since;
    let newer = |version: u32| whole || version > after;
    let cut = hearing.stage == HearingStage::TurnedClosed && !lane.reads_all() && lane != Lane::CourtClerk;
    let head = newer(hearing.head_version).then(|| head(hearing, lane, cut, context));
    let mut view = HearingView {
        matter: hearing.matter,
        from: if whole { 0 } else { after },
        to: hearing.version,
        whole,
        head,
        seats: Vec::new(),
        questions: Vec::new(),
        tallies: Vec::new(),
        notes: Vec::new(),
        mine: None,
    };
    if cut {
        return view;
    }
    let all = lane.reads_all() || lane == Lane::CourtClerk;
    if all || matches!(lane, Lane::Roster | Lane::Liaison) {
        let seats = hearing.seats.iter().filter(|(_, seat)| newer(seat.version) && (all || seat.on_roster()));
        view.seats = seats.map(|(deputy, seat)| seat_view(hearing, lane, *deputy, seat)).collect();
        view.seats.sort_by_key(|seat| seat.number);
    }
    for (index, question) in hearing.questions.iter().enumerate() {
        if !newer(question.version) || !sees(hearing, lane, question) {
            continue;
        }
        if newer(question.body_version) {
            view.questions.push(question_view(hearing, lane, index, question, context));
        } else {
            let seconds = u16::try_from(question.seconders.len()).unwrap_or(u16::MAX);
            let number = u16::try_from(index + 1).unwrap_or(u16::MAX);
            view.tallies.push(Tally { number, version: question.version, seconds, key: question.key });
        }
    }
    if !matches!(lane, Lane::Public | Lane::Invited) {
        for (index, note) in hearing.answers.iter().enumerate() {
            let shown = lane == Lane::Liaison || matches!(note.standing, AnswerStanding::Approved { .. });
            if note.question.is_none() && shown && newer(note.version) {
                view.notes.push(answer_view(index, note));
            }
        }
    }
    view
}

/// Whether a lane may see a question. The heart of the matter: peers only after adjournment and only what was taken up, the
/// liaison only what was released, the bench only after judgment.
fn sees(hearing: &HearingState, lane: Lane, question: &Question) -> bool {
    match lane {
        Lane::Office | Lane::Audit => true,
        Lane::Roster => hearing.stage.is_adjourned() && question.taken_up,
        Lane::Liaison => question.stage.is_out(),
        Lane::Bench => hearing.stage.is_judged() && question.stage.is_out(),
        Lane::Public | Lane::Invited | Lane::CourtClerk => false,
    }
}

/// A deputy's own part, where it is newer than `after`.
#[must_use]
pub fn mine_since(hearing: &HearingState, own: UserId, after: u32, context: &Context<'_>) -> Option<MineView> {
    let seat = hearing.seats.get(&own);
    if seat.is_some_and(|seat| seat.standing == SeatStanding::Recused) {
        return None;
    }
    let questions: Vec<_> =
        hearing.questions.iter().enumerate().filter(|(_, question)| question.author == own).collect();
    let version = questions
        .iter()
        .map(|(_, question)| question.version)
        .chain(seat.map(|seat| seat.version))
        .chain([hearing.whole_since])
        .max()
        .unwrap_or(0);
    if version <= after {
        return None;
    }
    let me = Actor {
        user: own,
        capacity: Capacity::Deputy {
            station: seat.map_or_else(|| hearing.plan.court.clone(), |seat| seat.station.clone()),
        },
    };
    let context = &Context { actor: &me, ..*context };
    let notice =
        seat.filter(|seat| seat.on_roster() && seat.signed_at.is_none()).map(|_| discipline_notice(context.policy));
    Some(MineView {
        version,
        seat: seat.map(|seat| seat_view(hearing, Lane::Office, own, seat)),
        watched: seat.map(|seat| seat.watched.clone()).unwrap_or_default(),
        may_watch: seat.is_some_and(Seat::may_watch) && hearing.stage.court_sits(),
        notice,
        questions: questions
            .into_iter()
            .map(|(index, question)| own_question(hearing, index, question, context))
            .collect(),
        seconded: hearing
            .questions
            .iter()
            .filter(|question| question.seconders.contains(&own))
            .map(|question| question.id)
            .collect(),
        sheet: hearing.evaluations.get(&own).map(|evaluated| evaluated.sheet.clone()),
        acts: hearing_acts(hearing, context),
    })
}

fn own_question(hearing: &HearingState, index: usize, question: &Question, context: &Context<'_>) -> QuestionView {
    let mut view = question_view(hearing, Lane::Roster, index, question, context);
    view.author = Some(question.author);
    view.text.clone_from(&question.text);
    view.ratings.clone_from(&question.ratings);
    view.acts = acts_on(hearing, question, context);
    view
}

/// Whether a lane has a picture now: while the court sits and not in a closed part, never once the hearing has turned closed. Afterwards a recording,
/// as long as the court's consent lasts. A deputy must have signed, besides.
#[must_use]
pub fn shows_video(hearing: &HearingState, lane: Lane, now: Timestamp) -> bool {
    let watches = lane.reads_all() || matches!(lane, Lane::CourtClerk | Lane::Roster);
    let dark = hearing.clock.running().is_some_and(|segment| !segment.kind.is_open());
    let on_air = hearing.stage.court_sits() && !dark;
    let consent = hearing.approval.as_ref().and_then(|approval| approval.replay_until);
    let replay = matches!(hearing.plan.video, VideoSource::Recorded { .. })
        && hearing.stage.is_adjourned()
        && consent.is_some_and(|until| now < end_of_day(until));
    watches && (on_air || replay)
}

fn head(hearing: &HearingState, lane: Lane, cut: bool, context: &Context<'_>) -> HeadView {
    let plan = &hearing.plan;
    let approval = hearing.approval.as_ref();
    let staff = lane.reads_all() || lane == Lane::CourtClerk;
    // Only staff act as a lane; what deputies may do is their own and stands in their own part.
    let acts = if matches!(lane, Lane::Office | Lane::CourtClerk | Lane::Liaison) {
        hearing_acts(hearing, context)
    } else {
        Vec::new()
    };
    HeadView {
        version: hearing.head_version,
        stage: hearing.stage,
        stage_zh: hearing.stage.zh().to_owned(),
        case_no: plan.case_no.clone(),
        cause: if cut { String::new() } else { plan.cause.clone() },
        brief: if cut || lane == Lane::Public { String::new() } else { plan.brief.clone() },
        openness: plan.openness,
        court: plan.court.clone(),
        opens_at: plan.opens_at,
        seats: plan.seats,
        selection: plan.selection,
        video: shows_video(hearing, lane, context.now).then(|| VideoView::from(&plan.video)),
        segments: if cut { Vec::new() } else { hearing.clock.segments.clone() },
        replay_until: approval.and_then(|approval| approval.replay_until).filter(|_| !cut),
        counts: if cut { Counts::default() } else { counts(hearing, lane) },
        key_threshold: u16::try_from(hearing.key_threshold()).unwrap_or(u16::MAX),
        scores: if cut { None } else { scores(hearing, lane) },
        ending: hearing.ending.clone().filter(|_| staff),
        acts,
    }
}

fn counts(hearing: &HearingState, lane: Lane) -> Counts {
    let count = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    let seen = |question: &&Question| sees(hearing, lane, question) && question.stage.is_taken_up();
    Counts {
        applied: if lane == Lane::Public { 0 } else { count(hearing.seats.len()) },
        roster: count(hearing.roster().count()),
        signed: count(hearing.roster().filter(|(_, seat)| seat.signed_at.is_some()).count()),
        questions: count(hearing.questions.iter().filter(seen).count()),
        answered: count(
            hearing
                .questions
                .iter()
                .filter(|question| sees(hearing, lane, question))
                .filter(|question| matches!(question.stage, S::Answered | S::Rated | S::Closed))
                .count(),
        ),
    }
}

/// Scores reach nobody below three raters, the court and the deputies only after judgment.
fn scores(hearing: &HearingState, lane: Lane) -> Option<Scores> {
    let allowed = match lane {
        Lane::Office | Lane::Audit => true,
        Lane::Roster | Lane::Liaison | Lane::Bench => hearing.stage.is_judged(),
        Lane::Public | Lane::Invited | Lane::CourtClerk => false,
    };
    if !allowed || hearing.evaluations.len() < FEWEST_RATERS {
        return None;
    }
    let sheets: Vec<_> = hearing.evaluations.values().map(|evaluated| &evaluated.sheet).collect();
    let mean = |scores: Vec<u8>| -> Option<u16> {
        let sum: u32 = scores.iter().map(|score| u32::from(*score)).sum();
        let count = u32::try_from(scores.len()).ok().filter(|_| scores.len() >= FEWEST_RATERS)?;
        u16::try_from(sum * 100 / count).ok()
    };
    let of = |score: fn(&EvaluationSheet) -> u8| mean(sheets.iter().map(|sheet| score(sheet)).collect()).unwrap_or(0);
    let remarks = sheets.iter().map(|sheet| sheet.remark.clone()).filter(|remark| !remark.trim().is_empty());
    Some(Scores {
        raters: u16::try_from(sheets.len()).unwrap_or(u16::MAX),
        process_x100: of(|sheet| sheet.process),
        control_x100: of(|sheet| sheet.control),
        bearing_x100: of(|sheet| sheet.bearing),
        clarity_x100: of(|sheet| sheet.clarity),
        document_x100: mean(sheets.iter().filter_map(|sheet| sheet.document).collect()),
        remarks: if lane.reads_all() { remarks.collect() } else { Vec::new() },
    })
}

fn seat_view(hearing: &HearingState, lane: Lane, deputy: UserId, seat: &Seat) -> SeatView {
    let named = lane.reads_all() || lane == Lane::CourtClerk;
    SeatView {
        version: seat.version,
        number: seat.number,
        deputy: named.then_some(deputy),
        station: seat.station.clone(),
        standing: seat.standing,
        check: seat.check,
        signed: seat.signed_at.is_some(),
        watched_ms: lane.reads_all().then(|| watched_ms(&seat.watched, &hearing.clock)),
    }
}

fn answer_view(index: usize, answer: &super::answer::CourtAnswer) -> AnswerView {
    AnswerView {
        version: answer.version,
        index: u16::try_from(index).unwrap_or(u16::MAX),
        kind: answer.kind,
        text: answer.text.clone(),
        standing: answer.standing.clone(),
    }
}

fn question_view(
    hearing: &HearingState,
    lane: Lane,
    index: usize,
    question: &Question,
    context: &Context<'_>,
) -> QuestionView {
    let office = lane.reads_all();
    let named = office || (lane == Lane::Liaison && question.unmasked);
    let answers: Vec<AnswerView> = question
        .answers
        .iter()
        .filter_map(|at| Some((usize::from(*at), hearing.answers.get(usize::from(*at))?)))
        .filter(|(_, answer)| lane == Lane::Liaison || matches!(answer.standing, AnswerStanding::Approved { .. }))
        .map(|(at, answer)| answer_view(at, answer))
        .collect();
    let rated = office || (hearing.stage.is_judged() && matches!(lane, Lane::Liaison | Lane::Bench));
    let supervised = office || lane == Lane::Liaison;
    let acts =
        if matches!(lane, Lane::Office | Lane::Liaison) { acts_on(hearing, question, context) } else { Vec::new() };
    QuestionView {
        version: question.version,
        id: question.id,
        number: u16::try_from(index + 1).unwrap_or(u16::MAX),
        seat: question.seat,
        station: question.station.clone(),
        author: named.then_some(question.author),
        kind: question.kind,
        text: if question.stage == S::Withdrawn && !office { String::new() } else { question.text.clone() },
        anchor: question.anchor.clone(),
        position: question.anchor.as_ref().and_then(|anchor| hearing.clock.position(anchor.at)),
        asked_at: question.asked_at,
        stage: question.stage.clone(),
        stage_zh: question.stage.zh().to_owned(),
        seconds: u16::try_from(question.seconders.len()).unwrap_or(u16::MAX),
        key: question.key,
        answers,
        due: question
            .clock
            .as_ref()
            .filter(|clock| clock.outcome == crate::clock::Outcome::Running)
            .map(|clock| clock.due),
        paused: question.clock.as_ref().is_some_and(crate::clock::Clock::is_paused),
        ratings: if rated { question.ratings.clone() } else { Vec::new() },
        supervision: question.supervision.clone().filter(|_| supervised),
        suggestion: question.suggestion.as_ref().map(|suggestion| SuggestionView {
            title: suggestion.title.clone(),
            signers: u16::try_from(suggestion.signers.len()).unwrap_or(u16::MAX),
            signed_by: if office { suggestion.signers.clone() } else { Vec::new() },
            lead: suggestion.lead.clone(),
            due: suggestion.clock.as_ref().map(|clock| clock.due),
            answered: suggestion.clock.as_ref().is_some_and(|clock| clock.outcome != crate::clock::Outcome::Running),
        }),
        acts,
    }
}
