//! A text as a QR code.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use super::QrView;

/// Encodes a text; `None` if it is longer than a QR code can be (2,953 bytes).
pub(crate) fn encode(text: &str) -> Option<QrView> {
    // The least correction: the screen is clean, and larger squares are read more easily.
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            write!(path, "M{} {}h1v1h-1z", at % width, at / width).ok()?;
        }
    }
    Some(QrView { size: u16::try_from(width).ok()?, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_squares_with_the_three_marks_in_its_corners() {
        let code = encode("https://oauth.zaloapp.com/v4/oa/permission?app_id=1").unwrap();
        let dark = |x: u16, y: u16| code.path.contains(&format!("M{x} {y}h1"));
        let last = code.size - 1;
        // A corner mark is dark, light, dark from its edge inwards; the fourth corner has none.
        for (x, y) in [(0, 0), (last, 0), (0, last)] {
            let inwards = |at: u16, by: u16| if at == 0 { by } else { at - by };
            assert!(dark(x, y) && !dark(inwards(x, 1), inwards(y, 1)) && dark(inwards(x, 2), inwards(y, 2)));
        }
        assert_eq!(encode(&"x".repeat(3_000)), None);
    }
}
