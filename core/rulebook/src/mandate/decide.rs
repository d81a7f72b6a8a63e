//! Command to event, or to a refusal: what must it carry, may this actor act in this stage, do the gates of the law hold.

use crate::calendar::{end_of_day, local_date};
use crate::office::Office;
use crate::procedure::{self, Blocked, admit, id_is_taken};
use crate::readable::reads_well;
use crate::refusal::{Refusal, RefusalCode};

use super::command::{Establishment, IssuedCard, MandateAct, MandateCommand as C};
use super::event::MandateHappening as H;
use super::ground::ending_rule;
use super::state::{CardStanding, Field, MandateStage, MandateState, Standing, Term};
use super::table::{Holding, TABLE};

/// All that a decision may look at besides the mandate and the command.
pub type Context<'c> = procedure::Context<'c, MandateState>;

/// The limits of what a mandate may carry, in UTF-8 bytes: a Chinese character has three. A card must fit a code.
pub mod limits {
    /// 姓名
    pub const NAME: usize = 60;
    /// 选区
    pub const CONSTITUENCY: usize = 90;
    /// 职务
    pub const POST: usize = 90;
    /// 履职承诺
    pub const PLEDGE: usize = 240;
    /// 接待日
    pub const RECEPTION_DAYS: usize = 90;
    /// 电话
    pub const PHONE: usize = 24;
    /// 小组
    pub const DUTY_GROUP: usize = 90;
    /// 公告文号
    pub const NOTICE: usize = 120;
    /// Note of a suspension or restoration.
    pub const NOTE: usize = 600;
    /// Years of a term.
    pub const TERM_YEARS: i16 = 6;
}

/// Judges a command. Pure: the same arguments give the same answer on the phone and on the server.
pub fn decide(mandate: Option<&MandateState>, command: &C, context: &Context<'_>) -> Result<H, Refusal> {
    match (mandate, command) {
        (None, C::Establish(new)) => establish(new, context),
        (Some(_), C::Establish(_)) => Err(id_is_taken(context.policy)),
        (None, _) => Err(Refusal::new(
            RefusalCode::NoSuchMatter,
            "请先登记代表资格，或检查编号",
            "an established mandate; check the id",
        )),
        (Some(mandate), command) => {
            let stage = mandate.standing.stage();
            admit(TABLE, command.act(), stage, |who| who.matches(context.actor, mandate))
                .map_err(|blocked| blocked_refusal(stage, command.act(), blocked, context))?;
            gate(mandate, command.act(), context)?;
            judge(mandate, command, context)
        }
    }
}

fn establish(new: &Establishment, context: &Context<'_>) -> Result<H, Refusal> {
    if !matches!(context.actor.capacity, crate::actor::Capacity::OfficeStaff { .. }) {
        return Err(Refusal::new(
            RefusalCode::NotYours,
            "代表资格由人大常委会办公室登记",
            "an establishment by the congress office",
        )
        .quoting(context.policy, "mandate.office_records"));
    }
    line("name", &new.name, limits::NAME)?;
    line("constituency", &new.constituency, limits::CONSTITUENCY)?;
    if !context.directory.has_deputy(&new.deputy) {
        return Err(Refusal::new(
            RefusalCode::NoSuchAddressee,
            "请选择已开通账号的代表或议政员",
            "a person with an account of a deputy",
        )
        .field("deputy")
        .quoting(context.policy, "mandate.office_records"));
    }
    station("station", &new.station, context)?;
    if !new.office.belongs_to(&new.region) {
        let (rule, zh, en) = if new.office == Office::Deliberator {
            (
                "mandate.deliberator",
                "议政员只在街道（区划代码末三位 001 至 099）",
                "a sub-district: a code that ends in 001 to 099",
            )
        } else {
            ("mandate.office_records", "区划代码应与代表的层级一致", "a region code of the deputy's level")
        };
        return Err(Refusal::new(RefusalCode::OutOfRange, zh, en).field("region").quoting(context.policy, rule));
    }
    lasting(new.term, context)?;
    Ok(H::Established(Box::new(new.clone())))
}

/// A term that is one, and not over.
fn lasting(term: Term, context: &Context<'_>) -> Result<(), Refusal> {
    let today = local_date(context.now);
    let last = term.starts.checked_add(jiff::Span::new().years(limits::TERM_YEARS));
    if term.starts < term.ends && term.ends >= today && last.is_ok_and(|last| term.ends <= last) {
        return Ok(());
    }
    Err(Refusal::new(
        RefusalCode::OutOfRange,
        "任期应有始有终、不超过六年且尚未届满",
        "a term of at most six years that is not over",
    )
    .field("term")
    .quoting(context.policy, "mandate.term"))
}

/// What the law asks beyond the table, whatever the command carries. Also asked for the buttons.
pub(super) fn gate(mandate: &MandateState, act: MandateAct, context: &Context<'_>) -> Result<(), Refusal> {
    match act {
        MandateAct::Suspend if !mandate.office.may_decide() => Err(Refusal::new(
            RefusalCode::OutOfRange,
            "议政员不适用代表法的暂停，请按街道规定解聘",
            "an end by the sub-district's rules; the Deputies Law does not suspend deliberators",
        )
        .field("ground")
        .quoting(context.policy, "mandate.deliberator_ends")),
        MandateAct::RequestCard if !mandate.term.covers(local_date(context.now)) => Err(Refusal::new(
            RefusalCode::WindowOver,
            format!("任期内（{} 至 {}）方可申领", mandate.term.starts, mandate.term.ends),
            format!("a day of the term, {} to {}", mandate.term.starts, mandate.term.ends),
        )
        .quoting(context.policy, "mandate.card")),
        _ => Ok(()),
    }
}

fn judge(mandate: &MandateState, command: &C, context: &Context<'_>) -> Result<H, Refusal> {
    match command {
        C::Establish(_) => Err(id_is_taken(context.policy)),
        C::Correct { name, constituency, term, reason } => {
            line("name", name, limits::NAME)?;
            line("constituency", constituency, limits::CONSTITUENCY)?;
            lasting(*term, context)?;
            if (name, constituency, term) == (&mandate.name, &mandate.constituency, &mandate.term) {
                return Err(already("name"));
            }
            if reason.trim().is_empty() {
                let (zh, en) = ("请说明更正的理由", "why it is corrected");
                return Err(Refusal::new(RefusalCode::TextMissing, zh, en).field("reason"));
            }
            long("reason", reason)?;
            let (name, constituency, reason) = (name.clone(), constituency.clone(), reason.clone());
            Ok(H::Corrected { name, constituency, term: *term, reason })
        }
        C::SetPost { text } => set(mandate, Field::Post, "text", text, limits::POST),
        C::SetPledge { text } => set(mandate, Field::Pledge, "text", text, limits::PLEDGE),
        C::SetReceptionDays { text } => set(mandate, Field::ReceptionDays, "text", text, limits::RECEPTION_DAYS),
        C::AssignDutyGroup { group } => set(mandate, Field::DutyGroup, "group", group, limits::DUTY_GROUP),
        C::SetPhone { text } => {
            let dialled = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ');
            if !text.chars().all(dialled) {
                return Err(Refusal::new(
                    RefusalCode::OutOfRange,
                    "电话只含数字、空格、+ 和 -",
                    "digits, spaces, + and -",
                )
                .field("text"));
            }
            set(mandate, Field::Phone, "text", text, limits::PHONE)
        }
        C::Publish { field, consent } => {
            if mandate.published.contains(field) == *consent {
                return Err(already("field"));
            }
            Ok(H::PublicationSet { field: *field, consent: *consent })
        }
        C::AssignStation { station: to } => {
            station("station", to, context)?;
            if *to == mandate.station {
                Err(already("station"))
            } else {
                Ok(H::StationAssigned { station: to.clone() })
            }
        }
        C::Suspend { ground, note } => {
            long("note", note)?;
            Ok(H::Suspended { ground: *ground, note: note.clone() })
        }
        C::Restore { note } => {
            long("note", note)?;
            Ok(H::Restored { note: note.clone() })
        }
        C::End { ground, notice } => {
            if !ground.ends(mandate.office) {
                return Err(Refusal::new(
                    RefusalCode::OutOfRange,
                    format!("“{}”不是{}资格终止的情形", ground.zh(), mandate.office.chinese()),
                    "a ground on which this office ends",
                )
                .field("ground")
                .quoting(context.policy, ending_rule(mandate.office)));
            }
            line("notice", notice, limits::NOTICE)
                .map_err(|refusal| refusal.quoting(context.policy, "mandate.notice"))?;
            Ok(H::Ended { ground: *ground, notice: notice.clone() })
        }
        C::RequestCard { device } => {
            if !matches!(device.0[0], 2 | 3) {
                return Err(Refusal::new(
                    RefusalCode::OutOfRange,
                    "设备公钥应为压缩的 P-256 点",
                    "a compressed P-256 point: it begins with 02 or 03",
                )
                .field("device"));
            }
            match mandate.card {
                CardStanding::Requested { device: asked, .. } if asked == *device => Err(already("device")),
                _ => Ok(H::CardRequested { device: *device }),
            }
        }
        C::NoteCardIssued(card) => issued(mandate, card, context),
        C::NoteTermOver => {
            if context.now < end_of_day(mandate.term.ends) {
                return Err(Refusal::new(
                    RefusalCode::NotOverdue,
                    format!("任期至 {}", mandate.term.ends),
                    format!("a day after {}", mandate.term.ends),
                )
                .quoting(context.policy, "mandate.term"));
            }
            Ok(H::TermOver)
        }
    }
}

/// The server's own report of what it signed: only what was asked for, only within the term.
fn issued(mandate: &MandateState, card: &IssuedCard, context: &Context<'_>) -> Result<H, Refusal> {
    let asked = mandate.owes_card() == Some(card.device);
    let taken = mandate.card_on_file().is_some_and(|old| old.number == card.number || old.index == card.index);
    let within = context.now < card.expires_at && card.expires_at <= end_of_day(mandate.term.ends);
    if asked && !taken && within {
        return Ok(H::CardIssued(Box::new(card.clone())));
    }
    Err(Refusal::new(
        RefusalCode::AlreadyDone,
        "只为已申领的设备签发一张新证，有效期不超过任期",
        "a new card for the device that asked, not beyond the term",
    )
    .field("number")
    .quoting(context.policy, "mandate.one_card"))
}

fn set(mandate: &MandateState, field: Field, name: &str, text: &str, most: usize) -> Result<H, Refusal> {
    if !text.is_empty() {
        line(name, text, most)?;
    }
    if mandate.text(field) == text { Err(already(name)) } else { Ok(H::FieldSet { field, text: text.to_owned() }) }
}

fn line(field: &str, text: &str, most: usize) -> Result<(), Refusal> {
    if reads_well(text, most) {
        return Ok(());
    }
    let (code, zh, en) = if text.trim().is_empty() {
        (RefusalCode::TextMissing, format!("请填写 1 至 {} 个字", most / 3), format!("1 to {most} bytes of text"))
    } else if text.len() > most {
        (RefusalCode::TextTooLong, format!("最多 {} 个汉字", most / 3), format!("at most {most} bytes of text"))
    } else {
        let zh = "一行文字，首尾无空格，不含看不见的字符".to_owned();
        (RefusalCode::OutOfRange, zh, "one line without padding and without characters that do not show".to_owned())
    };
    Err(Refusal::new(code, zh, en).field(field))
}

fn long(field: &str, text: &str) -> Result<(), Refusal> {
    if text.len() <= limits::NOTE {
        return Ok(());
    }
    let most = limits::NOTE;
    let (zh, en) = (format!("最多 {} 个汉字", most / 3), format!("at most {most} bytes of text"));
    Err(Refusal::new(RefusalCode::TextTooLong, zh, en).field(field))
}

fn station(field: &str, station: &crate::ids::OrganId, context: &Context<'_>) -> Result<(), Refusal> {
    if context.directory.is_station(station) {
        return Ok(());
    }
    Err(Refusal::new(RefusalCode::NoSuchAddressee, "请选择本区的联络站", "a station of the district")
        .field(field)
        .quoting(context.policy, "mandate.office_records"))
}

fn already(field: &str) -> Refusal {
    Refusal::new(RefusalCode::AlreadyDone, "已是如此，无需再改", "something that changes; it is so already")
        .field(field)
}

fn blocked_refusal(
    stage: MandateStage,
    act: MandateAct,
    blocked: Blocked<'static, MandateAct, MandateStage, Holding>,
    context: &Context<'_>,
) -> Refusal {
    let names = |names: Vec<&str>| names.join("、");
    match blocked {
        Blocked::Stage(stages, rule) => Refusal::new(
            RefusalCode::NotInThisStage,
            format!("当前为“{}”，此操作只在{}时可用", stage.zh(), names(stages.iter().map(|s| s.zh()).collect())),
            format!("{act:?} is open in {stages:?}; the mandate is in {stage:?}"),
        )
        .quoting(context.policy, rule),
        Blocked::Actor(who, rule) => {
            let auditor = context.actor.role() == crate::actor::Role::Auditor;
            Refusal::new(
                RefusalCode::NotYours,
                format!("此操作由{}进行", names(who.iter().map(|who| who.zh()).collect())),
                format!("{act:?} is open to {who:?}"),
            )
            .quoting(context.policy, if auditor { "auditor.reads_only" } else { rule })
        }
        Blocked::Unknown(_) => {
            Refusal::new(RefusalCode::NotYours, "没有这种操作", format!("{act:?} is not an act of this procedure"))
        }
    }
}

impl MandateState {
    /// Whether the holder may act as what the mandate says, on this day.
    #[must_use]
    pub fn in_office_on(&self, day: jiff::civil::Date) -> bool {
        self.standing == Standing::InOffice && self.term.covers(day)
    }
}
