//! Converts text to drafts. One recogniser per file: each decides whether the text has its format, and reads it.

mod collected;
mod curl;
pub mod draft;
mod form;
mod json;
mod keys;
mod lines;
mod plain_json;
mod postman_collection;
mod postman_environment;
mod shell_words;
mod variables;

use std::borrow::Cow;

use crate::draft::Draft;

/// The size limit, in window and command: a Postman collection with every OA of a large agency has under 200 KiB.
pub const SIZE_LIMIT: usize = 1024 * 1024;

/// Why nothing can be imported. Never contains the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableImport {
    /// There is nothing but spaces.
    #[error("there is nothing to import")]
    Empty,
    /// The bytes are not text.
    #[error("this is not text")]
    NotText,
    /// It begins like JSON but is not valid.
    #[error("line {line} is not JSON")]
    NotJson {
        /// The line of the error, from 1.
        line: usize,
    },
    /// It is JSON, but neither an object nor an array of objects.
    #[error("this is JSON without keys")]
    NotAnObject,
    /// No key is known.
    #[error("nothing in it is known")]
    NothingRecognised,
    /// A known key holds something other than a text.
    #[error("{key} is not a text")]
    WrongType {
        /// The key.
        key: &'static str,
    },
    /// A known key holds two different values.
    #[error("{key} holds two different values")]
    Ambiguous {
        /// The key.
        key: &'static str,
    },
    /// It is larger than [`SIZE_LIMIT`].
    #[error("this is larger than 1 MiB")]
    TooLarge,
}

/// Reads a text if it has this format; `None` leaves it to the next recogniser.
type Recogniser = fn(&str) -> Option<Result<Vec<Draft>, UnreadableImport>>;

/// Tried in this order; the first one that accepts the text reads it.
const RECOGNISERS: &[Recogniser] = &[
    postman_collection::recognise,
    postman_environment::recognise,
    plain_json::recognise,
    curl::recognise,
    form::recognise,
    lines::recognise,
];

/// Reads a text of any supported format; returns at least one draft, not trimmed yet.
pub fn read(bytes: impl AsRef<[u8]>) -> Result<Vec<Draft>, UnreadableImport> {
    let bytes = bytes.as_ref();
    if bytes.len() > SIZE_LIMIT {
        return Err(UnreadableImport::TooLarge);
    }
    let text = decode(bytes)?;
    if text.contains('\0') {
        return Err(UnreadableImport::NotText);
    }
    // Text at the beginning is kept, so that line numbers match those of an editor.
    let text = text.trim_end();
    if text.is_empty() {
        return Err(UnreadableImport::Empty);
    }
    let known = RECOGNISERS.iter().find_map(|recognise| recognise(text));
    known.unwrap_or(Err(UnreadableImport::NothingRecognised))
}

/// Reads UTF-8, or UTF-16 as PowerShell and Notepad write it; removes the byte order mark.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, UnreadableImport> {
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, odd) = rest.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
        let text = String::from_utf16(&units).ok().filter(|_| odd.is_empty());
        text.map(Cow::Owned).ok_or(UnreadableImport::NotText)
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] | rest => {
            std::str::from_utf8(rest).map(Cow::Borrowed).map_err(|_| UnreadableImport::NotText)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn non_text_and_empty_input_have_different_errors() {
        assert_eq!(read(""), Err(UnreadableImport::Empty));
        assert_eq!(read("\u{FEFF} \r\n"), Err(UnreadableImport::Empty));
        assert_eq!(read(b"\xFF\xD8\xFF\xE0"), Err(UnreadableImport::NotText));
        assert_eq!(read(b"{\"app_id\":\"1\0\"}"), Err(UnreadableImport::NotText));
        assert_eq!(read(b"\xFF\xFEa"), Err(UnreadableImport::NotText));
        assert_eq!(read("hello"), Err(UnreadableImport::NothingRecognised));
        assert_eq!(read(vec![b' '; SIZE_LIMIT + 1]), Err(UnreadableImport::TooLarge));
    }

    #[test]
    fn a_byte_order_mark_and_utf_16_are_accepted() {
        let text = "{\r\n\"app_id\": \"123\"\r\n}\r\n";
        let wanted = Ok(vec![Draft { app_id: Some("123".to_owned()), ..Draft::default() }]);
        let little: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(text), wanted);
        assert_eq!(read(format!("\u{FEFF}{text}")), wanted);
        assert_eq!(read(little), wanted);
        assert_eq!(read(big), wanted);
    }

    const PIECES: &[&str] = &[
        "curl ",
        "-H ",
        "--data",
        " -d",
        "'",
        "\"",
        "$'",
        "\\",
        "^",
        "^\"",
        "\r\n",
        "\n",
        " ",
        "\t",
        ": ",
        "=",
        "&",
        "?",
        "%",
        "{{",
        "}}",
        "{",
        "}",
        "[",
        "]",
        ",",
        "“",
        "’",
        "\u{200B}",
        "\u{FEFF}",
        "ệ",
        "app_id",
        "Khóa bí mật",
        "refresh_token",
        "\"item\":",
        "\"values\":",
        "\"request\":",
        "\"key\":",
        "\"value\":",
        "export ",
        "#",
        "//",
        "1",
        "FAKE_X",
    ];

    proptest::proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
            let result = read(&bytes);
            proptest::prop_assert!(result.is_ok_and(|drafts| !drafts.is_empty()) || read(&bytes).is_err());
        }

        #[test]
        fn pieces_of_every_source_never_panic(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..24)) {
            let text = pieces.concat();
            if let Ok(drafts) = read(&text) {
                proptest::prop_assert!(!drafts.is_empty());
                proptest::prop_assert!(!drafts.contains(&Draft::default()));
            }
        }
    }
}
