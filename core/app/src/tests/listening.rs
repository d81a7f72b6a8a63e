//! Listeners: the present first, then snapshots in order, never too many, none after the end.

use super::{DAY, Phone};
use crate::observe::Listener;
use crate::outbox::OutboxSnapshot;
use crate::session::SessionState;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Only a broken promise waits so long.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longer than the pace, by the test clock.
const PACE: Duration = Duration::from_millis(250);

struct Post<T>(Mutex<Sender<T>>);

impl<T: Send> Listener<T> for Post<T> {
    fn on_update(&self, value: T) {
        let _ = self.0.lock().unwrap().send(value);
    }
}

fn post<T: Send + 'static>() -> (Arc<Post<T>>, Receiver<T>) {
    let (to, from) = channel();
    (Arc::new(Post(to.into())), from)
}

#[tokio::test]
async fn a_listener_hears_the_present_first_and_then_each_change() {
    let phone = Phone::signed_in().await;
    phone.file("one").await;
    let (listener, heard) = post::<OutboxSnapshot>();
    let _stay = phone.core().observe_outbox(listener).unwrap();
    assert_eq!(heard.recv_timeout(PATIENCE).unwrap().saved.len(), 1);
    phone.clock.advance(PACE);
    phone.file("two").await;
    assert_eq!(heard.recv_timeout(PATIENCE).unwrap().saved.len(), 2);
}

#[tokio::test]
async fn a_burst_of_changes_is_one_update_with_the_newest_value() {
    let phone = Phone::signed_in().await;
    let (listener, heard) = post::<OutboxSnapshot>();
    let _stay = phone.core().observe_outbox(listener).unwrap();
    heard.recv_timeout(PATIENCE).unwrap();
    for n in 0..20 {
        phone.file(&format!("case {n}")).await;
    }
    assert!(heard.try_recv().is_err(), "more than five a second");
    // The teller may begin to wait only after the clock moved; then it moves once more.
    let newest = (0..80).find_map(|_| {
        phone.clock.advance(PACE);
        heard.recv_timeout(PACE).ok()
    });
    assert_eq!(newest.unwrap().saved.len(), 20);
    assert!(heard.try_recv().is_err());
}

#[tokio::test]
async fn nothing_is_heard_after_cancel_or_drop() {
    let phone = Phone::signed_in().await;
    let (cancelled, heard_by_cancelled) = post::<OutboxSnapshot>();
    let (dropped, heard_by_dropped) = post::<OutboxSnapshot>();
    let (staying, heard) = post::<OutboxSnapshot>();
    let one = phone.core().observe_outbox(cancelled).unwrap();
    let two = phone.core().observe_outbox(dropped).unwrap();
    let _three = phone.core().observe_outbox(staying).unwrap();
    for from in [&heard_by_cancelled, &heard_by_dropped, &heard] {
        from.recv_timeout(PATIENCE).unwrap();
    }
    one.cancel();
    drop(two);
    phone.clock.advance(PACE);
    phone.file("one").await;
    heard.recv_timeout(PATIENCE).unwrap();
    assert!(heard_by_cancelled.try_recv().is_err() && heard_by_dropped.try_recv().is_err());
}

struct Panics(Mutex<Sender<()>>);

impl Listener<SessionState> for Panics {
    fn on_update(&self, _: SessionState) {
        let _ = self.0.lock().unwrap().send(());
        panic!("a listener of a test");
    }
}

#[tokio::test]
async fn a_listener_that_panics_harms_nobody() {
    let phone = Phone::new();
    let (to, from) = channel();
    let _bad = phone.core().observe_session(Arc::new(Panics(to.into()))).unwrap();
    from.recv_timeout(PATIENCE).unwrap();
    let (listener, heard) = post::<SessionState>();
    let _good = phone.core().observe_session(listener).unwrap();
    assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), SessionState::SignedOut);
    phone.clock.advance(PACE);
    phone.sign_in().await;
    assert!(matches!(heard.recv_timeout(PATIENCE).unwrap(), SessionState::SignedIn { .. }));
}

/// Calls back into the core, and cancels itself, from inside an update.
struct Reenters {
    core: Mutex<Option<crate::Core>>,
    to: Mutex<Sender<usize>>,
}

impl Listener<crate::cases::CasePage> for Reenters {
    fn on_update(&self, page: crate::cases::CasePage) {
        let core = self.core.lock().unwrap().take().unwrap();
        let again = core.cases(None, 10).unwrap();
        assert_eq!(again, page);
        let _ = self.to.lock().unwrap().send(core.outbox().items().count());
    }
}

#[tokio::test]
async fn a_listener_may_call_the_core() {
    let phone = Phone::signed_in().await;
    phone.file("one").await;
    let (to, from) = channel();
    let listener = Reenters { core: Some(phone.core().clone()).into(), to: to.into() };
    let _stay = phone.core().observe_cases(Arc::new(listener)).unwrap();
    assert_eq!(from.recv_timeout(PATIENCE).unwrap(), 1);
}

#[tokio::test]
async fn a_core_that_nobody_holds_goes_although_somebody_listens() {
    let mut phone = Phone::new();
    let (listener, heard) = post::<SessionState>();
    let _stay = phone.core().observe_session(listener).unwrap();
    heard.recv_timeout(PATIENCE).unwrap();
    phone.die();
    // The thread lets go of the listener when it ends; then the sender is gone.
    phone.clock.advance(DAY);
    drop(_stay);
    assert_eq!(heard.recv_timeout(PATIENCE), Err(std::sync::mpsc::RecvTimeoutError::Disconnected));
}
