//! Formats the request as a cURL command, for users who want to see it or run it elsewhere. No I/O.

use super::request::{RequestPart, RowValue, TokenRequest};
use crate::secret::Secret;

/// Formats the request as a command for a POSIX shell. `show` returns the text to write for a secret.
pub fn command(request: &TokenRequest, show: impl Fn(&Secret) -> String) -> Secret {
    let mut lines = vec![format!("curl -X POST {}", quoted(&request.url()))];
    for row in request.rows() {
        let value = match &row.value {
            RowValue::Plain(text) => text.clone(),
            RowValue::Secret(secret) => show(secret),
        };
        lines.push(match row.part {
            RequestPart::Header => format!("-H {}", quoted(&format!("{}: {value}", row.key))),
            RequestPart::Body => format!("--data-urlencode {}", quoted(&format!("{}={value}", row.key))),
        });
    }
    Secret::new(lines.join(" \\\n  "))
}

/// Quotes a text as one word of a shell command.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::Origin;
    use crate::profile::AppId;

    fn request(secret_key: &str, token: &str) -> TokenRequest {
        let app_id = AppId::parse("1234567890123456789").unwrap();
        TokenRequest::refresh(&Origin::zalo_oauth(), &app_id, &Secret::new(secret_key), &Secret::new(token)).unwrap()
    }

    #[test]
    fn it_is_the_request_of_the_tutorial() {
        let shown = command(&request("FAKE_SECRET_0000000000", "FAKE_REFRESH"), |_| "••••".to_owned());
        let wanted = "curl -X POST 'https://oauth.zaloapp.com/v4/oa/access_token' \\\n  -H 'secret_key: ••••' \\\n  \
                      --data-urlencode 'refresh_token=••••' \\\n  --data-urlencode 'app_id=1234567890123456789' \\\n  \
                      --data-urlencode 'grant_type=refresh_token'";
        assert_eq!(shown.expose(), wanted);
    }
}
