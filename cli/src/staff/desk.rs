//! A signed-in member of staff at a server. The session lives in one file of mode 0600, written temp and rename, so that a
//! crash leaves the old one. The count of commands goes up in the file before a command goes out: a number may be skipped,
//! never used twice.

use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::clock::DueExplanation;
use minyi_rulebook::ids::{CommandId, DeviceId, MatterId, Sha256};
use minyi_wire::access::{Session, StaffSignIn};
use minyi_wire::command::{Command, CommandEnvelope};
use minyi_wire::directory::DirectoryView;
use minyi_wire::photo::{ExportRequest, PhotoList, ReleaseRequest};
use minyi_wire::receipt::ServerKeys;
use minyi_wire::sync::MatterPage;
use minyi_wire::view::CaseView;
use minyi_wire::{Receipt, WIRE_VERSION};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::api::{Api, internal};
use crate::fault::Fault;

/// What a member of staff signs in with.
pub(crate) struct Credentials {
    pub(crate) login: String,
    pub(crate) password: String,
    pub(crate) totp: String,
}

/// What the session file holds.
#[derive(Serialize, Deserialize)]
struct Kept {
    server: String,
    token: String,
    actor: Actor,
    expires_at: Timestamp,
    device: DeviceId,
    /// Number of the last command sent.
    seq: u64,
    /// Keys of the server as they were at sign-in; receipts are checked against them.
    keys: ServerKeys,
}

/// A desk: the session and the way to its server.
pub(crate) struct Desk {
    api: Api,
    kept: Kept,
    /// `None` for a session that lives in memory only.
    file: Option<PathBuf>,
}

impl Desk {
    /// Signs in and keeps the session in `file`, where one is named. The device id of an earlier session is used again.
    pub(crate) async fn sign_in(server: &str, credentials: &Credentials, file: Option<PathBuf>) -> Result<Self, Fault> {
        let api = Api::new(server)?;
        let earlier = file.as_deref().and_then(|file| read(file).ok());
        let (device, seq) = match earlier {
            Some(kept) if kept.server == api.server() => (kept.device, kept.seq),
            _ => (DeviceId(Uuid::new_v4()), 0),
        };
        let session: Session = api
            .post(
                "/v1/sign-in/staff",
                &StaffSignIn {
                    login: credentials.login.clone(),
                    password: credentials.password.clone(),
                    totp: credentials.totp.clone(),
                    device,
                },
            )
            .await?;
        let keys = api.get("/v1/keys").await?;
        let kept = Kept {
            server: api.server().to_owned(),
            token: session.token,
            actor: session.actor,
            expires_at: session.expires_at,
            device,
            seq,
            keys,
        };
        let desk = Self { api: api.with_token(&kept.token), kept, file };
        desk.keep()?;
        Ok(desk)
    }

    /// Opens the session that `file` holds.
    pub(crate) fn open(file: PathBuf, server: Option<&str>) -> Result<Self, Fault> {
        let kept = read(&file)?;
        if server.is_some_and(|server| server.trim_end_matches('/') != kept.server) {
            return Err(Fault::input(
                "server",
                format!("本会话属于 {}；换服务器请重新登录", kept.server),
                format!("this session is for {}; sign in again for another server", kept.server),
            ));
        }
        let api = Api::new(&kept.server)?.with_token(&kept.token);
        Ok(Self { api, kept, file: Some(file) })
    }

    /// Ends the session on the server, then forgets the token here.
    pub(crate) async fn sign_out(self) -> Result<(), Fault> {
        self.api.post_quietly("/v1/sign-out").await?;
        match self.file {
            Some(file) => std::fs::remove_file(&file).map_err(|error| Fault::file(&file, &error)),
            None => Ok(()),
        }
    }

    pub(crate) fn actor(&self) -> &Actor {
        &self.kept.actor
    }

    pub(crate) fn expires_at(&self) -> Timestamp {
        self.kept.expires_at
    }

    /// Makes one command and sends it until its receipt is here and verified.
    pub(crate) async fn act(
        &mut self,
        matter: MatterId,
        command: impl Into<Command>,
        expects: Option<u32>,
    ) -> Result<Receipt, Fault> {
        self.kept.seq += 1;
        self.keep()?;
        let envelope = CommandEnvelope {
            v: WIRE_VERSION,
            id: CommandId(Uuid::now_v7()),
            device: self.kept.device,
            seq: self.kept.seq,
            matter,
            expects,
            made_at: Timestamp::now(),
            command: command.into(),
        };
        self.api.command(&envelope, &self.kept.keys).await
    }

    pub(crate) async fn list(
        &self,
        stage: Option<&str>,
        limit: u16,
        cursor: Option<&str>,
    ) -> Result<MatterPage, Fault> {
        let mut path = format!("/v1/matters?limit={limit}");
        // Both are words of a small alphabet; anything else is the server's to refuse, so it must survive the address.
        for (name, value) in [("stage", stage), ("cursor", cursor)] {
            if let Some(value) = value {
                path.push_str(&format!("&{name}={}", in_query(value)));
            }
        }
        self.api.get(&path).await
    }

    /// Reads anything else of the server's.
    pub(crate) async fn read<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T, Fault> {
        self.api.get(path).await
    }

    pub(crate) async fn case(&self, matter: MatterId) -> Result<CaseView, Fault> {
        self.api.get(&format!("/v1/matters/{matter}")).await
    }

    /// The photos of a case, with what their records are worth.
    pub(crate) async fn photos(&self, matter: MatterId) -> Result<PhotoList, Fault> {
        self.api.get(&format!("/v1/matters/{matter}/photos")).await
    }

    /// Lets everybody see the copy of a photo, nothing covered.
    pub(crate) async fn release_photo(&self, matter: MatterId, photo: Sha256, reason: &str) -> Result<(), Fault> {
        let request = ReleaseRequest { redactions: Vec::new(), reason: reason.to_owned() };
        self.api.post_for_bytes(&format!("/v1/matters/{matter}/photos/{photo}/release"), &request).await.map(drop)
    }

    /// Everything about a photo as one file.
    pub(crate) async fn export_photo(&self, matter: MatterId, photo: Sha256, reason: &str) -> Result<Vec<u8>, Fault> {
        let request = ExportRequest { reason: reason.to_owned() };
        self.api.post_for_bytes(&format!("/v1/matters/{matter}/photos/{photo}/export"), &request).await
    }

    /// The server's public keys, as it answers them now.
    pub(crate) async fn server_keys(&self) -> Result<ServerKeys, Fault> {
        self.api.get("/v1/keys").await
    }

    pub(crate) async fn due(&self, matter: MatterId) -> Result<Vec<DueExplanation>, Fault> {
        self.api.get(&format!("/v1/matters/{matter}/due")).await
    }

    pub(crate) async fn directory(&self) -> Result<DirectoryView, Fault> {
        self.api.get("/v1/directory").await
    }

    fn keep(&self) -> Result<(), Fault> {
        let Some(file) = &self.file else { return Ok(()) };
        let text = serde_json::to_vec_pretty(&self.kept).map_err(|error| internal(&error))?;
        write_private(file, &text).map_err(|error| Fault::file(file, &error))
    }
}

fn read(file: &Path) -> Result<Kept, Fault> {
    let text = std::fs::read(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            Fault::new("signed_out", "请先登录:minyi staff sign-in", "Sign in first: minyi staff sign-in")
        }
        _ => Fault::file(file, &error),
    })?;
    serde_json::from_slice(&text).map_err(|_| {
        Fault::new(
            "session_damaged",
            format!("会话文件已损坏，请重新登录：{}", file.display()),
            format!("The session file is damaged. Sign in again: {}", file.display()),
        )
    })
}

/// Percent-encodes all but unreserved characters (RFC 3986).
fn in_query(value: &str) -> String {
    value
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// Writes a file that only its owner may read; the old one stays until the new one is whole.
fn write_private(file: &Path, text: &[u8]) -> std::io::Result<()> {
    let fresh = file.with_extension("new");
    match std::fs::remove_file(&fresh) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut handle = options.open(&fresh)?;
    handle.write_all(text)?;
    handle.sync_all()?;
    std::fs::rename(&fresh, file)
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk")
            .field("server", &self.kept.server)
            .field("actor", &self.kept.actor)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_session_file_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("session.json");
        std::fs::write(&file, "{}").expect("an old file that everybody may read");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).expect("permissions");
        write_private(&file, b"{\"token\":1}").expect("written");
        assert_eq!(std::fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read(&file).expect("readable"), b"{\"token\":1}");
    }

    #[test]
    fn without_a_session_the_desk_asks_to_sign_in() {
        let folder = tempfile::tempdir().expect("a folder");
        let fault = Desk::open(folder.path().join("none.json"), None).unwrap_err();
        assert_eq!(fault.code, "signed_out");
    }

    #[test]
    fn a_damaged_session_file_is_said_to_be_damaged() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("session.json");
        std::fs::write(&file, "{\"server\":").expect("written");
        assert_eq!(Desk::open(file, None).unwrap_err().code, "session_damaged");
    }

    #[test]
    fn a_query_value_survives_the_address() {
        assert_eq!(in_query("a b&c=已"), "a%20b%26c%3D%E5%B7%B2");
    }
}
