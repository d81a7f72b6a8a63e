//! `minyi phone`: the core that runs on the phones, in a terminal. Nothing here decides or stores anything by itself; it shows
//! what the core says.

mod handset;
mod progress;
mod show;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use minyi_rulebook::citizen_case::{Addressee, CaseCommand, EvaluationForm, Grade, Place, ProxyChannel};
use minyi_rulebook::ids::{CommandId, MatterId, OrganId};

use crate::args::word;
use crate::fault::Fault;
use crate::output::Output;

pub(crate) use handset::{Author, Filing, Handset};

#[derive(Debug, Args)]
pub(crate) struct PhoneArgs {
    /// Folder of this phone: its vault, its mirror, its settings
    #[arg(long, global = true, value_name = "DIR", default_value = "minyi-phone", env = "MINYI_PHONE")]
    folder: PathBuf,

    /// Address of the server; needed the first time, kept in the folder after that
    #[arg(long, global = true, value_name = "URL", env = "MINYI_SERVER")]
    server: Option<String>,

    #[command(subcommand)]
    command: PhoneCommand,
}

#[derive(Debug, Subcommand)]
enum PhoneCommand {
    /// Sign in: a citizen by phone and one-time code, a deputy or staff by login (登录)
    SignIn(SignInArgs),
    /// Sign out here and on the server; what was not sent stays on this phone (退出)
    SignOut,
    /// File a case; saved on this phone first, sent when there is a network (提交)
    File(FileArgs),
    /// Cases on this phone, newest first (列表)
    List {
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// One case with its timeline (查看)
    Show { matter: MatterId },
    /// Follow one case: prints what happens to it until it is closed (跟踪)
    Follow {
        matter: MatterId,
        /// Look once and end
        #[arg(long)]
        once: bool,
    },
    /// Evaluate the answer (评价)
    Evaluate {
        matter: MatterId,
        /// How it was handled: satisfied, basically or dissatisfied
        #[arg(long, value_parser = word::<Grade>)]
        process: Grade,
        /// What was answered: satisfied, basically or dissatisfied
        #[arg(long, value_parser = word::<Grade>)]
        answer: Grade,
        /// What was delivered, where something was due already
        #[arg(long, value_parser = word::<Grade>)]
        delivery: Option<Grade>,
        /// Needed when dissatisfied
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Add to a case; what was filed stays as it was (补充)
    Supplement {
        matter: MatterId,
        #[arg(long)]
        text: String,
        #[arg(long, value_name = "FILE")]
        photo: Vec<PathBuf>,
    },
    /// What is saved, on its way, waiting or in need of you (待发箱)
    Outbox {
        /// Try this one again
        #[arg(long, value_name = "ID", conflicts_with = "discard")]
        retry: Option<CommandId>,
        /// Drop this one, which the server has not taken
        #[arg(long, value_name = "ID")]
        discard: Option<CommandId>,
    },
    /// Send what waits and fetch what changed (同步)
    Sync,
    /// Pretend that there is no network, until switched off (离线开关)
    Offline { switch: Switch },
    /// Why each date of a case is due; works offline (为什么这天到期)
    Why { matter: MatterId },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

#[derive(Debug, Args)]
struct SignInArgs {
    /// Mainland mobile number, 11 digits
    #[arg(long, required_unless_present = "login", conflicts_with = "login")]
    phone: Option<String>,
    /// The code from the message; without it one is asked for and read from the terminal
    #[arg(long, requires = "phone")]
    code: Option<String>,
    /// Login of a deputy or member of staff
    #[arg(long)]
    login: Option<String>,
    #[arg(long, env = "MINYI_PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// Six digits of the authenticator app
    #[arg(long)]
    totp: Option<String>,
}

#[derive(Debug, Args)]
struct FileArgs {
    /// One line, 1 to 80 characters
    #[arg(long)]
    title: String,
    /// The problem in your own words; may be left out with --voice
    #[arg(long, default_value = "")]
    text: String,
    /// JPEG, PNG, WebP or HEIC; may be given several times, at most nine
    #[arg(long, value_name = "FILE")]
    photo: Vec<PathBuf>,
    /// A recording of at most two minutes and 2 MiB: AAC in M4A, or Opus in Ogg (语音留言)
    #[arg(long, value_name = "FILE")]
    voice: Option<PathBuf>,
    /// Who should hear it: station:CODE, deputy:UUID or office
    #[arg(long, value_parser = addressee)]
    to: Addressee,
    /// LAT,LON or LAT,LON,WORDS in WGS84 degrees
    #[arg(long, value_parser = place, allow_hyphen_values = true)]
    place: Option<Place>,
    /// The case may be shown in public, without your name and photos
    #[arg(long)]
    may_publish: bool,
    /// For station staff: the phone number of the person you file for (代为提交); needs the network
    #[arg(long = "for", value_name = "PHONE")]
    author: Option<String>,
    /// How that person reached the station: paper, phone or in-person
    #[arg(long, value_parser = word::<ProxyChannel>, requires = "author", default_value = "in-person")]
    channel: ProxyChannel,
}

/// Runs one subcommand of the phone.
pub(crate) async fn run(args: PhoneArgs, out: Output) -> Result<(), Fault> {
    let phone = Handset::open(&args.folder, args.server.as_deref())?;
    phone.report_opening(out);
    let done = act(&phone, args.command, out).await;
    phone.close();
    done
}

async fn act(phone: &Handset, command: PhoneCommand, out: Output) -> Result<(), Fault> {
    match command {
        PhoneCommand::SignIn(sign_in) => self::sign_in(phone, sign_in, out).await,
        PhoneCommand::SignOut => {
            phone.sign_out().await?;
            out.document(&serde_json::json!({ "signed_in": false }));
            out.say("已退出；未发送的内容仍在本机", "Signed out; what was not sent stays on this phone");
            Ok(())
        }
        PhoneCommand::File(file) => {
            let filing = Filing {
                title: file.title,
                text: file.text,
                addressee: file.to,
                place: file.place,
                photos: file.photo,
                voice: file.voice,
                may_publish: file.may_publish,
                author: match file.author {
                    Some(phone) => Author::Somebody { phone, channel: file.channel },
                    None => Author::Oneself,
                },
            };
            let matter = phone.file(filing).await?;
            out.say(format!("已保存在本机：事项 {matter}"), format!("Saved on this phone: matter {matter}"));
            send(phone, Some(matter), out).await
        }
        PhoneCommand::Evaluate { matter, process, answer, delivery, reason } => {
            let form = EvaluationForm { process, answer, delivery, reason };
            phone.act(matter, CaseCommand::Evaluate(form)).await?;
            out.say("评价已保存在本机", "Evaluation saved on this phone");
            send(phone, Some(matter), out).await
        }
        PhoneCommand::Supplement { matter, text, photo } => {
            phone.supplement(matter, text, &photo).await?;
            out.say("补充已保存在本机", "Supplement saved on this phone");
            send(phone, Some(matter), out).await
        }
        PhoneCommand::List { limit } => {
            phone.refresh().await;
            show::list(phone, limit, out)
        }
        PhoneCommand::Show { matter } => {
            phone.refresh().await;
            show::case(phone, matter, out)
        }
        PhoneCommand::Follow { matter, once } => show::follow(phone, matter, once, out).await,
        PhoneCommand::Outbox { retry, discard } => {
            if let Some(id) = retry {
                phone.retry(id).await?;
            }
            if let Some(id) = discard {
                phone.discard(id).await?;
            }
            show::outbox(phone, out)
        }
        PhoneCommand::Sync => {
            if phone.is_offline() {
                return Err(Fault::new(
                    "offline",
                    "离线开关已打开:minyi phone offline off",
                    "The offline switch is on: minyi phone offline off",
                ));
            }
            phone.sync().await?;
            send(phone, None, out).await
        }
        PhoneCommand::Offline { switch } => {
            phone.set_offline(switch == Switch::On)?;
            match switch {
                Switch::On => {
                    out.document(&serde_json::json!({ "offline": true }));
                    out.say("离线开关：开", "Offline switch: on");
                    Ok(())
                }
                Switch::Off => {
                    out.say("离线开关：关", "Offline switch: off");
                    send(phone, None, out).await
                }
            }
        }
        PhoneCommand::Why { matter } => {
            phone.refresh().await;
            show::why(phone, matter, out)
        }
    }
}

async fn sign_in(phone: &Handset, args: SignInArgs, out: Output) -> Result<(), Fault> {
    match (args.phone, args.login) {
        (Some(number), _) => {
            let code = match args.code {
                Some(code) => code,
                None => {
                    phone.request_code(&number).await?;
                    out.ask("验证码： ", "One-time code: ")
                        .ok_or_else(|| Fault::input("code", "六位验证码", "the six digits that were sent"))?
                }
            };
            phone.sign_in_with_code(&number, &code).await?;
        }
        (None, Some(login)) => {
            let missing = |field: &str| Fault::input(field, "密码和动态码", "a password and a one-time code");
            let password =
                args.password.or_else(|| out.ask("密码： ", "Password: ")).ok_or_else(|| missing("password"))?;
            let totp = args.totp.or_else(|| out.ask("动态码： ", "One-time code: ")).ok_or_else(|| missing("totp"))?;
            phone.sign_in_staff(&login, &password, &totp).await?;
        }
        (None, None) => return Err(Fault::input("phone", "手机号或账号", "a phone number or a login")),
    }
    phone.refresh().await;
    out.document(&serde_json::json!({ "actor": phone.signed_in() }));
    out.say("已登录", "Signed in");
    Ok(())
}

/// Sends what waits and tells how far it came.
async fn send(phone: &Handset, matter: Option<MatterId>, out: Output) -> Result<(), Fault> {
    let sent = phone.send(out).await?;
    out.document(&serde_json::json!({ "matter": matter, "offline": phone.is_offline(), "sent": sent }));
    if sent.left == 0 {
        out.say("全部送达，回执已核验", "Everything has arrived; receipts verified");
    } else {
        out.say(
            format!("{} 项仍在本机，恢复网络后自动发送:minyi phone sync", sent.left),
            format!("{} still on this phone; they go out with the next network: minyi phone sync", sent.left),
        );
    }
    Ok(())
}

/// `station:CODE`, `deputy:UUID` or `office`.
fn addressee(text: &str) -> Result<Addressee, String> {
    let expected = "expected station:CODE, deputy:UUID or office";
    match text.split_once(':') {
        None if text == "office" => Ok(Addressee::Office),
        Some(("station", code)) => {
            OrganId::new(code).map(|station| Addressee::Station { station }).map_err(|error| error.to_string())
        }
        Some(("deputy", id)) => id.parse().map(|deputy| Addressee::Deputy { deputy }).map_err(|_| expected.to_owned()),
        _ => Err(expected.to_owned()),
    }
}

/// `LAT,LON` or `LAT,LON,WORDS`.
fn place(text: &str) -> Result<Place, String> {
    let expected = "expected LAT,LON or LAT,LON,WORDS, for example 30.8461,120.2603,桥头";
    let mut parts = text.splitn(3, ',');
    let mut degrees = |most: f64| {
        let degrees: f64 = parts.next().and_then(|part| part.trim().parse().ok()).ok_or(expected)?;
        if degrees.abs() <= most { Ok(degrees) } else { Err(expected) }
    };
    let (lat, lon) = (degrees(90.0)?, degrees(180.0)?);
    let label = parts.next().unwrap_or_default().trim().to_owned();
    Ok(Place { lat_e6: millionths(lat), lon_e6: millionths(lon), accuracy_m: None, label })
}

/// Degrees in the wire's unit.
#[expect(clippy::cast_possible_truncation, reason = "at most 180 degrees: a million of them fit an i32")]
fn millionths(degrees: f64) -> i32 {
    (degrees * 1e6).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_addressee_is_a_station_a_deputy_or_the_office() {
        let station = OrganId::new("station-zhili-1").expect("a code");
        assert_eq!(addressee("station:station-zhili-1"), Ok(Addressee::Station { station }));
        assert_eq!(addressee("office"), Ok(Addressee::Office));
        assert!(addressee("deputy:01932d5e-0000-7000-8000-000000000001").is_ok());
        for bad in ["", "station", "station:Zhili 1", "deputy:7", "unit:unit-water"] {
            assert!(addressee(bad).is_err_and(|error| !error.is_empty()), "{bad}");
        }
    }

    #[test]
    fn a_place_is_two_degrees_and_words_that_may_hold_commas() {
        let bridge = place("30.8461,-120.260301,桥头，东侧").expect("a place");
        assert_eq!((bridge.lat_e6, bridge.lon_e6, bridge.label.as_str()), (30_846_100, -120_260_301, "桥头，东侧"));
        for bad in ["", "30", "91,0", "0,181", "north,east", "nan,0"] {
            assert!(place(bad).is_err_and(|error| error.contains("LAT,LON")), "{bad}");
        }
    }
}
