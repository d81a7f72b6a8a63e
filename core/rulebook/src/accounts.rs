//! Accounts (账号) of those who work here, deputies among them: who may make, change or stop one, and for whom. A deputy's account is the entry
//! of the directory as well (代表名录). The server keeps passwords and secrets; no rule asks about them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Capacity};
use crate::content::text;
use crate::ids::{OrganId, UserId};
use crate::organ::{Directory, OrganKind};
use crate::refusal::{Refusal, RefusalCode as Code};

/// The limits of what an account may carry, in characters.
pub mod limits {
    /// 登录名
    pub const LOGIN: usize = 40;
    /// 姓名
    pub const NAME: usize = 40;
    /// 理由
    pub const REASON: usize = 200;
    /// 口令, at least.
    pub const PASSWORD_LEAST: usize = 12;
    /// 口令, at most.
    pub const PASSWORD: usize = 128;
    /// Different characters in a password, at least.
    pub const PASSWORD_DIFFERENT: usize = 6;
}

/// What rules ask about an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub user: UserId,
    pub name: String,
    pub capacity: Capacity,
    /// Whether it may sign in.
    pub active: bool,
}

/// What can be asked of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AccountCommand {
    /// 开通账号
    Create { login: String, name: String, capacity: Capacity },
    /// 变更身份
    SetCapacity { capacity: Capacity },
    /// 更正姓名
    Rename { name: String },
    /// 重置动态口令
    ResetTotp,
    /// 重置口令
    ResetPassword,
    /// 停用
    Disable,
    /// 恢复
    Enable,
    /// 本人修改口令: by the account itself, against the password of now.
    ChangeOwnPassword,
    /// 本人更换动态口令: likewise.
    ChangeOwnTotp,
}

/// Judges a command on an account. `reason` goes on record with it.
///
/// # Errors
/// What would be accepted: only the congress office keeps accounts, never one's own, never an auditor's; a capacity needs an organ of its
/// kind; staff do not become deputies, nor deputies staff.
pub fn decide(
    account: Option<&Account>,
    command: &AccountCommand,
    reason: &str,
    actor: &Actor,
    directory: &Directory,
) -> Result<(), Refusal> {
    if matches!(command, AccountCommand::ChangeOwnPassword | AccountCommand::ChangeOwnTotp) {
        return Err(Refusal::new(
            Code::NotYours,
            "由本人登录后凭现在的口令办理",
            "the account's holder, signed in, with the password of now",
        ));
    }
    if !matches!(actor.capacity, Capacity::OfficeStaff { .. }) {
        return Err(Refusal::new(Code::NotYours, "账号由人大常委会办公室管理", "the congress office"));
    }
    text("reason", reason, limits::REASON)?;
    let Some(account) = account else {
        return match command {
            AccountCommand::Create { login, name, capacity } => create(login, name, capacity, directory),
            _ => Err(Refusal::new(Code::NoSuchItem, "名单中的账号", "an account of the list").field("account")),
        };
    };
    if account.user == actor.user {
        return Err(Refusal::new(
            Code::TwoPeopleNeeded,
            "本人的账号由另一位工作人员办理",
            "another member of the office: nobody changes their own account",
        ));
    }
    if account.capacity == Capacity::Auditor {
        return Err(auditors());
    }
    match (command, account.active) {
        (AccountCommand::Create { .. }, _) => Err(Refusal::new(Code::AlreadyDone, "新的账号", "a new account")),
        (AccountCommand::Disable, false) => Err(Refusal::new(Code::AlreadyDone, "在用的账号", "an account in use")),
        (AccountCommand::Enable, true) => Err(Refusal::new(Code::AlreadyDone, "停用的账号", "a stopped account")),
        (AccountCommand::SetCapacity { capacity }, _) if *capacity == account.capacity => {
            Err(Refusal::new(Code::AlreadyDone, "与现在不同的身份", "another capacity").field("capacity"))
        }
        (AccountCommand::Rename { name }, _) => {
            text("name", name, limits::NAME)?;
            if name.trim() == account.name {
                return Err(Refusal::new(Code::AlreadyDone, "与现在不同的姓名", "another name").field("name"));
            }
            Ok(())
        }
        (AccountCommand::SetCapacity { capacity }, _) => match (&account.capacity, capacity) {
            (Capacity::Deputy { .. }, Capacity::Deputy { station }) => at_a(OrganKind::Station, station, directory),
            (Capacity::Deputy { .. }, _) => Err(deputies()),
            (_, Capacity::Deputy { .. }) => Err(deputies()),
            _ => fits(capacity, directory),
        },
        (AccountCommand::ResetTotp | AccountCommand::ResetPassword, false) => {
            Err(Refusal::new(Code::NotInThisStage, "先恢复账号", "an account in use; enable it first"))
        }
        _ => Ok(()),
    }
}

/// Judges a password that somebody chooses for themselves. Length counts, not kinds of characters: rules about those make people write
/// passwords down (NIST SP 800-63B).
///
/// # Errors
/// What would be accepted, at field `new_password`.
pub fn new_password(new: &str, old: &str, login: &str) -> Result<(), Refusal> {
    let told = |code, zh: String, en: String| Err(Refusal::new(code, zh, en).field("new_password"));
    let (least, most, different) = (limits::PASSWORD_LEAST, limits::PASSWORD, limits::PASSWORD_DIFFERENT);
    if !(least..=most).contains(&new.chars().count()) {
        return told(Code::OutOfRange, format!("{least} 至 {most} 个字符"), format!("{least} to {most} characters"));
    }
    if new.chars().any(char::is_control) {
        return told(Code::OutOfRange, "看得见的字符".to_owned(), "characters that can be seen".to_owned());
    }
    if new == old {
        return told(Code::AlreadyDone, "与现在不同的口令".to_owned(), "another password than now".to_owned());
    }
    let login = login.to_lowercase();
    if login.chars().count() >= 3 && new.to_lowercase().contains(&login) {
        return told(Code::OutOfRange, "不含登录名的口令".to_owned(), "a password without the login in it".to_owned());
    }
    if new.chars().collect::<BTreeSet<_>>().len() < different {
        let (zh, en) = (format!("至少 {different} 种不同的字符"), format!("at least {different} different characters"));
        return told(Code::OutOfRange, zh, en);
    }
    Ok(())
}

/// Somebody who wants to change what they sign in with does not know the password of now.
#[must_use]
pub fn not_your_password() -> Refusal {
    Refusal::new(Code::OutOfRange, "您现在的口令", "the password that you sign in with now").field("old_password")
}

/// The authenticator that is to be used from now on shows another code.
#[must_use]
pub fn not_its_code() -> Refusal {
    Refusal::new(
        Code::OutOfRange,
        "新验证器此刻显示的六位数字",
        "the six digits that the new authenticator shows at this moment",
    )
    .field("code")
}

/// What was drawn for a new authenticator was drawn too long ago, or for somebody else.
#[must_use]
pub fn drawn_too_long_ago() -> Refusal {
    Refusal::new(
        Code::WindowOver,
        "十五分钟内取得的密钥，请重新开始",
        "a secret drawn within fifteen minutes; begin again",
    )
    .field("code")
}

fn create(login: &str, name: &str, capacity: &Capacity, directory: &Directory) -> Result<(), Refusal> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !(3..=limits::LOGIN).contains(&login.len()) || !login.chars().all(plain) {
        return Err(Refusal::new(
            Code::OutOfRange,
            "3 至 40 个小写字母、数字或连字符",
            "3 to 40 lower-case letters, digits and hyphens",
        )
        .field("login"));
    }
    text("name", name, limits::NAME)?;
    fits(capacity, directory)
}

/// Whether somebody may be given this capacity here.
fn fits(capacity: &Capacity, directory: &Directory) -> Result<(), Refusal> {
    let (organ, kind) = match capacity {
        Capacity::Citizen | Capacity::System => {
            return Err(Refusal::new(Code::OutOfRange, "工作人员的身份", "a capacity of staff").field("capacity"));
        }
        Capacity::Auditor => return Err(auditors()),
        Capacity::StationStaff { station } | Capacity::Deputy { station } => (station, OrganKind::Station),
        Capacity::OfficeStaff { office } => (office, OrganKind::CongressOffice),
        Capacity::UnitClerk { unit } | Capacity::UnitLeader { unit } => (unit, OrganKind::Unit),
        Capacity::CourtLiaison { unit } | Capacity::CourtClerk { unit } | Capacity::Bench { unit } => {
            (unit, OrganKind::Court)
        }
    };
    at_a(kind, organ, directory)
}

fn at_a(kind: OrganKind, organ: &OrganId, directory: &Directory) -> Result<(), Refusal> {
    if directory.organs.get(organ) == Some(&kind) {
        return Ok(());
    }
    Err(Refusal::new(
        Code::NoSuchAddressee,
        "名录中与身份相符的机构",
        "an organ of the directory that fits the capacity",
    )
    .field("organ"))
}

/// Who is audited does not choose who audits.
fn auditors() -> Refusal {
    Refusal::new(
        Code::NotYours,
        "审计账号由系统运行方在种子文件中登记，办公室不能变更",
        "the operator's seed file: those who are audited do not choose auditors",
    )
    .field("capacity")
}

/// Whoever is both has two accounts: what a deputy is told stays apart from what staff are told.
fn deputies() -> Refusal {
    Refusal::new(
        Code::NotYours,
        "代表与工作人员的账号分别开通，不互相变更；代表在此只变更所在联络站",
        "an account of its own: staff do not become deputies, nor deputies staff; a deputy's station changes here",
    )
    .field("capacity")
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn organ(id: &str) -> OrganId {
        OrganId::new(id).unwrap()
    }

    fn directory() -> Directory {
        let organs = [
            ("office", OrganKind::CongressOffice),
            ("water", OrganKind::Unit),
            ("court", OrganKind::Court),
            ("station", OrganKind::Station),
        ];
        Directory { organs: organs.map(|(id, kind)| (organ(id), kind)).into(), ..Directory::default() }
    }

    fn user(n: u128) -> UserId {
        UserId(Uuid::from_u128(n))
    }

    fn office(n: u128) -> Actor {
        Actor { user: user(n), capacity: Capacity::OfficeStaff { office: organ("office") } }
    }

    fn clerk(active: bool) -> Account {
        let capacity = Capacity::UnitClerk { unit: organ("water") };
        Account { user: user(9), name: "老人".to_owned(), capacity, active }
    }

    fn create(capacity: Capacity) -> AccountCommand {
        AccountCommand::Create { login: "clerk-new".to_owned(), name: "新人".to_owned(), capacity }
    }

    fn code(account: Option<&Account>, command: &AccountCommand, actor: &Actor) -> Option<(Code, Option<String>)> {
        decide(account, command, "调岗", actor, &directory()).err().map(|refusal| (refusal.code, refusal.field))
    }

    #[test]
    fn only_the_office_keeps_accounts() {
        for capacity in [
            Capacity::Citizen,
            Capacity::Auditor,
            Capacity::System,
            Capacity::UnitLeader { unit: organ("water") },
            Capacity::StationStaff { station: organ("station") },
        ] {
            let actor = Actor { user: user(1), capacity };
            assert_eq!(code(Some(&clerk(true)), &AccountCommand::Disable, &actor), Some((Code::NotYours, None)));
        }
        assert_eq!(code(Some(&clerk(true)), &AccountCommand::Disable, &office(1)), None);
    }

    #[test]
    fn nobody_changes_their_own_account_and_the_audited_do_not_choose_auditors() {
        let own = Account { user: user(1), capacity: office(1).capacity, ..clerk(true) };
        let auditor = Account { user: user(2), capacity: Capacity::Auditor, ..clerk(true) };
        let commands = [
            AccountCommand::Disable,
            AccountCommand::ResetTotp,
            AccountCommand::ResetPassword,
            AccountCommand::SetCapacity { capacity: Capacity::UnitClerk { unit: organ("water") } },
        ];
        for command in &commands {
            assert_eq!(code(Some(&own), command, &office(1)), Some((Code::TwoPeopleNeeded, None)), "{command:?}");
            assert_eq!(code(Some(&auditor), command, &office(1)).map(|told| told.0), Some(Code::NotYours));
        }
        let to_auditor = AccountCommand::SetCapacity { capacity: Capacity::Auditor };
        assert_eq!(code(Some(&clerk(true)), &to_auditor, &office(1)).map(|told| told.0), Some(Code::NotYours));
        assert_eq!(code(None, &create(Capacity::Auditor), &office(1)).map(|told| told.0), Some(Code::NotYours));
    }

    #[test]
    fn a_password_of_ones_own_is_long_new_and_no_pattern() {
        let endless = "a1b2c3".repeat(22);
        let table = [
            ("correct horse battery", None),
            ("一二三四五六七八九十甲乙", None),
            ("short-one", Some(Code::OutOfRange)),
            (endless.as_str(), Some(Code::OutOfRange)),
            ("old password here", Some(Code::AlreadyDone)),
            ("my Clerk-Water secret", Some(Code::OutOfRange)),
            ("aaaaaaaabbbbbbbb", Some(Code::OutOfRange)),
            ("tab\tis not seen well", Some(Code::OutOfRange)),
        ];
        for (new, refused) in table {
            let told = new_password(new, "old password here", "clerk-water").err();
            assert_eq!(told.as_ref().map(|told| told.code), refused, "{new}");
            assert!(told.is_none_or(|told| told.field.as_deref() == Some("new_password")));
        }
    }

    #[test]
    fn what_is_the_holders_own_to_do_is_not_the_offices() {
        for command in [AccountCommand::ChangeOwnPassword, AccountCommand::ChangeOwnTotp] {
            assert_eq!(code(Some(&clerk(true)), &command, &office(1)), Some((Code::NotYours, None)));
        }
    }

    #[test]
    fn a_capacity_needs_an_organ_of_its_kind() {
        let (water, court) = (organ("water"), organ("court"));
        let table = [
            (Capacity::UnitClerk { unit: water.clone() }, None),
            (Capacity::UnitClerk { unit: court.clone() }, Some(Code::NoSuchAddressee)),
            (Capacity::UnitLeader { unit: organ("nowhere") }, Some(Code::NoSuchAddressee)),
            (Capacity::CourtClerk { unit: court.clone() }, None),
            (Capacity::Bench { unit: water }, Some(Code::NoSuchAddressee)),
            (Capacity::OfficeStaff { office: organ("office") }, None),
            (Capacity::StationStaff { station: organ("station") }, None),
            (Capacity::Deputy { station: organ("station") }, None),
            (Capacity::Deputy { station: organ("water") }, Some(Code::NoSuchAddressee)),
            (Capacity::Citizen, Some(Code::OutOfRange)),
            (Capacity::System, Some(Code::OutOfRange)),
        ];
        for (capacity, refused) in table {
            let told = code(None, &create(capacity.clone()), &office(1)).map(|told| told.0);
            assert_eq!(told, refused, "{capacity:?}");
        }
    }

    #[test]
    fn a_login_is_plain_and_a_reason_is_given() {
        for login in ["", "ab", "Clerk", "名字", "a b c", &"a".repeat(41)] {
            let capacity = Capacity::UnitClerk { unit: organ("water") };
            let command = AccountCommand::Create { login: login.to_owned(), name: "新人".to_owned(), capacity };
            assert_eq!(code(None, &command, &office(1)), Some((Code::OutOfRange, Some("login".to_owned()))), "{login}");
        }
        let refusal = decide(Some(&clerk(true)), &AccountCommand::Disable, " ", &office(1), &directory()).unwrap_err();
        assert_eq!((refusal.code, refusal.field.as_deref()), (Code::TextMissing, Some("reason")));
    }

    #[test]
    fn a_deputy_moves_to_another_station_and_stays_a_deputy() {
        let deputy = Account { capacity: Capacity::Deputy { station: organ("old") }, ..clerk(true) };
        let to = |capacity| code(Some(&deputy), &AccountCommand::SetCapacity { capacity }, &office(1));
        assert_eq!(to(Capacity::Deputy { station: organ("station") }), None);
        assert_eq!(to(Capacity::Deputy { station: organ("water") }).map(|told| told.0), Some(Code::NoSuchAddressee));
        let staff = Capacity::UnitClerk { unit: organ("water") };
        assert_eq!(to(staff).map(|told| told.0), Some(Code::NotYours));
        let elected = AccountCommand::SetCapacity { capacity: Capacity::Deputy { station: organ("station") } };
        assert_eq!(code(Some(&clerk(true)), &elected, &office(1)).map(|told| told.0), Some(Code::NotYours));
    }

    #[test]
    fn a_name_is_corrected_by_the_office_and_is_one() {
        for (name, told) in [
            ("新名", None),
            (" ", Some((Code::TextMissing, Some("name".to_owned())))),
            ("老人", Some((Code::AlreadyDone, Some("name".to_owned())))),
            (" 老人 ", Some((Code::AlreadyDone, Some("name".to_owned())))),
        ] {
            let rename = AccountCommand::Rename { name: name.to_owned() };
            assert_eq!(code(Some(&clerk(true)), &rename, &office(1)), told, "{name}");
            let other = Actor { user: user(3), capacity: Capacity::UnitLeader { unit: organ("water") } };
            assert_eq!(code(Some(&clerk(true)), &rename, &other), Some((Code::NotYours, None)));
        }
        let endless = AccountCommand::Rename { name: "名".repeat(41) };
        assert_eq!(code(Some(&clerk(true)), &endless, &office(1)), Some((Code::TextTooLong, Some("name".to_owned()))));
    }

    #[test]
    fn what_is_so_already_is_refused() {
        let same = AccountCommand::SetCapacity { capacity: clerk(true).capacity };
        let table = [
            (false, AccountCommand::Disable, Some(Code::AlreadyDone)),
            (true, AccountCommand::Enable, Some(Code::AlreadyDone)),
            (false, AccountCommand::Enable, None),
            (true, same, Some(Code::AlreadyDone)),
            (false, AccountCommand::ResetTotp, Some(Code::NotInThisStage)),
            (true, AccountCommand::ResetTotp, None),
        ];
        for (active, command, refused) in table {
            assert_eq!(code(Some(&clerk(active)), &command, &office(1)).map(|told| told.0), refused, "{command:?}");
        }
        assert_eq!(code(None, &AccountCommand::Disable, &office(1)).map(|told| told.0), Some(Code::NoSuchItem));
    }
}
