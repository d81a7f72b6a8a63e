//! 亮身份: the mandates and cards of this phone, and how a card is shown: short code, living code, or the answer to a citizen's
//! number, drawn by the core so that both shells show the same squares. `scan.rs` is the other side of the table.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use minyi_core::Core;
use minyi_core::cards;
use minyi_evidence::{Signer as _, SignerFault};
use minyi_identity as identity;
use minyi_identity::{Challenge, QrMatrix};
use minyi_rulebook::ids::{CommandId, MatterId, OrganId};
use minyi_rulebook::mandate::{self, MandateAct, MandateCommand};
use minyi_wire::identity::{MandateView, PublicStanding};

use crate::app::MinyiApp;
use crate::error::MinyiError;
use crate::ids::CivilDate;
use crate::ports::{DeviceSigner, Signer};
use crate::runtime;

/// A code to be drawn: dark squares on light ones, with a light margin of four squares around them.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CardCode {
    /// What the code says.
    pub text: String,
    /// Squares a side, without the margin.
    pub size: u32,
    /// One byte a square, row by row from the top left; 1 is dark.
    pub modules: Vec<u8>,
}

/// What a card says of its holder. What is `None` is not published.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CardContent {
    /// 证号, 32 hex digits.
    pub number: String,
    /// 姓名
    pub name: String,
    /// Deputy of which level, or deliberator; in Chinese.
    pub office_zh: String,
    /// The same in English.
    pub office_en: String,
    /// Division code of the congress or sub-district.
    pub region: String,
    /// 选区 or 选举单位
    pub constituency: String,
    /// Code of the station.
    pub station: String,
    /// 联络站
    pub station_name: String,
    /// SHA-256 of the photo that the citizen compares with the face, in hex digits.
    pub photo: Option<String>,
    /// 职务
    pub post: Option<String>,
    /// 履职承诺
    pub pledge: Option<String>,
    /// 接待日, in words.
    pub reception_days: Option<String>,
    /// 联系电话
    pub phone: Option<String>,
    /// When it was made.
    pub issued_at: SystemTime,
    /// From when on it is nothing.
    pub expires_at: SystemTime,
}

/// A card on this phone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HeldCard {
    /// The mandate that it is for.
    pub matter: MatterId,
    /// What it says.
    pub content: CardContent,
}

/// A mandate of this account (代表资格).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct MandateLine {
    /// The mandate.
    pub matter: MatterId,
    /// Short code of its public page.
    pub code: String,
    /// 姓名
    pub name: String,
    /// Deputy of which level, or deliberator; in Chinese.
    pub office_zh: String,
    /// The same in English.
    pub office_en: String,
    /// 选区 or 选举单位
    pub constituency: String,
    /// First day of the term.
    pub term_starts: CivilDate,
    /// Last day of the term.
    pub term_ends: CivilDate,
    /// Where the holder receives people.
    pub station: OrganId,
    /// Where it stands.
    pub standing: MandateStanding,
    /// What this account may do with it now.
    pub permitted: Vec<MandateAct>,
}

/// Where a mandate stands, as the public is told.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum MandateStanding {
    /// 在任
    InOffice,
    /// 暂停执行代表职务
    Suspended,
    /// 代表资格终止
    Ended {
        /// Number of the public notice; `None` when the term was over.
        notice: Option<String>,
        /// On which day.
        on: CivilDate,
    },
}

/// What the screen of a card shows now.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum CardFace {
    /// 短码: opens the public page with any scanner. Always to be shown with its label.
    Page {
        /// To be drawn.
        code: CardCode,
        /// That it proves nothing about the person, in Chinese.
        label_zh: String,
        /// The same in English.
        label_en: String,
    },
    /// 动态码: for another Minyi phone; ask for the face again when it changes.
    Living {
        /// To be drawn.
        code: CardCode,
        /// When another code takes its place.
        changes_at: SystemTime,
        /// When the person must unlock again.
        session_ends_at: SystemTime,
    },
    /// 现场核验: the answer to a citizen's number.
    Answer {
        /// To be drawn.
        code: CardCode,
        /// When it disappears.
        disappears_at: SystemTime,
    },
    /// 已过期: nothing is shown but that.
    CardExpired,
}

/// What came of asking for a face.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum CardAttempt {
    /// It is shown.
    Shown {
        /// What.
        face: CardFace,
    },
    /// It is not; the screen stays as it was.
    NotShown {
        /// Why.
        why: NotShownReason,
    },
}

/// Why a card is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum NotShownReason {
    /// The card has ended.
    CardExpired,
    /// The card names another device: ask for a new one on this phone.
    OtherDevice,
    /// This phone has no trusted time: go online once, or answer a number instead.
    TimeNotTrusted,
    /// The person dismissed the prompt.
    Cancelled,
    /// The device or its key is locked. Try again later.
    Locked,
    /// The key is gone for good: ask for a new card.
    KeyInvalidated,
    /// The keystore cannot answer now.
    KeystoreUnavailable,
    /// The keystore answered with something that its own key does not verify.
    WrongSignature,
}

/// A field of a mandate that is published by consent only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum MandateField {
    /// 职务
    Post,
    /// 履职承诺
    Pledge,
    /// 接待日
    ReceptionDays,
    /// 联动履职小组
    DutyGroup,
    /// 联系电话: off until the deputy says yes.
    Phone,
}

#[uniffi::export]
impl MinyiApp {
    /// Names the three roots that are built into the app, as `ed25519:<hex>` or `sm2:<hex>`. Call it once after `open`; what a
    /// signed bundle has changed since stays. Throws `BadInput(roots)`.
    pub async fn trust_roots(&self, roots: Vec<String>) -> Result<(), MinyiError> {
        let core = self.core.clone();
        self.workers.run(async move { core.trust_roots(roots).await }).await
    }

    /// The mandates of this account, as last synced.
    pub async fn mandates(&self) -> Result<Vec<MandateLine>, MinyiError> {
        let core = self.core.clone();
        let views = self.workers.run(async move { core.mandates().await }).await?;
        Ok(views.into_iter().map(Into::into).collect())
    }

    /// Asks for a card for this phone; the next syncs bring it. A card on another phone becomes void.
    ///
    /// Throws `Refused`, `NotFound`, `KeyLost` or `Busy` if the shell's signer has no key now.
    pub async fn request_card(&self, matter: MatterId) -> Result<CommandId, MinyiError> {
        self.lend_key().await?.map_err(|why| match why {
            NotShownReason::KeyInvalidated => MinyiError::KeyLost,
            _ => MinyiError::Busy,
        })?;
        let core = self.core.clone();
        self.workers.run(async move { core.request_card(matter).await }).await
    }

    /// Writes the text of a field; an empty one takes it away. The station's duty group is the office's to set.
    ///
    /// Throws `Refused` with the rule, `BadInput(field)` for the duty group.
    pub async fn set_mandate_field(
        &self,
        matter: MatterId,
        field: MandateField,
        text: String,
    ) -> Result<CommandId, MinyiError> {
        let command = match field {
            MandateField::Post => MandateCommand::SetPost { text },
            MandateField::Pledge => MandateCommand::SetPledge { text },
            MandateField::ReceptionDays => MandateCommand::SetReceptionDays { text },
            MandateField::Phone => MandateCommand::SetPhone { text },
            MandateField::DutyGroup => return Err(MinyiError::BadInput { field: "field".to_owned() }),
        };
        let core = self.core.clone();
        self.workers.run(async move { core.act_on_mandate(matter, command).await }).await
    }

    /// Publishes a field or takes it back (公开设置).
    pub async fn publish_mandate_field(
        &self,
        matter: MatterId,
        field: MandateField,
        consent: bool,
    ) -> Result<CommandId, MinyiError> {
        let command = MandateCommand::Publish { field: field.into(), consent };
        let core = self.core.clone();
        self.workers.run(async move { core.act_on_mandate(matter, command).await }).await
    }

    /// The cards on this phone; from memory. Throws `Internal` only.
    pub fn held_cards(&self) -> Result<Vec<HeldCard>, MinyiError> {
        runtime::guarded(|| {
            let held = self.core.held_cards().into_iter();
            Ok(held.map(|held| HeldCard { matter: held.matter, content: held.card.into() }).collect())
        })
    }

    /// What the screen of this card shows now; from memory. Throws `NotFound` if this phone does not hold it.
    pub fn card_face(&self, matter: MatterId) -> Result<CardAttempt, MinyiError> {
        attempted(runtime::guarded(|| Ok(self.core.card_face(matter)))?)
    }

    /// Starts ten minutes of living codes. Has the shell's signer sign once, which may ask for a fingerprint.
    ///
    /// Throws `NotFound` if this phone does not hold the card.
    pub async fn unlock_card(&self, matter: MatterId) -> Result<CardAttempt, MinyiError> {
        if let Err(why) = self.lend_key().await? {
            return Ok(CardAttempt::NotShown { why });
        }
        let core = self.core.clone();
        attempted(self.workers.run(async move { Ok(core.unlock_card(matter).await) }).await?)
    }

    /// Answers the six digits on a citizen's phone. Has the shell's signer sign once. A running session goes on afterwards.
    ///
    /// Throws `NotFound` if this phone does not hold the card, `BadInput(number)` if these are not six digits.
    pub async fn answer_challenge(&self, matter: MatterId, number: String) -> Result<CardAttempt, MinyiError> {
        let challenge = challenge(&number)?;
        if let Err(why) = self.lend_key().await? {
            return Ok(CardAttempt::NotShown { why });
        }
        let core = self.core.clone();
        attempted(self.workers.run(async move { Ok(core.answer_challenge(matter, challenge).await) }).await?)
    }

    /// The screen of a card is left: session keys are forgotten.
    pub fn lock_cards(&self) {
        runtime::quietly(|| self.core.lock_cards());
    }
}

impl MinyiApp {
    /// Hands the shell's key to the core before it signs. Where the shell lent a signer, no other key is ever used.
    async fn lend_key(&self) -> Result<Result<(), NotShownReason>, MinyiError> {
        let Some(signer) = self.shell.signer.clone() else {
            return Ok(Ok(()));
        };
        let core = self.core.clone();
        self.workers.blocking(move || Ok(lend(&core, signer))).await
    }
}

fn lend(core: &Core, signer: Arc<dyn Signer>) -> Result<(), NotShownReason> {
    let signer = DeviceSigner(signer);
    let public = signer.key().map_err(not_signed)?.public.to_sec1();
    // SEC 1, uncompressed: 4, x, y. The core keeps the short form: whether y is odd, and x.
    let (Some(x), Some(last)) = (public.get(1..33), public.last()) else {
        return Err(NotShownReason::KeyInvalidated);
    };
    let mut point = [2 | (last & 1); 33];
    point[1..].copy_from_slice(x);
    core.lend_card_key(Arc::new(CardSigner { signer, public: identity::PublicKey::P256(point) }));
    Ok(())
}

/// The shell's signer as cards know it.
#[derive(Debug)]
struct CardSigner {
    signer: DeviceSigner,
    public: identity::PublicKey,
}

impl identity::Signer for CardSigner {
    fn public_key(&self) -> identity::PublicKey {
        self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, identity::SignerError> {
        self.signer.sign(message).map_err(|fault| match fault {
            SignerFault::Cancelled => identity::SignerError::Cancelled,
            SignerFault::Locked => identity::SignerError::Locked,
            SignerFault::KeyInvalidated => identity::SignerError::KeyInvalidated,
            SignerFault::Unavailable => identity::SignerError::Unavailable,
        })
    }
}

fn not_signed(fault: SignerFault) -> NotShownReason {
    match fault {
        SignerFault::Cancelled => NotShownReason::Cancelled,
        SignerFault::Locked => NotShownReason::Locked,
        SignerFault::KeyInvalidated => NotShownReason::KeyInvalidated,
        SignerFault::Unavailable => NotShownReason::KeystoreUnavailable,
    }
}

pub(crate) fn challenge(number: &str) -> Result<Challenge, MinyiError> {
    number.parse().map_err(|_| MinyiError::BadInput { field: "number".to_owned() })
}

fn attempted(face: Result<identity::Face, cards::CardError>) -> Result<CardAttempt, MinyiError> {
    match face {
        Ok(face) => Ok(CardAttempt::Shown { face: shown(face)? }),
        Err(cards::CardError::Show(why)) => Ok(CardAttempt::NotShown { why: why.into() }),
        Err(cards::CardError::Core(error)) => Err(error.into()),
    }
}

fn shown(face: identity::Face) -> Result<CardFace, MinyiError> {
    Ok(match face {
        identity::Face::Page { text } => {
            let label = identity::words::page_label();
            CardFace::Page { code: drawn(text)?, label_zh: label.zh, label_en: label.en }
        }
        identity::Face::Live { text, changes_at, session_ends_at } => CardFace::Living {
            code: drawn(text)?,
            changes_at: moment(changes_at),
            session_ends_at: moment(session_ends_at),
        },
        identity::Face::Answer { text, disappears_at } => {
            CardFace::Answer { code: drawn(text)?, disappears_at: moment(disappears_at) }
        }
        identity::Face::CardExpired => CardFace::CardExpired,
    })
}

fn drawn(text: String) -> Result<CardCode, MinyiError> {
    // A card's code always fits: its bytes are limited when it is made.
    let matrix = QrMatrix::of_code(&text).map_err(|_| runtime::internal("a code does not fit"))?;
    let size = u32::try_from(matrix.size()).unwrap_or(0);
    Ok(CardCode { text, size, modules: matrix.modules().iter().map(|dark| u8::from(*dark)).collect() })
}

fn moment(time: identity::UnixTime) -> SystemTime {
    UNIX_EPOCH.checked_add(Duration::from_secs(time.0)).unwrap_or(UNIX_EPOCH)
}

impl From<identity::ShowError> for NotShownReason {
    fn from(error: identity::ShowError) -> Self {
        match error {
            identity::ShowError::CardExpired => Self::CardExpired,
            identity::ShowError::OtherDevice => Self::OtherDevice,
            identity::ShowError::TimeNotTrusted => Self::TimeNotTrusted,
            identity::ShowError::Signer(error) => match error {
                identity::SignerError::Cancelled => Self::Cancelled,
                identity::SignerError::Locked => Self::Locked,
                identity::SignerError::KeyInvalidated => Self::KeyInvalidated,
                identity::SignerError::Unavailable => Self::KeystoreUnavailable,
                identity::SignerError::WrongSignature => Self::WrongSignature,
            },
        }
    }
}

impl From<MandateField> for mandate::Field {
    fn from(field: MandateField) -> Self {
        match field {
            MandateField::Post => Self::Post,
            MandateField::Pledge => Self::Pledge,
            MandateField::ReceptionDays => Self::ReceptionDays,
            MandateField::DutyGroup => Self::DutyGroup,
            MandateField::Phone => Self::Phone,
        }
    }
}

impl From<identity::Card> for CardContent {
    fn from(card: identity::Card) -> Self {
        let holder = card.holder;
        Self {
            number: card.id.to_string(),
            name: holder.name,
            office_zh: holder.office.chinese().to_owned(),
            office_en: holder.office.english().to_owned(),
            region: holder.region.to_string(),
            constituency: holder.constituency,
            station: holder.station.id,
            station_name: holder.station.name,
            photo: holder.photo.map(|hash| hash.iter().map(|byte| format!("{byte:02x}")).collect()),
            post: holder.post,
            pledge: holder.pledge,
            reception_days: holder.reception_days,
            phone: holder.phone,
            issued_at: moment(card.issued_at),
            expires_at: moment(card.expires_at),
        }
    }
}

impl From<MandateView> for MandateLine {
    fn from(view: MandateView) -> Self {
        let published = view.published;
        Self {
            matter: published.matter,
            code: published.code,
            name: published.name,
            office_zh: published.office_zh,
            office_en: published.office_en,
            constituency: published.constituency,
            term_starts: published.term.starts,
            term_ends: published.term.ends,
            station: published.station,
            standing: match published.standing {
                PublicStanding::InOffice => MandateStanding::InOffice,
                PublicStanding::Suspended => MandateStanding::Suspended,
                PublicStanding::Ended { notice, on } => MandateStanding::Ended { notice, on },
            },
            permitted: view.permitted.into_iter().map(|permitted| permitted.act).collect(),
        }
    }
}
