//! Form encoding: strict for bodies, lenient for queries. Knows no names of fields.

/// The decoded pairs in their original order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form {
    pairs: Vec<(String, String)>,
    well_formed: bool,
}

impl Form {
    /// Decodes `application/x-www-form-urlencoded`. Never fails: invalid parts stay as they are and are noted.
    pub(crate) fn parse(text: &[u8]) -> Self {
        let mut well_formed = text.iter().all(|byte| byte.is_ascii_alphanumeric() || b"*-._~%+&=".contains(byte));
        let mut pairs = Vec::new();
        for piece in text.split(|byte| *byte == b'&').filter(|_| !text.is_empty()) {
            let mut halves = piece.splitn(2, |byte| *byte == b'=');
            let mut half = || halves.next().map(decode);
            let (name, value) = (half(), half());
            well_formed &= value.is_some();
            let ((name, name_sound), (value, value_sound)) = (name.unwrap_or_default(), value.unwrap_or_default());
            well_formed &= name_sound && value_sound;
            pairs.push((name, value));
        }
        Self { pairs, well_formed }
    }

    /// Reports whether every byte follows the encoding.
    pub(crate) fn is_well_formed(&self) -> bool {
        self.well_formed
    }

    /// Returns the first value with that name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Returns every name, including repetitions.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.pairs.iter().map(|(name, _)| name.as_str())
    }
}

/// Decodes one name or value; also reports whether every escape and the UTF-8 were valid.
fn decode(text: &[u8]) -> (String, bool) {
    let mut bytes = Vec::with_capacity(text.len());
    let mut sound = true;
    let mut rest = text;
    while let Some((&first, tail)) = rest.split_first() {
        let escaped = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let escaped = escaped.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match (first, escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
                continue;
            }
            (b'%', None) => sound = false,
            (_, _) => {}
        }
        bytes.push(if first == b'+' { b' ' } else { first });
        rest = tail;
    }
    sound &= std::str::from_utf8(&bytes).is_ok();
    (String::from_utf8_lossy(&bytes).into_owned(), sound)
}

/// Encodes a value for a query: escapes everything except the unreserved characters.
pub(crate) fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            encoded.push('%');
            encoded.push(char::from(DIGITS[usize::from(byte >> 4)]));
            encoded.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_plus_signs_are_decoded() {
        let form = Form::parse(b"a=1%2B2+3&b=%C6%A1&c=");
        assert!(form.is_well_formed());
        assert_eq!((form.get("a"), form.get("b"), form.get("c")), (Some("1+2 3"), Some("ơ"), Some("")));
    }

    #[test]
    fn invalid_encoding_is_reported_and_kept() {
        for text in ["a=%zz", "a=%", "a=%2", "a=%+1", "a", "a=1&&b=2", "a=b c", "a=\"x\"", "a=%ff"] {
            assert!(!Form::parse(text.as_bytes()).is_well_formed(), "{text}");
        }
        assert_eq!(Form::parse(b"a=%zz").get("a"), Some("%zz"));
        assert!(Form::parse(b"").is_well_formed());
    }

    #[test]
    fn decoding_reverses_encoding() {
        let text = "https://example.test/a?b=c&d=ơ +%";
        assert_eq!(Form::parse(format!("x={}", encode(text)).as_bytes()).get("x"), Some(text));
    }
}
