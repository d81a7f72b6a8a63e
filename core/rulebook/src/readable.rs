//! Texts that are read as they were written: short lines on cards and plates, where what does not show could deceive.

/// Whether a line is there, fits, is not padded, and has no characters that do not show or that turn the reading direction.
/// Counted in UTF-8 bytes, as a code carries it: a Chinese character has three.
#[must_use]
pub fn reads_well(text: &str, most_bytes: usize) -> bool {
    let unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
            || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
    };
    !text.is_empty() && text.len() <= most_bytes && text.trim() == text && !text.contains(unseen)
}
