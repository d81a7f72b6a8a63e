//! 云听案 as a list of promises: every gate of the law refuses with its quoted rule, no lane leaks, the record replays.

mod gates;
mod lanes;
mod road;
mod room;
mod words;
