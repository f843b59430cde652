//! Where the sealed values of an OA and of its pairs belong. A value that is moved elsewhere, or beside which anything
//! else of its row is changed, does not open.

use super::column::ColumnPlace;
use super::encoding::joined;
use crate::rules::access::SealedPart;
use crate::rules::member::OaId;
use crate::rules::pair::{Brought, PairRow};

const BESIDE: &str = "oa-token team pair v1";

/// The row of a pair, for its two tokens.
#[derive(Debug, Clone)]
pub struct PairPlace {
    oa: String,
    attempt: String,
    member: String,
    generation: u32,
    beside: Vec<u8>,
}

impl PairPlace {
    /// Returns the place of a pair. Two values do not belong to it: when the database received the pair, and whether it
    /// was set aside since.
    pub fn new(oa: &OaId, pair: &PairRow) -> Self {
        let (kind, attempt, sender, send) = match &pair.brought {
            Brought::Attempt { id, member, send } => ("attempt", id, member.0.as_str(), *send),
            Brought::Paste { id } => ("paste", id, "", 0),
            Brought::Consent { id } => ("consent", id, "", 0),
        };
        let print = |print: Option<oa_token_model::refresh::plan::Fingerprint>| {
            print.map_or_else(Vec::new, |print| print.0.to_vec())
        };
        let end =
            |end: Option<jiff::Timestamp>| end.map_or_else(Vec::new, |end| end.as_microsecond().to_le_bytes().to_vec());
        let beside = joined(
            BESIDE,
            &[
                kind.as_bytes(),
                sender.as_bytes(),
                &send.to_le_bytes(),
                &print(pair.follows),
                &print(pair.refresh),
                &end(pair.ends.access),
                &end(pair.ends.refresh),
            ],
        );
        Self {
            oa: oa.0.clone(),
            attempt: attempt.clone(),
            member: pair.by_member.0.clone(),
            generation: pair.generation.0,
            beside,
        }
    }

    /// Returns the place of its access token.
    pub fn access(&self) -> ColumnPlace<'_> {
        self.column(SealedPart::AccessToken, "access")
    }

    /// Returns the place of its refresh token.
    pub fn refresh(&self) -> ColumnPlace<'_> {
        self.column(SealedPart::RefreshToken, "refresh")
    }

    fn column<'a>(&'a self, part: SealedPart, column: &'a str) -> ColumnPlace<'a> {
        ColumnPlace {
            part,
            table: "pair",
            row: &self.oa,
            column,
            generation: self.generation,
            attempt: &self.attempt,
            member: &self.member,
            app_id: "",
            beside: &self.beside,
        }
    }
}

/// Returns the place of what steers an OA.
pub fn config_place(oa: &OaId) -> ColumnPlace<'_> {
    ColumnPlace {
        part: SealedPart::Config,
        table: "oa",
        row: &oa.0,
        column: "config",
        generation: 0,
        attempt: "",
        member: "",
        app_id: "",
        beside: &[],
    }
}

/// Returns the place of a secret key. It belongs to this app of this OA, and to this change: an older one does not open
/// in its place.
pub fn secret_place<'a>(oa: &'a OaId, app_id: &'a str, change: &'a [u8; 8]) -> ColumnPlace<'a> {
    ColumnPlace { part: SealedPart::SecretKey, column: "secret_key", app_id, beside: change, ..config_place(oa) }
}
