//! Heartbeats (心跳): while the picture plays before the deputy's eyes, the server is told so each half minute. It dates them by its own
//! clock and reckons attendance; one that is lost costs nothing but its half minute.

use crate::engine::Engine;
use crate::exchange::{self, with_token};
use crate::facade::NetworkClass;
use jiff::Timestamp;
use minyi_rulebook::ids::MatterId;
use minyi_wire::hearing::Heartbeat;
use std::sync::Weak;
use std::time::Duration;
use tokio::sync::watch;

/// Between two heartbeats.
pub(crate) const BEAT: Duration = Duration::from_secs(30);

/// What the shell says of the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Playing {
    /// The app is in the foreground.
    pub foreground: bool,
    /// The picture plays.
    pub playing: bool,
    /// Programme time on the screen, where the picture has one.
    pub programme_time: Option<Timestamp>,
}

impl Playing {
    fn counts(&self) -> bool {
        self.foreground && self.playing
    }
}

/// Beats as long as somebody watches; ends with the engine or the watch.
pub(super) async fn beat(engine: Weak<Engine>, matter: MatterId, mut playing: watch::Receiver<Playing>) {
    while playing.wait_for(Playing::counts).await.is_ok() {
        let Some(core) = engine.upgrade() else { return };
        let begun = core.ports.clock.monotonic();
        let now = *playing.borrow();
        // The player's clock may run ahead of the server's; what is of the future is refused whole.
        let programme_time = now.programme_time.filter(|time| *time <= core.server_now());
        let beat = Heartbeat { foreground: now.foreground, playing: now.playing, programme_time };
        let path = format!("/v1/hearings/{matter}/heartbeat");
        if let (Some(session), Ok(request)) = (core.session_in_force(), exchange::post(&path, &beat))
            && core.network() != NetworkClass::Offline
        {
            let sent = core.ports.transport.send(with_token(request, &session.token)).await;
            if exchange::judge(sent).is_err() {
                tracing::debug!("a heartbeat did not arrive");
            }
        }
        let clock = std::sync::Arc::clone(&core.ports.clock);
        drop(core);
        // From beat to beat, so that a slow answer does not stretch the half minute.
        clock.sleep_until(begun + BEAT).await;
    }
}
