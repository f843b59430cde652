//! `getoa`: which OA an access token belongs to (docs/zalo-api.md, section 4). Spends no token. No I/O.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};
use sha2::Sha256;

use super::answer::{RawAnswer, UnclearCause, read_object};
use super::error::ZaloError;
use super::request::InvalidRequest;
use crate::origin::Origin;
use crate::printable::steers_text;
use crate::profile::OfficialAccount;
use crate::records::OaFacts;
use crate::redaction::Mask;
use crate::secret::Secret;

/// Maximum length of a text field.
const TEXT_LIMIT: usize = 200;
/// Maximum length of an id: a `u128` has 39 digits.
const ID_LIMIT: usize = 39;

/// A GET of `/v2.0/oa/getoa`, validated when it is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OaRequest {
    origin: Origin,
    access_token: Secret,
    proof: Option<Secret>,
}

impl OaRequest {
    /// The path of the request.
    pub const PATH: &str = "/v2.0/oa/getoa";
    /// The header that contains the access token, without a scheme.
    pub const ACCESS_TOKEN: &str = "access_token";
    /// The header that contains the proof.
    pub const PROOF: &str = "appsecret_proof";

    /// Builds the request without a proof.
    pub fn new(origin: &Origin, access_token: &Secret) -> Result<Self, InvalidRequest> {
        if access_token.is_empty() {
            return Err(InvalidRequest::AccessTokenEmpty);
        }
        if !access_token.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidRequest::AccessTokenNotHeader);
        }
        Ok(Self { origin: origin.clone(), access_token: access_token.clone(), proof: None })
    }

    /// Adds the proof that the sender knows the app's secret key: hexadecimal HMAC-SHA256 of the access token with that
    /// key. Sent only if Zalo requests it (-242).
    ///
    /// # Panics
    /// Never: HMAC accepts a key of any length.
    #[must_use]
    pub fn with_proof(&self, secret_key: &Secret) -> Self {
        let mut hmac =
            Hmac::<Sha256>::new_from_slice(secret_key.expose().as_bytes()).expect("HMAC accepts a key of any length");
        hmac.update(self.access_token.expose().as_bytes());
        let digits = hmac.finalize().into_bytes().iter().fold(String::with_capacity(64), |mut digits, byte| {
            write!(digits, "{byte:02x}").expect("writing to a String cannot fail");
            digits
        });
        Self { proof: Some(Secret::new(digits)), ..self.clone() }
    }

    /// Returns the origin that it is sent to.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Returns the URL, which contains no secret.
    pub fn url(&self) -> String {
        self.origin.join(Self::PATH)
    }

    /// Returns the access token: visible ASCII, not empty.
    pub fn access_token(&self) -> &Secret {
        &self.access_token
    }

    /// Returns the proof, if there is one.
    pub fn proof(&self) -> Option<&Secret> {
        self.proof.as_ref()
    }
}

/// An OA as Zalo describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OaInfo {
    /// Its id, in digits.
    pub id: String,
    /// Its name. May be empty.
    pub name: String,
    /// The URL of its picture.
    pub avatar: Option<String>,
    /// Whether it is a verified OA.
    pub verified: bool,
    /// Its number of followers.
    pub followers: Option<u32>,
    /// Its service package.
    pub package: Option<String>,
    /// The package's last day.
    pub package_until: Option<Date>,
}

impl OaInfo {
    /// Returns its id and name.
    pub fn account(&self) -> OfficialAccount {
        OfficialAccount { id: self.id.clone(), name: self.name.clone() }
    }

    /// Returns what is stored about the OA besides id and name.
    pub fn facts(&self, now: Timestamp) -> OaFacts {
        OaFacts {
            verified: self.verified,
            followers: self.followers,
            package: self.package.clone(),
            package_until: self.package_until,
            checked_at: now,
        }
    }

    /// Masks secrets that its texts repeat.
    pub fn redact(&mut self, secrets: &[&Secret]) {
        let mask = Mask::new(secrets);
        self.name = mask.sentence(&self.name);
        self.package = self.package.as_deref().map(|package| mask.sentence(package));
    }
}

/// What a refusal means for the user. One variant per code of docs/zalo-api.md, section 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OaRefusalKind {
    /// -216: not an access token of Zalo.
    Invalid,
    /// -220: the access token expired or was replaced.
    Expired,
    /// -204: the OA is disabled.
    OaDisabled,
    /// -205: there is no such OA.
    NoSuchOa,
    /// -209: the app is not active.
    AppNotActive,
    /// -212: the app is not registered for this API.
    ApiNotRegistered,
    /// -219: the app was removed.
    AppRemoved,
    /// -223: the OA has not allowed the app.
    NotAuthorized,
    /// -32: too many calls.
    RateLimited,
    /// -242: a proof is required, or the proof was wrong.
    ProofWanted,
    /// Any other code. Shown verbatim.
    Other,
}

impl OaRefusalKind {
    fn from_code(code: Option<i64>) -> Self {
        match code {
            Some(-216) => Self::Invalid,
            Some(-220) => Self::Expired,
            Some(-204) => Self::OaDisabled,
            Some(-205) => Self::NoSuchOa,
            Some(-209) => Self::AppNotActive,
            Some(-212) => Self::ApiNotRegistered,
            Some(-219) => Self::AppRemoved,
            Some(-223) => Self::NotAuthorized,
            Some(-32) => Self::RateLimited,
            Some(-242) => Self::ProofWanted,
            Some(_) | None => Self::Other,
        }
    }
}

/// Zalo's rejection of an access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OaRefusal {
    /// What it means.
    pub kind: OaRefusalKind,
    /// Zalo's error.
    pub error: ZaloError,
}

/// What an answer to `getoa` means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OaVerdict {
    /// The token works, for this OA.
    Works(OaInfo),
    /// Zalo rejects the token.
    No(OaRefusal),
    /// The answer does not show whether the token works.
    Unclear(UnclearCause),
}

/// Interprets an answer by its body, whatever its status: an OA, or Zalo's error, or unclear.
pub fn judge_oa(answer: &RawAnswer) -> OaVerdict {
    let (object, unclear) = read_object(answer);
    let Some(object) = object else { return OaVerdict::Unclear(unclear) };
    if let Some(error) = ZaloError::read(&object) {
        return OaVerdict::No(OaRefusal { kind: OaRefusalKind::from_code(error.code), error });
    }
    object.get("data").and_then(Value::as_object).and_then(info).map_or(OaVerdict::Unclear(unclear), OaVerdict::Works)
}

fn info(data: &Map<String, Value>) -> Option<OaInfo> {
    let first = |names: &[&str]| names.iter().map(|name| text(data.get(*name))).find(|text| !text.is_empty());
    let is_id = |id: &String| id.len() <= ID_LIMIT && id.bytes().all(|byte| byte.is_ascii_digit());
    Some(OaInfo {
        id: first(&["oa_id", "oaid"]).filter(is_id)?,
        name: text(data.get("name")),
        avatar: data.get("avatar").and_then(Value::as_str).map(|text| text.trim().to_owned()).filter(|a| !a.is_empty()),
        verified: matches!(first(&["is_verified"]).as_deref(), Some("true" | "1")),
        followers: first(&["num_follower"]).and_then(|count| count.parse().ok()),
        package: first(&["package_name"]),
        package_until: first(&["package_valid_through_date"]).and_then(|day| date(&day)),
    })
}

/// Returns a member of any type as text: trimmed, on one line, of limited length.
fn text(value: Option<&Value>) -> String {
    let whole = match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(yes)) => yes.to_string(),
        Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => String::new(),
    };
    let line: String = whole.chars().filter(|char| !steers_text(*char)).collect();
    line.trim().chars().take(TEXT_LIMIT).collect()
}

/// Parses a day in Zalo's format, `dd/mm/yyyy`.
fn date(text: &str) -> Option<Date> {
    let mut parts = text.split('/').map(str::trim);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_whole = parts.next().is_none();
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok().filter(|_| is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::SecretBytes;

    fn judge(status: u16, body: &str) -> OaVerdict {
        judge_oa(&RawAnswer::new(status, Vec::new(), SecretBytes::new(body.as_bytes().to_vec()), true))
    }

    #[expect(clippy::disallowed_methods, reason = "a test reads its fixtures")]
    fn fixture(name: &str) -> OaVerdict {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/answers/");
        judge(200, &std::fs::read_to_string(format!("{path}{name}")).unwrap())
    }

    fn works(data: &str) -> OaInfo {
        match judge(200, &format!(r#"{{"error":0,"message":"Success","data":{data}}}"#)) {
            OaVerdict::Works(info) => info,
            other @ (OaVerdict::No(_) | OaVerdict::Unclear(_)) => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_fixtures_are_read_correctly() {
        let OaVerdict::Works(info) = fixture("getoa-ok.json") else { panic!("an OA") };
        assert_eq!((info.id.as_str(), info.name.as_str()), ("1234567890123456789", "Cửa hàng Ví Dụ"));
        assert_eq!(info.package_until.unwrap().to_string(), "2027-08-12");
        for (name, kind) in [
            ("getoa-err-216.json", OaRefusalKind::Invalid),
            ("getoa-err-220.json", OaRefusalKind::Expired),
            ("getoa-err-404-in-200.json", OaRefusalKind::Other),
        ] {
            assert!(matches!(fixture(name), OaVerdict::No(refusal) if refusal.kind == kind), "{name}");
        }
    }

    #[test]
    fn every_code_has_its_meaning_whatever_the_status_and_however_quoted() {
        for (code, kind) in [
            (-204, OaRefusalKind::OaDisabled),
            (-205, OaRefusalKind::NoSuchOa),
            (-209, OaRefusalKind::AppNotActive),
            (-212, OaRefusalKind::ApiNotRegistered),
            (-219, OaRefusalKind::AppRemoved),
            (-223, OaRefusalKind::NotAuthorized),
            (-32, OaRefusalKind::RateLimited),
            (-242, OaRefusalKind::ProofWanted),
            (-999, OaRefusalKind::Other),
        ] {
            for body in [format!(r#"{{"error":{code},"message":"no"}}"#), format!(r#"{{"error":"{code}"}}"#)] {
                for status in [200, 400, 500] {
                    assert!(matches!(judge(status, &body), OaVerdict::No(refusal) if refusal.kind == kind), "{body}");
                }
            }
        }
    }

    #[test]
    fn unusual_types_are_accepted_and_invalid_values_omitted() {
        let info = works(
            r#"{"oaid":12345678901234567890,"name":"  Shop\u0000 Thảo\nMy ","is_verified":"true","num_follower":"7",
                "package_valid_through_date":"31/02/2027","avatar":" ","package_name":7}"#,
        );
        assert_eq!(info.id, "12345678901234567890");
        assert_eq!((info.name.as_str(), info.verified, info.followers), ("Shop ThảoMy", true, Some(7)));
        assert_eq!((info.package_until, info.avatar, info.package.as_deref()), (None, None, Some("7")));
        assert_eq!(works(&format!(r#"{{"oa_id":"1","name":"{}"}}"#, "ệ".repeat(500))).name.chars().count(), TEXT_LIMIT);
        for date in ["12/08", "12/08/2027/1", "2027-08-12", "x/y/z", ""] {
            let data = format!(r#"{{"oa_id":"1","package_valid_through_date":"{date}"}}"#);
            assert_eq!(works(&data).package_until, None, "{date}");
        }
    }

    #[test]
    fn an_answer_without_an_oa_is_unclear() {
        for (status, body) in [
            (200, ""),
            (200, "<html>wifi</html>"),
            (302, ""),
            (502, "Bad gateway"),
            (200, r#"{"error":0,"data":{}}"#),
            (200, r#"{"error":0,"data":{"oa_id":"not digits"}}"#),
            (200, r#"{"error":0}"#),
            (200, "[1]"),
        ] {
            assert!(matches!(judge(status, body), OaVerdict::Unclear(_)), "{status} {body}");
        }
    }

    #[test]
    fn the_proof_is_that_of_the_rfc_and_a_token_that_fits_no_header_is_bad_input() {
        let origin = Origin::zalo_api();
        // RFC 4231, test case 2.
        let request = OaRequest { access_token: Secret::new("what do ya want for nothing?"), ..asked(&origin) };
        let proof = request.with_proof(&Secret::new("Jefe"));
        assert_eq!(proof.proof().unwrap().expose(), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assert_eq!(request.url(), "https://openapi.zalo.me/v2.0/oa/getoa");
        for (token, why) in [("", InvalidRequest::AccessTokenEmpty), ("FAKE AT", InvalidRequest::AccessTokenNotHeader)]
        {
            assert_eq!(OaRequest::new(&origin, &Secret::new(token)), Err(why));
        }
        assert!(!format!("{proof:?}").contains("5bdcc"));
    }

    fn asked(origin: &Origin) -> OaRequest {
        OaRequest::new(origin, &Secret::new("FAKE_AT")).unwrap()
    }
}
