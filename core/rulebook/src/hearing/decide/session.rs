//! The gates before and during the session: openness, roster, witness screen, discipline, the clerk's clock, attendance.

use jiff::{SignedDuration, Timestamp};

use crate::actor::Capacity;
use crate::calendar::end_of_day;
use crate::ids::UserId;
use crate::organ::OrganKind;
use crate::refusal::{Refusal, RefusalCode as Code};

use super::super::command::{Plan, SeatFinding, Watched};
use super::super::event::Ruled;
use super::super::lanes::discipline_notice;
use super::super::seat::{CourtCheck, SeatStanding};
use super::super::session_clock::{ClockFault, Segment, SegmentKind, SessionClock};
use super::super::stage::{HearingStage, Openness};
use super::super::state::HearingState;
use super::super::video::VideoSource;
use super::content::limits;
use super::{Context, Judged, done, no_such};

/// 筹备: the first command of a hearing.
pub(super) fn create(plan: &Plan, context: &Context<'_>) -> Judged {
    if !matches!(context.actor.capacity, Capacity::OfficeStaff { .. }) {
        return Err(Refusal::new(Code::NotYours, "由人大常委会办公室创建", "the congress office")
            .quoting(context.policy, "hearing.roster"));
    }
    if plan.openness == Openness::Closed {
        return Err(Refusal::new(
            Code::HearingClosed,
            "只有公开审理的案件可以组织听审",
            "an open hearing; nobody observes a closed one",
        )
        .field("openness")
        .quoting(context.policy, "hearing.closed_never"));
    }
    if context.directory.organs.get(&plan.court) != Some(&OrganKind::Court) {
        return Err(Refusal::new(Code::NoSuchAddressee, "名录中的人民法院", "a court of the directory").field("court"));
    }
    Ok(Ruled::default())
}

/// 设定视频. Once the court has risen nothing is live: its clerk may set a recording, as long as the court's consent to replays lasts.
pub(super) fn set_video(hearing: &HearingState, video: &VideoSource, context: &Context<'_>) -> Judged {
    if !hearing.stage.is_adjourned() {
        return Ok(Ruled::default());
    }
    let refuse =
        |code, zh, en| Refusal::new(code, zh, en).field("video").quoting(context.policy, "hearing.no_recording");
    if matches!(context.actor.capacity, Capacity::OfficeStaff { .. }) {
        return Err(refuse(
            Code::NotYours,
            "闭庭后由法院设定录播",
            "the court's clerk, who sets a recording after adjournment",
        ));
    }
    if !matches!(video, VideoSource::Recorded { .. }) {
        return Err(refuse(Code::OutOfRange, "闭庭后只能设定录播", "a recording; nothing is live after adjournment"));
    }
    let consent = hearing.approval.as_ref().and_then(|approval| approval.replay_until);
    if consent.is_none_or(|until| context.now >= end_of_day(until)) {
        let zh = "法院审批时同意的回看期内；本次庭审没有同意回看，或已到期";
        return Err(refuse(
            Code::WindowOver,
            zh,
            "the time for which the court agreed to replays; it did not, or that is over",
        ));
    }
    Ok(Ruled::default())
}

fn no_roster_for_sealable(hearing: &HearingState, context: &Context<'_>) -> Result<(), Refusal> {
    if hearing.plan.openness != Openness::OpenSealable {
        return Ok(());
    }
    Err(Refusal::new(
        Code::RecordSealable,
        "记录可能封存的案件不得组织旁听，没有名单",
        "no roster: observers must not be organised where the record may be sealed",
    )
    .quoting(context.policy, "hearing.sealable_no_roster"))
}

pub(super) fn apply_for_seat(hearing: &HearingState, no_conflict: bool, context: &Context<'_>) -> Judged {
    no_roster_for_sealable(hearing, context)?;
    if hearing.seats.contains_key(&context.actor.user) {
        return Err(done("已报名", "one application a deputy"));
    }
    if !no_conflict {
        return Err(Refusal::new(
            Code::ReasonMissing,
            "请先声明与本案没有利害关系；如有利害关系，请申请回避",
            "a declaration that no conflict of interest exists; where one does, declare it instead",
        )
        .field("no_conflict")
        .quoting(context.policy, "hearing.recusal"));
    }
    if hearing.seats.len() >= limits::APPLICATIONS {
        return Err(Refusal::new(Code::OutOfRange, "报名人数已满", "at most 1,000 applications"));
    }
    Ok(Ruled { station: context.actor.organ().cloned(), ..Ruled::default() })
}

pub(super) fn declare_conflict(hearing: &HearingState, context: &Context<'_>) -> Judged {
    if hearing.seats.len() >= limits::APPLICATIONS && !hearing.seats.contains_key(&context.actor.user) {
        return Err(Refusal::new(Code::OutOfRange, "报名人数已满", "at most 1,000 applications"));
    }
    Ok(Ruled { station: context.actor.organ().cloned(), ..Ruled::default() })
}

pub(super) fn fix_roster(hearing: &HearingState, chosen: &[UserId], context: &Context<'_>) -> Judged {
    no_roster_for_sealable(hearing, context)?;
    if chosen.is_empty() || chosen.len() > usize::from(hearing.plan.seats) {
        return Err(Refusal::new(
            Code::OutOfRange,
            format!("1 至 {} 名代表", hearing.plan.seats),
            format!("1 to {} deputies", hearing.plan.seats),
        )
        .field("chosen"));
    }
    for (index, deputy) in chosen.iter().enumerate() {
        let applied = hearing.seats.get(deputy).is_some_and(|seat| seat.standing == SeatStanding::Applied);
        if !applied {
            return Err(no_such(
                &format!("chosen.{index}"),
                "已报名且未回避的代表",
                "a deputy who applied and is not recused",
            )
            .quoting(context.policy, "hearing.recusal"));
        }
    }
    Ok(Ruled::default())
}

pub(super) fn check_roster(hearing: &HearingState, findings: &[SeatFinding]) -> Judged {
    for (index, finding) in findings.iter().enumerate() {
        let chosen = hearing.seats.get(&finding.deputy).is_some_and(|seat| seat.standing == SeatStanding::Chosen);
        if !chosen {
            return Err(no_such(&format!("findings.{index}"), "名单内的代表", "a deputy on the roster"));
        }
    }
    Ok(Ruled::default())
}

pub(super) fn sign_discipline(hearing: &HearingState, notice: &str, context: &Context<'_>) -> Judged {
    let current = discipline_notice(context.policy).version;
    if notice != current {
        return Err(Refusal::new(
            Code::OutOfRange,
            format!("请阅读并签署现行版本：{current}"),
            format!("the notice in force, {current}; read it again"),
        )
        .field("notice")
        .quoting(context.policy, "hearing.discipline"));
    }
    if hearing.seats.get(&context.actor.user).is_some_and(|seat| seat.signed_at.is_some()) {
        return Err(done("已签署", "one signature a seat"));
    }
    Ok(Ruled::default())
}

pub(super) fn open_doors(hearing: &HearingState, context: &Context<'_>) -> Judged {
    let unchecked = hearing.roster().filter(|(_, seat)| seat.check == CourtCheck::Unchecked).count();
    if unchecked > 0 {
        return Err(Refusal::new(
            Code::SeatUnchecked,
            format!("还有 {unchecked} 个席位未与证人名单核对"),
            format!("every seat checked against the witness list; {unchecked} are not"),
        )
        .quoting(context.policy, "hearing.no_witness_observes"));
    }
    Ok(Ruled::default())
}

pub(super) fn start_segment(hearing: &HearingState, kind: SegmentKind) -> Judged {
    if hearing.stage == HearingStage::Ready && !kind.is_open() {
        return Err(Refusal::new(Code::OutOfRange, "第一个环节须为公开环节", "an open segment first").field("kind"));
    }
    if hearing.clock.running().is_some_and(|running| running.kind == kind) {
        return Err(done("已在该环节", "another segment than the running one"));
    }
    if hearing.clock.segments.len() >= limits::SEGMENTS {
        return Err(Refusal::new(Code::OutOfRange, "最多 100 个环节", "at most 100 segments").field("kind"));
    }
    Ok(Ruled::default())
}

pub(super) fn correct_clock(hearing: &HearingState, segments: &[Segment], context: &Context<'_>) -> Judged {
    if segments.len() > limits::SEGMENTS {
        return Err(Refusal::new(Code::OutOfRange, "最多 100 个环节", "at most 100 segments").field("segments"));
    }
    SessionClock::check(segments).map_err(|fault| clock_fault(fault, context))?;
    let last = segments.last().map(|segment| segment.until);
    let runs = last == Some(None);
    if runs != hearing.stage.court_sits() {
        return Err(Refusal::new(
            Code::OutOfRange,
            "庭审中最后一个环节没有结束时间，闭庭后每个环节都有",
            "an open end for the last segment while the court sits, none after",
        )
        .field("segments"));
    }
    if let Some(last) = segments.last()
        && hearing.stage.court_sits()
        && (last.kind == SegmentKind::Recess) != (hearing.stage == HearingStage::Recess)
    {
        return Err(Refusal::new(
            Code::OutOfRange,
            "最后一个环节须与当前状态一致",
            "a last segment that fits the present stage; use the clock's buttons to change it",
        )
        .field("segments"));
    }
    let latest = segments.iter().flat_map(|segment| [Some(segment.from), segment.until]).flatten().max();
    let earliest = segments.first().map_or(context.now, |segment| segment.from);
    let began = hearing.clock.began().unwrap_or(context.now);
    let a_day = SignedDuration::from_hours(24);
    if latest.is_some_and(|latest| latest > context.now) || began.duration_since(earliest).abs() > a_day {
        return Err(Refusal::new(
            Code::OutOfRange,
            "时间在开庭前后一日之内，且不晚于现在",
            "times within a day of the opening and not in the future",
        )
        .field("segments"));
    }
    Ok(Ruled::default())
}

fn clock_fault(fault: ClockFault, context: &Context<'_>) -> Refusal {
    let (field, zh, en) = match fault {
        ClockFault::Overlap(index) => {
            (format!("segments.{index}"), "各环节依时间先后，互不重叠", "segments in order that do not overlap")
        }
        ClockFault::NoEnd(index) => {
            (format!("segments.{index}"), "结束时间晚于开始时间", "an end after the beginning of each segment")
        }
        ClockFault::Empty => ("segments".to_owned(), "至少一个环节", "at least one segment"),
    };
    Refusal::new(Code::ClockOverlap, zh, en).field(field).quoting(context.policy, "hearing.clock_appends")
}

/// What the server noted about attendance, before it is believed: bounded, ordered, not of the future.
pub(super) fn check_watched(watched: &[Watched]) -> Result<(), Refusal> {
    for (index, seat) in watched.iter().enumerate() {
        let sound = seat.intervals.iter().all(|interval| interval.from < interval.until);
        if !sound || seat.intervals.len() > limits::INTERVALS {
            return Err(Refusal::new(Code::OutOfRange, "有序的时间区间", "intervals that end after they begin")
                .field(format!("watched.{index}")));
        }
    }
    Ok(())
}

pub(super) fn note_attendance(hearing: &HearingState, watched: &[Watched]) -> Judged {
    for (index, seat) in watched.iter().enumerate() {
        if !hearing.seats.contains_key(&seat.deputy) {
            return Err(no_such(&format!("watched.{index}"), "有席位的代表", "a deputy with a seat"));
        }
    }
    Ok(Ruled::default())
}

/// The moment an anchor may not be before: the opening.
pub(super) fn began(hearing: &HearingState) -> Option<Timestamp> {
    hearing.clock.began()
}
