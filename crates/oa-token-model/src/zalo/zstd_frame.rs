//! Finds the end of a zstd frame. Completes a frame that was cut off, because the decoder returns nothing for an
//! incomplete one (RFC 8878, section 3.1). No I/O.

use crate::secret::SecretBytes;

/// The first frame in a sequence of bytes.
pub(super) enum Frame<'a> {
    /// A frame without content.
    Skippable { after: &'a [u8] },
    /// A complete frame.
    Whole { frame: &'a [u8], after: &'a [u8] },
    /// A frame that was cut off: its complete blocks, followed by an added last block.
    Cut { repaired: SecretBytes },
}

/// The bit in the frame header that announces a 4-byte checksum after the last block.
const CHECKSUM: u8 = 0b100;
/// Length of a block header.
const BLOCK_HEAD: usize = 3;

impl<'a> Frame<'a> {
    /// Finds the first frame. Returns `None` if the bytes do not contain a complete frame header.
    pub(super) fn first_of(bytes: &'a [u8]) -> Option<Self> {
        if let [0x50..=0x5F, 0x2A, 0x4D, 0x18, a, b, c, d, rest @ ..] = bytes {
            let length = usize::try_from(u32::from_le_bytes([*a, *b, *c, *d])).ok()?;
            return Some(Self::Skippable { after: rest.get(length..).unwrap_or_default() });
        }
        let descriptor = *bytes.get(4)?;
        let mut at = head_length(descriptor);
        bytes.get(..at)?;
        loop {
            let Some([a, b, c]) = bytes.get(at..at + BLOCK_HEAD) else { return Some(repaired(bytes, at, &[])) };
            let head = u32::from_le_bytes([*a, *b, *c, 0]);
            let (is_last, kind, size) = (head & 1 == 1, head >> 1 & 3, usize::try_from(head >> 3).ok()?);
            // An RLE block stores its byte once, whatever its size.
            let length = if kind == 1 { 1 } else { size };
            let end = at + BLOCK_HEAD + length;
            if end > bytes.len() {
                // A raw block can be used in part.
                let part = if kind == 0 { &bytes[at + BLOCK_HEAD..] } else { &[] };
                return Some(repaired(bytes, at, part));
            }
            at = end;
            if is_last {
                break;
            }
        }
        let end = at + if descriptor & CHECKSUM == 0 { 0 } else { 4 };
        Some(match bytes.get(end..) {
            Some(after) => Self::Whole { frame: &bytes[..end], after },
            None => repaired(bytes, at, &[]),
        })
    }
}

fn head_length(descriptor: u8) -> usize {
    let is_single = descriptor & 0b10_0000 != 0;
    let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
    let size = [usize::from(is_single), 2, 4, 8][usize::from(descriptor >> 6)];
    5 + usize::from(!is_single) + dictionary + size
}

/// Completes a frame after its blocks up to `at`, with `part` as a raw last block.
fn repaired<'a>(bytes: &[u8], at: usize, part: &[u8]) -> Frame<'a> {
    let mut repaired = Vec::with_capacity(at + BLOCK_HEAD + part.len());
    repaired.extend_from_slice(&bytes[..at]);
    repaired[4] &= !CHECKSUM;
    let size = u32::try_from(part.len()).unwrap_or_default();
    repaired.extend_from_slice(&(size << 3 | 1).to_le_bytes()[..BLOCK_HEAD]);
    repaired.extend_from_slice(part);
    Frame::Cut { repaired: SecretBytes::new(repaired) }
}
