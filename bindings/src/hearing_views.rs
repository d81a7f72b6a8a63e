//! Hearings (云听案) as they are shown: the list, the room, questions and drafts.

use std::time::SystemTime;

use jiff::Timestamp;
use minyi_core::WaitReason;
use minyi_core::hearings as held;
use minyi_rulebook::hearing as rules;
use minyi_rulebook::hearing::lanes::{HeadView, HearingView, Lane, MineView, QuestionView};
use minyi_rulebook::hearing::{AnswerKind, HearingAct, HearingStage, QuestionId, QuestionKind, SegmentKind};
use minyi_rulebook::ids::{MatterId, OrganId};

use crate::hearing::timestamp;
use crate::ids::system_time;

/// What a deputy may do (可办事项). Offer these and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum HearingDeed {
    /// 报名
    Apply,
    /// 声明回避
    DeclareConflict,
    /// 签署旁听纪律
    SignDiscipline,
    /// 提问
    Ask,
    /// 修改后再提
    Resubmit,
    /// 撤回
    Withdraw,
    /// 附议
    Second,
    /// 撤回附议
    Unsecond,
    /// 评价答复
    RateAnswer,
    /// 庭审评议
    RateHearing,
    /// 转为联名建议
    Convert,
}

/// How far a question is (问题进度).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum QuestionProgress {
    /// 待审核
    Submitted,
    /// 审核中
    Screening,
    /// 退回修改
    Returned {
        /// Why.
        reason: String,
    },
    /// 不予受理
    Refused {
        /// Why.
        explanation: String,
    },
    /// 已受理, not passed on yet.
    Accepted,
    /// 已并入另一问题
    Merged,
    /// 已撤回
    Withdrawn,
    /// 已转法院联络处
    Released,
    /// 已交办
    Assigned,
    /// 已答复: rate it.
    Answered,
    /// 已评价
    Rated,
    /// 已办结
    Closed,
}

/// How the room is connected (连接状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum RoomLink {
    /// Nothing has come yet.
    Connecting,
    /// What is shown is what is.
    Live,
    /// What is shown may be old. It goes on by itself: say so, offer nothing.
    Waiting {
        /// Why.
        why: WaitReason,
    },
    /// Ask to sign in.
    SignedOut,
    /// The hearing is not this account's (any more): show nothing of it.
    Gone,
}

/// A line of the list (庭审列表).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HearingLine {
    /// The hearing.
    pub matter: MatterId,
    /// Where it stands.
    pub stage: HearingStage,
    /// 案号, masked.
    pub case_no: String,
    /// 案由
    pub cause: String,
    /// The court.
    pub court: OrganId,
    /// When it opens.
    pub opens_at: SystemTime,
    /// What the deputy may do now.
    pub deeds: Vec<HearingDeed>,
}

/// An answer (答复).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HearingAnswer {
    /// What it is.
    pub kind: AnswerKind,
    /// In the court's words.
    pub text: String,
}

/// Where a question is anchored (时间锚点).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct QuestionAnchor {
    /// The moment.
    pub at: SystemTime,
    /// Only roughly right: the picture told no programme time. Mark it (约).
    pub approximate: bool,
    /// Milliseconds into the session, as its clock stands now; `None` outside of its open parts.
    pub offset_ms: Option<i64>,
    /// The part of the session.
    pub segment: Option<SegmentKind>,
}

/// A question as this reader sees it (问题).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HearingQuestion {
    /// For good.
    pub id: QuestionId,
    /// In the order of asking.
    pub number: u16,
    /// Seat of the author: all that others learn.
    pub seat: u16,
    /// About what.
    pub kind: QuestionKind,
    /// Empty once withdrawn.
    pub text: String,
    /// To what moment it belongs.
    pub anchor: Option<QuestionAnchor>,
    /// How far it is.
    pub progress: QuestionProgress,
    /// How many second it.
    pub seconds: u16,
    /// 重点
    pub key: bool,
    /// Whether this deputy seconds it.
    pub seconded: bool,
    /// Whether it is this deputy's own.
    pub own: bool,
    /// Answers so far.
    pub answers: Vec<HearingAnswer>,
    /// What the deputy may do about it.
    pub deeds: Vec<HearingDeed>,
}

/// The discipline notice (旁听纪律).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Discipline {
    /// Which one; give it back when signing.
    pub version: String,
    /// In Chinese.
    pub text_zh: String,
    /// In English.
    pub text_en: String,
}

/// The room as it is held (庭审).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RoomView {
    /// How it is connected.
    pub link: RoomLink,
    /// The line of the list; `None` before anything has come, and once the hearing is gone.
    pub line: Option<HearingLine>,
    /// 案情简介
    pub brief: String,
    /// The part of the session that runs.
    pub segment: Option<SegmentKind>,
    /// Milliseconds of open session when the part that runs began.
    pub segment_from_ms: i64,
    /// When that part began.
    pub segment_from: Option<SystemTime>,
    /// Whether there is a picture to watch now.
    pub has_video: bool,
    /// Read and sign it first, where there is one.
    pub discipline: Option<Discipline>,
    /// Whether this deputy may watch now.
    pub may_watch: bool,
    /// Milliseconds of open session that this deputy watched, as the server reckons.
    pub watched_ms: i64,
    /// Procedure notes of the court.
    pub notes: Vec<HearingAnswer>,
    /// Questions, one's own first.
    pub questions: Vec<HearingQuestion>,
}

/// A question in the making (提问草稿): a private note on this phone until it is sent.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct QuestionDraft {
    /// From `new_question`.
    pub id: QuestionId,
    /// The hearing.
    pub hearing: MatterId,
    /// About what.
    pub kind: QuestionKind,
    /// At most 300 characters.
    pub text: String,
    /// The moment it was begun at.
    pub at: Option<SystemTime>,
    /// Only roughly right. Mark it (约).
    pub approximate: bool,
}

/// A rating of the hearing (庭审评议): conduct only, 1 to 5.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HearingSheet {
    /// 程序
    pub process: u8,
    /// 驾驭
    pub control: u8,
    /// 作风
    pub bearing: u8,
    /// 清晰
    pub clarity: u8,
    /// 裁判文书, once there is one.
    pub document: Option<u8>,
    /// At most 500 characters; never the outcome.
    pub remark: String,
}

fn deeds(acts: &[HearingAct]) -> Vec<HearingDeed> {
    use HearingAct as A;
    let deed = |act: &HearingAct| {
        Some(match act {
            A::Apply => HearingDeed::Apply,
            A::DeclareConflict => HearingDeed::DeclareConflict,
            A::SignDiscipline => HearingDeed::SignDiscipline,
            A::Ask => HearingDeed::Ask,
            A::Resubmit => HearingDeed::Resubmit,
            A::WithdrawQuestion => HearingDeed::Withdraw,
            A::Second => HearingDeed::Second,
            A::Unsecond => HearingDeed::Unsecond,
            A::RateAnswer => HearingDeed::RateAnswer,
            A::RateHearing => HearingDeed::RateHearing,
            A::ConvertToSuggestion => HearingDeed::Convert,
            // What staff do, they do elsewhere.
            _ => return None,
        })
    };
    acts.iter().filter_map(deed).collect()
}

pub(crate) fn line(view: &HearingView) -> Option<HearingLine> {
    let HeadView { stage, case_no, cause, court, opens_at, .. } = view.head.as_ref()?;
    Some(HearingLine {
        matter: view.matter,
        stage: *stage,
        case_no: case_no.clone(),
        cause: cause.clone(),
        court: court.clone(),
        opens_at: system_time(*opens_at),
        deeds: deeds(view.mine.as_ref().map(|mine| mine.acts.as_slice()).unwrap_or_default()),
    })
}

fn progress(stage: &rules::QuestionStage) -> QuestionProgress {
    use rules::QuestionStage as S;
    match stage {
        S::Submitted => QuestionProgress::Submitted,
        S::Screening => QuestionProgress::Screening,
        S::Returned { reason } => QuestionProgress::Returned { reason: reason.clone() },
        S::Refused { explanation, .. } => QuestionProgress::Refused { explanation: explanation.clone() },
        S::Accepted | S::Held { .. } => QuestionProgress::Accepted,
        S::Merged { .. } => QuestionProgress::Merged,
        S::Withdrawn => QuestionProgress::Withdrawn,
        S::Released => QuestionProgress::Released,
        S::Assigned => QuestionProgress::Assigned,
        S::Answered => QuestionProgress::Answered,
        S::Rated => QuestionProgress::Rated,
        S::Closed => QuestionProgress::Closed,
    }
}

fn question(view: &QuestionView, own: bool, seconded: &[QuestionId], acts: &[HearingAct]) -> HearingQuestion {
    let anchor = view.anchor.as_ref().map(|anchor| QuestionAnchor {
        at: system_time(anchor.at),
        approximate: anchor.is_approximate(),
        offset_ms: view.position.map(|position| position.offset_ms),
        segment: view.position.map(|position| position.segment),
    });
    HearingQuestion {
        id: view.id,
        number: view.number,
        seat: view.seat,
        kind: view.kind,
        text: view.text.clone(),
        anchor,
        progress: progress(&view.stage),
        seconds: view.seconds,
        key: view.key,
        seconded: seconded.contains(&view.id),
        own,
        answers: view.answers.iter().map(|a| HearingAnswer { kind: a.kind, text: a.text.clone() }).collect(),
        deeds: deeds(acts),
    }
}

/// One's own first, then those of others; what is one's own is not shown twice.
fn questions(view: &HearingView) -> Vec<HearingQuestion> {
    let own: &[QuestionView] = view.mine.as_ref().map(|mine| mine.questions.as_slice()).unwrap_or_default();
    let seconded: &[QuestionId] = view.mine.as_ref().map(|mine| mine.seconded.as_slice()).unwrap_or_default();
    let others = view.questions.iter().filter(|other| own.iter().all(|mine| mine.id != other.id));
    let own = own.iter().map(|mine| question(mine, true, seconded, &mine.acts));
    own.chain(others.map(|other| question(other, false, seconded, &rules::acts_about(view, other)))).collect()
}

impl From<held::RoomUpdate> for RoomView {
    fn from(update: held::RoomUpdate) -> Self {
        let view = update.view.as_ref();
        let head = view.and_then(|view| view.head.as_ref());
        let mine: Option<&MineView> = view.and_then(|view| view.mine.as_ref());
        let clock = rules::SessionClock { segments: head.map(|head| head.segments.clone()).unwrap_or_default() };
        let running = clock.running();
        let position = running.and_then(|running| clock.position(running.from));
        let staff = matches!(update.lane, Some(Lane::Office | Lane::Audit | Lane::CourtClerk));
        Self {
            link: update.link.into(),
            line: view.and_then(line),
            brief: head.map(|head| head.brief.clone()).unwrap_or_default(),
            segment: running.map(|running| running.kind),
            segment_from_ms: position.map_or(0, |position| position.offset_ms),
            segment_from: running.map(|running| system_time(running.from)),
            has_video: head.is_some_and(|head| head.video.is_some()),
            discipline: mine.and_then(|mine| mine.notice.clone()).map(|notice| Discipline {
                version: notice.version,
                text_zh: notice.text_zh,
                text_en: notice.text_en,
            }),
            may_watch: staff || mine.is_some_and(|mine| mine.may_watch),
            watched_ms: mine.map_or(0, |mine| rules::watched_ms(&mine.watched, &clock)),
            notes: view
                .map(|view| view.notes.iter().map(|n| HearingAnswer { kind: n.kind, text: n.text.clone() }).collect())
                .unwrap_or_default(),
            questions: view.map(questions).unwrap_or_default(),
        }
    }
}

impl From<held::Link> for RoomLink {
    fn from(link: held::Link) -> Self {
        match link {
            held::Link::Connecting => Self::Connecting,
            held::Link::Live => Self::Live,
            held::Link::Waiting(why) => Self::Waiting { why },
            held::Link::SignedOut => Self::SignedOut,
            held::Link::Gone => Self::Gone,
        }
    }
}

impl From<held::QuestionDraft> for QuestionDraft {
    fn from(draft: held::QuestionDraft) -> Self {
        let anchor = draft.anchor.as_ref();
        Self {
            id: draft.id,
            hearing: draft.hearing,
            kind: draft.kind,
            text: draft.text,
            at: anchor.map(|anchor| system_time(anchor.at)),
            approximate: anchor.is_some_and(rules::Anchor::is_approximate),
        }
    }
}

impl From<QuestionDraft> for held::QuestionDraft {
    fn from(draft: QuestionDraft) -> Self {
        let source = if draft.approximate { rules::AnchorSource::Server } else { rules::AnchorSource::Player };
        let at = draft.at.and_then(timestamp);
        Self {
            id: draft.id,
            hearing: draft.hearing,
            kind: draft.kind,
            text: draft.text,
            anchor: at.map(|at| rules::Anchor { at, source, line: None }),
            // The core dates it when it stores it.
            changed_at: Timestamp::UNIX_EPOCH,
        }
    }
}
