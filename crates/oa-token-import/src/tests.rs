//! What every reader must do: no panic, and a reason for what is not read.

mod columns;
mod curl;
mod form;
mod lines;
mod lone_values;
mod plain_json;
mod postman_collection;
mod postman_environment;

use super::*;

/// Returns the fields for which the user must choose.
fn asked(text: impl AsRef<[u8]>) -> Vec<&'static str> {
    let import = read_all(&[Input { name: "", bytes: text.as_ref() }]).unwrap();
    let choices = import.drafts.iter().flat_map(|draft| &draft.choices);
    choices.map(|choice| choice.field.key()).collect()
}

#[test]
fn non_text_and_empty_input_have_different_errors() {
    assert_eq!(read(""), Err(UnreadableImport::Empty));
    assert_eq!(read("\u{FEFF} \r\n"), Err(UnreadableImport::Empty));
    assert_eq!(read(b"\xFF\xD8\xFF\xE0"), Err(UnreadableImport::NotText));
    assert_eq!(read(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0"), Err(UnreadableImport::OldSheet));
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
        if let Ok(import) = read_all(&[Input { name: "", bytes: text.as_bytes() }]) {
            proptest::prop_assert!(!import.drafts.is_empty());
            proptest::prop_assert!(!import.drafts.contains(&ImportedDraft::default()));
        }
    }
}
