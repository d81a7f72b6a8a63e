//! Base45 (RFC 9285): two bytes become three characters of QR's alphanumeric set, which a QR code stores in 5.5 bits each.
//! Strict: one text for one byte string, upper case only, or the seen-code cache could be walked around.

const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(2) * 3);
    let mut push = |digit: usize| text.push(char::from(ALPHABET[digit % 45]));
    for chunk in bytes.chunks(2) {
        let number = chunk.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        push(number);
        push(number / 45);
        if chunk.len() == 2 {
            push(number / 45 / 45);
        }
    }
    text
}

/// `None` for anything that [`encode`] would not have written.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let digit = |character: &u8| ALPHABET.iter().position(|known| known == character);
    let mut bytes = Vec::with_capacity(text.len() / 3 * 2 + 1);
    for chunk in text.as_bytes().chunks(3) {
        let mut number = 0;
        for character in chunk.iter().rev() {
            number = number * 45 + digit(character)?;
        }
        match chunk.len() {
            3 => bytes.extend_from_slice(&u16::try_from(number).ok()?.to_be_bytes()),
            2 => bytes.push(u8::try_from(number).ok()?),
            _ => return None,
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_examples_of_rfc_9285_hold() {
        for (plain, coded) in
            [("AB", "BB8"), ("Hello!!", "%69 VD92EX0"), ("base-45", "UJCLQE7W581"), ("ietf!", "QED8WEX0")]
        {
            assert_eq!(encode(plain.as_bytes()), coded);
            assert_eq!(decode(coded).as_deref(), Some(plain.as_bytes()));
        }
    }

    #[test]
    fn numbers_too_large_and_foreign_characters_are_refused() {
        for text in ["GGX", ":::", "::", "A", "bb8", "BB8?", "民意"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn bytes_survive_and_accepted_text_is_the_only_spelling(
            bytes in prop::collection::vec(any::<u8>(), 0..60), text in "[0-9A-Z $%*+./:-]{0,12}"
        ) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
            if let Some(decoded) = decode(&text) {
                prop_assert_eq!(encode(&decoded), text);
            }
        }
    }
}
