//! A JPEG's segments up to its first scan: enough to hold it against the limits before a decoder reserves memory for it,
//! and to find how the camera was held.

use std::io::BufRead;

use crate::limits::Limits;
use crate::orientation::Orientation;
use crate::refusal::{Refusal, Unsupported};

/// What the header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct JpegHeader {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) orientation: Orientation,
    /// Must be decoded as a whole: progressive, or its components come one after the other.
    pub(crate) buffered: bool,
}

#[derive(Clone, Copy)]
struct Frame {
    width: u32,
    height: u32,
    components: u8,
    progressive: bool,
}

impl JpegHeader {
    /// Reads up to the first scan and checks what is there against `limits`.
    pub(crate) fn read(source: &mut impl BufRead, limits: &Limits) -> Result<Self, Refusal> {
        let mut start = [0; 2];
        source.read_exact(&mut start)?;
        if start != [0xff, 0xd8] {
            return Err(Refusal::Damaged("no start of image"));
        }
        let (mut frame, mut orientation) = (None, None);
        for _ in 0..limits.segments {
            let marker = next_marker(source)?;
            if marker == 0xd9 {
                return Err(Refusal::Damaged("it ends before the picture starts"));
            }
            if matches!(marker, 0x01 | 0xd0..=0xd8) {
                continue;
            }
            let mut length = [0; 2];
            source.read_exact(&mut length)?;
            let length = usize::from(u16::from_be_bytes(length));
            let length = length.checked_sub(2).ok_or(Refusal::Damaged("a segment without room for its length"))?;
            match marker {
                0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                    let found = Frame::read(marker, &body(source, length)?)?;
                    if frame.replace(found).is_some() {
                        return Err(Refusal::Damaged("two frames"));
                    }
                }
                0xe1 => {
                    let body = body(source, length)?;
                    if let Some(tiff) = body.strip_prefix(b"Exif\0\0") {
                        orientation.get_or_insert(Orientation::from_tiff(tiff));
                    }
                }
                0xda => {
                    let scanned = *body(source, length)?.first().ok_or(Refusal::Damaged("an empty scan header"))?;
                    let frame: Frame = frame.ok_or(Refusal::Damaged("a scan before its frame"))?;
                    return frame.admit(scanned, orientation.unwrap_or(Orientation::UPRIGHT), limits);
                }
                _ => skip(source, length)?,
            }
        }
        Err(Refusal::TooManySegments { limit: limits.segments })
    }
}

impl Frame {
    fn read(marker: u8, body: &[u8]) -> Result<Self, Refusal> {
        if marker > 0xc2 {
            return Err(Refusal::Unsupported(Unsupported::Coding));
        }
        let &[depth, h1, h0, w1, w0, components, ref rest @ ..] = body else {
            return Err(Refusal::Damaged("a short frame header"));
        };
        if depth != 8 {
            return Err(Refusal::Unsupported(Unsupported::Depth));
        }
        let (width, height) = (u32::from(u16::from_be_bytes([w1, w0])), u32::from(u16::from_be_bytes([h1, h0])));
        match (width, height, components) {
            (0, _, _) => Err(Refusal::Damaged("no width")),
            (_, 0, _) => Err(Refusal::Unsupported(Unsupported::LateHeight)),
            (_, _, 4) => Err(Refusal::Unsupported(Unsupported::PrintColours)),
            (_, _, 1 | 3) if rest.len() == 3 * usize::from(components) => {
                Ok(Self { width, height, components, progressive: marker == 0xc2 })
            }
            (_, _, 1 | 3) => Err(Refusal::Damaged("a frame header of the wrong length")),
            _ => Err(Refusal::Unsupported(Unsupported::Channels)),
        }
    }

    fn admit(self, scanned: u8, orientation: Orientation, limits: &Limits) -> Result<JpegHeader, Refusal> {
        let buffered = self.progressive || scanned != self.components;
        check_size(
            self.width,
            self.height,
            limits.side,
            if buffered { limits.buffered_pixels } else { limits.streamed_pixels },
        )?;
        Ok(JpegHeader { width: self.width, height: self.height, orientation, buffered })
    }
}

/// Holds a picture's size against a longest side and a number of pixels.
pub(crate) fn check_size(width: u32, height: u32, side: u32, pixels: u64) -> Result<(), Refusal> {
    let found = width.max(height);
    if found > side {
        return Err(Refusal::TooLong { found, limit: side });
    }
    let found = u64::from(width) * u64::from(height);
    if found > pixels {
        return Err(Refusal::TooManyPixels { found, limit: pixels });
    }
    Ok(())
}

/// The next marker's code; stray bytes in front of it are skipped, as every decoder does.
fn next_marker(source: &mut impl BufRead) -> Result<u8, Refusal> {
    let mut byte = [0];
    loop {
        source.skip_until(0xff)?;
        loop {
            source.read_exact(&mut byte)?;
            match byte[0] {
                0xff => {}
                0x00 => break,
                code => return Ok(code),
            }
        }
    }
}

fn body(source: &mut impl BufRead, length: usize) -> Result<Vec<u8>, Refusal> {
    let mut body = vec![0; length];
    source.read_exact(&mut body)?;
    Ok(body)
}

fn skip(source: &mut impl BufRead, mut length: usize) -> Result<(), Refusal> {
    while length > 0 {
        let ready = source.fill_buf()?.len().min(length);
        if ready == 0 {
            return Err(Refusal::Truncated);
        }
        source.consume(ready);
        length -= ready;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], &length[..], body].concat()
    }

    fn frame(width: u16, height: u16, components: u8) -> Vec<u8> {
        let [w1, w0] = width.to_be_bytes();
        let [h1, h0] = height.to_be_bytes();
        let mut body = vec![8, h1, h0, w1, w0, components];
        body.extend((0..components).flat_map(|id| [id, 0x11, 0]));
        body
    }

    fn read(segments: &[Vec<u8>]) -> Result<JpegHeader, Refusal> {
        let bytes = [vec![0xff, 0xd8], segments.concat()].concat();
        JpegHeader::read(&mut bytes.as_slice(), &Limits::default())
    }

    #[test]
    fn what_cannot_be_decoded_is_refused_by_its_name() {
        let scan = |components: u8| segment(0xda, &[components, 1, 0, 0, 63, 0]);
        let plain = |width, height| vec![segment(0xc0, &frame(width, height, 3)), scan(3)];
        let with = |marker: u8, body: Vec<u8>| vec![segment(marker, &body), scan(3)];
        let mut deep = frame(8, 8, 3);
        deep[0] = 12;
        let limits = Limits::default();
        let table = [
            (with(0xc0, frame(8, 8, 4)), Refusal::Unsupported(Unsupported::PrintColours)),
            (with(0xc0, frame(8, 8, 2)), Refusal::Unsupported(Unsupported::Channels)),
            (with(0xc1, deep), Refusal::Unsupported(Unsupported::Depth)),
            (with(0xc3, frame(8, 8, 3)), Refusal::Unsupported(Unsupported::Coding)),
            (with(0xc9, frame(8, 8, 3)), Refusal::Unsupported(Unsupported::Coding)),
            (plain(8, 0), Refusal::Unsupported(Unsupported::LateHeight)),
            (plain(0, 8), Refusal::Damaged("no width")),
            (plain(30_000, 30_000), Refusal::TooManyPixels { found: 900_000_000, limit: limits.streamed_pixels }),
            (plain(30_001, 1), Refusal::TooLong { found: 30_001, limit: limits.side }),
            (
                vec![segment(0xc2, &frame(10_000, 10_000, 3)), scan(3)],
                Refusal::TooManyPixels { found: 100_000_000, limit: limits.buffered_pixels },
            ),
            (
                vec![segment(0xc0, &frame(10_000, 10_000, 3)), scan(1)],
                Refusal::TooManyPixels { found: 100_000_000, limit: limits.buffered_pixels },
            ),
            (vec![segment(0xfe, b"x"); 1_024], Refusal::TooManySegments { limit: 1_024 }),
            (vec![scan(3)], Refusal::Damaged("a scan before its frame")),
            (vec![segment(0xc0, &frame(8, 8, 3)); 2], Refusal::Damaged("two frames")),
            (vec![segment(0xc0, &frame(8, 8, 3))], Refusal::Truncated),
            (vec![vec![0xff, 0xd9]], Refusal::Damaged("it ends before the picture starts")),
            (vec![vec![0xff, 0xe1, 0, 1]], Refusal::Damaged("a segment without room for its length")),
            (vec![vec![0xff, 0xe1, 0xff, 0xff]], Refusal::Truncated),
            (vec![vec![0xff, 0xe2, 0xff, 0xff]], Refusal::Truncated),
        ];
        for (segments, refusal) in table {
            assert_eq!(read(&segments), Err(refusal));
        }
    }

    #[test]
    fn a_header_tells_size_orientation_and_cost() {
        let exif = [b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0".as_slice(), &[0; 4]].concat();
        let header = read(&[segment(0xe1, &exif), segment(0xc0, &frame(640, 480, 3)), segment(0xda, &[3])]).unwrap();
        assert_eq!((header.width, header.height, header.buffered), (640, 480, false));
        assert_eq!(header.orientation.exif(), 6);
        let split = read(&[segment(0xc0, &frame(640, 480, 3)), segment(0xda, &[1])]).unwrap();
        assert!(split.buffered);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = JpegHeader::read(&mut [&[0xff, 0xd8], bytes.as_slice()].concat().as_slice(), &Limits::default());
        }

        #[test]
        fn no_changed_byte_makes_it_panic(at in 0_usize..60, value: u8) {
            let mut bytes = [vec![0xff, 0xd8], segment(0xe1, b"Exif\0\0II*\0\x08\0\0\0"),
                segment(0xc0, &frame(8, 8, 3)), segment(0xda, &[3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0])].concat();
            let last = bytes.len() - 1;
            bytes[at.min(last)] = value;
            let _ = JpegHeader::read(&mut bytes.as_slice(), &Limits::default());
        }
    }
}
