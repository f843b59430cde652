//! Formats the request as a cURL command, for users who want to see it or run it elsewhere. No I/O.

use super::request::{RequestPart, RowValue, TokenRequest};
use crate::secret::Secret;
use crate::shell::Shell;

/// Formats the request as a command for the shell of this system. `show` returns the text to write for a secret.
pub fn command(request: &TokenRequest, show: impl Fn(&Secret) -> String) -> Secret {
    write(Shell::HERE, request, show)
}

fn write(shell: Shell, request: &TokenRequest, show: impl Fn(&Secret) -> String) -> Secret {
    let mut words = vec![("-X POST", request.url())];
    for row in request.rows() {
        let value = match &row.value {
            RowValue::Plain(text) => text.clone(),
            RowValue::Secret(secret) => show(secret),
        };
        words.push(match row.part {
            RequestPart::Header => ("-H", format!("{}: {value}", row.key)),
            RequestPart::Body => ("--data-urlencode", format!("{}={value}", row.key)),
        });
    }
    // What no Windows shell carries is written for the POSIX shells that there are for Windows.
    let is_carried = words.iter().all(|(_, word)| word.chars().all(|char| shell.carries(char)));
    let shell = if is_carried { shell } else { Shell::Posix };
    let parts: Vec<String> = words.iter().map(|(option, word)| format!("{option} {}", shell.quoted(word))).collect();
    Secret::new(format!("{} {}", shell.curl(), parts.join(shell.separator())))
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
        let request = request("FAKE_SECRET_0000000000", "FAKE_REFRESH");
        let shown = write(Shell::Posix, &request, |_| "••••".to_owned());
        let wanted = "curl -X POST 'https://oauth.zaloapp.com/v4/oa/access_token' \\\n  -H 'secret_key: ••••' \\\n  \
                      --data-urlencode 'refresh_token=••••' \\\n  --data-urlencode 'app_id=1234567890123456789' \\\n  \
                      --data-urlencode 'grant_type=refresh_token'";
        assert_eq!(shown.expose(), wanted);
        let shown = write(Shell::Windows, &request, |_| "••••".to_owned());
        let wanted = "curl.exe -X POST \"https://oauth.zaloapp.com/v4/oa/access_token\" -H \"secret_key: ••••\" \
                      --data-urlencode \"refresh_token=••••\" --data-urlencode \"app_id=1234567890123456789\" \
                      --data-urlencode \"grant_type=refresh_token\"";
        assert_eq!(shown.expose(), wanted);
    }

    #[test]
    fn a_value_that_a_windows_shell_would_change_is_written_for_another_shell() {
        let request = request("FAKE_SECRET_0000000000", "FAKE");
        let shown = write(Shell::Windows, &request, |_| "FAKE\"&%PATH%".to_owned());
        assert!(shown.expose().starts_with("curl -X POST 'https://"), "{shown:?}");
    }
}
