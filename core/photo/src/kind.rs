//! What a file is, by its first bytes.

/// What the first bytes say the file is; its name is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoKind {
    /// JPEG (ITU-T T.81).
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
    /// HEIC or another HEIF picture: hashed and kept, decoded by the shell.
    Heic,
}

impl PhotoKind {
    /// Bytes that [`PhotoKind::sniff`] needs.
    pub const SNIFFED: usize = 12;

    /// The kind, by the magic numbers in the first [`PhotoKind::SNIFFED`] bytes.
    #[must_use]
    pub fn sniff(start: &[u8]) -> Option<Self> {
        const HEIF_BRANDS: [&[u8; 4]; 8] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"];
        if start.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Self::Jpeg)
        } else if start.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if start.starts_with(b"RIFF") && start.get(8..12) == Some(b"WEBP") {
            Some(Self::WebP)
        } else if start.get(4..8) == Some(b"ftyp") {
            let brand = start.get(8..12)?;
            HEIF_BRANDS.iter().any(|known| *known == brand).then_some(Self::Heic)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_read_from_the_first_bytes() {
        let table: [(&[u8], Option<PhotoKind>); 8] = [
            (b"\xff\xd8\xff\xe0", Some(PhotoKind::Jpeg)),
            (b"\x89PNG\r\n\x1a\n", Some(PhotoKind::Png)),
            (b"RIFF\0\0\0\0WEBP", Some(PhotoKind::WebP)),
            (b"RIFF\0\0\0\0WAVE", None),
            (b"\0\0\0\x18ftypheic", Some(PhotoKind::Heic)),
            (b"\0\0\0\x18ftypisom", None),
            (b"\xff\xd8", None),
            (b"<html>", None),
        ];
        for (start, kind) in table {
            assert_eq!(PhotoKind::sniff(start), kind, "{start:?}");
        }
    }
}
