//! The deputy's side (亮身份): one state machine behind the screen that shows a card.
//!
//! ```text
//! Page ---- unlock (one fingerprint) ----> Live --- 10 minutes, or lock ---> Page
//!   \------ answer (one fingerprint) ---> Answer -- 1 minute, or done -----> Page / Live
//! ```
//! `Page` shows the short code that anybody's scanner opens, `Live` a new code every 15 seconds, `Answer` the reply to one
//! citizen's number. The card's device key signs only when the person unlocks it.

use crate::card::Card;
use crate::cose::Sign1;
use crate::crypto::{self, CryptoProvider, PublicKey, Signer, SignerError, SoftwareSigner};
use crate::fault::Fault;
use crate::link::PageLink;
use crate::presentation::{self, Challenge, Presentation, Proof, SESSION, Session, Step};
use crate::time::{Now, UnixTime};
use std::time::Duration;
use thiserror::Error;

/// How long the reply to a challenge stays on the screen.
const ANSWER: Duration = Duration::from_secs(60);

/// What the screen shows now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Face {
    /// The short code (短码), always to be labelled [`crate::words::page_label`].
    Page {
        /// Text of the code.
        text: String,
    },
    /// The living code (动态码).
    Live {
        /// Text of the code.
        text: String,
        /// When another code replaces this one.
        changes_at: UnixTime,
        /// When the person must unlock again.
        session_ends_at: UnixTime,
    },
    /// The reply to a citizen's number (现场核验).
    Answer {
        /// Text of the code.
        text: String,
        /// When it disappears.
        disappears_at: UnixTime,
    },
    /// The card has ended: nothing is shown but that.
    CardExpired,
}

/// Why the screen did not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ShowError {
    /// The card has ended.
    #[error("the card has expired")]
    CardExpired,
    /// The phone's key is not the one the card names: ask the office for a new card (换发).
    #[error("the card names another device")]
    OtherDevice,
    /// This phone has no trusted time, so its living codes could be dated ahead and live too long. Answering a challenge
    /// needs none.
    #[error("this phone's time is not verified")]
    TimeNotTrusted,
    /// The phone's key did not sign.
    #[error(transparent)]
    Signer(#[from] SignerError),
}

#[derive(Debug)]
enum State {
    Page,
    Live(Live),
    Answer { text: String, until: UnixTime, before: Option<Live> },
}

#[derive(Debug)]
struct Live {
    key: SoftwareSigner,
    public: Session,
}

impl Live {
    fn covers(&self, now: UnixTime) -> bool {
        (self.public.started_at..self.public.started_at.plus(SESSION)).contains(&now)
    }
}

/// One card on one device.
#[derive(Debug)]
pub struct Showing {
    bytes: Vec<u8>,
    card: Card,
    page: PageLink,
    state: State,
}

impl Showing {
    /// Takes a card as the server sent it, checked with the issuer's key, and the address of its public page.
    pub fn new(bytes: Vec<u8>, issuer: &PublicKey, page: PageLink, crypto: &dyn CryptoProvider) -> Result<Self, Fault> {
        let card = Card::from_claims(Sign1::open(&bytes, None)?.verified(crypto, issuer)?)?;
        Ok(Self { bytes, card, page, state: State::Page })
    }

    /// The card shown.
    #[must_use]
    pub const fn card(&self) -> &Card {
        &self.card
    }

    /// Starts ten minutes of living codes. `seed` is 32 fresh random bytes; `hardware` asks for the fingerprint. When it does
    /// not sign, the screen stays as it was.
    pub fn unlock(
        &mut self,
        seed: &[u8; 32],
        hardware: &dyn Signer,
        crypto: &dyn CryptoProvider,
        now: Now,
    ) -> Result<(), ShowError> {
        self.check(hardware, now)?;
        let Now::Anchored(now) = now else {
            return Err(ShowError::TimeNotTrusted);
        };
        let key = SoftwareSigner::from_seed(crypto::Algorithm::Ed25519, seed).ok_or(SignerError::Unavailable)?;
        let PublicKey::Ed25519(public) = key.public_key() else {
            return Err(SignerError::WrongSignature.into());
        };
        let message = presentation::session_message(&self.bytes, &public, now);
        let certified = crypto::sign(crypto, hardware, &message)?;
        self.state = State::Live(Live { key, public: Session { key: public, started_at: now, certified } });
        Ok(())
    }

    /// Answers the number that the citizen's phone shows, with the device key itself: the one proof that no relay and no clock
    /// can bend. Afterwards a running session goes on.
    pub fn answer(
        &mut self,
        challenge: Challenge,
        hardware: &dyn Signer,
        crypto: &dyn CryptoProvider,
        now: Now,
    ) -> Result<(), ShowError> {
        self.check(hardware, now)?;
        let now = now.estimate();
        let message = presentation::answer_message(&self.bytes, challenge, now);
        let signature = crypto::sign(crypto, hardware, &message)?;
        let proof = Proof::Answer { challenge, answered_at: now, signature };
        let text = Presentation { card: self.bytes.clone(), proof }.to_text();
        let before = match std::mem::replace(&mut self.state, State::Page) {
            State::Live(live) | State::Answer { before: Some(live), .. } => Some(live),
            State::Page | State::Answer { before: None, .. } => None,
        };
        self.state = State::Answer { text, until: now.plus(ANSWER), before };
        Ok(())
    }

    /// The citizen is done: back to what was shown before the answer.
    pub fn answered(&mut self) {
        if let State::Answer { before, .. } = &mut self.state {
            self.state = before.take().map_or(State::Page, State::Live);
        }
    }

    /// The phone is locked, or the app leaves the screen: the session key is forgotten.
    pub fn lock(&mut self) {
        self.state = State::Page;
    }

    /// What to show at this moment. A session whose time is over, whose clock ran backwards or is no longer trusted, ends here.
    pub fn face(&mut self, now: Now) -> Result<Face, ShowError> {
        let trusted = matches!(now, Now::Anchored(_));
        let now = now.estimate();
        if now >= self.card.expires_at {
            self.state = State::Page;
            return Ok(Face::CardExpired);
        }
        if matches!(&self.state, State::Answer { until, .. } if now >= *until) {
            self.answered();
        }
        if matches!(&self.state, State::Live(live) if !trusted || !live.covers(now)) {
            self.state = State::Page;
        }
        Ok(match &self.state {
            State::Page => Face::Page { text: self.page.to_string() },
            State::Answer { text, until, .. } => Face::Answer { text: text.clone(), disappears_at: *until },
            State::Live(live) => self.live_face(live, now)?,
        })
    }

    fn live_face(&self, live: &Live, now: UnixTime) -> Result<Face, ShowError> {
        let step = Step::at(now);
        let session = live.public.clone();
        let message = presentation::step_message(&self.bytes, &session.key, session.started_at, step);
        let signature = live.key.sign(&message)?.try_into().map_err(|_| SignerError::WrongSignature)?;
        let session_ends_at = session.started_at.plus(SESSION);
        let proof = Proof::Live { session, step, signature };
        let text = Presentation { card: self.bytes.clone(), proof }.to_text();
        Ok(Face::Live { text, changes_at: step.ends(), session_ends_at })
    }

    fn check(&self, hardware: &dyn Signer, now: Now) -> Result<(), ShowError> {
        if now.estimate() >= self.card.expires_at {
            return Err(ShowError::CardExpired);
        }
        if hardware.public_key() == self.card.device { Ok(()) } else { Err(ShowError::OtherDevice) }
    }
}
