//! A model of the server: a few maps that honour the contract, with weather between it and the phone.

use crate::time::{Clock, TestClock};
use crate::transport::{Request, Response, Transport, TransportFault};
use async_trait::async_trait;
use base64::Engine as _;
use bytes::Bytes;
use ed25519_dalek::SigningKey;
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::calendar::Calendar;
use minyi_rulebook::citizen_case::{CaseCommand, CaseEvent, CaseState, Context, Ending, Happening, apply};
use minyi_rulebook::ids::{CommandId, MatterId, Sha256, UploadId, UserId};
use minyi_rulebook::policy::Policy;
use minyi_rulebook::procedure::AttachmentKind;
use minyi_rulebook::refusal::{Refusal, RefusalCode};
use minyi_wire::access::{CodeSent, CodeSignIn, Session};
use minyi_wire::command::{Command, CommandEnvelope, body_hash};
use minyi_wire::directory::{DirectoryView, OrganView};
use minyi_wire::photo::PhotoRecord;
use minyi_wire::problem::{PROBLEM_JSON, Problem, ProblemCode};
use minyi_wire::receipt::{ServerKey, ServerKeys};
use minyi_wire::sync::{OtherView, SyncPage};
use minyi_wire::upload::{UploadDeclaration, UploadProgress, UploadView};
use minyi_wire::{CaseView, Receipt};
use serde::Serialize;
use sha2::Digest;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// What may happen to one request.
#[derive(Clone, Debug)]
pub(super) enum Weather {
    /// It never arrives.
    Lost,
    /// It arrives and works; the answer does not come back.
    AnswerLost,
    /// It arrives and works; the answer never comes and nothing says so.
    Hangs,
    /// A captive portal answers with this status and a page.
    Portal(u16),
    /// The server answers with this and does nothing.
    Says(Problem),
    /// It arrives and works, but somebody signs the answer with another key.
    Forged,
    /// It takes this long, and works.
    Slow(Duration),
}

pub(super) struct Server {
    clock: Arc<TestClock>,
    model: Mutex<Model>,
}

pub(super) struct Model {
    key: SigningKey,
    pub(super) actor: Actor,
    pub(super) token: String,
    sign_ins: u32,
    /// By id: hash of the body and the receipt given.
    pub(super) commands: BTreeMap<CommandId, (Sha256, Receipt)>,
    /// In the order of their effect.
    pub(super) effects: Vec<(MatterId, u64)>,
    pub(super) cases: BTreeMap<MatterId, (CaseState, i64)>,
    pub(super) gone: BTreeMap<MatterId, i64>,
    /// Matters of other procedures; every page brings them.
    pub(super) others: Vec<OtherView>,
    pub(super) uploads: BTreeMap<UploadId, Upload>,
    pub(super) objects: BTreeMap<(MatterId, Sha256), Vec<u8>>,
    pub(super) records: BTreeMap<(MatterId, Sha256), PhotoRecord>,
    pub(super) directory: DirectoryView,
    pub(super) epoch: u32,
    pub(super) change_seq: i64,
    pub(super) page: usize,
    /// Ids whose upload has expired.
    pub(super) expired: BTreeSet<UploadId>,
    /// What the next requests to a path that contains this text meet, once each.
    pub(super) forecast: Vec<(&'static str, Weather)>,
    /// What every request meets.
    pub(super) season: Option<Weather>,
    /// Every request that arrived, as `METHOD path`.
    pub(super) log: Vec<String>,
    /// Promises that the phone broke.
    pub(super) broken: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Upload {
    pub(super) declaration: UploadDeclaration,
    pub(super) parts: BTreeMap<u32, Bytes>,
    complete: bool,
}

type Answer = Result<Response, Problem>;

impl Server {
    pub(super) fn new(clock: Arc<TestClock>) -> Self {
        let model = Model {
            key: SigningKey::from_bytes(&[42; 32]),
            actor: citizen(1),
            token: String::new(),
            sign_ins: 0,
            commands: BTreeMap::new(),
            effects: Vec::new(),
            cases: BTreeMap::new(),
            others: Vec::new(),
            gone: BTreeMap::new(),
            uploads: BTreeMap::new(),
            objects: BTreeMap::new(),
            records: BTreeMap::new(),
            directory: directory("d1"),
            epoch: 1,
            change_seq: 0,
            page: 200,
            expired: BTreeSet::new(),
            forecast: Vec::new(),
            season: None,
            log: Vec::new(),
            broken: Vec::new(),
        };
        Self { clock, model: model.into() }
    }

    pub(super) fn model(&self) -> MutexGuard<'_, Model> {
        self.model.lock().unwrap()
    }

    pub(super) fn forecast(&self, path: &'static str, weather: Weather) {
        self.model().forecast.push((path, weather));
    }

    pub(super) fn season(&self, weather: impl Into<Option<Weather>>) {
        self.model().season = weather.into();
    }

    /// Requests that arrived at paths with this text.
    pub(super) fn count(&self, text: &str) -> usize {
        self.model().log.iter().filter(|line| line.contains(text)).count()
    }

    pub(super) fn titles(&self) -> Vec<String> {
        let mut titles: Vec<String> = self.model().cases.values().map(|(case, _)| case.title.clone()).collect();
        titles.sort();
        titles
    }

    /// Cases that came from somewhere else.
    pub(super) fn plant(&self, count: u128) {
        let mut model = self.model();
        for n in 0..count {
            let submission = super::submission(&format!("planted {n}"), Vec::new());
            let author = model.actor.user;
            let what = Happening::Submitted { submission: submission.into(), author, station: None };
            model.happen(MatterId(uuid::Uuid::from_u128(0xcafe_0000 + n)), what, self.clock.now());
        }
    }
}

#[async_trait]
impl Transport for Server {
    async fn send(&self, request: Request) -> Result<Response, TransportFault> {
        let weather = {
            let mut model = self.model();
            let at = model.forecast.iter().position(|(path, _)| request.path.contains(path));
            at.map(|at| model.forecast.remove(at).1).or_else(|| model.season.clone())
        };
        let now = self.clock.now();
        match weather {
            None => Ok(self.model().answer(&request, now)),
            Some(Weather::Lost) => Err(TransportFault::Offline),
            Some(Weather::AnswerLost) => {
                self.model().answer(&request, now);
                Err(TransportFault::Broken)
            }
            Some(Weather::Hangs) => {
                self.model().answer(&request, now);
                std::future::pending().await
            }
            Some(Weather::Portal(status)) => {
                Ok(Response::new(status, "<html>Welcome to Free WiFi</html>").header("content-type", "text/html"))
            }
            Some(Weather::Says(problem)) => Ok(said(&problem)),
            Some(Weather::Forged) => {
                let response = self.model().answer(&request, now);
                let Ok(receipt) = serde_json::from_slice::<Receipt>(&response.body) else {
                    return Ok(response);
                };
                Ok(json(&receipt.signed(&SigningKey::from_bytes(&[66; 32]))))
            }
            Some(Weather::Slow(span)) => {
                self.clock.advance(span);
                Ok(self.model().answer(&request, now))
            }
        }
    }
}

impl Model {
    fn answer(&mut self, request: &Request, now: jiff::Timestamp) -> Response {
        let path = request.path.split('?').next().unwrap().to_owned();
        self.log.push(format!("{} {path}", request.method));
        self.route(request, &path, now).unwrap_or_else(|problem| said(&problem))
    }

    fn route(&mut self, request: &Request, path: &str, now: jiff::Timestamp) -> Answer {
        let segments: Vec<&str> = path.trim_start_matches("/v1/").split('/').collect();
        match (request.method.as_str(), segments.as_slice()) {
            ("POST", ["sign-in", "phone"]) => {
                return Ok(json(&CodeSent { valid_for: 300, again_after: 60 }));
            }
            ("POST", ["sign-in", "code"]) => return self.sign_in(request, now),
            ("GET", ["keys"]) => {
                return Ok(json(&ServerKeys { keys: vec![ServerKey::of(&self.key.verifying_key())] }));
            }
            _ => {}
        }
        let token = request.headers.iter().find(|(name, _)| *name == "authorization").map(|(_, value)| value.as_str());
        if token != Some(format!("Bearer {}", self.token).as_str()) {
            return Err(Problem::new(ProblemCode::SessionOver));
        }
        match (request.method.as_str(), segments.as_slice()) {
            ("POST", ["sign-out"]) => {
                self.token.clear();
                Ok(Response::new(204, ""))
            }
            ("POST", ["commands"]) => self.command(&request.body, now),
            ("GET", ["sync"]) => self.sync(request, now),
            ("GET", ["directory"]) => Ok(json(&self.directory)),
            ("PUT", ["matters", matter, "photos", photo, "record"]) => {
                let key = (matter.parse().unwrap(), photo.parse().unwrap());
                let record = serde_json::from_slice(&request.body).unwrap();
                if self.records.insert(key, record).is_some_and(|known| Some(&known) != self.records.get(&key)) {
                    self.broken.push("a photo's record changed".into());
                }
                Ok(Response::new(204, ""))
            }
            ("PUT", ["uploads", id]) => self.declare(id.parse().unwrap(), &request.body, now),
            ("GET", ["uploads", id]) => self.upload_view(id.parse().unwrap(), now),
            ("PUT", ["uploads", id, "parts", index]) => {
                self.part(id.parse().unwrap(), index.parse().unwrap(), request, now)
            }
            _ => Err(Problem::new(ProblemCode::NotFound)),
        }
    }

    fn sign_in(&mut self, request: &Request, now: jiff::Timestamp) -> Answer {
        let body: CodeSignIn = serde_json::from_slice(&request.body).unwrap();
        if body.code != "123456" {
            return Err(Problem::new(ProblemCode::CodeWrong));
        }
        self.actor = citizen(body.phone.parse::<u128>().unwrap() % 100);
        self.sign_ins += 1;
        self.token = format!("token-{}", self.sign_ins);
        let session = Session { token: self.token.clone(), actor: self.actor.clone(), expires_at: now };
        Ok(json(&session))
    }

    fn command(&mut self, body: &Bytes, now: jiff::Timestamp) -> Answer {
        let hash = body_hash(body);
        let envelope = CommandEnvelope::from_bytes(body)?;
        if let Some((known, receipt)) = self.commands.get(&envelope.id) {
            if *known != hash {
                self.broken.push("a command came again with other bytes".into());
                return Err(Problem::new(ProblemCode::CommandConflict));
            }
            return Ok(json(receipt));
        }
        let Command::CitizenCase(command) = &envelope.command else {
            return Err(Problem::new(ProblemCode::MalformedBody));
        };
        let text = match command {
            CaseCommand::Submit(submission) => submission.title.clone(),
            CaseCommand::Supplement { text, .. } => text.clone(),
            _ => String::new(),
        };
        if text.contains("REFUSED") {
            return Err(Refusal::new(RefusalCode::NotYours, "不行", "no").into());
        }
        let exists = self.cases.contains_key(&envelope.matter);
        let what = match (command, exists) {
            (CaseCommand::Submit(_), true) => {
                return Err(Refusal::new(RefusalCode::AlreadySubmitted, "已提交", "taken").into());
            }
            (CaseCommand::Submit(submission), false) => {
                Happening::Submitted { submission: submission.clone(), author: self.actor.user, station: None }
            }
            (_, false) => {
                self.broken.push(format!("{:?} came before its case", command.act()));
                return Err(Problem::new(ProblemCode::NotFound));
            }
            (CaseCommand::Supplement { text, photos }, true) => {
                Happening::Supplemented { text: text.clone(), photos: photos.clone() }
            }
            (CaseCommand::Withdraw { reason }, true) => Happening::Withdrawn { reason: reason.clone() },
            (other, true) => panic!("the model knows no {:?}", other.act()),
        };
        let (version, change_seq) = self.happen(envelope.matter, what, now);
        self.effects.push((envelope.matter, envelope.seq));
        let receipt = Receipt {
            v: 1,
            command: envelope.id,
            matter: envelope.matter,
            body_sha256: hash,
            matter_version: version,
            change_seq,
            received_at: now,
            key_id: String::new(),
            signature: String::new(),
        }
        .signed(&self.key);
        self.commands.insert(envelope.id, (hash, receipt.clone()));
        Ok(json(&receipt))
    }

    pub(super) fn happen(&mut self, matter: MatterId, what: Happening, now: jiff::Timestamp) -> (u32, i64) {
        let case = self.cases.get(&matter).map(|(case, _)| case.clone());
        let version = case.as_ref().map_or(0, |case| case.version) + 1;
        let actor = self.actor.clone();
        let event = CaseEvent { matter, version, actor, at: now, device_at: None, what, clocks: Vec::new() };
        let case = apply(case, &event).unwrap();
        assert!(case.ending.is_none() || case.ending == Some(Ending::Withdrawn));
        self.change_seq += 1;
        self.cases.insert(matter, (case, self.change_seq));
        (version, self.change_seq)
    }

    /// The reader loses sight of a case.
    pub(super) fn hide(&mut self, matter: MatterId) {
        self.change_seq += 1;
        self.cases.remove(&matter);
        self.gone.insert(matter, self.change_seq);
    }

    fn sync(&self, request: &Request, now: jiff::Timestamp) -> Answer {
        let cursor = request.path.split_once("cursor=").map(|(_, cursor)| cursor.replace("%3A", ":"));
        let after = match cursor {
            None => 0,
            Some(cursor) => {
                let (epoch, seq) = cursor.split_once(':').ok_or(Problem::new(ProblemCode::CursorMalformed))?;
                if epoch.parse() != Ok(self.epoch) {
                    return Err(Problem::new(ProblemCode::CursorStale));
                }
                seq.parse::<i64>().unwrap()
            }
        };
        let rules = self.directory.for_rulebook();
        let mut changes: Vec<(i64, MatterId)> = self.cases.iter().map(|(id, (_, seq))| (*seq, *id)).collect();
        changes.extend(self.gone.iter().map(|(id, seq)| (*seq, *id)));
        changes.retain(|(seq, _)| *seq > after);
        changes.sort_unstable();
        let more = changes.len() > self.page;
        changes.truncate(self.page);
        let view = |matter: &MatterId| {
            let (case, seq) = self.cases.get(matter)?;
            let context = Context {
                actor: &self.actor,
                matter: *matter,
                now,
                policy: Policy::embedded(),
                calendar: Calendar::embedded(),
                directory: &rules,
                other: None,
            };
            CaseView::of(case, *seq, &context)
        };
        Ok(json(&SyncPage {
            trust: None,
            cursor: format!("{}:{}", self.epoch, changes.last().map_or(after, |(seq, _)| *seq)),
            more,
            changed: changes.iter().filter_map(|(_, matter)| view(matter)).collect(),
            others: self.others.clone(),
            gone: changes.iter().map(|(_, matter)| *matter).filter(|id| self.gone.contains_key(id)).collect(),
            server_time: now,
            directory_version: self.directory.version.clone(),
        }))
    }

    fn declare(&mut self, id: UploadId, body: &Bytes, now: jiff::Timestamp) -> Answer {
        let declaration: UploadDeclaration = serde_json::from_slice(body).unwrap();
        let named = self.cases.get(&declaration.matter).is_some_and(|(case, _)| match declaration.kind {
            AttachmentKind::Photo => case.photos.iter().any(|photo| photo.photo.sha256 == declaration.sha256),
            AttachmentKind::Voice => case.voice.as_ref().is_some_and(|voice| voice.note.sha256 == declaration.sha256),
        });
        if !named {
            self.broken.push("a photo came before the command that names it".into());
            return Err(Problem::new(ProblemCode::NotFound));
        }
        if self.expired.contains(&id) {
            return Err(Problem::new(ProblemCode::UploadExpired));
        }
        match self.uploads.get(&id) {
            Some(known) if known.declaration != declaration => return Err(Problem::new(ProblemCode::UploadConflict)),
            Some(_) => {}
            None => {
                let complete = self.objects.contains_key(&(declaration.matter, declaration.sha256));
                self.uploads.insert(id, Upload { declaration, parts: BTreeMap::new(), complete });
            }
        }
        self.upload_view(id, now)
    }

    fn part(&mut self, id: UploadId, index: u32, request: &Request, now: jiff::Timestamp) -> Answer {
        if self.expired.contains(&id) {
            return Err(Problem::new(ProblemCode::UploadExpired));
        }
        let upload = self.uploads.get_mut(&id).ok_or(Problem::new(ProblemCode::NotFound))?;
        let digest = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(&request.body));
        let sent = request.headers.iter().find(|(name, _)| *name == "content-digest").map(|(_, value)| value.as_str());
        if sent != Some(format!("sha-256=:{digest}:").as_str()) {
            return Err(Problem::new(ProblemCode::PartDigestMismatch));
        }
        if upload.declaration.part_len(index) != Some(request.body.len() as u64) {
            return Err(Problem::new(ProblemCode::PartOutOfRange));
        }
        match upload.parts.get(&index) {
            Some(known) if *known != request.body => return Err(Problem::new(ProblemCode::PartConflict)),
            _ => _ = upload.parts.insert(index, request.body.clone()),
        }
        if upload.parts.len() == upload.declaration.parts() as usize && !upload.complete {
            let whole: Vec<u8> = upload.parts.values().flatten().copied().collect();
            if Sha256(sha2::Sha256::digest(&whole).into()) != upload.declaration.sha256 {
                return Err(Problem::new(ProblemCode::UploadHashMismatch));
            }
            upload.complete = true;
            let UploadDeclaration { matter, sha256, kind, .. } = upload.declaration;
            self.objects.insert((matter, sha256), whole);
            let arrived = match kind {
                AttachmentKind::Photo => Happening::PhotoArrived { sha256 },
                AttachmentKind::Voice => Happening::VoiceArrived { sha256, seconds: 9 },
            };
            self.happen(matter, arrived, now);
        }
        self.upload_view(id, now)
    }

    fn upload_view(&self, id: UploadId, now: jiff::Timestamp) -> Answer {
        let upload = self.uploads.get(&id).ok_or(Problem::new(ProblemCode::NotFound))?;
        let progress = match upload.complete {
            true => UploadProgress::Complete,
            false => UploadProgress::Open { have: upload.parts.keys().copied().collect() },
        };
        Ok(json(&UploadView { id, declaration: upload.declaration.clone(), progress, expires_at: now }))
    }
}

fn json<T: Serialize>(body: &T) -> Response {
    Response::new(200, serde_json::to_vec(body).unwrap()).header("content-type", "application/json")
}

fn said(problem: &Problem) -> Response {
    let response = Response::new(problem.status, serde_json::to_vec(problem).unwrap());
    let response = response.header("content-type", PROBLEM_JSON);
    match problem.retry_after {
        Some(seconds) => response.header("retry-after", seconds.to_string()),
        None => response,
    }
}

pub(super) fn citizen(n: u128) -> Actor {
    Actor { user: UserId(uuid::Uuid::from_u128(n)), capacity: Capacity::Citizen }
}

pub(super) fn directory(version: &str) -> DirectoryView {
    DirectoryView {
        version: version.into(),
        district_zh: "示范区".into(),
        district_en: "Demo".into(),
        demo: true,
        organs: vec![OrganView {
            id: minyi_rulebook::ids::OrganId::new("office").unwrap(),
            kind: minyi_rulebook::organ::OrganKind::CongressOffice,
            name_zh: "人大常委会办公室".into(),
            name_en: "Office".into(),
            town: None,
            lat: None,
            lon: None,
            receptions: Vec::new(),
            address: None,
            phone: None,
            closed: false,
        }],
        deputies: Vec::new(),
        former: Vec::new(),
    }
}
