//! The token request. The same value is sent and shown in the window. No I/O.

use url::form_urlencoded;

use crate::origin::Origin;
use crate::profile::AppId;
use crate::secret::Secret;

/// Why a request cannot be built. Never contains the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRequest {
    /// There is no `secret_key`.
    #[error("the secret_key is empty")]
    SecretKeyEmpty,
    /// The `secret_key` contains a space, a line end or a non-ASCII character, which a header cannot contain.
    #[error("the secret_key holds a character a header cannot carry")]
    SecretKeyNotHeader,
    /// There is no refresh token.
    #[error("the refresh token is empty")]
    RefreshTokenEmpty,
    /// There is no authorization code.
    #[error("the authorization code is empty")]
    CodeEmpty,
    /// There is no access token.
    #[error("the access token is empty")]
    AccessTokenEmpty,
    /// The access token contains a space, a line end or a non-ASCII character.
    #[error("the access token holds a character a header cannot carry")]
    AccessTokenNotHeader,
    /// PKCE is used, but there is no verifier.
    #[error("the code verifier is empty")]
    VerifierEmpty,
}

/// The part of the request that contains a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "page",
    derive(serde::Serialize, serde::Deserialize, specta::Type),
    serde(rename_all = "snake_case")
)]
pub enum RequestPart {
    /// In the headers.
    Header,
    /// In the body, form-encoded.
    Body,
}

/// The value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowValue {
    /// Not secret.
    Plain(String),
    /// Secret. Masked in the window.
    Secret(Secret),
}

impl RowValue {
    fn expose(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Secret(secret) => secret.expose(),
        }
    }
}

/// One key with its value, as Postman shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Header or body.
    pub part: RequestPart,
    /// The key as sent.
    pub key: &'static str,
    /// The value as sent, before encoding.
    pub value: RowValue,
}

/// A POST to `/v4/oa/access_token`, validated when it is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRequest {
    origin: Origin,
    secret_key: Secret,
    rows: Vec<Row>,
}

impl TokenRequest {
    /// The path of the request.
    pub const PATH: &str = "/v4/oa/access_token";
    /// The name of the header that contains the app's secret key.
    pub const SECRET_KEY: &str = "secret_key";
    /// The encoding of the body.
    pub const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";

    /// Builds the request that spends a refresh token (docs/zalo-api.md, section 1).
    pub fn refresh(
        origin: &Origin,
        app_id: &AppId,
        secret_key: &Secret,
        refresh_token: &Secret,
    ) -> Result<Self, InvalidRequest> {
        if refresh_token.is_empty() {
            return Err(InvalidRequest::RefreshTokenEmpty);
        }
        let body = vec![
            secret("refresh_token", refresh_token),
            plain("app_id", app_id.as_str()),
            plain("grant_type", "refresh_token"),
        ];
        Self::build(origin, secret_key, body)
    }

    /// Builds the request that spends an authorization code (docs/zalo-api.md, section 3). `verifier` is given only
    /// with PKCE.
    pub fn exchange(
        origin: &Origin,
        app_id: &AppId,
        secret_key: &Secret,
        code: &Secret,
        verifier: Option<&Secret>,
    ) -> Result<Self, InvalidRequest> {
        if code.is_empty() {
            return Err(InvalidRequest::CodeEmpty);
        }
        if verifier.is_some_and(Secret::is_empty) {
            return Err(InvalidRequest::VerifierEmpty);
        }
        let mut body =
            vec![secret("code", code), plain("app_id", app_id.as_str()), plain("grant_type", "authorization_code")];
        body.extend(verifier.map(|verifier| secret("code_verifier", verifier)));
        Self::build(origin, secret_key, body)
    }

    fn build(origin: &Origin, secret_key: &Secret, body: Vec<Row>) -> Result<Self, InvalidRequest> {
        if secret_key.is_empty() {
            return Err(InvalidRequest::SecretKeyEmpty);
        }
        if !secret_key.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidRequest::SecretKeyNotHeader);
        }
        let header =
            Row { part: RequestPart::Header, key: Self::SECRET_KEY, value: RowValue::Secret(secret_key.clone()) };
        let rows = std::iter::once(header).chain(body).collect();
        Ok(Self { origin: origin.clone(), secret_key: secret_key.clone(), rows })
    }

    /// Returns the origin that it is sent to.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Returns the URL, which contains no secret.
    pub fn url(&self) -> String {
        self.origin.join(Self::PATH)
    }

    /// Returns the header and the body's fields in the order they are sent.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter()
    }

    /// Returns the value of the `secret_key` header: visible ASCII, not empty.
    pub fn secret_key(&self) -> &Secret {
        &self.secret_key
    }

    /// Returns the body as it is sent.
    pub fn encoded_body(&self) -> Secret {
        let rows = self.rows.iter().filter(|row| row.part == RequestPart::Body);
        // At most three bytes per byte: a buffer that never grows leaves no unwiped copies.
        let room = rows.clone().map(|row| row.key.len() + 3 * row.value.expose().len() + 2).sum();
        let mut body = form_urlencoded::Serializer::new(String::with_capacity(room));
        body.extend_pairs(rows.map(|row| (row.key, row.value.expose())));
        Secret::new(body.finish())
    }
}

fn plain(key: &'static str, value: &str) -> Row {
    Row { part: RequestPart::Body, key, value: RowValue::Plain(value.to_owned()) }
}

fn secret(key: &'static str, value: &Secret) -> Row {
    Row { part: RequestPart::Body, key, value: RowValue::Secret(value.clone()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app_id() -> AppId {
        AppId::parse("1234567890123456789").unwrap()
    }

    fn refresh(secret_key: &str, token: &str) -> Result<TokenRequest, InvalidRequest> {
        TokenRequest::refresh(&Origin::zalo_oauth(), &app_id(), &Secret::new(secret_key), &Secret::new(token))
    }

    fn keys(request: &TokenRequest) -> Vec<(RequestPart, &'static str)> {
        request.rows().map(|row| (row.part, row.key)).collect()
    }

    #[test]
    fn the_rows_on_the_screen_are_the_bytes_on_the_wire() {
        let request = refresh("FAKE_SECRET", "FAKE_RT+/=&ệ").unwrap();
        assert_eq!(request.url(), "https://oauth.zaloapp.com/v4/oa/access_token");
        assert_eq!(
            keys(&request),
            [
                (RequestPart::Header, "secret_key"),
                (RequestPart::Body, "refresh_token"),
                (RequestPart::Body, "app_id"),
                (RequestPart::Body, "grant_type")
            ]
        );
        assert_eq!(
            request.encoded_body().expose(),
            "refresh_token=FAKE_RT%2B%2F%3D%26%E1%BB%87&app_id=1234567890123456789&grant_type=refresh_token"
        );
    }

    #[test]
    fn a_code_is_exchanged_with_and_without_pkce() {
        let (key, code, verifier) =
            (Secret::new("FAKE_SECRET"), Secret::new("FAKE_code"), Secret::new("FAKE_verifier"));
        let exchange =
            |verifier: Option<&Secret>| TokenRequest::exchange(&Origin::zalo_oauth(), &app_id(), &key, &code, verifier);
        let plain = "code=FAKE_code&app_id=1234567890123456789&grant_type=authorization_code";
        assert_eq!(exchange(None).unwrap().encoded_body().expose(), plain);
        let with_pkce = format!("{plain}&code_verifier=FAKE_verifier");
        assert_eq!(exchange(Some(&verifier)).unwrap().encoded_body().expose(), with_pkce);
        assert_eq!(exchange(Some(&Secret::new(""))), Err(InvalidRequest::VerifierEmpty));
        let no_code = TokenRequest::exchange(&Origin::zalo_oauth(), &app_id(), &key, &Secret::new(""), None);
        assert_eq!(no_code, Err(InvalidRequest::CodeEmpty));
    }

    #[test]
    fn a_value_that_fits_no_header_is_bad_input() {
        assert_eq!(refresh("", "FAKE_RT"), Err(InvalidRequest::SecretKeyEmpty));
        for key in ["FAKE\r\nX: y", "FAKE KEY", "FAKE_kh\u{f3}a", "FAKE\u{200b}", "FAKE\u{7f}", "\tFAKE"] {
            assert_eq!(refresh(key, "FAKE_RT"), Err(InvalidRequest::SecretKeyNotHeader), "{key:?}");
        }
        assert_eq!(refresh("FAKE_SECRET", ""), Err(InvalidRequest::RefreshTokenEmpty));
    }

    #[test]
    fn debug_shows_no_secret() {
        assert!(!format!("{:?}", refresh("FAKE_SECRET", "FAKE_RT").unwrap()).contains("FAKE"));
    }
}
