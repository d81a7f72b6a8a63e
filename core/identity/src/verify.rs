//! Checking a scanned code, offline: pure functions over what the phone already believes. Nothing is sent anywhere.
//!
//! The order of the checks is the order of what matters to the citizen: is it a card at all, by whom, shown by whose device,
//! still in office, and only then whether it is fresh. A copied code of a terminated deputy reads "terminated".

use crate::bundle::TrustBundle;
use crate::card::Card;
use crate::cose::Sign1;
use crate::crypto::CryptoProvider;
use crate::fault::Fault;
use crate::issuer::IssuerCertificate;
use crate::outcome::{IssuerDoubt, Liveness, Outcome, Replay, Shown};
use crate::presentation::{Challenge, Presentation, Proof, SESSION, Session, Step};
use crate::status::{CardStatus, Denial};
use crate::store::{SERVER_SKEW, TrustStore};
use crate::time::{Now, UnixTime};
use std::collections::VecDeque;
use std::time::Duration;

/// A living code is taken in its own step, one before and one after. It dies 30 seconds after its step began; a deputy's
/// phone shows it only by trusted time, at most a step early: no copy older than 45 seconds is ever accepted.
const STEP_TOLERANCE: u64 = 1;
/// An answer proves its freshness by the number; its time only shows that no session of long ago answers.
const ANSWER_TOLERANCE: Duration = SESSION;
/// Codes remembered; older ones have gone stale long before they are forgotten.
const REMEMBERED: usize = 512;

/// What the citizen asked to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expecting {
    /// The code that changes by itself.
    LiveCode,
    /// The answer to this number, which this phone made up a moment ago.
    AnswerTo(Challenge),
}

/// Codes that this phone has accepted, so that the same one is not accepted twice. In memory only: which deputy a citizen met
/// is nobody's business.
#[derive(Clone, Debug, Default)]
pub struct SeenCodes(VecDeque<[u8; 32]>);

impl SeenCodes {
    /// Remembers a code; `false` when it was there.
    fn remember(&mut self, fingerprint: [u8; 32]) -> bool {
        if self.0.contains(&fingerprint) {
            return false;
        }
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(fingerprint);
        true
    }
}

/// A citizen's phone at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Verifier<'a> {
    /// Who does the arithmetic.
    pub crypto: &'a dyn CryptoProvider,
    /// What is believed.
    pub trust: &'a TrustStore,
    /// What is known about the time.
    pub now: Now,
}

enum Knowledge {
    Fresh(Duration),
    Stale(Option<Duration>),
}

impl Verifier<'_> {
    /// Checks the text of a scanned code. Every text has an outcome. Call it once for a scan, not for every camera frame:
    /// the second call for the same code is a replay.
    pub fn verify(&self, text: &str, expecting: Expecting, seen: &mut SeenCodes) -> Outcome {
        self.examine(text, expecting, seen).unwrap_or_else(|bad| bad)
    }

    fn examine(&self, text: &str, expecting: Expecting, seen: &mut SeenCodes) -> Result<Outcome, Outcome> {
        let presentation = Presentation::from_text(text).map_err(Outcome::Malformed)?;
        let shown = Box::new(self.card(&presentation.card)?);
        if !presentation.is_by(&shown.card.device, self.crypto) {
            return Err(Outcome::DeviceMismatch { shown });
        }
        let knowledge = self.status(&shown)?;
        if self.now.estimate() >= shown.card.expires_at {
            return Err(Outcome::Expired { shown });
        }
        let replay = self.replay(&presentation.proof, expecting);
        let replay = replay.or_else(|| (!seen.remember(presentation.fingerprint())).then_some(Replay::SeenBefore));
        if let Some(replay) = replay {
            return Err(Outcome::ReplaySuspected { shown, replay });
        }
        let liveness = match (expecting, self.now) {
            (Expecting::AnswerTo(_), _) => Liveness::Challenge,
            (Expecting::LiveCode, Now::Anchored(_)) => Liveness::LiveCode,
            (Expecting::LiveCode, Now::Wall(_) | Now::SetBack(_)) => return Err(Outcome::TimeNotChecked { shown }),
        };
        Ok(match knowledge {
            Knowledge::Fresh(status_age) => Outcome::GenuineAndCurrent { shown, liveness, status_age },
            Knowledge::Stale(status_age) => Outcome::GenuineStatusStale { shown, liveness, status_age },
        })
    }

    /// The card, once its issuer is known, may issue it, and did.
    fn card(&self, bytes: &[u8]) -> Result<Shown, Outcome> {
        let bundle = self.trust.bundle().ok_or(Outcome::UnknownIssuer(IssuerDoubt::NotInBundle))?;
        let shown = issued_card(bytes, bundle, self.crypto)?;
        match self.now {
            Now::Anchored(now) if shown.card.issued_at > now.plus(SERVER_SKEW) => {
                Err(Outcome::Malformed(Fault::FromTheFuture))
            }
            _ => Ok(shown),
        }
    }

    /// Whether the holder is in office, as far as this phone knows: the deny list first, then the status list.
    fn status(&self, shown: &Shown) -> Result<Knowledge, Outcome> {
        let reference = &shown.card.status;
        let boxed = || Box::new(shown.clone());
        match self.trust.deny(&reference.list).and_then(|list| list.denial(shown.card.id)) {
            Some(Denial::Suspended) => return Err(Outcome::Suspended { shown: boxed() }),
            Some(Denial::Replaced) => return Err(Outcome::Replaced { shown: boxed() }),
            Some(Denial::Terminated { notice }) => {
                return Err(Outcome::Terminated { shown: boxed(), notice: Some(notice.clone()) });
            }
            None => {}
        }
        let Some(list) = self.trust.list(&reference.list) else {
            return Ok(Knowledge::Stale(None));
        };
        match list.states.get(reference.index) {
            Some(CardStatus::Suspended) => return Err(Outcome::Suspended { shown: boxed() }),
            Some(CardStatus::Replaced) => return Err(Outcome::Replaced { shown: boxed() }),
            Some(CardStatus::Terminated) => {
                return Err(Outcome::Terminated { shown: boxed(), notice: None });
            }
            Some(CardStatus::Valid) => {}
            // The list is older than the card's place in it.
            None => return Ok(Knowledge::Stale(None)),
        }
        let age = self.now.estimate().since(list.issued_at);
        // With the clock set back, an age is only a lower limit.
        let fresh = age <= list.fresh_for && !matches!(self.now, Now::SetBack(_));
        Ok(if fresh { Knowledge::Fresh(age) } else { Knowledge::Stale(Some(age)) })
    }

    fn replay(&self, proof: &Proof, expecting: Expecting) -> Option<Replay> {
        match (proof, expecting) {
            (Proof::Live { session, step, .. }, Expecting::LiveCode) => self.live_replay(session, *step),
            (Proof::Answer { challenge, answered_at, .. }, Expecting::AnswerTo(asked)) => {
                if *challenge == asked {
                    self.answer_replay(*answered_at)
                } else {
                    Some(Replay::OtherChallenge)
                }
            }
            (Proof::Live { .. }, Expecting::AnswerTo(_)) => Some(Replay::NotAnAnswer),
            (Proof::Answer { .. }, Expecting::LiveCode) => Some(Replay::ForSomeoneElse),
        }
    }

    fn live_replay(&self, session: &Session, step: Step) -> Option<Replay> {
        let (starts, ends) = (session.started_at, session.started_at.plus(SESSION));
        if step < Step::at(starts) || step.starts() >= ends {
            return Some(Replay::OutsideSession);
        }
        let now = self.now.estimate();
        let late = Step::at(now).0.saturating_sub(step.0) > STEP_TOLERANCE;
        let early = step.0.saturating_sub(Step::at(now).0) > STEP_TOLERANCE;
        match self.now {
            Now::Anchored(_) | Now::SetBack(_) if late => Some(Replay::Stale { age: now.since(step.starts()) }),
            Now::Anchored(_) if early => Some(Replay::Ahead { by: step.starts().since(now) }),
            _ => None,
        }
    }

    fn answer_replay(&self, answered_at: UnixTime) -> Option<Replay> {
        let now = self.now.estimate();
        let (age, by) = (now.since(answered_at), answered_at.since(now));
        match self.now {
            Now::Anchored(_) | Now::SetBack(_) if age > ANSWER_TOLERANCE => Some(Replay::Stale { age }),
            Now::Anchored(_) if by > ANSWER_TOLERANCE => Some(Replay::Ahead { by }),
            _ => None,
        }
    }
}

/// A card on file, without anybody showing it: whether a congress of this bundle may issue it and did. Says nothing of a device, a
/// moment, or whether the holder is in office; for pages that show cards they keep themselves.
///
/// # Errors
/// [`Outcome::Malformed`] and [`Outcome::UnknownIssuer`].
pub fn issued_card(bytes: &[u8], bundle: &TrustBundle, crypto: &dyn CryptoProvider) -> Result<Shown, Outcome> {
    let message = Sign1::open(bytes, None).map_err(Outcome::Malformed)?;
    let issuer = bundle.issuer(message.key_id()).ok_or(Outcome::UnknownIssuer(IssuerDoubt::NotInBundle))?;
    let card = message.verified(crypto, &issuer.key).and_then(Card::from_claims).map_err(|fault| match fault {
        Fault::Unsupported(_) => Outcome::UnknownIssuer(IssuerDoubt::CannotCheck),
        fault => Outcome::Malformed(fault),
    })?;
    match doubt(issuer, &card) {
        Some(doubt) => Err(Outcome::UnknownIssuer(doubt)),
        None => Ok(Shown { card, congress: issuer.congress.clone() }),
    }
}

fn doubt(issuer: &IssuerCertificate, card: &Card) -> Option<IssuerDoubt> {
    let holder = &card.holder;
    if !issuer.scope.permits(holder.office, &holder.region) || card.status.list != issuer.status_list {
        return Some(IssuerDoubt::OutOfScope);
    }
    let in_time = issuer.valid_from <= card.issued_at && card.expires_at <= issuer.valid_until;
    (!in_time).then_some(IssuerDoubt::OutsideValidity)
}
