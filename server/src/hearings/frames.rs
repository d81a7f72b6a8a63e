//! Events of a hearing's stream as bytes. A lane's frame is encoded once, whoever many read it.

use bytes::Bytes;
use minyi_rulebook::hearing::lanes::HearingView;
use minyi_rulebook::ids::MatterId;

/// A place in the stream of one hearing: `epoch-hearing:seq`. An id of another hearing or of a store that was restored
/// since does not fit and leads to `reset`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series(String);

impl Series {
    /// The series of a hearing in this epoch of the store.
    #[must_use]
    pub fn of(epoch: &str, matter: MatterId) -> Self {
        let short: String = matter.to_string().chars().filter(char::is_ascii_alphanumeric).collect();
        Self(format!("{epoch}-{short}"))
    }

    /// The id of a version.
    #[must_use]
    pub fn id(&self, seq: u32) -> String {
        format!("{}:{seq}", self.0)
    }

    /// The version behind an id; `None` for anything that is no id of this series.
    #[must_use]
    pub fn seq(&self, id: &str) -> Option<u32> {
        id.strip_prefix(&self.0)?.strip_prefix(':')?.parse().ok()
    }
}

/// `event: frame`: what changed for a lane.
#[must_use]
pub fn frame(series: &Series, view: &HearingView) -> Bytes {
    event("frame", Some(&series.id(view.to)), &json(view))
}

/// `event: mine`: what changed for one deputy alone. It carries no id: the lane's frame behind it does.
#[must_use]
pub fn mine(view: &HearingView) -> Bytes {
    event("mine", None, &json(view))
}

/// `event: cursor`: the reader is up to date, also past what it may not see.
#[must_use]
pub fn cursor(series: &Series, seq: u32) -> Bytes {
    event("cursor", Some(&series.id(seq)), &format!("{{\"to\":{seq}}}"))
}

/// `event: reset`: take a snapshot; what you hold cannot be continued.
#[must_use]
pub fn reset(series: &Series, seq: u32) -> Bytes {
    event("reset", None, &format!("{{\"at\":\"{}\"}}", series.id(seq)))
}

/// `event: gone`: the hearing no longer exists for this reader.
#[must_use]
pub fn gone() -> Bytes {
    event("gone", None, "{}")
}

/// `event: bye`: come back after so many milliseconds; spread, so that not all do at once.
#[must_use]
pub fn bye(after_ms: u16) -> Bytes {
    event("bye", None, &format!("{{\"after_ms\":{after_ms}}}"))
}

fn json(view: &HearingView) -> String {
    // A view has no map with other than string keys, so this cannot fail.
    serde_json::to_string(view).unwrap_or_default()
}

fn event(name: &str, id: Option<&str>, data: &str) -> Bytes {
    let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
    Bytes::from(format!("{id}event: {name}\ndata: {data}\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn only_an_id_of_this_hearing_and_this_epoch_is_a_place() {
        let [one, other] = [1, 2].map(|n| MatterId(Uuid::from_u128(n)));
        let series = Series::of("e1", one);
        assert_eq!(series.seq(&series.id(7)), Some(7));
        let wrong = [
            Series::of("e2", one).id(7),
            Series::of("e1", other).id(7),
            "7".to_owned(),
            String::new(),
            format!("{}99999999999999999999", series.id(1)),
            format!("{}x", series.id(1)),
            "é:7".to_owned(),
        ];
        for id in wrong {
            assert_eq!(series.seq(&id), None, "{id}");
        }
    }
}
