//! Getting a pair by consent, and checking a token at Zalo.

use oa_token_model::outcome::NextStep;
use oa_token_model::status::UpcomingExpiryReason;
use serde::Serialize;
use specta::Type;

use super::OutcomeView;

/// Facts about an OA, from the last check at Zalo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OaFactsView {
    /// Whether it has the verified badge.
    pub verified: bool,
    /// Its number of followers.
    pub followers: Option<u32>,
    /// The package it is on.
    pub package_name: Option<String>,
    /// The last day of the package, `YYYY-MM-DD`.
    pub package_until: Option<String>,
    /// When Zalo was last asked.
    pub checked_at: String,
}

/// When the user will have to act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UpcomingExpiryView {
    /// The reason.
    pub why: UpcomingExpiryReason,
    /// When it is due.
    pub at: String,
    /// Whether the user is needed now.
    pub urgent: bool,
}

/// The state of a consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizationView {
    /// The callback address of this consent, or of the last one; may be empty.
    pub callback: String,
    /// Whether it uses PKCE.
    pub pkce: bool,
    /// The address that requests the consent, once it has started; holds no secret.
    pub link: Option<String>,
    /// Whether the browser's answer reaches this computer automatically.
    pub listening: bool,
    /// Its risks: message ids.
    pub warnings: Vec<String>,
    /// When the link and its verifier expire.
    pub ends_at: Option<String>,
    /// The link as a QR code; null where a phone's answer would not come back: the address leads to this computer.
    pub qr: Option<QrView>,
}

/// A QR code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QrView {
    /// The length of its sides, in squares.
    pub size: u16,
    /// The dark squares, as the path of an SVG in units of a square.
    pub path: String,
}

/// The result of a callback address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum AuthorizationEndView {
    /// The code was sent.
    Ended {
        /// The result of the attempt.
        outcome: OutcomeView,
    },
    /// Nothing was sent: an OA other than the profile's gave its consent.
    OtherOa {
        /// The name of the profile's OA.
        known: String,
        /// The id of the other OA.
        found: String,
    },
    /// Nothing was sent: the address holds no code, or it is too late.
    BadAddress {
        /// The message id.
        words: String,
    },
}

/// Zalo's verdict on an access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CheckVerdict {
    /// It works.
    Works,
    /// It works, but for another OA than the profile's.
    OtherOa,
    /// Zalo rejects it, or there is no access token.
    No,
    /// Zalo was not reached.
    NotSent,
    /// The answer allows no verdict.
    Unclear,
}

/// The result of checking an access token at Zalo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    /// The colour and the icon.
    pub verdict: CheckVerdict,
    /// The message id; with `-next` it is the next step.
    pub words: String,
    /// The id of the OA that Zalo named.
    pub oa_id: Option<String>,
    /// Its name.
    pub oa_name: Option<String>,
    /// The other facts that Zalo returned about it.
    pub facts: Option<OaFactsView>,
    /// The name of the profile's OA, if that is another one.
    pub known: Option<String>,
    /// The button to offer.
    pub next: NextStep,
    /// Zalo's own error code.
    pub zalo_code: Option<String>,
    /// Zalo's own error text.
    pub zalo_words: Option<String>,
}
