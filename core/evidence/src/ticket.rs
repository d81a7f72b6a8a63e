//! Where a photo comes from (来源), and the proof for the one origin that matters: the app's own camera.
//!
//! Before it opens the camera the shell draws a ticket; the photo must come back with it within a minute. A ticket works
//! once. Whatever comes without one is imported, for ever: there is no other way to make [`Origin::InAppCamera`].

use std::time::Duration;

/// How a photo came to the app. A closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The app's own camera, proven by the ticket of this nonce.
    InAppCamera(Nonce),
    /// The system's camera app, called by ours.
    SystemCamera,
    /// Chosen from the gallery.
    GalleryImport,
    /// A scanned paper.
    Scan,
}

/// Origins that claim nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Import {
    /// The system's camera app, called by ours.
    SystemCamera,
    /// Chosen from the gallery.
    Gallery,
    /// A scanned paper.
    Scan,
}

/// The right to record one photo with its origin. It is used up by the record.
#[derive(Debug, PartialEq, Eq)]
pub struct Provenance(Origin);

impl Provenance {
    /// A photo without a ticket.
    #[must_use]
    pub fn imported(import: Import) -> Self {
        Self(match import {
            Import::SystemCamera => Origin::SystemCamera,
            Import::Gallery => Origin::GalleryImport,
            Import::Scan => Origin::Scan,
        })
    }

    /// For an origin that stands in a record already.
    pub(crate) fn read(origin: Origin) -> Self {
        Self(origin)
    }

    /// What it proves.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.0
    }
}

/// The number on a ticket; drawn by the core, never by the shell.
pub type Nonce = [u8; 16];

/// Time since some start that never jumps: the device's monotonic clock, counted through sleep.
pub type Monotonic = Duration;

/// Permission to take one photo (拍摄凭条).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaptureTicket {
    /// Its number.
    pub nonce: Nonce,
    /// It is void from then on.
    pub void_from: Monotonic,
}

/// A ticket does not prove the app's camera; the photo may still be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TicketFault {
    /// Never issued here, already used, or pushed out by newer ones.
    #[error("this ticket was not issued here or was used before")]
    NotOpen,
    /// More than [`TicketDesk::LIFETIME`] old, or from another run of the device.
    #[error("the ticket is older than a minute")]
    Expired,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    NoRandomness,
}

/// Issues tickets and takes them back. It lives as long as the process: tickets do not survive a restart.
#[derive(Debug, Default)]
pub struct TicketDesk {
    open: Vec<CaptureTicket>,
}

impl TicketDesk {
    /// How long a ticket is good for.
    pub const LIFETIME: Duration = Duration::from_secs(60);
    /// Tickets open at one time; the oldest gives way.
    const MOST: usize = 16;

    /// A new ticket, good for [`TicketDesk::LIFETIME`] from `now`.
    ///
    /// # Errors
    /// [`TicketFault::NoRandomness`].
    pub fn issue(&mut self, now: Monotonic) -> Result<CaptureTicket, TicketFault> {
        let mut nonce = Nonce::default();
        getrandom::fill(&mut nonce).map_err(|_| TicketFault::NoRandomness)?;
        let ticket = CaptureTicket { nonce, void_from: now.saturating_add(Self::LIFETIME) };
        if self.open.len() == Self::MOST {
            self.open.remove(0);
        }
        self.open.push(ticket);
        Ok(ticket)
    }

    /// Takes a ticket back for the photo that came with it. Whatever the answer, it cannot be used again.
    ///
    /// # Errors
    /// [`TicketFault::NotOpen`], [`TicketFault::Expired`].
    pub fn redeem(&mut self, nonce: &Nonce, now: Monotonic) -> Result<Provenance, TicketFault> {
        let index = self.open.iter().position(|ticket| ticket.nonce == *nonce).ok_or(TicketFault::NotOpen)?;
        let ticket = self.open.remove(index);
        // A clock before the issue is the clock of another run.
        let issued = ticket.void_from.saturating_sub(Self::LIFETIME);
        if now < issued || now >= ticket.void_from {
            return Err(TicketFault::Expired);
        }
        Ok(Provenance(Origin::InAppCamera(*nonce)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Duration = Duration::from_secs(43_200);
    const MILLI: Duration = Duration::from_millis(1);

    #[test]
    fn a_ticket_proves_the_camera_once_and_within_a_minute() {
        let mut desk = TicketDesk::default();
        let ticket = desk.issue(NOON).unwrap();
        let proof = desk.redeem(&ticket.nonce, NOON + TicketDesk::LIFETIME - MILLI).unwrap();
        assert_eq!(proof.origin(), Origin::InAppCamera(ticket.nonce));
        assert_eq!(desk.redeem(&ticket.nonce, NOON), Err(TicketFault::NotOpen));
    }

    #[test]
    fn a_late_ticket_is_void_and_stays_so() {
        for now in [NOON + TicketDesk::LIFETIME, NOON - MILLI] {
            let mut desk = TicketDesk::default();
            let ticket = desk.issue(NOON).unwrap();
            assert_eq!(desk.redeem(&ticket.nonce, now), Err(TicketFault::Expired));
            assert_eq!(desk.redeem(&ticket.nonce, NOON), Err(TicketFault::NotOpen));
        }
    }

    #[test]
    fn a_made_up_ticket_and_one_of_another_desk_prove_nothing() {
        let mut desk = TicketDesk::default();
        let foreign = TicketDesk::default().issue(NOON).unwrap();
        for nonce in [[0; 16], foreign.nonce] {
            assert_eq!(desk.redeem(&nonce, NOON), Err(TicketFault::NotOpen));
        }
    }

    #[test]
    fn only_the_newest_tickets_stay_open() {
        let mut desk = TicketDesk::default();
        let first = desk.issue(NOON).unwrap();
        let others: Vec<_> = (0..TicketDesk::MOST).map(|_| desk.issue(NOON).unwrap()).collect();
        assert_eq!(desk.redeem(&first.nonce, NOON), Err(TicketFault::NotOpen));
        assert!(others.iter().all(|ticket| desk.redeem(&ticket.nonce, NOON).is_ok()));
    }

    #[test]
    fn imports_never_claim_the_camera() {
        for import in [Import::SystemCamera, Import::Gallery, Import::Scan] {
            assert!(!matches!(Provenance::imported(import).origin(), Origin::InAppCamera(_)));
        }
    }
}
