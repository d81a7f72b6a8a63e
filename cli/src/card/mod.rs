//! `minyi card`: 亮身份 in a terminal. The keeper founds and publishes, the office records, suspends and ends mandates, a deputy's
//! phone shows a card, a citizen's phone verifies it from a picture.

mod keeper;
mod lists;
mod qr;
mod words;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use minyi_core::CoreError;
use minyi_core::cards::{CardError, Knowledge};
use minyi_identity::{Challenge, Expecting, Face};
use minyi_rulebook::ids::{MatterId, OrganId, UserId};
use minyi_rulebook::mandate::{EndGround, Establishment, Field, MandateCommand, SuspensionGround, Term};
use minyi_rulebook::office::{Office, Region};

use crate::args::{word, yes_no};
use crate::fault::Fault;
use crate::output::Output;
use crate::phone::Handset;
use crate::staff::Desk;

pub(crate) use keeper::found_for_demo;
pub(crate) use words::spoken;

#[derive(Debug, Args)]
pub(crate) struct CardArgs {
    #[command(subcommand)]
    command: CardCommand,
}

/// Which phone.
#[derive(Debug, Args)]
struct PhoneFolder {
    /// Folder of the phone
    #[arg(long, value_name = "DIR", default_value = "minyi-phone", env = "MINYI_PHONE")]
    folder: PathBuf,
    /// Address of the server; needed the first time
    #[arg(long, value_name = "URL", env = "MINYI_SERVER")]
    server: Option<String>,
}

/// Whose desk.
#[derive(Debug, Args)]
struct OfficeSession {
    /// Session file of `minyi staff sign-in`
    #[arg(long, value_name = "FILE", default_value = "minyi-staff.json", env = "MINYI_SESSION")]
    session: PathBuf,
}

#[derive(Debug, Subcommand)]
enum CardCommand {
    /// Make roots, keys of the congresses and the first trust bundle; once, before the server starts (建立信任)
    Found(keeper::FoundArgs),
    /// Publish the next trust bundle, signed by two of the three roots (发布信任包)
    Publish(keeper::PublishArgs),
    /// Write bundle and lists as files, checked with the roots first (发布信任包和状态名单)
    Lists(lists::ListsArgs),
    /// Record a mandate, at the office (登记代表资格)
    Establish(EstablishArgs),
    /// Ask for a card for this phone and fetch it (申领电子代表证)
    Issue {
        /// The mandate
        matter: MatterId,
        /// identity.json or another file that names the three roots; needed the first time
        #[arg(long, value_name = "FILE")]
        roots: Option<PathBuf>,
        #[command(flatten)]
        phone: PhoneFolder,
    },
    /// The mandates and cards on this phone (我的代表证)
    List {
        #[command(flatten)]
        phone: PhoneFolder,
    },
    /// Publish a field or take it back; the phone number is off until you say yes (公开设置)
    Consent {
        /// The mandate
        matter: MatterId,
        /// post, pledge, reception_days, duty_group or phone
        #[arg(value_parser = word::<Field>)]
        field: Field,
        /// yes or no
        #[arg(value_parser = yes_no, action = clap::ArgAction::Set)]
        consent: bool,
        #[command(flatten)]
        phone: PhoneFolder,
    },
    /// Show a card as a QR code in the terminal (亮证)
    Show {
        /// The mandate
        matter: MatterId,
        /// Which code
        #[arg(long, value_enum, default_value_t = Code::Live)]
        code: Code,
        /// Answer the six digits on a citizen's phone instead
        #[arg(long, value_name = "DIGITS")]
        answer: Option<Challenge>,
        /// Write the code as a picture as well
        #[arg(long, value_name = "FILE")]
        png: Option<PathBuf>,
        #[command(flatten)]
        phone: PhoneFolder,
    },
    /// Make up a number for a deputy to answer (现场核验)
    Challenge {
        #[command(flatten)]
        phone: PhoneFolder,
    },
    /// Verify a picture of a card; offline, and nobody is told (验证)
    Verify {
        /// PNG or WebP with a QR code in it
        image: PathBuf,
        /// The number that was to be answered
        #[arg(long, value_name = "DIGITS")]
        answer: Option<Challenge>,
        /// identity.json or another file that names the three roots; needed the first time
        #[arg(long, value_name = "FILE")]
        roots: Option<PathBuf>,
        #[command(flatten)]
        phone: PhoneFolder,
    },
    /// Suspend from duty (暂停执行代表职务)
    Suspend {
        /// The mandate
        matter: MatterId,
        /// detained or serving_sentence
        #[arg(long, value_parser = word::<SuspensionGround>)]
        ground: SuspensionGround,
        #[arg(long, default_value = "")]
        note: String,
        #[command(flatten)]
        office: OfficeSession,
    },
    /// Restore to duty (恢复执行代表职务)
    Restore {
        /// The mandate
        matter: MatterId,
        #[arg(long, default_value = "")]
        note: String,
        #[command(flatten)]
        office: OfficeSession,
    },
    /// End a mandate with the number of its public notice (代表资格终止)
    End {
        /// The mandate
        matter: MatterId,
        /// moved_away, resigned, absent_twice, recalled, lost_nationality, lost_political_rights, lost_capacity, died, released
        #[arg(long, value_parser = word::<EndGround>)]
        ground: EndGround,
        /// 公告文号
        #[arg(long)]
        notice: String,
        #[command(flatten)]
        office: OfficeSession,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Code {
    /// Changes every 15 seconds, for another Minyi phone
    Live,
    /// Opens the public page with any scanner; proves nothing about a person
    Page,
}

#[derive(Debug, Args)]
struct EstablishArgs {
    /// Account of the person
    #[arg(long)]
    deputy: UserId,
    #[arg(long)]
    name: String,
    /// national, province, city, district, town or deliberator
    #[arg(long, value_parser = word::<Office>)]
    office_of: Office,
    /// Division code
    #[arg(long)]
    region: Region,
    #[arg(long)]
    constituency: String,
    /// First day of the term
    #[arg(long)]
    from: Date,
    /// Last day of the term
    #[arg(long)]
    to: Date,
    #[arg(long, value_parser = crate::args::organ)]
    station: OrganId,
    #[command(flatten)]
    office: OfficeSession,
}

/// Runs one subcommand.
pub(crate) async fn run(args: CardArgs, out: Output) -> Result<(), Fault> {
    match args.command {
        CardCommand::Found(args) => keeper::found(args, out),
        CardCommand::Publish(args) => keeper::publish(args, out),
        CardCommand::Lists(args) => lists::run(args, out).await,
        CardCommand::Establish(args) => establish(args, out).await,
        CardCommand::Suspend { matter, ground, note, office } => {
            desk(matter, MandateCommand::Suspend { ground, note }, office, out).await
        }
        CardCommand::Restore { matter, note, office } => {
            desk(matter, MandateCommand::Restore { note }, office, out).await
        }
        CardCommand::End { matter, ground, notice, office } => {
            desk(matter, MandateCommand::End { ground, notice }, office, out).await
        }
        CardCommand::Issue { matter, roots, phone } => {
            with(phone, async |phone| {
                trust(phone, roots.as_deref()).await?;
                issue(phone, matter, out).await
            })
            .await
        }
        CardCommand::List { phone } => with(phone, async |phone| list(phone, out).await).await,
        CardCommand::Consent { matter, field, consent, phone } => {
            with(phone, async |phone| {
                phone.core().act_on_mandate(matter, MandateCommand::Publish { field, consent }).await?;
                phone.send(out).await.map(drop)
            })
            .await
        }
        CardCommand::Show { matter, code, answer, png, phone } => {
            with(phone, async |phone| show(phone, matter, code, answer, png.as_deref(), out).await).await
        }
        CardCommand::Challenge { phone } => {
            with(phone, async |phone| {
                let challenge = phone.core().new_challenge()?;
                out.document(&serde_json::json!({ "challenge": challenge.to_string() }));
                out.say(format!("请代表应答：{challenge}"), format!("Ask the deputy to answer: {challenge}"));
                Ok(())
            })
            .await
        }
        CardCommand::Verify { image, answer, roots, phone } => {
            with(phone, async |phone| {
                trust(phone, roots.as_deref()).await?;
                let text = qr::read(&image)?;
                let expecting = answer.map_or(Expecting::LiveCode, Expecting::AnswerTo);
                verify(phone, &text, expecting, out)
            })
            .await
        }
    }
}

async fn with(phone: PhoneFolder, act: impl AsyncFnOnce(&Handset) -> Result<(), Fault>) -> Result<(), Fault> {
    let handset = Handset::open(&phone.folder, phone.server.as_deref())?;
    let done = act(&handset).await;
    handset.close();
    done
}

/// Whom this phone believes; told once.
async fn trust(phone: &Handset, roots: Option<&std::path::Path>) -> Result<(), Fault> {
    if let Some(roots) = roots {
        phone.core().trust_roots(keeper::roots_in(roots)?).await?;
        phone.refresh().await;
    }
    Ok(())
}

async fn desk(matter: MatterId, command: MandateCommand, office: OfficeSession, out: Output) -> Result<(), Fault> {
    let receipt = Desk::open(office.session, None)?.act(matter, command, None).await?;
    out.document(&receipt);
    out.say(
        format!("已记录：{} 第 {} 版", receipt.matter, receipt.matter_version),
        format!("On record: {} version {}", receipt.matter, receipt.matter_version),
    );
    Ok(())
}

async fn establish(args: EstablishArgs, out: Output) -> Result<(), Fault> {
    let establishment = Establishment {
        deputy: args.deputy,
        name: args.name,
        office: args.office_of,
        region: args.region,
        constituency: args.constituency,
        term: Term { starts: args.from, ends: args.to },
        station: args.station,
    };
    let matter = MatterId(uuid::Uuid::now_v7());
    desk(matter, MandateCommand::Establish(Box::new(establishment)), args.office, out).await
}

async fn issue(phone: &Handset, matter: MatterId, out: Output) -> Result<(), Fault> {
    phone.sync().await?;
    phone.core().request_card(matter).await?;
    phone.send(out).await?;
    phone.sync().await?;
    list(phone, out).await
}

async fn list(phone: &Handset, out: Output) -> Result<(), Fault> {
    phone.refresh().await;
    let mandates = phone.core().mandates().await?;
    let held = phone.core().held_cards();
    out.document(&mandates);
    if mandates.is_empty() {
        out.say("本机没有代表资格", "No mandate on this phone");
    }
    for view in &mandates {
        let published = &view.published;
        let card = held.iter().find(|card| card.matter == published.matter);
        let state = match card {
            Some(_) => out.pick("已持证", "card on this phone"),
            None => out.pick("未持证", "no card on this phone"),
        };
        let office = out.pick(&published.office_zh, &published.office_en);
        out.line(format!("{}  {}  {office}  {}  {state}", published.matter, published.name, published.constituency));
    }
    Ok(())
}

async fn show(
    phone: &Handset,
    matter: MatterId,
    code: Code,
    answer: Option<Challenge>,
    png: Option<&std::path::Path>,
    out: Output,
) -> Result<(), Fault> {
    phone.refresh().await;
    let face = match (answer, code) {
        (Some(challenge), _) => phone.core().answer_challenge(matter, challenge).await?,
        (None, Code::Live) => phone.core().unlock_card(matter).await?,
        (None, Code::Page) => phone.core().card_face(matter)?,
    };
    let (text, label) = match &face {
        Face::Page { text } => (text, minyi_identity::words::page_label()),
        Face::Live { text, .. } => (text, words::pair("动态码，15 秒更换", "Living code, changes every 15 s")),
        Face::Answer { text, .. } => (text, words::pair("现场核验应答", "Answer to the citizen's number")),
        Face::CardExpired => {
            return Err(Fault::new(
                "card_expired",
                "此证已过期，请重新申领",
                "This card has expired; ask for a new one.",
            ));
        }
    };
    out.document(&serde_json::json!({ "text": text }));
    out.line(qr::drawn(text)?);
    out.line(out.pick(&label.zh, &label.en));
    match png {
        Some(file) => qr::write_png(text, file),
        None => Ok(()),
    }
}

/// Judges a text and says so; an outcome that is not genuine is an answer, not a fault.
pub(crate) fn verify(phone: &Handset, text: &str, expecting: Expecting, out: Output) -> Result<(), Fault> {
    let outcome = phone.core().verify_code(text, expecting).map_err(|error| match error {
        CoreError::NotFound => Fault::input(
            "roots",
            "首次验证请用 --roots identity.json 指明信任根",
            "--roots identity.json, the first time: whom to trust",
        ),
        error => error.into(),
    })?;
    let said = minyi_identity::words::outcome(&outcome);
    let name = outcome.shown().map(|shown| shown.card.holder.name.clone());
    out.document(&serde_json::json!({
        "outcome": spoken(&outcome), "genuine": outcome.is_genuine(), "name": name, "zh": said.zh, "en": said.en,
    }));
    if let Some(shown) = outcome.shown() {
        let holder = &shown.card.holder;
        let office = out.pick(holder.office.chinese(), holder.office.english());
        out.line(format!("{}  {office}  {}  {}", holder.name, holder.constituency, shown.congress));
    }
    out.line(out.pick(&said.zh, &said.en));
    if phone.core().card_knowledge() == Knowledge::Nothing {
        out.say("本机还没有代表状态，请联网同步一次", "This phone has no deputies' states yet; go online once");
    }
    Ok(())
}

impl From<CardError> for Fault {
    fn from(error: CardError) -> Self {
        use minyi_identity::ShowError;
        match error {
            CardError::Core(CoreError::NotFound) => Self::new(
                "no_card",
                "本机没有这张代表证；先申领：minyi card issue",
                "This phone does not hold that card; ask for it: minyi card issue",
            ),
            CardError::Core(error) => error.into(),
            CardError::Show(error) => {
                let zh = match error {
                    ShowError::CardExpired => "此证已过期，请重新申领",
                    ShowError::OtherDevice => "此证属于另一台设备，请为本机重新申领",
                    ShowError::TimeNotTrusted => "本机时间未经核对，请联网同步；或用现场核验应答",
                    ShowError::Signer(_) => "设备密钥没有签名，请重试",
                };
                Self::new("not_shown", zh, format!("The card is not shown: {error}."))
            }
        }
    }
}
