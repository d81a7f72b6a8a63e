//! What a voice note (语音留言) may be: what phones record by themselves, told by its first bytes. Whether it is one from beginning to
//! end, the server looks.

/// Kinds of sound that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoiceFormat {
    /// AAC in MP4, as Android and iOS record it.
    M4a,
    /// Opus in Ogg.
    OggOpus,
}

/// Bytes that [`VoiceFormat::sniff`] wants to see.
pub const SNIFFED: usize = 36;

impl VoiceFormat {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::M4a, Self::OggOpus];

    /// Looks at the beginning of a file; names and headers of the sender count for nothing.
    #[must_use]
    pub fn sniff(beginning: &[u8]) -> Option<Self> {
        match (beginning.get(4..8), beginning.get(8..12)) {
            // The brands of pictures share the container.
            (Some(b"ftyp"), Some(b"heic" | b"heix" | b"hevc" | b"mif1" | b"msf1" | b"avif" | b"avis")) => None,
            (Some(b"ftyp"), Some(_)) => Some(Self::M4a),
            _ if beginning.starts_with(b"OggS") && beginning.get(28..36) == Some(b"OpusHead") => Some(Self::OggOpus),
            _ => None,
        }
    }

    /// The media type under which it is kept and shown.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::M4a => "audio/mp4",
            Self::OggOpus => "audio/ogg",
        }
    }

    /// The kind with this media type.
    #[must_use]
    pub fn of_media_type(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.media_type() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_kinds_are_voice_notes() {
        let mut opus = b"OggS\x00\x02".to_vec();
        opus.resize(28, 0);
        let vorbis = [&opus[..], b"\x01vorbis\x00"].concat();
        opus.extend_from_slice(b"OpusHead");
        let table: [(&[u8], Option<VoiceFormat>); 10] = [
            (b"\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00", Some(VoiceFormat::M4a)),
            (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", Some(VoiceFormat::M4a)),
            (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", None),
            (b"\x00\x00\x00\x18ftyp", None),
            (&opus, Some(VoiceFormat::OggOpus)),
            (&opus[..35], None),
            (&vorbis, None),
            (b"RIFF\x00\x00\x00\x00WAVEfmt ", None),
            (b"ID3\x04", None),
            (b"", None),
        ];
        for (bytes, format) in table {
            assert_eq!(VoiceFormat::sniff(bytes), format, "{bytes:?}");
        }
    }
}
