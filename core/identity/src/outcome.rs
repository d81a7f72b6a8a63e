//! What a check can end in. A closed list: shells draw one screen for each.

use crate::card::Card;
use crate::fault::Fault;
use std::time::Duration;

/// A card whose issuer's signature holds, and the issuer's name from the trust bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The card.
    pub card: Card,
    /// Name of the congress that issued it.
    pub congress: String,
}

/// How it is known that the device is here and now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Liveness {
    /// A living code of this quarter of a minute. A live video of it would look the same.
    LiveCode,
    /// The reply to the number that this phone chose.
    Challenge,
}

/// The result of a check, from best to worst.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 真实有效: card, device, moment and state are all in order.
    GenuineAndCurrent {
        /// Who.
        shown: Box<Shown>,
        /// By which proof.
        liveness: Liveness,
        /// How old the knowledge of the card's state is; within the list's own limit.
        status_age: Duration,
    },
    /// 真实，状态待更新: as above, but whether the deputy is still in office was last known too long ago.
    GenuineStatusStale {
        /// Who.
        shown: Box<Shown>,
        /// By which proof.
        liveness: Liveness,
        /// Age of that knowledge; `None` when this phone never had any.
        status_age: Option<Duration>,
    },
    /// 时间未核: card and device fit, but this phone has no trusted time to judge a living code by. A challenge needs none.
    TimeNotChecked {
        /// Who.
        shown: Box<Shown>,
    },
    /// 暂停执行代表职务 (代表法 art. 61)
    Suspended {
        /// Who.
        shown: Box<Shown>,
    },
    /// 代表资格终止 (代表法 art. 62)
    Terminated {
        /// Who.
        shown: Box<Shown>,
        /// Number of the public notice, if this phone has it; else the congress's page does.
        notice: Option<String>,
    },
    /// 已换发: a newer card took its place.
    Replaced {
        /// Who.
        shown: Box<Shown>,
    },
    /// 已过期
    Expired {
        /// Who.
        shown: Box<Shown>,
    },
    /// 疑似重放: genuine once, but not made now for this phone.
    ReplaySuspected {
        /// Whose card is misused.
        shown: Box<Shown>,
        /// What does not fit.
        replay: Replay,
    },
    /// 非本人设备: the card is genuine, the device is not the one it names.
    DeviceMismatch {
        /// Whose card is misused.
        shown: Box<Shown>,
    },
    /// 发证机关不明
    UnknownIssuer(IssuerDoubt),
    /// 无法识别: not a card, or changed.
    Malformed(Fault),
}

/// Why a code is taken for a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replay {
    /// Made too long ago.
    Stale {
        /// Since its step began, or since it was answered.
        age: Duration,
    },
    /// Made for a later time: the deputy's clock is fast, or it was prepared.
    Ahead {
        /// By how much.
        by: Duration,
    },
    /// This phone has seen the very same code.
    SeenBefore,
    /// Signed outside the ten minutes for which the device vouched.
    OutsideSession,
    /// The answer to another number.
    OtherChallenge,
    /// A living code where an answer was asked for.
    NotAnAnswer,
    /// An answer where a living code was asked for: made for somebody else's phone.
    ForSomeoneElse,
}

/// Why the issuer is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssuerDoubt {
    /// Its key is not in the trust bundle: another system, withdrawn, or the bundle is old.
    NotInBundle,
    /// The key may not certify this office, region or status list.
    OutOfScope,
    /// The card was made before or lives beyond the issuer's certificate.
    OutsideValidity,
    /// This device lacks the key's algorithm.
    CannotCheck,
}

impl Outcome {
    /// The card and its issuer, when the issuer's signature holds. Showing it is no approval.
    #[must_use]
    pub fn shown(&self) -> Option<&Shown> {
        match self {
            Self::GenuineAndCurrent { shown, .. }
            | Self::GenuineStatusStale { shown, .. }
            | Self::TimeNotChecked { shown }
            | Self::Suspended { shown }
            | Self::Terminated { shown, .. }
            | Self::Replaced { shown }
            | Self::Expired { shown }
            | Self::ReplaySuspected { shown, .. }
            | Self::DeviceMismatch { shown } => Some(shown),
            Self::UnknownIssuer(_) | Self::Malformed(_) => None,
        }
    }

    /// Whether the person in front may be taken for the deputy: the first two outcomes only.
    #[must_use]
    pub const fn is_genuine(&self) -> bool {
        matches!(self, Self::GenuineAndCurrent { .. } | Self::GenuineStatusStale { .. })
    }
}
