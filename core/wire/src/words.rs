//! The words of the domain as people read them, Chinese and English, for terminals and pages. The codes stay with the types; here
//! are only names.

use jiff::Timestamp;
use minyi_rulebook::actor::{Capacity, Role};
use minyi_rulebook::citizen_case::{CaseAct, Ending, Grade, RedirectTarget, RefusalGround, Stage, SupervisionKind};
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::clock::ClockId;
use minyi_rulebook::hearing::HearingAct;
use minyi_rulebook::ids::OrganId;
use minyi_rulebook::mandate::MandateAct;
use minyi_rulebook::policy::{ClockKind, Quote, ResultCore, Source, Standing};
use minyi_rulebook::procedure::wire_name;
use serde::Serialize;

use crate::directory::DirectoryView;

/// A language that people here read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

/// The stable word with spaces, which is its English name.
fn spaced(code: &impl Serialize) -> String {
    wire_name(code).replace('_', " ")
}

/// Local time of the district to the minute.
#[must_use]
pub fn local_time(at: Timestamp) -> String {
    // The same fixed offset as the rulebook's local day.
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(8));
    zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Names by language, with the directory for organs.
#[derive(Clone, Copy, Debug)]
pub struct Words<'d> {
    /// Which language.
    pub lang: Lang,
    /// Names of organs.
    pub directory: &'d DirectoryView,
}

impl Words<'_> {
    fn zh_or<T: Serialize>(self, code: &T, zh: &str) -> String {
        match self.lang {
            Lang::Zh => zh.to_owned(),
            Lang::En => spaced(code),
        }
    }

    /// The name of this stage.
    #[must_use]
    pub fn stage(self, stage: Stage) -> String {
        self.zh_or(&stage, stage.zh())
    }

    /// The name of this class.
    #[must_use]
    pub fn class(self, class: TriageClass) -> String {
        let zh = match class {
            TriageClass::Suggestion => "建议",
            TriageClass::Help => "求助",
            TriageClass::Petition => "申诉求决",
            TriageClass::Litigation => "涉法涉诉",
            TriageClass::Accusation => "检举控告",
        };
        self.zh_or(&class, zh)
    }

    /// The name of this role.
    #[must_use]
    pub fn role(self, role: Role) -> String {
        let zh = match role {
            Role::Citizen => "群众",
            Role::StationStaff => "联络站",
            Role::Deputy => "代表",
            Role::OfficeStaff => "人大办公室",
            Role::UnitClerk => "经办人",
            Role::UnitLeader => "负责人",
            Role::CourtLiaison => "法院联络处",
            Role::CourtClerk => "书记员",
            Role::Bench => "合议庭",
            Role::Auditor => "审计",
            Role::System => "系统",
        };
        self.zh_or(&role, zh)
    }

    /// A capacity with its organ, for example `经办人(区水利局)`.
    #[must_use]
    pub fn capacity(self, capacity: &Capacity) -> String {
        let actor = minyi_rulebook::actor::Actor {
            user: minyi_rulebook::actor::Actor::system().user,
            capacity: capacity.clone(),
        };
        match actor.organ() {
            Some(organ) => self.with_organ(self.role(actor.role()), organ),
            None => self.role(actor.role()),
        }
    }

    /// The name of this with organ.
    #[must_use]
    pub fn with_organ(self, name: String, organ: &OrganId) -> String {
        match self.lang {
            Lang::Zh => format!("{name}（{}）", self.organ(organ)),
            Lang::En => format!("{name} ({})", self.organ(organ)),
        }
    }

    /// The name of this organ.
    #[must_use]
    pub fn organ(self, id: &OrganId) -> String {
        let known = self.directory.organs.iter().find(|organ| &organ.id == id);
        match (known, self.lang) {
            (Some(organ), Lang::Zh) => organ.name_zh.clone(),
            (Some(organ), Lang::En) => organ.name_en.clone(),
            (None, _) => id.to_string(),
        }
    }

    /// The name of this act.
    #[must_use]
    pub fn act(self, act: CaseAct) -> String {
        let zh = match act {
            CaseAct::Submit => "提交",
            CaseAct::Supplement => "补充",
            CaseAct::Withdraw => "撤回",
            CaseAct::Triage => "受理分类",
            CaseAct::RequestInfo => "退回补充",
            CaseAct::Refuse => "不予受理",
            CaseAct::Redirect => "转送",
            CaseAct::LinkDuplicate => "并案",
            CaseAct::Assign => "交办",
            CaseAct::SignFor => "签收",
            CaseAct::RequestReturn => "申请退办",
            CaseAct::DecideReturn => "退办答复",
            CaseAct::RequestExtension => "申请延期",
            CaseAct::DecideExtension => "延期答复",
            CaseAct::GiveOpinion => "协办意见",
            CaseAct::DraftAnswer => "起草答复",
            CaseAct::SendBackDraft => "退回修改",
            CaseAct::SignAnswer => "签发答复",
            CaseAct::Evaluate => "评价",
            CaseAct::Close => "办结",
            CaseAct::Supervise => "督办",
            CaseAct::ReportCommitment => "承诺进展",
            CaseAct::VerifyCommitment => "承诺核实",
            CaseAct::Publish => "公开",
            CaseAct::Unpublish => "撤下",
            CaseAct::Undo => "撤销",
            CaseAct::NotePhotoArrived => "照片到齐",
            CaseAct::NoteVoiceArrived => "语音到齐",
            CaseAct::WriteDownVoice => "记录语音",
            CaseAct::NoteOverdue => "超期",
            CaseAct::AddFollower => "并入关注",
        };
        self.zh_or(&act, zh)
    }

    /// The name of this act on a deputy's mandate.
    #[must_use]
    pub fn mandate_act(self, act: MandateAct) -> String {
        let zh = match act {
            MandateAct::Establish => "登记代表资格",
            MandateAct::SetPost => "登记职务",
            MandateAct::SetPledge => "登记承诺",
            MandateAct::SetReceptionDays => "登记接待日",
            MandateAct::SetPhone => "登记联系电话",
            MandateAct::Correct => "更正登记",
            MandateAct::Publish => "设定公开内容",
            MandateAct::AssignStation => "编入联络站",
            MandateAct::AssignDutyGroup => "编入履职小组",
            MandateAct::Suspend => "暂时停止执行代表职务",
            MandateAct::Restore => "恢复执行代表职务",
            MandateAct::End => "终止代表资格",
            MandateAct::RequestCard => "申领电子证",
            MandateAct::NoteCardIssued => "签发电子证",
            MandateAct::NoteTermOver => "任期届满",
        };
        self.zh_or(&act, zh)
    }

    /// The name of this act in a hearing.
    #[must_use]
    pub fn hearing_act(self, act: HearingAct) -> String {
        let zh = match act {
            HearingAct::Create => "筹备听案",
            HearingAct::SendToCourt => "送法院审核",
            HearingAct::CourtApprove => "法院同意",
            HearingAct::CourtDecline => "法院不同意",
            HearingAct::Apply => "报名",
            HearingAct::DeclareConflict => "申报回避",
            HearingAct::FixRoster => "确定名单",
            HearingAct::CheckRoster => "核对名单",
            HearingAct::SignDiscipline => "签署纪律告知",
            HearingAct::OpenDoors => "开放入场",
            HearingAct::SetVideo => "设定视频",
            HearingAct::StartSegment => "庭审进入下一阶段",
            HearingAct::CorrectClock => "更正庭审时间",
            HearingAct::Adjourn => "休庭",
            HearingAct::TurnClosed => "转为不公开审理",
            HearingAct::Cancel => "取消听案",
            HearingAct::Ask => "提问",
            HearingAct::Resubmit => "修改后重新提交",
            HearingAct::WithdrawQuestion => "撤回提问",
            HearingAct::TakeUp => "开始审核",
            HearingAct::Screen => "审核提问",
            HearingAct::Second => "附议",
            HearingAct::Unsecond => "取消附议",
            HearingAct::Release => "移送法院",
            HearingAct::AssignQuestion => "确定答复人",
            HearingAct::DraftAnswer => "起草答复",
            HearingAct::SendBackAnswer => "退回修改",
            HearingAct::ApproveAnswer => "审定答复",
            HearingAct::RateAnswer => "评价答复",
            HearingAct::Supervise => "督办",
            HearingAct::EndSupervision => "结束督办",
            HearingAct::Unmask => "公开提问人",
            HearingAct::RecordJudgment => "登记宣判",
            HearingAct::RateHearing => "评议庭审",
            HearingAct::CloseEvaluation => "评议结束",
            HearingAct::Archive => "归档",
            HearingAct::ConvertToSuggestion => "转为代表建议",
            HearingAct::AssignSuggestion => "交办建议",
            HearingAct::NoteAttendance => "记录听案时长",
            HearingAct::NoteReplyOverdue => "答复超期",
        };
        self.zh_or(&act, zh)
    }

    /// The name of this clock kind.
    #[must_use]
    pub fn clock_kind(self, kind: ClockKind) -> String {
        let zh = match kind {
            ClockKind::Triage => "受理时限",
            ClockKind::SignFor => "签收时限",
            ClockKind::Answer => "答复时限",
            ClockKind::CoOpinion => "协办意见时限",
            ClockKind::ReturnWindow => "退办期限",
            ClockKind::Redo => "重新办理时限",
            ClockKind::Evaluation => "评价期",
            ClockKind::Commitment => "承诺期限",
        };
        self.zh_or(&kind, zh)
    }

    /// A clock with its organ.
    #[must_use]
    pub fn clock(self, clock: &ClockId) -> String {
        let name = self.clock_kind(clock.kind);
        match &clock.organ {
            Some(organ) => self.with_organ(name, organ),
            None => name,
        }
    }

    /// The name of this grade.
    #[must_use]
    pub fn grade(self, grade: Grade) -> String {
        let zh = match grade {
            Grade::Satisfied => "满意",
            Grade::Basically => "基本满意",
            Grade::Dissatisfied => "不满意",
        };
        self.zh_or(&grade, zh)
    }

    /// The name of this result.
    #[must_use]
    pub fn result(self, result: ResultCore) -> String {
        let zh = match result {
            ResultCore::Solved => "已解决",
            ResultCore::InProgress => "正在解决",
            ResultCore::Planned => "列入计划",
            ResultCore::NotFeasible => "暂无法解决",
        };
        self.zh_or(&result, zh)
    }

    /// The name of this supervision.
    #[must_use]
    pub fn supervision(self, act: SupervisionKind) -> String {
        let zh = match act {
            SupervisionKind::Remind => "提醒",
            SupervisionKind::YellowCard => "黄牌",
            SupervisionKind::RedCard => "红牌",
            SupervisionKind::Interview => "约谈",
            SupervisionKind::KeyItem => "重点督办",
        };
        self.zh_or(&act, zh)
    }

    fn ground(self, ground: RefusalGround) -> String {
        let zh = match ground {
            RefusalGround::Personal => "纯属个人事务",
            RefusalGround::Advert => "广告",
            RefusalGround::Empty => "没有实际内容",
            RefusalGround::PendingCase => "正在诉讼、仲裁程序中",
            RefusalGround::LiveTender => "正在招投标",
        };
        self.zh_or(&ground, zh)
    }

    fn target(self, target: RedirectTarget) -> String {
        match (target, self.lang) {
            (RedirectTarget::Hotline12345, Lang::Zh) => "12345 政务服务热线",
            (RedirectTarget::Hotline12345, Lang::En) => "the 12345 hotline",
            (RedirectTarget::Petition, Lang::Zh) => "信访部门",
            (RedirectTarget::Petition, Lang::En) => "the petition office",
            (RedirectTarget::Judicial, Lang::Zh) => "人民法院、人民检察院",
            (RedirectTarget::Judicial, Lang::En) => "court or procuratorate",
            (RedirectTarget::Discipline, Lang::Zh) => "纪检监察机关",
            (RedirectTarget::Discipline, Lang::En) => "the discipline organs",
        }
        .to_owned()
    }

    /// How a case ended, with the id of the rule that backs a refusal or redirection.
    #[must_use]
    pub fn ending(self, ending: &Ending) -> (String, Option<&'static str>) {
        let zh = self.lang == Lang::Zh;
        match ending {
            Ending::Completed => (if zh { "答复并评价" } else { "answered and evaluated" }.to_owned(), None),
            Ending::NotEvaluated => (if zh { "期满未评价" } else { "not evaluated in time" }.to_owned(), None),
            Ending::Withdrawn => (if zh { "本人撤回" } else { "withdrawn" }.to_owned(), None),
            Ending::Duplicate { of } => (format!("{} {of}", if zh { "并入" } else { "linked to" }), None),
            Ending::Refused { ground } => {
                let lead = if zh { "不予受理：" } else { "not accepted: " };
                (format!("{lead}{}", self.ground(*ground)), Some(ground.rule()))
            }
            Ending::Redirected { target } => {
                let lead = if zh { "转送" } else { "redirected to " };
                (format!("{lead}{}", self.target(*target)), Some(target.rule()))
            }
        }
    }
}

/// A rule as quoted to a person: its words and where they come from.
#[must_use]
pub fn quote(rule: &Quote, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}(依据：{})", rule.text_zh, source(&rule.source, lang)),
        Lang::En => format!("{} (source: {})", rule.text_en, source(&rule.source, lang)),
    }
}

/// Law and article, and how the source was read.
fn source(of: &Source, lang: Lang) -> String {
    let (law, article) = match lang {
        Lang::Zh => (&of.law_zh, &of.article_zh),
        Lang::En => (&of.law_en, &of.article_en),
    };
    let standing = match (of.standing, lang) {
        (Standing::LawText, Lang::Zh) => "原文",
        (Standing::LawText, Lang::En) => "read in the law",
        (Standing::Excerpt, Lang::Zh) => "摘录",
        (Standing::Excerpt, Lang::En) => "read in an excerpt",
        (Standing::LocalDecision, Lang::Zh) => "本地规定",
        (Standing::LocalDecision, Lang::En) => "local decision",
    };
    [law.as_str(), article.as_str(), standing]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_in_the_districts_time() {
        let late = "2026-11-23T16:05:00Z".parse().expect("a time");
        assert_eq!(local_time(late), "2026-11-24 00:05");
    }

    #[test]
    fn an_organ_that_the_directory_does_not_know_is_shown_by_its_code() {
        let directory = DirectoryView::default();
        let words = Words { lang: Lang::Zh, directory: &directory };
        let unit = OrganId::new("unit-water").expect("a code");
        assert_eq!(words.capacity(&Capacity::UnitClerk { unit }), "经办人（unit-water）");
    }
}
