//! A cURL command that asks Zalo which OA the token belongs to. It spends nothing; the refresh request is never
//! exported.

use super::quoting::single_quoted;
use super::{ACCESS, Token};
use crate::origin::Origin;

/// The path that returns the token's OA (docs/zalo-api.md, section 4).
const GETOA: &str = "/v2.0/oa/getoa";

/// Writes one line for a POSIX shell.
pub(super) fn write(api: &Origin, access: &Token<'_>) -> String {
    let header = single_quoted(&format!("{ACCESS}: {}", access.shown()));
    format!("curl -H {header} {}", single_quoted(&api.join(GETOA)))
}
