//! Organs kept in the console (机构名录管理): who may set one up, name it, say where and when it receives, close it, and what is refused.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Capacity};
use crate::content::{at_most, text};
use crate::ids::{OrganId, UserId};
use crate::organ::{Organ, OrganKind, Reception};
use crate::refusal::{Refusal, RefusalCode as Code};

/// The limits of what an organ may carry, in characters.
pub mod limits {
    /// 名称
    pub const NAME: usize = 60;
    /// 乡镇街道
    pub const TOWN: usize = 30;
    /// 地址
    pub const ADDRESS: usize = 80;
    /// 电话
    pub const PHONE: usize = 24;
    /// 理由
    pub const REASON: usize = 200;
    /// Reception days a month.
    pub const RECEPTIONS: usize = 10;
}

/// What can be asked of an organ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum OrganCommand {
    /// 设立: a station or a unit.
    Establish { kind: OrganKind, name_zh: String, name_en: String, town: Option<String> },
    /// 更名
    Rename { name_zh: String, name_en: String, town: Option<String> },
    /// 地址、电话、位置 (WGS84 degrees). What is left out is taken away.
    SetContact { address: Option<String>, phone: Option<String>, lat: Option<f64>, lon: Option<f64> },
    /// 接待日, all of them.
    SetReceptions { receptions: Vec<Reception> },
    /// 关闭: takes nothing new from now on.
    Close,
    /// 重新开放
    Reopen,
}

/// What a decision looks at besides the command: every organ, and the station of every deputy.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    pub organs: &'k [Organ],
    pub deputies: &'k BTreeMap<UserId, OrganId>,
}

/// Judges a command on an organ, and says what the organ is afterwards. `reason` goes on record with it.
///
/// # Errors
/// What would be accepted: the congress office keeps organs, a station its own contacts and reception days; courts and other organs that the
/// law sets up are neither set up nor closed here; a station with deputies is not closed.
pub fn decide(
    known: Known<'_>,
    id: &OrganId,
    command: &OrganCommand,
    reason: &str,
    actor: &Actor,
) -> Result<Organ, Refusal> {
    admit(id, command, actor)?;
    text("reason", reason, limits::REASON)?;
    let organ = known.organs.iter().find(|organ| organ.id == *id);
    match (organ, command) {
        (None, OrganCommand::Establish { kind, name_zh, name_en, town }) => {
            set_up_here(*kind)?;
            let organ = Organ {
                id: id.clone(),
                kind: *kind,
                name_zh: name_zh.trim().to_owned(),
                name_en: name_en.trim().to_owned(),
                town: filled(town),
                lat: None,
                lon: None,
                receptions: Vec::new(),
                address: None,
                phone: None,
                closed: false,
            };
            named(known, organ)
        }
        (None, _) => Err(Refusal::new(Code::NoSuchItem, "名录中的机构", "an organ of the directory").field("organ")),
        (Some(_), OrganCommand::Establish { .. }) => {
            Err(Refusal::new(Code::AlreadyDone, "新的机构", "a new organ").field("organ"))
        }
        (Some(organ), OrganCommand::Reopen) if organ.closed => Ok(Organ { closed: false, ..organ.clone() }),
        (Some(_), OrganCommand::Reopen) => Err(Refusal::new(Code::AlreadyDone, "已关闭的机构", "a closed organ")),
        (Some(organ), _) if organ.closed => {
            Err(Refusal::new(Code::NotInThisStage, "先重新开放", "an open organ; reopen it first"))
        }
        (Some(organ), OrganCommand::Close) => close(known, organ),
        (Some(organ), command) => {
            let after = changed(known, organ, command)?;
            if after == *organ {
                return Err(Refusal::new(Code::AlreadyDone, "与现在不同的内容", "something that changes"));
            }
            Ok(after)
        }
    }
}

fn admit(id: &OrganId, command: &OrganCommand, actor: &Actor) -> Result<(), Refusal> {
    let own = matches!(command, OrganCommand::SetContact { .. } | OrganCommand::SetReceptions { .. });
    match &actor.capacity {
        Capacity::OfficeStaff { .. } => Ok(()),
        Capacity::StationStaff { station } if own && station == id => Ok(()),
        Capacity::StationStaff { .. } => Err(Refusal::new(
            Code::NotYours,
            "本站的地址、电话和接待日；其他由人大常委会办公室办理",
            "contacts and reception days of one's own station; the rest is the congress office's",
        )),
        _ => Err(Refusal::new(Code::NotYours, "机构名录由人大常委会办公室管理", "the congress office")),
    }
}

/// Courts, procuratorates and the like are set up by law, not by the office.
fn set_up_here(kind: OrganKind) -> Result<(), Refusal> {
    if matches!(kind, OrganKind::Station | OrganKind::Unit) {
        return Ok(());
    }
    Err(Refusal::new(
        Code::OutOfRange,
        "联络站或承办单位；其他机关依法设置，由系统运行方登记",
        "a station or a unit; other organs are set up by law and registered by the operator",
    )
    .field("kind"))
}

fn changed(known: Known<'_>, organ: &Organ, command: &OrganCommand) -> Result<Organ, Refusal> {
    let organ = organ.clone();
    match command {
        OrganCommand::Rename { name_zh, name_en, town } => {
            let (name_zh, name_en) = (name_zh.trim().to_owned(), name_en.trim().to_owned());
            named(known, Organ { name_zh, name_en, town: filled(town), ..organ })
        }
        OrganCommand::SetContact { address, phone, lat, lon } => {
            let (address, phone) = (filled(address), filled(phone));
            at_most("address", address.as_deref().unwrap_or(""), limits::ADDRESS)?;
            dialled(phone.as_deref().unwrap_or(""))?;
            placed(*lat, *lon)?;
            Ok(Organ { address, phone, lat: *lat, lon: *lon, ..organ })
        }
        OrganCommand::SetReceptions { receptions } => {
            if organ.kind != OrganKind::Station {
                return Err(Refusal::new(Code::OutOfRange, "联络站", "a station: deputies receive people there"));
            }
            Ok(Organ { receptions: in_order(receptions)?, ..organ })
        }
        OrganCommand::Establish { .. } | OrganCommand::Close | OrganCommand::Reopen => Ok(organ),
    }
}

fn filled(words: &Option<String>) -> Option<String> {
    words.as_deref().map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned)
}

fn named(known: Known<'_>, organ: Organ) -> Result<Organ, Refusal> {
    text("name_zh", &organ.name_zh, limits::NAME)?;
    text("name_en", &organ.name_en, limits::NAME)?;
    at_most("town", organ.town.as_deref().unwrap_or(""), limits::TOWN)?;
    if organ.kind == OrganKind::Station && organ.town.is_none() {
        return Err(Refusal::new(Code::TextMissing, "联络站所在的乡镇或街道", "the station's town").field("town"));
    }
    let taken = |other: &&Organ| other.id != organ.id && !other.closed && other.name_zh == organ.name_zh;
    if known.organs.iter().any(|other| taken(&other)) {
        return Err(Refusal::new(Code::Repeated, "没有机构在用的名称", "a name that no organ has").field("name_zh"));
    }
    Ok(organ)
}

fn dialled(phone: &str) -> Result<(), Refusal> {
    at_most("phone", phone, limits::PHONE)?;
    if phone.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ')) {
        return Ok(());
    }
    Err(Refusal::new(Code::OutOfRange, "数字、空格、+ 和 -", "digits, spaces, + and -").field("phone"))
}

fn placed(lat: Option<f64>, lon: Option<f64>) -> Result<(), Refusal> {
    let fits = match (lat, lon) {
        (None, None) => true,
        (Some(lat), Some(lon)) => (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon),
        _ => false,
    };
    if fits {
        return Ok(());
    }
    Err(Refusal::new(
        Code::OutOfRange,
        "WGS84 纬度和经度（度），两项都填或都不填",
        "latitude and longitude in WGS84 degrees, both or neither",
    )
    .field("lat"))
}

/// By day and hour; two at once on one day are one too many.
fn in_order(receptions: &[Reception]) -> Result<Vec<Reception>, Refusal> {
    let told = |code, zh: String, en: String| Err(Refusal::new(code, zh, en).field("receptions"));
    let most = limits::RECEPTIONS;
    if receptions.len() > most {
        return told(Code::OutOfRange, format!("最多 {most} 个接待日"), format!("at most {most} reception days"));
    }
    if receptions.iter().any(|one| !(1..=31).contains(&one.day) || one.from >= one.to) {
        let zh = "1 至 31 日，开始早于结束".to_owned();
        return told(Code::OutOfRange, zh, "a day from 1 to 31 that begins before it ends".to_owned());
    }
    let mut ordered = receptions.to_vec();
    ordered.sort_by_key(|one| (one.day, one.from));
    if ordered.windows(2).any(|two| two[0].day == two[1].day && two[1].from < two[0].to) {
        let zh = "同一天的时段互不重叠".to_owned();
        return told(Code::Repeated, zh, "hours of one day that do not overlap".to_owned());
    }
    Ok(ordered)
}

fn close(known: Known<'_>, organ: &Organ) -> Result<Organ, Refusal> {
    set_up_here(organ.kind)?;
    let deputies = known.deputies.values().filter(|station| **station == organ.id).count();
    if deputies > 0 {
        return Err(Refusal::new(
            Code::NotInThisStage,
            format!("先把驻站的 {deputies} 名代表编入其他联络站"),
            format!("a station without deputies; {deputies} receive people here"),
        ));
    }
    Ok(Organ { closed: true, ..organ.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;
    use uuid::Uuid;

    fn id(code: &str) -> OrganId {
        OrganId::new(code).unwrap()
    }

    fn organ(code: &str, kind: OrganKind) -> Organ {
        Organ {
            id: id(code),
            kind,
            name_zh: format!("{code} 名"),
            name_en: code.to_owned(),
            town: Some("镇".to_owned()),
            lat: None,
            lon: None,
            receptions: Vec::new(),
            address: None,
            phone: None,
            closed: false,
        }
    }

    fn actor(capacity: Capacity) -> Actor {
        Actor { user: UserId(Uuid::from_u128(1)), capacity }
    }

    fn office() -> Actor {
        actor(Capacity::OfficeStaff { office: id("office") })
    }

    fn judged(code: &str, command: &OrganCommand, actor: &Actor) -> Result<Organ, (Code, Option<String>)> {
        let mut shut = organ("station-shut", OrganKind::Station);
        shut.closed = true;
        let organs = [
            organ("office", OrganKind::CongressOffice),
            organ("station-1", OrganKind::Station),
            organ("station-2", OrganKind::Station),
            organ("unit-1", OrganKind::Unit),
            organ("court", OrganKind::Court),
            shut,
        ];
        let deputies = BTreeMap::from([(UserId(Uuid::from_u128(9)), id("station-1"))]);
        let known = Known { organs: &organs, deputies: &deputies };
        decide(known, &id(code), command, "调整", actor).map_err(|refusal| (refusal.code, refusal.field))
    }

    fn establish(kind: OrganKind, name: &str, town: Option<&str>) -> OrganCommand {
        let (name_zh, name_en) = (name.to_owned(), "New".to_owned());
        OrganCommand::Establish { kind, name_zh, name_en, town: town.map(str::to_owned) }
    }

    fn contact(phone: &str, lat: Option<f64>, lon: Option<f64>) -> OrganCommand {
        OrganCommand::SetContact {
            address: Some(" 人民路 1 号 ".to_owned()), phone: Some(phone.to_owned()), lat, lon
        }
    }

    fn receptions(days: &[(u8, i8, i8)]) -> OrganCommand {
        let receptions = days.iter().map(|(day, from, to)| Reception {
            day: *day,
            from: time(*from, 0, 0, 0),
            to: time(*to, 0, 0, 0),
        });
        OrganCommand::SetReceptions { receptions: receptions.collect() }
    }

    fn at(field: &str) -> Option<String> {
        Some(field.to_owned())
    }

    #[test]
    fn the_office_keeps_organs_and_a_station_its_own_contacts_and_days() {
        let station = actor(Capacity::StationStaff { station: id("station-1") });
        let clerk = actor(Capacity::UnitClerk { unit: id("unit-1") });
        let days = receptions(&[(8, 9, 11)]);
        assert!(judged("station-1", &days, &office()).is_ok());
        assert!(judged("station-1", &days, &station).is_ok());
        assert!(judged("station-1", &contact("0572-2100000", None, None), &station).is_ok());
        for (code, command, by) in [
            ("station-2", &days, &station),
            ("station-1", &OrganCommand::Close, &station),
            ("station-9", &establish(OrganKind::Station, "新站", Some("镇")), &station),
            ("unit-1", &contact("1", None, None), &clerk),
            ("unit-1", &OrganCommand::Close, &actor(Capacity::Auditor)),
        ] {
            assert_eq!(judged(code, command, by).map_err(|told| told.0), Err(Code::NotYours), "{command:?}");
        }
    }

    #[test]
    fn stations_and_units_are_set_up_here_and_what_the_law_sets_up_is_not() {
        let made = judged("unit-9", &establish(OrganKind::Unit, " 新局 ", None), &office()).unwrap();
        assert_eq!((made.name_zh.as_str(), made.closed), ("新局", false));
        for (command, told) in [
            (establish(OrganKind::Court, "新院", None), (Code::OutOfRange, at("kind"))),
            (establish(OrganKind::Unit, " ", None), (Code::TextMissing, at("name_zh"))),
            (establish(OrganKind::Station, "新站", Some(" ")), (Code::TextMissing, at("town"))),
            (establish(OrganKind::Unit, "unit-1 名", None), (Code::Repeated, at("name_zh"))),
            (OrganCommand::Close, (Code::NoSuchItem, at("organ"))),
        ] {
            assert_eq!(judged("unit-9", &command, &office()), Err(told), "{command:?}");
        }
        let again = establish(OrganKind::Unit, "新局", None);
        assert_eq!(judged("unit-1", &again, &office()).map_err(|told| told.0), Err(Code::AlreadyDone));
    }

    #[test]
    fn a_closed_organ_is_only_reopened_and_one_with_deputies_is_not_closed() {
        for (code, command, told) in [
            ("station-1", OrganCommand::Close, Some(Code::NotInThisStage)),
            ("station-2", OrganCommand::Close, None),
            ("unit-1", OrganCommand::Close, None),
            ("court", OrganCommand::Close, Some(Code::OutOfRange)),
            ("station-shut", OrganCommand::Close, Some(Code::NotInThisStage)),
            ("station-shut", receptions(&[(8, 9, 11)]), Some(Code::NotInThisStage)),
            ("station-shut", OrganCommand::Reopen, None),
            ("station-2", OrganCommand::Reopen, Some(Code::AlreadyDone)),
        ] {
            assert_eq!(judged(code, &command, &office()).err().map(|told| told.0), told, "{code} {command:?}");
        }
    }

    #[test]
    fn contacts_and_days_are_judged_at_their_fields() {
        let after = judged("station-1", &contact("+86 572 2100000", Some(30.8), Some(120.2)), &office()).unwrap();
        assert_eq!(after.address.as_deref(), Some("人民路 1 号"));
        let days = judged("station-1", &receptions(&[(22, 14, 16), (8, 9, 11)]), &office()).unwrap();
        assert_eq!(days.receptions.iter().map(|one| one.day).collect::<Vec<_>>(), [8, 22]);
        for (command, field) in [
            (contact("call me", None, None), "phone"),
            (contact("1", Some(30.8), None), "lat"),
            (contact("1", Some(91.0), Some(120.2)), "lat"),
            (contact("1", Some(f64::NAN), Some(120.2)), "lat"),
            (receptions(&[(0, 9, 11)]), "receptions"),
            (receptions(&[(8, 11, 9)]), "receptions"),
            (receptions(&[(8, 9, 11), (8, 10, 12)]), "receptions"),
            (receptions(&[(8, 9, 11); 11]), "receptions"),
        ] {
            let told = judged("station-1", &command, &office()).map_err(|told| told.1);
            assert_eq!(told, Err(at(field)), "{command:?}");
        }
        assert_eq!(judged("station-1", &receptions(&[]), &office()).map_err(|told| told.0), Err(Code::AlreadyDone));
        assert!(judged("unit-1", &receptions(&[(8, 9, 11)]), &office()).is_err());
    }
}
