//! Opus in Ogg (RFC 7845), written anew packet by packet: the comments of the recorder do not come along.

use std::io::Cursor;

use ogg::{PacketReader, PacketWriteEndInfo, PacketWriter};

/// A comment header that says nothing: no vendor, no comments.
const SILENT_TAGS: &[u8] = b"OpusTags\0\0\0\0\0\0\0\0";

/// The sound alone and its length in milliseconds; `None` for anything but one whole stream of Opus.
pub(super) fn clean(file: Vec<u8>) -> Option<(Vec<u8>, u64)> {
    if !is_all_pages(&file) {
        return None;
    }
    let mut packets = PacketReader::new(Cursor::new(file));
    let mut clean = PacketWriter::new(Vec::new());
    let (mut stream, mut pre_skip, mut number, mut end) = (0, 0, 0_u32, 0);
    // A broken page or checksum ends the reading with an error.
    while let Some(packet) = packets.read_packet().ok()? {
        match number {
            0 => {
                // Bytes 10 and 11: samples to leave out at the beginning.
                let head = packet.data.get(..19).filter(|head| head.starts_with(b"OpusHead"))?;
                pre_skip = u64::from(u16::from_le_bytes([head[10], head[11]]));
                stream = packet.stream_serial();
            }
            1 if !packet.data.starts_with(b"OpusTags") => return None,
            _ => {}
        }
        if packet.stream_serial() != stream {
            return None;
        }
        end = packet.absgp_page();
        let ends = match (packet.last_in_stream(), packet.last_in_page()) {
            (true, _) => PacketWriteEndInfo::EndStream,
            (false, true) => PacketWriteEndInfo::EndPage,
            (false, false) => PacketWriteEndInfo::NormalPacket,
        };
        let data = if number == 1 { SILENT_TAGS.to_vec() } else { packet.data };
        clean.write_packet(data, stream, ends, end).ok()?;
        number = number.checked_add(1)?;
    }
    // Opus counts 48,000 samples a second, whatever was recorded.
    let samples = end.checked_sub(pre_skip).filter(|_| number > 2)?;
    Some((clean.into_inner(), samples.div_ceil(48)))
}

/// Whether page follows page to the very end. The crate would look for the next one in whatever stands between.
fn is_all_pages(mut rest: &[u8]) -> bool {
    while !rest.is_empty() {
        let lengths = rest.get(26).and_then(|count| rest.get(27..27 + usize::from(*count)));
        let Some(lengths) = lengths.filter(|_| rest.starts_with(b"OggS")) else { return false };
        let page = 27 + lengths.len() + lengths.iter().map(|len| usize::from(*len)).sum::<usize>();
        let Some(next) = rest.get(page..) else { return false };
        rest = next;
    }
    true
}
