//! A hearing on the phone (云听案): what is held of it, and what each piece of the stream does to that.
//!
//! [`HearingSession`] is a reducer without I/O. Whoever carries it hands it snapshots, changes and the bytes of the stream as they come,
//! and does what it is told: show, ask for what is missing, take a snapshot, close, come back later. Loss, repetition and
//! reordering end with the snapshot, because the rulebook's view absorbs only what is newer.

use std::time::Duration;

use minyi_rulebook::hearing::lanes::{Absorbed, HearingView};
use minyi_wire::hearing::HearingSnapshot;
use serde::Deserialize;

/// Longest event of a stream; a server that sends more is none of ours.
const EVENT_MOST: usize = 4 * 1024 * 1024;
/// Shortest time between two changes that are shown: at most five a second.
pub const SHOW_EVERY: Duration = Duration::from_millis(200);

/// What to do after something came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Something is new: show it, not sooner than [`SHOW_EVERY`] after the last time.
    Show,
    /// Nothing is new.
    Nothing,
    /// Something is missing: ask `events?after=` with [`HearingSession::at`].
    AskForMissed,
    /// Take a snapshot: what is held cannot be continued.
    TakeSnapshot,
    /// The hearing is no longer this reader's: show nothing of it.
    Gone,
    /// Close the stream and come back after this time.
    ComeBack(Duration),
}

/// What is held of one hearing.
#[derive(Clone, Debug)]
pub struct HearingSession {
    view: HearingView,
    at: String,
    /// The beginning of an event whose end has not come.
    partial: Vec<u8>,
    /// How much of it was searched for the end already.
    searched: usize,
}

#[derive(Deserialize)]
struct Cursor {
    to: u32,
}

#[derive(Deserialize)]
struct Bye {
    after_ms: u64,
}

impl HearingSession {
    /// Begins with a snapshot.
    #[must_use]
    pub fn open(snapshot: HearingSnapshot) -> Self {
        Self { view: snapshot.view, at: snapshot.at, partial: Vec::new(), searched: 0 }
    }

    /// The hearing as it is held.
    #[must_use]
    pub fn view(&self) -> &HearingView {
        &self.view
    }

    /// Where to go on: `after` of the next request, `Last-Event-ID` of the next stream.
    #[must_use]
    pub fn at(&self) -> &str {
        &self.at
    }

    /// A new connection begins: half an event of the old one means nothing.
    pub fn reconnected(&mut self) {
        self.partial.clear();
        self.searched = 0;
    }

    /// Takes in a snapshot, or what `events?after=` answered.
    pub fn change(&mut self, snapshot: HearingSnapshot) -> Next {
        if snapshot.view.whole {
            // A store that was restored may be behind what is held; its word counts.
            self.view = snapshot.view;
            self.at = snapshot.at;
            return Next::Show;
        }
        let next = absorbed(self.view.absorb(snapshot.view));
        if next != Next::AskForMissed {
            self.at = snapshot.at;
        }
        next
    }

    /// Takes in bytes of the stream, and says for each event that is complete what to do, in order.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Next> {
        self.partial.extend_from_slice(bytes);
        let mut nexts = Vec::new();
        while let Some(end) = self.partial[self.searched..].windows(2).position(|pair| pair == b"\n\n") {
            let rest = self.partial.split_off(self.searched + end + 2);
            self.searched = 0;
            let event = std::mem::replace(&mut self.partial, rest);
            nexts.push(std::str::from_utf8(&event).map_or(Next::TakeSnapshot, |event| self.event(event)));
        }
        self.searched = self.partial.len().saturating_sub(1);
        if self.partial.len() > EVENT_MOST {
            self.reconnected();
            nexts.push(Next::TakeSnapshot);
        }
        nexts
    }

    fn event(&mut self, event: &str) -> Next {
        let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
        let (Some(name), Some(data)) = (field("event: "), field("data: ")) else { return Next::Nothing };
        let next = match name {
            "frame" | "mine" => match serde_json::from_slice(data.as_bytes()) {
                Ok(view) => absorbed(self.view.absorb(view)),
                // A newer server's view, or a broken one: the snapshot says which.
                Err(_) => Next::TakeSnapshot,
            },
            "cursor" => match serde_json::from_slice(data.as_bytes()) {
                Ok(Cursor { to }) => {
                    self.view.to = self.view.to.max(to);
                    Next::Nothing
                }
                Err(_) => Next::TakeSnapshot,
            },
            "reset" => Next::TakeSnapshot,
            "gone" => Next::Gone,
            "bye" => {
                let after =
                    serde_json::from_slice(data.as_bytes()).map_or(5_000, |Bye { after_ms }| after_ms.min(60_000));
                Next::ComeBack(Duration::from_millis(after))
            }
            _ => Next::Nothing,
        };
        if let Some(id) = field("id: ").filter(|_| matches!(next, Next::Show | Next::Nothing)) {
            id.clone_into(&mut self.at);
        }
        next
    }
}

fn absorbed(absorbed: Absorbed) -> Next {
    match absorbed {
        Absorbed::Applied => Next::Show,
        Absorbed::Old => Next::Nothing,
        Absorbed::Gap => Next::AskForMissed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minyi_rulebook::hearing::lanes::{Lane, Tally};
    use minyi_rulebook::ids::MatterId;
    use proptest::prelude::*;

    fn view(from: u32, to: u32) -> HearingView {
        HearingView {
            matter: MatterId(uuid::Uuid::from_u128(1)),
            from,
            to,
            whole: false,
            head: None,
            seats: Vec::new(),
            questions: Vec::new(),
            tallies: vec![Tally { number: 1, version: to, seconds: 1, key: false }],
            notes: Vec::new(),
            mine: None,
        }
    }

    fn session(to: u32) -> HearingSession {
        let server_time = "2026-03-02T02:00:00Z".parse().expect("a time");
        let view = HearingView { whole: true, tallies: Vec::new(), ..view(0, to) };
        HearingSession::open(HearingSnapshot { at: format!("e:{to}"), lane: Lane::Roster, view, server_time })
    }

    fn frame(from: u32, to: u32) -> String {
        let data = serde_json::to_string(&view(from, to)).expect("json");
        format!("id: e:{to}\nevent: frame\ndata: {data}\n\n")
    }

    #[test]
    fn each_event_says_what_to_do_and_moves_the_place_only_when_it_was_taken() {
        let mut session = session(3);
        for (event, next, at) in [
            (frame(3, 5), Next::Show, "e:5"),
            (frame(3, 5), Next::Nothing, "e:5"),
            (frame(7, 9), Next::AskForMissed, "e:5"),
            ("id: e:6\nevent: cursor\ndata: {\"to\":6}\n\n".into(), Next::Nothing, "e:6"),
            ("event: reset\ndata: {}\n\n".into(), Next::TakeSnapshot, "e:6"),
            ("id: e:99\nevent: frame\ndata: {}\n\n".into(), Next::TakeSnapshot, "e:6"),
            ("event: gone\ndata: {}\n\n".into(), Next::Gone, "e:6"),
            ("event: bye\ndata: {\"after_ms\":900}\n\n".into(), Next::ComeBack(Duration::from_millis(900)), "e:6"),
            ("event: bye\ndata: {\"after_ms\":99999999}\n\n".into(), Next::ComeBack(Duration::from_secs(60)), "e:6"),
            (": a comment\n\n".into(), Next::Nothing, "e:6"),
            ("event: of-the-future\ndata: {}\n\n".into(), Next::Nothing, "e:6"),
        ] {
            assert_eq!(session.feed(event.as_bytes()), [next], "{event}");
            assert_eq!(session.at(), at, "{event}");
        }
    }

    #[test]
    fn a_stream_that_never_ends_an_event_costs_a_bounded_buffer() {
        let mut session = session(3);
        let nexts: Vec<Next> = (0..80).flat_map(|_| session.feed(&vec![b'x'; 64 * 1024])).collect();
        assert_eq!(nexts, [Next::TakeSnapshot]);
        session.reconnected();
        assert_eq!(session.feed(frame(3, 4).as_bytes()), [Next::Show]);
    }

    proptest! {
        #[test]
        fn a_stream_cut_anywhere_is_the_same_stream(cuts in proptest::collection::vec(1_usize..40, 1..60)) {
            let stream: String = (3..9).map(|to| frame(to, to + 1)).collect();
            let mut cut = session(3);
            let (mut nexts, mut rest, mut turn) = (Vec::new(), stream.as_bytes(), 0);
            while !rest.is_empty() {
                let (piece, later) = rest.split_at(cuts[turn % cuts.len()].min(rest.len()));
                nexts.extend(cut.feed(piece));
                (rest, turn) = (later, turn + 1);
            }
            let mut whole = session(3);
            prop_assert_eq!(nexts, whole.feed(stream.as_bytes()));
            prop_assert_eq!((cut.at(), cut.view()), (whole.at(), whole.view()));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let mut session = session(3);
            let _ = session.feed(&bytes);
            let _ = session.feed(b"\n\nevent: frame\ndata: \n\n");
        }
    }
}
