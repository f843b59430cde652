//! A cURL command that asks Zalo which OA the token belongs to. It spends nothing; the refresh request is never
//! exported.

use super::{ACCESS, Token};
use crate::origin::Origin;
use crate::shell::Shell;

/// The path that returns the token's OA (docs/zalo-api.md, section 4).
const GETOA: &str = "/v2.0/oa/getoa";

/// Writes one line for a shell.
pub(super) fn write(shell: Shell, api: &Origin, access: &Token<'_>) -> String {
    let header = shell.quoted(&format!("{ACCESS}: {}", access.shown()));
    format!("{} -H {header} {}", shell.curl(), shell.quoted(&api.join(GETOA)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    #[test]
    fn a_windows_shell_gets_double_quotes() {
        let token = Secret::new("FAKE_A");
        let line = write(Shell::Windows, &Origin::zalo_api(), &Token::itself(&token));
        assert_eq!(line, r#"curl.exe -H "access_token: FAKE_A" "https://openapi.zalo.me/v2.0/oa/getoa""#);
        assert!("FAKE_A-b.c~1+/=".chars().all(|char| Shell::Windows.carries(char)));
        assert!(!"\"%$`\\^!".chars().any(|char| Shell::Windows.carries(char)));
    }
}
