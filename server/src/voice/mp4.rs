//! AAC in MP4 (ISO 14496-12), cleaned in place: every box that playing does not need becomes `free` and zeros, and dates become zero.
//! No byte moves, so the offsets of the sound stay right.
//!
//! Boxes that stay are listed here; whatever a recorder may invent besides (`udta` with ©xyz, `meta`, `uuid`, chapters) is not on the
//! list. Written by hand, because the libraries either believe the counts that a file claims or may not ship beside ours
//! (docs/adr/0048).

use std::ops::Range;

/// What was learnt of the sound on the way.
#[derive(Debug, Default)]
struct Track {
    tracks: u32,
    is_sound: bool,
    is_aac: bool,
    /// Units a second.
    scale: u64,
    /// Length by the table of frames, in units, and how many frames that are.
    units: u64,
    frames: u64,
    /// Frames and bytes by the table of sizes.
    sized: u64,
    bytes: u64,
    /// Bytes of sound that the file has.
    media: u64,
}

/// The sound alone and its length in milliseconds; `None` for anything but one whole track of AAC.
pub(super) fn clean(mut file: Vec<u8>) -> Option<(Vec<u8>, u64)> {
    let mut track = Track::default();
    let whole = 0..file.len();
    clean_boxes(&mut file, whole, *b"file", &mut track)?;
    let whole = track.tracks == 1
        && track.is_sound
        && track.is_aac
        && track.frames == track.sized
        && (1..=track.media).contains(&track.bytes);
    let ms = track.units.checked_mul(1_000)?.checked_div(track.scale)?;
    whole.then_some((file, ms))
}

/// One box after the other. The tables below are three or four levels deep; nothing recurses further than they do.
fn clean_boxes(file: &mut [u8], range: Range<usize>, parent: [u8; 4], track: &mut Track) -> Option<()> {
    let mut at = range.start;
    while at < range.end {
        let (kind, body) = next_box(file, at..range.end, parent)?;
        let name = at + 4..at + 8;
        at = body.end;
        match (&parent, &kind) {
            (b"file", b"moov") | (b"trak", b"mdia" | b"edts") | (b"mdia", b"minf") | (b"minf", b"stbl" | b"dinf") => {
                clean_boxes(file, body, kind, track)?
            }
            (b"moov", b"trak") => {
                track.tracks += 1;
                clean_boxes(file, body, kind, track)?;
            }
            (b"file", b"mdat") => track.media = track.media.checked_add(body.len() as u64)?,
            (b"moov", b"mvhd") | (b"trak", b"tkhd") => {
                clear_dates(file.get_mut(body)?)?;
            }
            (b"mdia", b"mdhd") => {
                let header = file.get_mut(body)?;
                let scale_at = clear_dates(header)?;
                track.scale = be32(header, scale_at)?.into();
            }
            (b"mdia", b"hdlr") => {
                let handler = file.get_mut(body)?;
                track.is_sound = handler.get(8..12)? == b"soun";
                // The rest is a name for people.
                handler.get_mut(12..)?.fill(0);
            }
            (b"stbl", b"stsd") => {
                let entries = file.get(body)?;
                track.is_aac = be32(entries, 4)? == 1 && entries.get(12..16)? == b"mp4a";
            }
            (b"stbl", b"stts") => (track.frames, track.units) = read_lengths(file.get(body)?)?,
            (b"stbl", b"stsz") => (track.sized, track.bytes) = read_sizes(file.get(body)?)?,
            (b"file", b"ftyp")
            | (b"edts", b"elst")
            | (b"minf", b"smhd")
            | (b"dinf", b"dref")
            | (b"stbl", b"stsc" | b"stco" | b"co64" | b"sgpd" | b"sbgp") => {}
            _ => {
                file.get_mut(name)?.copy_from_slice(b"free");
                file.get_mut(body)?.fill(0);
            }
        }
    }
    Some(())
}

/// Name and body of the box at the beginning of the range. `None` if it does not fit in.
fn next_box(file: &[u8], range: Range<usize>, parent: [u8; 4]) -> Option<([u8; 4], Range<usize>)> {
    let within = file.get(range.clone())?;
    let kind: [u8; 4] = within.get(4..8)?.try_into().ok()?;
    let (header, len) = match be32(within, 0)? {
        // To the end of the file; only a last box may say so.
        0 if parent == *b"file" => (8, within.len()),
        1 => (16, usize::try_from(be64(within, 8)?).ok()?),
        len => (8, usize::try_from(len).ok()?),
    };
    let body = range.start + header..range.start.checked_add(len)?;
    (len >= header && len <= within.len()).then_some((kind, body))
}

/// Sets the dates of a header to zero; gives the place after them. Version 1 has eight bytes for each.
fn clear_dates(header: &mut [u8]) -> Option<usize> {
    let end = if *header.first()? == 1 { 20 } else { 12 };
    header.get_mut(4..end)?.fill(0);
    Some(end)
}

/// Number of frames and their length together, in units of the track.
fn read_lengths(table: &[u8]) -> Option<(u64, u64)> {
    let count = usize::try_from(be32(table, 4)?).ok()?;
    let entries = table.get(8..)?.get(..count.checked_mul(8)?)?;
    entries.chunks_exact(8).try_fold((0_u64, 0_u64), |(frames, units), entry| {
        let (count, length) = (u64::from(be32(entry, 0)?), u64::from(be32(entry, 4)?));
        Some((frames.checked_add(count)?, units.checked_add(count.checked_mul(length)?)?))
    })
}

/// Number of frames and their bytes together.
fn read_sizes(table: &[u8]) -> Option<(u64, u64)> {
    let (each, count) = (u64::from(be32(table, 4)?), be32(table, 8)?);
    if each > 0 {
        return Some((count.into(), each.checked_mul(count.into())?));
    }
    let sizes = table.get(12..)?.get(..usize::try_from(count).ok()?.checked_mul(4)?)?;
    let bytes = sizes.chunks_exact(4).map(|size| be32(size, 0).map_or(0, u64::from)).sum();
    Some((count.into(), bytes))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn be64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}
