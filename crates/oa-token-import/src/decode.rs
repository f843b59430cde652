//! From bytes to text.

use std::borrow::Cow;

use crate::UnreadableImport;

/// The size limit of a text, in window and command: a Postman collection with every OA of a large agency has under
/// 200 KiB.
pub const SIZE_LIMIT: usize = 1024 * 1024;

/// The size limit of what a browser recorded (HAR): it holds every picture of the visited pages.
pub const LARGE_LIMIT: usize = 20 * 1024 * 1024;

/// Reads UTF-8, or UTF-16 as PowerShell and Notepad write it; removes the byte order mark.
pub(crate) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, UnreadableImport> {
    if bytes.len() > size_limit(bytes) {
        return Err(UnreadableImport::TooLarge);
    }
    let text = decode(bytes)?;
    if text.contains('\0') { Err(UnreadableImport::NotText) } else { Ok(text) }
}

/// Returns the size limit of an input that begins with these bytes.
pub fn size_limit(beginning: &[u8]) -> usize {
    if is_recording(beginning) || is_sheet(beginning) { LARGE_LIMIT } else { SIZE_LIMIT }
}

/// Reports whether the first bytes are those of a zip file, as sheets are.
pub(crate) fn is_sheet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Reports whether the first bytes are those of a compound file, as Excel wrote until 2003 and still writes for sheets
/// with a password.
pub(crate) fn is_old_sheet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
}

/// Reports whether the first bytes are those of a HAR file.
fn is_recording(bytes: &[u8]) -> bool {
    const BEGINNING: usize = 64;
    let head: Vec<u8> = bytes.iter().take(BEGINNING).copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    head.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(&head).starts_with(b"{\"log\":")
}

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
