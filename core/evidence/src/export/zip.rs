//! A ZIP with one form: files stored one after the other, no compression, no times, no comments. Any tool opens it; the reader
//! writes what it understood again and compares, so that no byte of the file is without meaning.

/// Files of one package.
const FILES_MOST: usize = 2_048;
/// Longest package, in bytes.
pub(super) const LONGEST: usize = 512 << 20;
const NAME_MOST: usize = 64;

const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
/// What follows a signature in both headers: version 2.0, UTF-8 names, stored, midnight of 1 January 1980.
const FIXED: [u8; 10] = [20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0];

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Why bytes are no package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// Not a ZIP in our form.
    Form,
    /// The bytes of this file do not fit their checksum.
    Altered(String),
}

/// The ZIP of these files. `None` if they are too many or too large.
pub(super) fn write(files: &[File]) -> Option<Vec<u8>> {
    let total: usize = files.iter().map(|file| file.bytes.len()).sum();
    let named = |file: &File| (1..=NAME_MOST).contains(&file.name.len());
    if files.len() > FILES_MOST || total > LONGEST - (1 << 20) || !files.iter().all(named) {
        return None;
    }
    let (mut out, mut directory) = (Vec::with_capacity(total + files.len() * 256), Vec::new());
    for file in files {
        let offset = u32::try_from(out.len()).ok()?;
        let facts = facts(file)?;
        out.extend(LOCAL);
        out.extend(FIXED);
        out.extend(facts);
        out.extend([0, 0]); // no extra field
        out.extend(file.name.as_bytes());
        out.extend(&file.bytes);
        directory.extend(CENTRAL);
        directory.extend([20, 0]); // made by version 2.0
        directory.extend(FIXED);
        directory.extend(facts);
        directory.extend([0; 12]); // no extra field, no comment, first disk, no attributes
        directory.extend(offset.to_le_bytes());
        directory.extend(file.name.as_bytes());
    }
    let count = u16::try_from(files.len()).ok()?.to_le_bytes();
    let (start, length) = (u32::try_from(out.len()).ok()?, u32::try_from(directory.len()).ok()?);
    out.extend(directory);
    out.extend(END);
    out.extend([0; 4]);
    out.extend(count);
    out.extend(count);
    out.extend(length.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    Some(out)
}

/// Checksum, length twice (stored is as long as plain), length of the name.
fn facts(file: &File) -> Option<[u8; 14]> {
    let length = u32::try_from(file.bytes.len()).ok()?.to_le_bytes();
    let name = u16::try_from(file.name.len()).ok()?.to_le_bytes();
    let mut facts = [0; 14];
    facts[..4].copy_from_slice(&crc32fast::hash(&file.bytes).to_le_bytes());
    facts[4..8].copy_from_slice(&length);
    facts[8..12].copy_from_slice(&length);
    facts[12..].copy_from_slice(&name);
    Some(facts)
}

/// The files of a package.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<File>, Unreadable> {
    if bytes.len() > LONGEST {
        return Err(Unreadable::Form);
    }
    let mut files = Vec::new();
    let mut altered = None;
    let mut rest = bytes;
    while let Some(header) = rest.strip_prefix(&LOCAL) {
        let (name, content, crc, after) = local(header).ok_or(Unreadable::Form)?;
        if files.len() == FILES_MOST {
            return Err(Unreadable::Form);
        }
        if crc32fast::hash(content) != crc {
            altered.get_or_insert(name.clone());
        }
        files.push(File { name, bytes: content.to_vec() });
        rest = after;
    }
    if let Some(name) = altered {
        return Err(Unreadable::Altered(name));
    }
    if write(&files).is_some_and(|ours| ours == bytes) { Ok(files) } else { Err(Unreadable::Form) }
}

/// Name, content, checksum and what follows.
fn local(header: &[u8]) -> Option<(String, &[u8], u32, &[u8])> {
    let (fixed, rest) = header.split_at_checked(FIXED.len())?;
    let (facts, rest) = rest.split_first_chunk::<14>()?;
    let (extra, rest) = rest.split_first_chunk::<2>()?;
    let [c0, c1, c2, c3, l0, l1, l2, l3, _, _, _, _, n0, n1] = *facts;
    let length = usize::try_from(u32::from_le_bytes([l0, l1, l2, l3])).ok()?;
    let (name, rest) = rest.split_at_checked(u16::from_le_bytes([n0, n1]).into())?;
    let (content, rest) = rest.split_at_checked(length)?;
    let name = std::str::from_utf8(name).ok().filter(|name| name.len() <= NAME_MOST)?.to_owned();
    (fixed == FIXED && *extra == [0, 0]).then_some((name, content, u32::from_le_bytes([c0, c1, c2, c3]), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn files() -> Vec<File> {
        let file = |name: &str, bytes: &[u8]| File { name: name.to_owned(), bytes: bytes.to_vec() };
        vec![file("original.jpg", b"abc"), file("log/0000000001.cbor", &[0; 300]), file("empty", b"")]
    }

    #[test]
    fn files_come_back_and_a_change_of_one_bit_anywhere_is_refused() {
        let zip = write(&files()).unwrap();
        assert_eq!(read(&zip), Ok(files()));
        for bit in 0..zip.len() * 8 {
            let mut changed = zip.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(read(&changed).is_err(), "bit {bit}");
        }
        let mut changed = zip;
        let at = changed.windows(3).position(|window| window == b"abc").unwrap();
        changed[at] = b'x';
        assert_eq!(read(&changed), Err(Unreadable::Altered("original.jpg".to_owned())));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), framed: bool) {
            let start: &[u8] = if framed { &LOCAL } else { &[] };
            let _ = read(&[start, &bytes].concat());
        }
    }
}
