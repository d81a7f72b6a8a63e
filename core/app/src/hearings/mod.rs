//! 云听案 on the phone: questions are written here and sent once, the room is watched live, and that somebody watches is told.
//!
//! A draft of a question lives in the vault, anchored to the moment it was begun at; nothing of it leaves the phone before the deputy
//! sends it. Then it is a command like any other: sealed, and brought to the server by the outbox. `room` follows one hearing; what the
//! stream says is taken in by [`crate::hearing::HearingSession`]. `picture` says where the court is shown.

mod anchors;
mod desk;
mod heartbeat;
mod picture;
mod room;

pub use anchors::{anchor_at, anchor_at_position};
pub use desk::QuestionDraft;
pub use heartbeat::Playing;
pub use picture::{CourtPicture, PicturePlace};
pub use room::{HearingWatch, Link, RoomUpdate};
