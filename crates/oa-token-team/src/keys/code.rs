//! The codes of attempts: who wrote a row, as far as its key tells.

use super::column::TeamSealer;
use crate::rules::access::Purpose;
use crate::rules::attempt::AttemptRow;
use crate::rules::trust::{Codes, Trust, coded_parts, is_plain_claim};

const TABLE: &str = "attempt";

impl Codes for TeamSealer {
    fn code(&self, row: &AttemptRow) -> Option<Vec<u8>> {
        let parts = coded_parts(row);
        let (version, code) = self.row_code(TABLE, &slices(&parts)).ok()?;
        Some([version.to_le_bytes().as_slice(), &code].concat())
    }

    fn trust(&self, row: &AttemptRow, code: Option<&[u8]>) -> Trust {
        if is_plain_claim(row) {
            return Trust::Genuine;
        }
        let Some((version, code)) = code.and_then(<[u8]>::split_first_chunk::<4>) else { return Trust::Forged };
        let (version, Ok(code)) = (u32::from_le_bytes(*version), code.try_into()) else { return Trust::Forged };
        let newest = self.version(Purpose::Spend);
        match self.verifies_row(TABLE, &slices(&coded_parts(row)), version, code) {
            Ok(true) if newest == Some(version) => Trust::Genuine,
            Ok(true) => Trust::Former,
            // The list of members that this one has may be behind.
            Err(_) if newest.is_none_or(|newest| version >= newest) => Trust::Later,
            Ok(false) | Err(_) => Trust::Forged,
        }
    }
}

fn slices(parts: &[Vec<u8>]) -> Vec<&[u8]> {
    parts.iter().map(Vec::as_slice).collect()
}
