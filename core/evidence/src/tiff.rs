//! Writes the TIFF block inside EXIF: three small directories, little-endian, nothing else.

/// The value of a tag, as far as we write them.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Bytes([u8; 4]),
    Text(String),
    Short(u16),
    Long(u32),
    Fractions(Vec<(u32, u32)>),
    Opaque([u8; 4]),
}

/// Tags in ascending order, as the format demands.
pub(crate) type Directory = Vec<(u16, Value)>;

impl Value {
    /// Type, count and content.
    fn encoded(&self) -> (u16, usize, Vec<u8>) {
        match self {
            Self::Bytes(bytes) => (1, 4, bytes.to_vec()),
            Self::Text(text) => (2, text.len() + 1, [text.as_bytes(), &[0]].concat()),
            Self::Short(value) => (3, 1, value.to_le_bytes().to_vec()),
            Self::Long(value) => (4, 1, value.to_le_bytes().to_vec()),
            Self::Fractions(parts) => {
                (5, parts.len(), parts.iter().flat_map(|(n, d)| [n.to_le_bytes(), d.to_le_bytes()]).flatten().collect())
            }
            Self::Opaque(bytes) => (7, 4, bytes.to_vec()),
        }
    }
}

/// Header, then the picture's directory, then those of the photo and, if there is one, of the place.
pub(crate) fn write_tiff(picture: &Directory, photo: &Directory, place: Option<Directory>) -> Vec<u8> {
    const PHOTO: u16 = 0x8769;
    const PLACE: u16 = 0x8825;
    const HEADER: usize = 8;
    let mut picture = picture.clone();
    picture.push((PHOTO, Value::Long(0)));
    if place.is_some() {
        picture.push((PLACE, Value::Long(0)));
    }
    let at_photo = HEADER + length(&picture);
    let at_place = at_photo + length(photo);
    for (tag, value) in &mut picture {
        match *tag {
            PHOTO => *value = Value::Long(small(at_photo)),
            PLACE => *value = Value::Long(small(at_place)),
            _ => {}
        }
    }
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    for directory in [Some(&picture), Some(photo), place.as_ref()].into_iter().flatten() {
        append(&mut bytes, directory);
    }
    bytes
}

fn length(directory: &Directory) -> usize {
    let outside = |(_, value): &(u16, Value)| Some(value.encoded().2.len()).filter(|length| *length > 4);
    2 + 12 * directory.len() + 4 + directory.iter().filter_map(outside).map(|length| length + length % 2).sum::<usize>()
}

fn append(bytes: &mut Vec<u8>, directory: &Directory) {
    let mut outside = Vec::new();
    let after = bytes.len() + 2 + 12 * directory.len() + 4;
    bytes.extend(u16::try_from(directory.len()).unwrap_or(u16::MAX).to_le_bytes());
    for (tag, value) in directory {
        let (kind, count, mut content) = value.encoded();
        bytes.extend(tag.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(small(count).to_le_bytes());
        if content.len() > 4 {
            bytes.extend(small(after + outside.len()).to_le_bytes());
            outside.append(&mut content);
            outside.resize(outside.len().next_multiple_of(2), 0);
        } else {
            content.resize(4, 0);
            bytes.extend(content);
        }
    }
    bytes.extend([0; 4]);
    bytes.extend(outside);
}

fn small(value: usize) -> u32 {
    u32::try_from(value).expect("three directories of a few short values")
}
