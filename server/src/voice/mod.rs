//! Voice notes (语音留言): what came is a voice note from beginning to end, how long it is, and what of it may leave again.
//!
//! The file that arrived is kept as it is. What is given out is made from it each time: the sound, and nothing that the recorder wrote
//! beside it (place, device, dates, titles). See docs/adr/0048.

mod mp4;
mod ogg;

use minyi_rulebook::citizen_case::limits;
use minyi_wire::voice::VoiceFormat;

/// Recorders stop at the limit, but their last frame may end a little behind it.
const GRACE_MS: u64 = 2_000;

/// A voice note that was looked through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sound {
    pub format: VoiceFormat,
    /// Its length, rounded up; 1 to [`limits::VOICE_SECONDS`].
    pub seconds: u16,
    /// What may leave: the sound alone.
    pub clean: Vec<u8>,
}

/// Why it is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Not AAC in MP4 or Opus in Ogg, or not whole, or with more in it than one sound.
    NotVoice,
    /// Longer than a voice note may be.
    TooLong,
}

impl Sound {
    /// Looks through a whole file.
    ///
    /// # Errors
    /// Why it is no voice note.
    pub fn of(file: Vec<u8>) -> Result<Self, Unfit> {
        let format = VoiceFormat::sniff(&file).ok_or(Unfit::NotVoice)?;
        let read = match format {
            VoiceFormat::M4a => mp4::clean(file),
            VoiceFormat::OggOpus => ogg::clean(file),
        };
        let (clean, ms) = read.filter(|(_, ms)| *ms > 0).ok_or(Unfit::NotVoice)?;
        if ms > u64::from(limits::VOICE_SECONDS) * 1_000 + GRACE_MS {
            return Err(Unfit::TooLong);
        }
        let seconds = u16::try_from(ms.div_ceil(1_000)).unwrap_or(u16::MAX).min(limits::VOICE_SECONDS);
        Ok(Self { format, seconds, clean })
    }
}
