//! What a photo is, told by its first bytes; names and headers of the sender count for nothing.

/// Kinds of photo that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoKind {
    Jpeg,
    Png,
    WebP,
    Heic,
}

impl PhotoKind {
    const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::WebP, Self::Heic];

    /// Looks at the beginning of a file; the first four kilobytes are plenty.
    #[must_use]
    pub fn sniff(beginning: &[u8]) -> Option<Self> {
        use infer::image;
        // WebP and PNG are checked in full: `infer` looks at fewer bytes than the formats fix.
        if image::is_jpeg(beginning) {
            Some(Self::Jpeg)
        } else if beginning.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if beginning.starts_with(b"RIFF") && image::is_webp(beginning) {
            Some(Self::WebP)
        } else if image::is_heif(beginning) {
            Some(Self::Heic)
        } else {
            None
        }
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Heic => "image/heic",
        }
    }

    /// The kind with this media type.
    #[must_use]
    pub fn of_media_type(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.media_type() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_four_kinds_are_photos() {
        let heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic";
        let avif = b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif";
        let table: &[(&[u8], Option<PhotoKind>)] = &[
            (b"\xff\xd8\xff\xe0\x00\x10JFIF", Some(PhotoKind::Jpeg)),
            (b"\x89PNG\r\n\x1a\n\x00", Some(PhotoKind::Png)),
            (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Some(PhotoKind::WebP)),
            (heic, Some(PhotoKind::Heic)),
            (avif, None),
            (b"\x89PNG", None),
            (b"GIF89a", None),
            (b"%PDF-1.7", None),
            (b"<svg xmlns=", None),
            (b"<html><script>", None),
            (b"MZ\x90", None),
            (b"", None),
        ];
        for (bytes, kind) in table {
            assert_eq!(PhotoKind::sniff(bytes), *kind, "{bytes:?}");
        }
    }
}
