//! The JSON of answers. Members are only ever added.

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::Warning;
use crate::profile::{OfficialAccount, ProfileId};
use crate::records::{PairRecord, ProfileRecord};
use crate::schedule::NextRefresh;
use crate::secret::Secret;
use crate::status::{ProfileState, profile_state};
use crate::token::Generation;

/// The state of an OA. The command's `list` prints the same.
#[derive(Debug, Serialize)]
pub struct OaAnswer<'a> {
    id: &'a ProfileId,
    name: &'a str,
    app_id: &'a str,
    oa: Option<&'a OfficialAccount>,
    state: ProfileState,
    generation: Generation,
    access_expires_at: Option<Timestamp>,
    refresh_expires_at: Option<Timestamp>,
    automatic: bool,
    next_refresh_at: Option<Timestamp>,
    /// Why it is not refreshed automatically.
    automatic_stopped: Option<&'static str>,
}

impl<'a> OaAnswer<'a> {
    /// Makes the answer about an OA. `next` is when the schedule refreshes it, if that is known.
    pub fn of(record: &'a ProfileRecord, next: Option<NextRefresh>, now: Timestamp) -> Self {
        let (next_refresh_at, automatic_stopped) = match next {
            Some(NextRefresh::Due) => (Some(now), None),
            Some(NextRefresh::At(at)) => (Some(at), None),
            Some(NextRefresh::Never(why)) => (None, Some(why.name())),
            None => (None, None),
        };
        Self {
            id: &record.profile.id,
            name: record.profile.name.as_str(),
            app_id: record.profile.app_id.as_str(),
            oa: record.profile.oa.as_ref(),
            state: profile_state(record, now),
            generation: record.current.generation,
            access_expires_at: record.current.expiry.access_expires_at,
            refresh_expires_at: record.current.expiry.refresh_expires_at,
            automatic: record.automatic,
            next_refresh_at,
            automatic_stopped,
        }
    }
}

/// An access token.
#[derive(Debug, Serialize)]
pub struct TokenAnswer<'a> {
    access_token: Exposed<'a>,
    expires_at: Option<Timestamp>,
    generation: Generation,
    #[serde(serialize_with = "names")]
    warnings: Vec<Warning>,
}

impl<'a> TokenAnswer<'a> {
    /// Makes the answer with this access token of this pair.
    pub fn of(access: &'a Secret, pair: &PairRecord, warnings: Vec<Warning>) -> Self {
        Self {
            access_token: Exposed(access),
            expires_at: pair.expiry.access_expires_at,
            generation: pair.generation,
            warnings,
        }
    }
}

/// What a requested refresh came to.
#[derive(Debug, Serialize)]
pub struct RefreshAnswer {
    generation: Generation,
    expires_at: Option<Timestamp>,
}

impl RefreshAnswer {
    /// Makes the answer about the current pair.
    pub fn of(pair: &PairRecord) -> Self {
        Self { generation: pair.generation, expires_at: pair.expiry.access_expires_at }
    }
}

/// Returns the `ETag` of a pair: its number and the beginning of a fingerprint, because a restored vault uses numbers
/// again.
pub fn pair_tag(pair: &PairRecord) -> String {
    let print = pair.access.map(|print| print.0).unwrap_or_default();
    format!("\"{}-{:02x}{:02x}{:02x}{:02x}\"", pair.generation.0, print[0], print[1], print[2], print[3])
}

/// A secret that is part of an answer.
#[derive(Debug)]
struct Exposed<'a>(&'a Secret);

impl Serialize for Exposed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose())
    }
}

fn names<S: Serializer>(warnings: &[Warning], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(warnings.iter().map(|warning| warning.name()))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use serde_json::json;

    use super::*;
    use crate::schedule::tests::{NOW, at, record};

    #[test]
    fn a_token_is_answered_with_its_end_and_warnings_and_stays_out_of_debug() {
        let record = record(SignedDuration::from_hours(2));
        let access = Secret::new("FAKE_ACCESS_1");
        let answer = TokenAnswer::of(&access, &record.current, vec![Warning::NotRefreshed]);
        assert!(!format!("{answer:?}").contains("FAKE"));
        let wanted = json!({"access_token": "FAKE_ACCESS_1", "expires_at": "2026-11-23T02:00:00Z", "generation": 2,
            "warnings": ["not_refreshed"]});
        assert_eq!(serde_json::to_value(answer).unwrap(), wanted);
    }

    #[test]
    fn the_state_of_an_oa_holds_no_token() {
        let record = record(SignedDuration::from_hours(2));
        let answer = serde_json::to_value(OaAnswer::of(&record, Some(NextRefresh::Due), at(NOW))).unwrap();
        assert_eq!((&answer["state"], &answer["next_refresh_at"]), (&json!("due"), &json!(NOW)));
        assert!(answer["automatic_stopped"].is_null());
    }

    #[test]
    fn a_pair_and_another_of_the_same_number_have_different_tags() {
        let mut record = record(SignedDuration::from_hours(2));
        let tag = pair_tag(&record.current);
        assert_eq!(tag, "\"2-01010101\"");
        record.current.access = None;
        assert_ne!(pair_tag(&record.current), tag);
    }
}
