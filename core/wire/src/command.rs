//! A command on its way: who made it where, for which matter, and what it asks.

use jiff::Timestamp;
use minyi_rulebook::citizen_case::{CaseAct, CaseCommand, CitizenCase};
use minyi_rulebook::hearing::{Hearing, HearingAct, HearingCommand};
use minyi_rulebook::ids::{CommandId, DeviceId, MatterId, Sha256};
use minyi_rulebook::mandate::{Mandate, MandateAct, MandateCommand};
use minyi_rulebook::procedure::{Attachment, Procedure};
use serde::{Deserialize, Serialize};
use sha2::Digest;

use crate::WIRE_VERSION;
use crate::problem::{Problem, ProblemCode};

/// The body of `POST /v1/commands`. Sealed once on the device; every retry sends the same bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CommandEnvelope {
    /// [`WIRE_VERSION`].
    pub v: u16,
    /// Made by the client; the idempotency key.
    pub id: CommandId,
    /// Which installation made it.
    pub device: DeviceId,
    /// Counts this device's commands from 1, so that a gap is visible.
    pub seq: u64,
    /// The matter it is about; for a submission, the new one's id.
    pub matter: MatterId,
    /// The version that the sender saw. The server refuses with `version_conflict` if the case has moved on. Left out when
    /// the act makes sense whatever happened since, as for anything a citizen does offline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expects: Option<u32>,
    /// The device's claim of when it was made. Legal time is the server's.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub made_at: Timestamp,
    /// What is asked.
    pub command: Command,
}

/// A command of some procedure. A further procedure is a further variant; a server that does not know it answers
/// `malformed_body`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "procedure", rename_all = "snake_case")]
pub enum Command {
    /// 有事找代表
    CitizenCase(CaseCommand),
    /// 代表资格
    Mandate(MandateCommand),
    /// 云听案
    Hearing(HearingCommand),
}

/// Which act of which procedure, without what it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "procedure", content = "act", rename_all = "snake_case")]
pub enum Act {
    /// 有事找代表
    CitizenCase(CaseAct),
    /// 代表资格
    Mandate(MandateAct),
    /// 云听案
    Hearing(HearingAct),
}

impl From<CaseCommand> for Command {
    fn from(command: CaseCommand) -> Self {
        Self::CitizenCase(command)
    }
}

impl From<MandateCommand> for Command {
    fn from(command: MandateCommand) -> Self {
        Self::Mandate(command)
    }
}

impl From<HearingCommand> for Command {
    fn from(command: HearingCommand) -> Self {
        Self::Hearing(command)
    }
}

impl Command {
    /// Which act it asks for.
    #[must_use]
    pub fn act(&self) -> Act {
        match self {
            Self::CitizenCase(command) => Act::CitizenCase(command.act()),
            Self::Mandate(command) => Act::Mandate(command.act()),
            Self::Hearing(command) => Act::Hearing(command.act()),
        }
    }

    /// Whether it begins a matter.
    #[must_use]
    pub fn opens(&self) -> bool {
        match self {
            Self::CitizenCase(command) => CitizenCase::opens(command),
            Self::Mandate(command) => Mandate::opens(command),
            Self::Hearing(command) => Hearing::opens(command),
        }
    }

    /// Photos and voice notes whose bytes the sender still owes.
    #[must_use]
    pub fn attachments(&self) -> Vec<Attachment> {
        match self {
            Self::CitizenCase(command) => command.attachments(),
            Self::Mandate(_) | Self::Hearing(_) => Vec::new(),
        }
    }
}

impl CommandEnvelope {
    /// The bytes to seal and send.
    ///
    /// # Errors
    /// Never in practice: the type has no map with non-string keys. Kept as a result so that nothing panics.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }

    /// Reads a body. Says `unknown_version` before it complains about anything a newer version may have changed.
    pub fn from_bytes(body: &[u8]) -> Result<Self, Problem> {
        #[derive(Deserialize)]
        struct Version {
            v: u16,
        }
        let Version { v } = serde_json::from_slice(body).map_err(|error| malformed(&error))?;
        if v != WIRE_VERSION {
            return Err(Problem::new(ProblemCode::UnknownVersion).field("v").accepting(WIRE_VERSION.to_string()));
        }
        serde_json::from_slice(body).map_err(|error| malformed(&error))
    }
}

/// SHA-256 of a sealed body; what a receipt echoes.
#[must_use]
pub fn body_hash(body: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::digest(body).into())
}

fn malformed(error: &serde_json::Error) -> Problem {
    // The position and kind help a developer; the text of the body never goes into an error.
    Problem::new(ProblemCode::MalformedBody).accepting(format!(
        "a command envelope of version {WIRE_VERSION}; the fault is at line {}, column {} ({})",
        error.line(),
        error.column(),
        match error.classify() {
            serde_json::error::Category::Syntax => "not JSON",
            serde_json::error::Category::Data => "a field is missing, unknown or of the wrong kind",
            serde_json::error::Category::Eof => "it ends too early",
            serde_json::error::Category::Io => "it could not be read",
        }
    ))
}
