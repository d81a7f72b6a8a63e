//! The vocabulary (词汇) that crosses as it is: flat enums of the rulebook, the contract and the core. Each stands here once
//! more because UniFFI must see its words; the compiler refuses a list that does not agree with the original.

use minyi_core::{NetworkClass, WaitReason};
use minyi_rulebook::actor::Role;
use minyi_rulebook::citizen_case::{
    CaseAct, Grade, Part, ProxyChannel, RedirectTarget, RefusalGround, Stage, SupervisionKind,
};
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::clock::StepKind;
use minyi_rulebook::hearing::{AnswerKind, HearingStage, QuestionKind, Satisfaction, SegmentKind};
use minyi_rulebook::mandate::MandateAct;
use minyi_rulebook::organ::OrganKind;
use minyi_rulebook::policy::{ClockKind, Layer, ResultCore, Standing as RuleStanding};
use minyi_rulebook::refusal::RefusalCode;
use minyi_wire::problem::ProblemCode;

/// What kind of matter a case is, in law (分类). It decides the legal road and who may see the text.
#[uniffi::remote(Enum)]
pub enum TriageClass {
    /// 建议类: an opinion on public affairs.
    Suggestion,
    /// 求助类 (12345 / 四平台): a problem that a department can fix.
    Help,
    /// 申诉求决 (信访).
    Petition,
    /// 涉法涉诉: belongs to a court or the procuratorate. Never public, never shown to deputies in detail.
    Litigation,
    /// 检举控告: belongs to the discipline organs. Never public, never shown to deputies in detail, never to the accused unit.
    Accusation,
}

/// Where a case stands (阶段). Exactly one at a time.
#[uniffi::remote(Enum)]
pub enum Stage {
    /// 待受理: filed, nobody has looked yet.
    Submitted,
    /// 待补充: went back to the author with a question; the triage clock stands.
    AwaitingInfo,
    /// 待交办: accepted and classed.
    Triaged,
    /// 待签收: assigned, the lead unit has not signed for it.
    Assigned,
    /// 办理中
    Handling,
    /// 待评价: answered.
    Answered,
    /// 待办结: evaluated, nobody is dissatisfied.
    Evaluated,
    /// 已办结: over; `Ending` says how.
    Closed,
}

/// Grounds on which a case is not accepted (不予受理的情形). A closed list.
#[uniffi::remote(Enum)]
pub enum RefusalGround {
    /// 纯属个人事务
    Personal,
    /// 广告
    Advert,
    /// 没有实际内容
    Empty,
    /// 正在诉讼、仲裁程序中
    PendingCase,
    /// 正在招投标
    LiveTender,
}

/// Where a case goes for which another road is the lawful one (转送).
#[uniffi::remote(Enum)]
pub enum RedirectTarget {
    /// 12345 政务服务热线
    Hotline12345,
    /// 信访
    Petition,
    /// 人民法院、人民检察院
    Judicial,
    /// 纪检监察
    Discipline,
}

/// What can be done to a case (办理动作).
#[uniffi::remote(Enum)]
pub enum CaseAct {
    /// 提交
    Submit,
    /// 补充
    Supplement,
    /// 撤回
    Withdraw,
    /// 受理并分类
    Triage,
    /// 退回补充
    RequestInfo,
    /// 不予受理
    Refuse,
    /// 转送
    Redirect,
    /// 并案
    LinkDuplicate,
    /// 交办
    Assign,
    /// 签收
    SignFor,
    /// 申请退办
    RequestReturn,
    /// 同意或不同意退办
    DecideReturn,
    /// 申请延期
    RequestExtension,
    /// 同意或不同意延期
    DecideExtension,
    /// 协办意见
    GiveOpinion,
    /// 起草答复
    DraftAnswer,
    /// 退回修改
    SendBackDraft,
    /// 签发答复
    SignAnswer,
    /// 评价
    Evaluate,
    /// 办结
    Close,
    /// 督办
    Supervise,
    /// 承诺事项进展
    ReportCommitment,
    /// 承诺事项核实
    VerifyCommitment,
    /// 公开
    Publish,
    /// 撤下
    Unpublish,
    /// 撤销上一步
    Undo,
    /// 照片到齐: the server's own act; nobody can ask for it.
    NotePhotoArrived,
    /// 语音到齐: the server's own act; nobody can ask for it.
    NoteVoiceArrived,
    /// 记录语音内容
    WriteDownVoice,
    /// 超期: the server's own act; nobody can ask for it.
    NoteOverdue,
    /// 并案跟进: the server's own act; nobody can ask for it.
    AddFollower,
}

/// How somebody reached the station that files for them (代为提交).
#[uniffi::remote(Enum)]
pub enum ProxyChannel {
    /// 书面
    Paper,
    /// 电话
    Phone,
    /// 来站
    InPerson,
}

/// How satisfied somebody is (满意度).
#[uniffi::remote(Enum)]
pub enum Grade {
    /// 满意
    Satisfied,
    /// 基本满意
    Basically,
    /// 不满意
    Dissatisfied,
}

/// Means of supervision (督办方式).
#[uniffi::remote(Enum)]
pub enum SupervisionKind {
    /// 提醒
    Remind,
    /// 黄牌
    YellowCard,
    /// 红牌
    RedCard,
    /// 约谈
    Interview,
    /// 重点督办
    KeyItem,
}

/// Part of a handling unit: 主办 or 协办.
#[uniffi::remote(Enum)]
pub enum Part {
    /// 主办
    Lead,
    /// 协办
    Co,
}

/// In which capacity somebody acts (身份).
#[uniffi::remote(Enum)]
pub enum Role {
    /// 群众
    Citizen,
    /// 联络站工作人员
    StationStaff,
    /// 人大代表
    Deputy,
    /// 人大常委会办公室 / 代表工委
    OfficeStaff,
    /// 承办单位经办人
    UnitClerk,
    /// 承办单位负责人
    UnitLeader,
    /// 法院联络处
    CourtLiaison,
    /// 书记员: runs the session clock, checks the roster.
    CourtClerk,
    /// 合议庭: sees that a hearing is heard, and nothing that was asked before the judgment.
    Bench,
    /// 审计: reads everything, changes nothing.
    Auditor,
    /// The server's timer.
    System,
}

/// What an organ is (机构类别).
#[uniffi::remote(Enum)]
pub enum OrganKind {
    /// 人大常委会办公室
    CongressOffice,
    /// 联络站 / 基层单元
    Station,
    /// 承办单位: department or town.
    Unit,
    /// 人民法院 (its liaison office)
    Court,
    /// 人民检察院
    Procuratorate,
    /// 监察委员会
    SupervisoryCommission,
}

/// Who made a rule. The more local one holds.
#[uniffi::remote(Enum)]
pub enum Layer {
    /// 国家
    National,
    /// 浙江省
    Zhejiang,
    /// 区
    District,
}

/// How the source of a rule was read.
#[uniffi::remote(Enum)]
pub enum RuleStanding {
    /// The text of the law itself was read.
    LawText,
    /// Only an excerpt or a secondary page was read.
    Excerpt,
    /// No law: the district decided it, or has yet to.
    LocalDecision,
}

/// What a deadline is for (期限).
#[uniffi::remote(Enum)]
pub enum ClockKind {
    /// 受理: from receipt to a class.
    Triage,
    /// 签收: from assignment to the unit's signature.
    SignFor,
    /// 答复
    Answer,
    /// 协办意见
    CoOpinion,
    /// 退办期限: a window, not a duty.
    ReturnWindow,
    /// 重新办理
    Redo,
    /// 评价期: a window, not a duty.
    Evaluation,
    /// 承诺事项: a promised date, not a reckoned one.
    Commitment,
}

/// The result of an answer (办理结果), the same in every district.
#[uniffi::remote(Enum)]
pub enum ResultCore {
    /// 已解决
    Solved,
    /// 正在解决
    InProgress,
    /// 列入计划
    Planned,
    /// 不可行
    NotFeasible,
}

/// What one step of the arithmetic of a due date does.
#[uniffi::remote(Enum)]
pub enum StepKind {
    /// The starting event; its day does not count.
    Start,
    /// The rule's span.
    Span,
    /// An agreed extension.
    Extension,
    /// A pause that moved the date.
    Pause,
    /// The clock stands now; the date will move when it runs again.
    Standing,
    /// The date was promised.
    Promise,
}

/// Stable codes of refusals by the rules. Choose words by them.
#[uniffi::remote(Enum)]
pub enum RefusalCode {
    /// The matter does not exist yet and the command is not a submission.
    NoSuchMatter,
    /// The matter exists already under another submission.
    AlreadySubmitted,
    /// The act is not open in the present stage.
    NotInThisStage,
    /// The actor's capacity does not open the act.
    NotYours,
    /// A text is empty.
    TextMissing,
    /// A text is longer than its limit.
    TextTooLong,
    /// A number, list or coordinate is outside its limits.
    OutOfRange,
    /// A list names the same thing twice.
    Repeated,
    /// The organ named does not exist or cannot take this.
    NotAHandlingUnit,
    /// The deputy or station addressed does not exist.
    NoSuchAddressee,
    /// The class may not be assigned to units or published.
    ClassRestricted,
    /// The author has not agreed to publication.
    NoConsentToPublish,
    /// The time window for this act is over.
    WindowOver,
    /// The act was done already.
    AlreadyDone,
    /// Dissatisfaction needs a reason.
    ReasonMissing,
    /// The result class is not on the district's list.
    UnknownResultClass,
    /// An answer that promises must carry a commitment with a date.
    CommitmentMissing,
    /// The commitment, request or clock named does not exist.
    NoSuchItem,
    /// The same person may not draft and sign.
    TwoPeopleNeeded,
    /// Nothing can be undone, or something followed.
    NothingToUndo,
    /// The extension asked is longer than the rule allows.
    ExtensionTooLong,
    /// The clock is not overdue, or the crossing is already on record.
    NotOverdue,
    /// A due date falls into a year whose work-day calendar is not published.
    CalendarYearMissing,
    /// No rule in force covers this.
    NoRuleInForce,
    /// 不公开审理: nobody observes a closed hearing.
    HearingClosed,
    /// The record may be sealed: observers must not be organised.
    RecordSealable,
    /// A seat was not checked against the witness list.
    SeatUnchecked,
    /// The discipline notice is not signed.
    DisciplineUnsigned,
    /// The deputy is recused (回避).
    Recused,
    /// A question about the merits before judgment.
    MeritsBeforeJudgment,
    /// The law forbids it while the court sits.
    CourtSits,
    /// The question's time to go to the court has not come.
    NotReleasedYet,
    /// Segments of the session clock overlap or have no end.
    ClockOverlap,
    /// The anchor names no open moment of the session.
    BadAnchor,
    /// The words ask for an outcome of the case.
    WordingInterferes,
    /// One's own question cannot be seconded.
    OwnQuestion,
}

/// Stable codes of what the server says no to. Choose words by them.
#[uniffi::remote(Enum)]
pub enum ProblemCode {
    /// Not the JSON that the route takes.
    MalformedBody,
    /// A query parameter or path segment is malformed.
    MalformedParameter,
    /// The wire version is not spoken here.
    UnknownVersion,
    /// The body is larger than the route takes.
    BodyTooLarge,
    /// The rules do not let the command through; `refusal` says why.
    Refused,
    /// The id was used for another command.
    CommandConflict,
    /// The case has moved on since the sender saw it.
    VersionConflict,
    /// The claimed time is more than 48 hours ahead of the server's.
    DeviceTimeAhead,
    /// No or unknown token.
    Unauthenticated,
    /// The session is over or was revoked.
    SessionOver,
    /// The account may not do this here.
    Forbidden,
    /// A browser's request that does not come from a page of this site.
    CrossSite,
    /// Not there, or not for this reader: the two look the same.
    NotFound,
    /// The address knows other methods.
    MethodNotAllowed,
    /// Too many requests.
    RateLimited,
    /// Too many wrong codes or passwords.
    LockedOut,
    /// The phone number is not one.
    PhoneMalformed,
    /// The one-time code is wrong or used.
    CodeWrong,
    /// The one-time code is too old.
    CodeExpired,
    /// Login, password or second factor do not fit; which one is not said.
    CredentialsWrong,
    /// The cursor is not one of ours.
    CursorMalformed,
    /// The cursor is of another epoch: start over.
    CursorStale,
    /// An upload is declared again with other facts.
    UploadConflict,
    /// The upload's time is over; start anew with the same bytes.
    UploadExpired,
    /// The declared file is too large or empty, or its part size is out of range.
    UploadOutOfRange,
    /// The part's number or length does not fit the declaration.
    PartOutOfRange,
    /// The bytes do not have the digest that came with them, or no digest came.
    PartDigestMismatch,
    /// The part is here already with other bytes.
    PartConflict,
    /// All parts are here but the whole has another hash than declared.
    UploadHashMismatch,
    /// The bytes are not a photo of a kind that is taken.
    UnsupportedMedia,
    /// Too many uploads are open.
    TooManyUploads,
    /// The server is shutting down or too busy; nothing was stored.
    Unavailable,
    /// The server's disk is full; nothing was stored.
    StorageFull,
    /// A fault of ours.
    Internal,
    /// A code of a newer server.
    Unknown,
}

/// Why something waits (等待原因). It goes on by itself.
#[uniffi::remote(Enum)]
pub enum WaitReason {
    /// No network or no way to the server.
    Offline,
    /// No answer in time.
    Timeout,
    /// The connection broke.
    LinkBroken,
    /// The server did not prove who it is.
    TlsFailed,
    /// Something else answered, as captive portals do.
    NotOurServer,
    /// The server is busy, restarting or limits our rate.
    ServerBusy,
    /// The receipt's signature does not verify under a pinned key.
    UntrustedReceipt,
    /// The part was garbled on the way.
    Garbled,
}

/// What network there is, as the platform says (网络).
#[uniffi::remote(Enum)]
pub enum NetworkClass {
    /// None; nothing is tried.
    Offline,
    /// Paid by volume.
    Metered,
    /// Not.
    Unmetered,
}

/// Every act of a mandate's procedure (代表资格的办理行为).
#[uniffi::remote(Enum)]
pub enum MandateAct {
    /// 登记代表资格
    Establish,
    /// 职务
    SetPost,
    /// 履职承诺
    SetPledge,
    /// 接待日
    SetReceptionDays,
    /// 联系电话
    SetPhone,
    /// 公开设置
    Publish,
    /// 更正登记
    Correct,
    /// 编入联络站
    AssignStation,
    /// 编入联动履职小组
    AssignDutyGroup,
    /// 暂停执行代表职务
    Suspend,
    /// 恢复执行代表职务
    Restore,
    /// 代表资格终止
    End,
    /// 申领电子代表证
    RequestCard,
    /// 已签发 (the server)
    NoteCardIssued,
    /// 任期届满 (the server)
    NoteTermOver,
}

/// Where a hearing stands (阶段). Exactly one at a time.
#[uniffi::remote(Enum)]
pub enum HearingStage {
    /// 筹备
    Draft,
    /// 送法院审核
    CourtReview,
    /// 报名: apply, or declare a conflict of interest.
    Signup,
    /// 名单已定
    Rostered,
    /// 待开庭
    Ready,
    /// 庭审中: questions are notes of one's own, or go to the office only.
    Live,
    /// 休庭
    Recess,
    /// 闭庭
    Adjourned,
    /// 答复中
    Answering,
    /// 已宣判
    Judged,
    /// 评议结束
    Evaluated,
    /// 已归档
    Archived,
    /// 已取消
    Cancelled,
    /// 转为不公开审理: show no picture and no question.
    TurnedClosed,
}

/// What a segment of the session is (庭审环节).
#[uniffi::remote(Enum)]
pub enum SegmentKind {
    /// 开庭
    Opening,
    /// 法庭调查
    Investigation,
    /// 法庭辩论
    Debate,
    /// 最后陈述
    Statement,
    /// 休庭
    Recess,
    /// 不公开环节: no picture.
    Closed,
    /// 宣判
    Verdict,
}

/// What a question is about (问题类别).
#[uniffi::remote(Enum)]
pub enum QuestionKind {
    /// 程序
    Procedure,
    /// 庭审作风
    Conduct,
    /// 一般法律问题
    GeneralLaw,
    /// 工作建议
    WorkingSuggestion,
    /// 案件实体: only after judgment.
    Merits,
}

/// What an answer is (答复类别).
#[uniffi::remote(Enum)]
pub enum AnswerKind {
    /// 程序说明: the only one while the court sits.
    ProcedureNote,
    /// 法律释明
    LegalExplanation,
    /// 工作答复
    WorkReply,
    /// 宣判后答复
    Deferral,
    /// 不予答复, with reason
    Decline,
}

/// How satisfied the author is (满意度).
#[uniffi::remote(Enum)]
pub enum Satisfaction {
    /// 满意
    Satisfied,
    /// 基本满意
    Basically,
    /// 不满意
    Dissatisfied,
}
