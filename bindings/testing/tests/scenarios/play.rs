//! Plays a story: a real server, a phone for everybody, one step after the other.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use minyi_ffi::*;
use minyi_ffi_testing::server::TestServer;
use minyi_rulebook::ids::{CommandId, MatterId};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use crate::parts::{action, addressee, arg, place, repository};
use crate::show;

/// What `tests/vectors/scenarios` holds.
pub(crate) struct Story {
    name: String,
    steps: Vec<Value>,
}

impl Story {
    pub(crate) fn read(file: &Path) -> Self {
        let text = std::fs::read_to_string(file).expect("readable");
        let mut story: Value = serde_json::from_str(&text).expect("JSON");
        let steps = story["steps"].take();
        Self { name: arg(&story, "story").to_owned(), steps: serde_json::from_value(steps).expect("a list") }
    }
}

/// The transcript.
pub(crate) fn play(story: &Story) -> String {
    let mut stage = Stage::set();
    let mut transcript = format!("{}\n", story.name);
    for (number, step) in story.steps.iter().enumerate() {
        let lines = stage.step(step).unwrap_or_else(|error| vec![show::error(&error)]);
        let who = step["who"].as_str().map_or_else(String::new, |who| format!("{who} "));
        let on = ["as", "on", "command", "photo"].iter().find_map(|name| step[*name].as_str());
        let on = on.map_or_else(String::new, |on| format!(" {on}"));
        transcript += &format!("{} {who}{}{on}: {}\n", number + 1, arg(step, "do"), lines[0]);
        for line in &lines[1..] {
            transcript += &format!("    {line}\n");
        }
    }
    transcript
}

#[derive(Debug)]
struct Keys;

impl KeyStore for Keys {
    fn wrap(&self, key: Vec<u8>) -> Result<Vec<u8>, KeyStoreError> {
        Ok(key.into_iter().map(|byte| !byte).collect())
    }

    fn unwrap(&self, wrapped: Vec<u8>) -> Result<Vec<u8>, KeyStoreError> {
        self.wrap(wrapped)
    }
}

#[derive(Debug)]
struct Switch(Mutex<NetworkClass>);

impl Connectivity for Switch {
    fn network(&self) -> Result<NetworkClass, ShellError> {
        Ok(*self.0.lock().expect("whole"))
    }
}

#[derive(Debug)]
struct ServersClock(Arc<TestServer>);

impl ClockSkewSource for ServersClock {
    fn skew_millis(&self) -> Result<i64, ShellError> {
        Ok(self.0.skew_millis())
    }
}

struct Phone {
    app: Arc<MinyiApp>,
    network: Arc<Switch>,
}

struct Stage {
    server: Arc<TestServer>,
    folder: tempfile::TempDir,
    waiting: Runtime,
    phones: HashMap<String, Phone>,
    cases: HashMap<String, MatterId>,
    commands: HashMap<String, CommandId>,
    photos: HashMap<String, Photo>,
}

type Lines = Result<Vec<String>, MinyiError>;

impl Stage {
    fn set() -> Self {
        Self {
            server: TestServer::start().expect("a server"),
            folder: tempfile::tempdir().expect("a folder"),
            waiting: Builder::new_current_thread().build().expect("a runtime"),
            phones: HashMap::new(),
            cases: HashMap::new(),
            commands: HashMap::new(),
            photos: HashMap::new(),
        }
    }

    fn step(&mut self, step: &Value) -> Lines {
        let what = arg(step, "do");
        if what == "time" {
            let minutes = step["minutes"].as_u64().and_then(|minutes| u32::try_from(minutes).ok()).expect("minutes");
            self.server.advance_minutes(minutes)?;
            return one(show::moment(self.server.now()));
        }
        let who = arg(step, "who").to_owned();
        if what == "open" || what == "restart" {
            return self.open(&who);
        }
        let app = Arc::clone(&self.phones[&who].app);
        match what {
            "session" => one(show::session(&app.session()?)),
            "limits" => one(show::limits(case_limits())),
            "directory" => Ok(show::directory(app.directory()?)),
            "code_for" => {
                let sent = self.waiting.block_on(app.request_code(arg(step, "number").to_owned()))?;
                one(format!("valid {} again {}", sent.valid_for, sent.again_after))
            }
            "wrong_code" | "sign_in" => {
                let number = arg(step, "number").to_owned();
                let sent = self.server.last_code(number.clone()).expect("a code was sent");
                let wrong = if sent == "000000" { "111111" } else { "000000" };
                let code = if what == "sign_in" { sent } else { wrong.to_owned() };
                let account = self.waiting.block_on(app.sign_in_with_code(number, code))?;
                one(format!("{} of {}", show::word(account.role), show::maybe(account.organ)))
            }
            "sign_in_staff" => {
                let (password, totp) = (self.server.password(), self.server.totp());
                let account = self.waiting.block_on(app.sign_in_staff(who, password, totp))?;
                one(format!("{} of {}", show::word(account.role), show::maybe(account.organ)))
            }
            "sign_out" => self.waiting.block_on(app.sign_out()).and_then(|()| one("done")),
            "network" => {
                let class = match arg(step, "is") {
                    "offline" => NetworkClass::Offline,
                    "metered" => NetworkClass::Metered,
                    _ => NetworkClass::Unmetered,
                };
                *self.phones[&who].network.0.lock().expect("whole") = class;
                app.set_network(class);
                one(show::word(app.network()?))
            }
            "sync" => {
                let report = self.waiting.block_on(app.sync())?;
                one(format!(
                    "changed {} gone {} refreshed {}",
                    report.changed,
                    report.gone,
                    show::yes(report.refreshed)
                ))
            }
            "send" => {
                let mut done = 0;
                for _ in 0..20 {
                    let report = self.waiting.block_on(app.run_slice(Duration::from_secs(30)))?;
                    done += report.done;
                    if !report.more {
                        break;
                    }
                }
                one(format!("done {done} pending {}", show::yes(app.has_pending()?)))
            }
            "attach" => {
                let name = arg(step, "photo");
                let path = repository().join("demo/photos").join(name).display().to_string();
                let photo = self.waiting.block_on(app.attach_photo(path))?;
                let line = format!("{} {}", photo.sha256, photo.bytes);
                self.photos.insert(name.to_owned(), photo);
                one(line)
            }
            "draft" => {
                let id = app.new_draft_id()?;
                self.cases.insert(arg(step, "as").to_owned(), id);
                let draft = Draft {
                    id,
                    title: arg(step, "title").to_owned(),
                    text: arg(step, "text").to_owned(),
                    addressee: (!arg(step, "to").is_empty()).then(|| addressee(arg(step, "to"))),
                    place: place(&step["place"]),
                    photos: self.photos_of(step),
                    may_publish: step["publish"] == true,
                    voice: None,
                };
                self.waiting.block_on(app.save_draft(draft)).and_then(|()| one("done"))
            }
            "drafts" => {
                let drafts = self.waiting.block_on(app.drafts())?;
                let line = |saved: SavedDraft| {
                    let draft = saved.draft;
                    let words = format!("{} {}", show::text(&draft.title), show::text(&draft.text));
                    let photos: Vec<String> = draft.photos.iter().map(|photo| photo.sha256.to_string()).collect();
                    let rest = format!("photos [{}] publish {}", photos.join(", "), show::yes(draft.may_publish));
                    format!("{} {words} to {} {rest}", self.name_of(draft.id), show::yes(draft.addressee.is_some()))
                };
                Ok(counted(drafts.into_iter().map(line).collect()))
            }
            "file" => self.file(&app, step),
            "act" => {
                let action = action(&step["act"]);
                let command = self.waiting.block_on(app.act(self.cases[arg(step, "on")], action))?;
                self.named(step, command);
                one("saved")
            }
            "reseal" => {
                let action = action(&step["act"]);
                let command = self.commands[arg(step, "command")];
                let command = self.waiting.block_on(app.reseal(command, action))?;
                self.named(step, command);
                one("saved")
            }
            "discard" => {
                self.waiting.block_on(app.discard(self.commands[arg(step, "command")])).and_then(|()| one("done"))
            }
            "retry" => self.waiting.block_on(app.retry(self.commands[arg(step, "command")])).and_then(|()| one("done")),
            "outbox" => Ok(self.outbox(app.outbox()?)),
            "list" => {
                let page = self.waiting.block_on(app.cases(None, 200))?;
                Ok(counted(page.lines.iter().map(|line| self.line(line)).collect()))
            }
            "show" => {
                let case = self.waiting.block_on(app.case(self.cases[arg(step, "on")]))?;
                Ok(case.map_or_else(|| vec!["not on this phone".to_owned()], |case| show::shown(&case)))
            }
            "due" => {
                let dates = self.waiting.block_on(app.due_dates(self.cases[arg(step, "on")]))?;
                let lines = |date: &DueDate| {
                    let mut lines = vec![show::deadline(&date.deadline)];
                    lines.extend(show::due_why(&date.why).into_iter().map(|line| format!("  {line}")));
                    lines
                };
                let mut all = vec![dates.len().to_string()];
                all.extend(dates.iter().flat_map(lines));
                Ok(all)
            }
            other => panic!("no step is called {other}"),
        }
    }

    /// Opens a phone, or restarts it: suspended first, so that its folder is free.
    fn open(&mut self, who: &str) -> Lines {
        let network = match self.phones.remove(who) {
            Some(phone) => {
                self.waiting.block_on(phone.app.suspend())?;
                phone.network
            }
            None => Arc::new(Switch(Mutex::new(NetworkClass::Unmetered))),
        };
        let config = AppConfig {
            folder: self.folder.path().join(who).display().to_string(),
            server: self.server.url(),
            app_build: "scenarios".to_owned(),
            pinned_keys: Vec::new(),
        };
        let platform = Platform {
            key_store: Arc::new(Keys),
            connectivity: Some(Arc::clone(&network) as _),
            clock_skew: Some(Arc::new(ServersClock(Arc::clone(&self.server)))),
            signer: None,
            face_detector: None,
        };
        let app = self.waiting.block_on(MinyiApp::open(config, platform))?;
        let report = app.open_report();
        let line = format!("damaged {} index {}", report.damaged.len(), show::word(report.mirror));
        self.phones.insert(who.to_owned(), Phone { app, network });
        one(line)
    }

    fn file(&mut self, app: &MinyiApp, step: &Value) -> Lines {
        let name = arg(step, "as");
        let new = NewCase {
            draft: self.cases.get(name).copied(),
            title: arg(step, "title").to_owned(),
            text: arg(step, "text").to_owned(),
            addressee: addressee(arg(step, "to")),
            place: place(&step["place"]),
            photos: self.photos_of(step),
            may_publish: step["publish"] == true,
            voice: None,
            filing: Filing::Own,
        };
        let filed = self.waiting.block_on(app.file_case(new))?;
        self.cases.insert(name.to_owned(), filed.matter);
        self.named(step, filed.command);
        let mut lines = vec!["saved".to_owned()];
        lines.extend(filed.predicted_due.iter().flat_map(show::due_why));
        Ok(lines)
    }

    fn photos_of(&self, step: &Value) -> Vec<Photo> {
        let names = step["photos"].as_array().expect("photos");
        names.iter().map(|name| self.photos[name.as_str().expect("a name")].clone()).collect()
    }

    fn named(&mut self, step: &Value, command: CommandId) {
        if let Some(name) = step["as"].as_str() {
            self.commands.insert(name.to_owned(), command);
        }
    }

    fn name_of(&self, matter: MatterId) -> String {
        let known = self.cases.iter().find(|(_, id)| **id == matter);
        known.map_or_else(|| "?".to_owned(), |(name, _)| name.clone())
    }

    fn outbox(&self, outbox: OutboxSnapshot) -> Vec<String> {
        let parts = [outbox.saved, outbox.sending, outbox.waiting, outbox.needs_attention, outbox.done];
        let counts: Vec<String> = parts.iter().map(|part| part.len().to_string()).collect();
        let mut lines = vec![format!("{} of others {}", counts.join(" "), outbox.of_other_accounts)];
        lines.extend(parts.iter().flatten().map(|item| {
            let photos = format!("photos {} of {}", item.photos_complete, item.photos);
            let all = show::yes(item.bytes_sent == item.bytes_total);
            format!(
                "{} {} {photos} all bytes {all} {}",
                self.name_of(item.matter),
                show::act(&item.act),
                show::standing(&item.standing)
            )
        }));
        lines
    }

    fn line(&self, line: &CaseLine) -> String {
        format!(
            "{} version {} {} class {} {} filed {} registered {} actionable {} pending {} next {}",
            self.name_of(line.matter),
            line.version,
            show::word(line.stage),
            show::maybe(line.class.map(show::word)),
            show::maybe(line.title.as_deref().map(show::text)),
            show::moment(line.submitted_at),
            show::yes(line.registered),
            show::yes(line.actionable),
            line.pending,
            show::maybe(line.next_deadline.as_ref().map(show::deadline))
        )
    }
}

fn one(line: impl Into<String>) -> Lines {
    Ok(vec![line.into()])
}

/// How many, then each.
fn counted(lines: Vec<String>) -> Vec<String> {
    let mut all = vec![lines.len().to_string()];
    all.extend(lines);
    all
}
