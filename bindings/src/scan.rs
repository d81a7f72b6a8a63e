//! 亮身份, the citizen's side: a scanned code is judged in memory, offline, and nobody is told. Every text has an outcome.

use std::time::Duration;

use minyi_core::cards;
use minyi_identity as identity;
use minyi_identity::{Expecting, PageLink};

use crate::app::MinyiApp;
use crate::error::MinyiError;
use crate::identity::{CardContent, challenge};
use crate::runtime;

/// What a check came to. Show the words and, where there is one, the card; only `genuine` is approval.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ScanResult {
    /// The outcome.
    pub outcome: ScanOutcome,
    /// Whether the person in front may be taken for the deputy.
    pub genuine: bool,
    /// The card, when its issuer's signature holds. Showing it is no approval.
    pub card: Option<CardContent>,
    /// The congress that issued it.
    pub congress: Option<String>,
    /// Code of the public page, when a printed or short code was scanned: open the own server's page for it.
    pub page: Option<String>,
    /// The outcome in a sentence, with what to do, in Chinese.
    pub words_zh: String,
    /// The same in English.
    pub words_en: String,
}

/// What a check can end in, from best to worst. One screen each.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum ScanOutcome {
    /// 真实有效
    GenuineAndCurrent {
        /// By which proof.
        liveness: ScanLiveness,
        /// Age of the knowledge that the holder is in office.
        status_age: Duration,
    },
    /// 真实，状态待更新
    GenuineStatusStale {
        /// By which proof.
        liveness: ScanLiveness,
        /// Age of the knowledge; `None` when this phone never had any.
        status_age: Option<Duration>,
    },
    /// 时间未核: offer a number to be answered.
    TimeNotChecked,
    /// 暂停执行代表职务
    Suspended,
    /// 代表资格终止
    Terminated {
        /// Number of the public notice, where this phone has it.
        notice: Option<String>,
    },
    /// 已换发
    Replaced,
    /// 已过期
    Expired,
    /// 疑似重放: a copy.
    ReplaySuspected {
        /// What does not fit.
        replay: ScanReplay,
    },
    /// 非本人设备
    DeviceMismatch,
    /// 发证机关不明
    UnknownIssuer {
        /// Why.
        doubt: ScanDoubt,
    },
    /// 无法识别
    Malformed {
        /// How.
        fault: ScanFault,
    },
}

/// How it is known that the device is here and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ScanLiveness {
    /// A living code of this quarter of a minute.
    LivingCode,
    /// The answer to the number of this phone.
    AnsweredNumber,
}

/// Why a code is taken for a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ScanReplay {
    /// Made too long ago.
    Stale {
        /// How long.
        age: Duration,
    },
    /// Dated ahead.
    Ahead {
        /// By how much.
        by: Duration,
    },
    /// This phone has seen the very same code.
    SeenBefore,
    /// Signed outside the ten minutes of its session.
    OutsideSession,
    /// The answer to another number.
    OtherChallenge,
    /// A living code where an answer was asked for.
    NotAnAnswer,
    /// An answer where a living code was asked for.
    ForSomeoneElse,
}

/// Why the issuer is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ScanDoubt {
    /// Not in the trust bundle.
    NotInBundle,
    /// It may not certify this office, region or list.
    OutOfScope,
    /// The card lies outside the time of its certificate.
    OutsideValidity,
    /// This phone lacks the algorithm.
    CannotCheck,
}

/// What is wrong with a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ScanFault {
    /// A code of another kind.
    NotOurs,
    /// The printed or short code: a way to a page, never proof of a person.
    PageLink,
    /// Cut, garbled, or too long: scan again.
    Unreadable,
    /// Altered or forged.
    Forged,
    /// Dated in the future.
    FromTheFuture,
}

/// What this phone knows of who is in office, for the line under every check.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CardKnowledge {
    /// Age of the oldest list; `None` when there is none: nothing can be checked.
    pub age: Option<Duration>,
    /// Whether the time by which that is reckoned is trusted.
    pub time_checked: bool,
    /// The age in a sentence, in Chinese.
    pub words_zh: String,
    /// The same in English.
    pub words_en: String,
}

#[uniffi::export]
impl MinyiApp {
    /// Judges the text of a scanned code, once a scan; from memory, offline. `answers` is the number that this phone made up, where
    /// one was asked for. Leaves no trace here or anywhere.
    ///
    /// Throws `NotFound` before `trust_roots`, `BadInput(number)`.
    pub fn verify_code(&self, text: String, answers: Option<String>) -> Result<ScanResult, MinyiError> {
        let expecting = match answers {
            Some(number) => Expecting::AnswerTo(challenge(&number)?),
            None => Expecting::LiveCode,
        };
        let outcome = runtime::guarded(|| self.core.verify_code(&text, expecting))?;
        let page = text.parse::<PageLink>().ok().map(|link| link.code().to_owned());
        Ok(ScanResult { page, ..outcome.into() })
    }

    /// Six new digits for a deputy to answer (现场核验), as people read them aloud: `042 917`.
    pub fn new_challenge(&self) -> Result<String, MinyiError> {
        Ok(runtime::guarded(|| self.core.new_challenge())?.to_string())
    }

    /// How old the knowledge is by which cards are judged here; from memory. Throws `Internal` only.
    pub fn card_knowledge(&self) -> Result<CardKnowledge, MinyiError> {
        runtime::guarded(|| Ok(self.core.card_knowledge().into()))
    }
}

impl From<identity::Outcome> for ScanResult {
    fn from(outcome: identity::Outcome) -> Self {
        let words = identity::words::outcome(&outcome);
        let genuine = outcome.is_genuine();
        let shown = outcome.shown().cloned();
        Self {
            genuine,
            congress: shown.as_ref().map(|shown| shown.congress.clone()),
            card: shown.map(|shown| shown.card.into()),
            page: None,
            words_zh: words.zh,
            words_en: words.en,
            outcome: outcome.into(),
        }
    }
}

impl From<identity::Outcome> for ScanOutcome {
    fn from(outcome: identity::Outcome) -> Self {
        match outcome {
            identity::Outcome::GenuineAndCurrent { liveness, status_age, .. } => {
                Self::GenuineAndCurrent { liveness: liveness.into(), status_age }
            }
            identity::Outcome::GenuineStatusStale { liveness, status_age, .. } => {
                Self::GenuineStatusStale { liveness: liveness.into(), status_age }
            }
            identity::Outcome::TimeNotChecked { .. } => Self::TimeNotChecked,
            identity::Outcome::Suspended { .. } => Self::Suspended,
            identity::Outcome::Terminated { notice, .. } => Self::Terminated { notice },
            identity::Outcome::Replaced { .. } => Self::Replaced,
            identity::Outcome::Expired { .. } => Self::Expired,
            identity::Outcome::ReplaySuspected { replay, .. } => Self::ReplaySuspected { replay: replay.into() },
            identity::Outcome::DeviceMismatch { .. } => Self::DeviceMismatch,
            identity::Outcome::UnknownIssuer(doubt) => Self::UnknownIssuer { doubt: doubt.into() },
            identity::Outcome::Malformed(fault) => Self::Malformed { fault: fault.into() },
        }
    }
}

impl From<identity::Liveness> for ScanLiveness {
    fn from(liveness: identity::Liveness) -> Self {
        match liveness {
            identity::Liveness::LiveCode => Self::LivingCode,
            identity::Liveness::Challenge => Self::AnsweredNumber,
        }
    }
}

impl From<identity::Replay> for ScanReplay {
    fn from(replay: identity::Replay) -> Self {
        match replay {
            identity::Replay::Stale { age } => Self::Stale { age },
            identity::Replay::Ahead { by } => Self::Ahead { by },
            identity::Replay::SeenBefore => Self::SeenBefore,
            identity::Replay::OutsideSession => Self::OutsideSession,
            identity::Replay::OtherChallenge => Self::OtherChallenge,
            identity::Replay::NotAnAnswer => Self::NotAnAnswer,
            identity::Replay::ForSomeoneElse => Self::ForSomeoneElse,
        }
    }
}

impl From<identity::IssuerDoubt> for ScanDoubt {
    fn from(doubt: identity::IssuerDoubt) -> Self {
        match doubt {
            identity::IssuerDoubt::NotInBundle => Self::NotInBundle,
            identity::IssuerDoubt::OutOfScope => Self::OutOfScope,
            identity::IssuerDoubt::OutsideValidity => Self::OutsideValidity,
            identity::IssuerDoubt::CannotCheck => Self::CannotCheck,
        }
    }
}

impl From<identity::Fault> for ScanFault {
    fn from(fault: identity::Fault) -> Self {
        use identity::Fault;
        match fault {
            Fault::NotOurs => Self::NotOurs,
            Fault::PageLink => Self::PageLink,
            Fault::TooLong | Fault::Base45 | Fault::Cbor(_) | Fault::Structure | Fault::Unsupported(_) => {
                Self::Unreadable
            }
            Fault::Algorithm | Fault::Signature | Fault::Claims => Self::Forged,
            Fault::FromTheFuture => Self::FromTheFuture,
        }
    }
}

impl From<cards::Knowledge> for CardKnowledge {
    fn from(knowledge: cards::Knowledge) -> Self {
        let (age, time_checked) = match knowledge {
            cards::Knowledge::Nothing => (None, false),
            cards::Knowledge::Known { age, time_checked } => (Some(age), time_checked),
        };
        let words = identity::words::freshness(age);
        Self { age, time_checked, words_zh: words.zh, words_en: words.en }
    }
}
