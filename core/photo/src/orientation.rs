//! How the camera was held (EXIF tag 0x0112): the eight ways, and the only thing we read from a photo's own metadata.

/// A way to turn stored pixels upright: flips first, then a swap of rows and columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orientation {
    exif: u8,
}

impl Orientation {
    /// Stored as seen.
    pub const UPRIGHT: Self = Self { exif: 1 };

    /// From the value of the EXIF tag, 1 to 8.
    #[must_use]
    pub fn from_exif(value: u16) -> Option<Self> {
        (1..=8).contains(&value).then_some(Self { exif: value.to_le_bytes()[0] })
    }

    /// The value of the EXIF tag, 1 to 8.
    #[must_use]
    pub fn exif(self) -> u8 {
        self.exif
    }

    /// Columns run right to left.
    pub(crate) fn flips_columns(self) -> bool {
        matches!(self.exif, 2 | 3 | 7 | 8)
    }

    /// Rows run bottom to top.
    pub(crate) fn flips_rows(self) -> bool {
        matches!(self.exif, 3 | 4 | 6 | 7)
    }

    /// Rows are columns.
    pub(crate) fn transposes(self) -> bool {
        self.exif >= 5
    }

    /// Reads the tag from a TIFF block, as EXIF embeds it. Anything odd means upright, as viewers take it.
    ///
    /// Only the first directory is looked at and no pointer but the one to it is followed: there is no loop to fall in.
    pub(crate) fn from_tiff(tiff: &[u8]) -> Self {
        Self::find(tiff).and_then(Self::from_exif).unwrap_or(Self::UPRIGHT)
    }

    fn find(tiff: &[u8]) -> Option<u16> {
        const TAG: u16 = 0x0112;
        const SHORT: u16 = 3;
        let little = match tiff.get(..4)? {
            b"II*\0" => true,
            b"MM\0*" => false,
            _ => return None,
        };
        let short = |at: usize| {
            let pair = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
            Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
        };
        let long = |at: usize| {
            let four = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
            Some(if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
        };
        let directory = usize::try_from(long(4)?).ok()?;
        let entries = usize::from(short(directory)?);
        (0..entries)
            .map_while(|index| directory.checked_add(2 + 12 * index))
            .take_while(|entry| *entry < tiff.len())
            .find(|entry| short(*entry) == Some(TAG) && short(entry + 2) == Some(SHORT))
            .and_then(|entry| short(entry + 8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tiff(little: bool, entries: &[(u16, u16, u16)]) -> Vec<u8> {
        let short = |v: u16| if little { v.to_le_bytes() } else { v.to_be_bytes() };
        let long = |v: u32| if little { v.to_le_bytes() } else { v.to_be_bytes() };
        let mut bytes = if little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
        bytes.extend(long(8));
        bytes.extend(short(u16::try_from(entries.len()).unwrap()));
        for (tag, kind, value) in entries {
            bytes.extend([short(*tag), short(*kind)].concat());
            bytes.extend(long(1));
            bytes.extend([short(*value), short(0)].concat());
        }
        // The next directory is this one: a loop for whoever follows it.
        bytes.extend(long(8));
        bytes
    }

    #[test]
    fn the_tag_is_found_in_both_byte_orders_even_in_a_looping_directory() {
        for little in [true, false] {
            for value in 1..=8 {
                let found = Orientation::from_tiff(&tiff(little, &[(0x010f, 2, 9), (0x0112, 3, value)]));
                assert_eq!(u16::from(found.exif()), value);
            }
        }
    }

    #[test]
    fn odd_metadata_means_upright() {
        let table = [
            tiff(true, &[(0x0112, 3, 0)]),
            tiff(true, &[(0x0112, 3, 9)]),
            tiff(true, &[(0x0112, 2, 6)]),
            tiff(true, &[]),
            b"II*\0\xff\xff\xff\xff".to_vec(),
            b"II*\0\x08\0\0\0\xff\xff".to_vec(),
            b"Exif".to_vec(),
            Vec::new(),
        ];
        for bytes in table {
            assert_eq!(Orientation::from_tiff(&bytes), Orientation::UPRIGHT, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..200), little: bool) {
            let magic = if little { b"II*\0" } else { b"MM\0*" };
            let n = bytes.len().min(4);
            bytes[..n].copy_from_slice(&magic[..n]);
            Orientation::from_tiff(&bytes);
        }
    }
}
