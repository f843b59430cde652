//! Getting a pair by consent, and asking Zalo about a token.

use serde::Serialize;
use specta::Type;

use super::{NextStep, OutcomeView};

/// What is known of an OA since Zalo was last asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OaFactsView {
    /// Whether it has the badge.
    pub verified: bool,
    /// How many follow it.
    pub followers: Option<u32>,
    /// The package it is on.
    pub package_name: Option<String>,
    /// The package's last day, `YYYY-MM-DD`.
    pub package_until: Option<String>,
    /// When Zalo was asked.
    pub checked_at: String,
}

/// When a person will be needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AheadView {
    /// For what.
    pub why: AheadWhy,
    /// When it comes.
    pub at: String,
}

/// What a person will be needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AheadWhy {
    /// The refresh token ends unless it is refreshed before.
    RefreshTokenEnds,
    /// The OA's package ends.
    PackageEnds,
}

/// Where a consent stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConsentView {
    /// The callback address of this consent, or the last one; may be empty.
    pub callback: String,
    /// Whether it is asked with PKCE.
    pub pkce: bool,
    /// The address that asks for it, once begun; no secret in it.
    pub link: Option<String>,
    /// Whether the browser's answer comes here by itself.
    pub listening: bool,
    /// What is risky about it: message ids.
    pub warnings: Vec<String>,
    /// When link and verifier die.
    pub ends_at: Option<String>,
}

/// What came of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum ConsentEndView {
    /// The code was sent.
    Ended {
        /// What came of it.
        outcome: OutcomeView,
    },
    /// Nothing was sent: another OA than the profile's gave its consent.
    OtherOa {
        /// The name of the profile's.
        known: String,
        /// The id of the other.
        found: String,
    },
    /// Nothing was sent: the address brings no code, or it is too late.
    BadAddress {
        /// The message id.
        words: String,
    },
}

/// What Zalo said of an access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CheckVerdict {
    /// It works.
    Works,
    /// It works, for another OA than the profile's.
    OtherOa,
    /// Zalo says no, or there is none.
    No,
    /// Zalo was not reached.
    NotSent,
    /// The answer says nothing.
    Unclear,
}

/// What came of asking Zalo about an access token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    /// The colour and the icon.
    pub verdict: CheckVerdict,
    /// The message id; with `-next` what to do.
    pub words: String,
    /// The id of the OA Zalo named.
    pub oa_id: Option<String>,
    /// Its name.
    pub oa_name: Option<String>,
    /// What else Zalo said of it.
    pub facts: Option<OaFactsView>,
    /// The name of the OA the profile is of, if that is another.
    pub known: Option<String>,
    /// The button to offer.
    pub next: NextStep,
    /// Zalo's own code.
    pub zalo_code: Option<String>,
    /// Zalo's own words.
    pub zalo_words: Option<String>,
}
