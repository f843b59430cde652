//! The refresh tokens that an OA has had on one computer, by their fingerprints under the team's key.
//!
//! A vault deletes old pairs. A database that went back further than that, or an OA that comes back into the team, still
//! shows the old token as the current one: only who remembers it can say that it was replaced.

use std::collections::BTreeMap;

use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::Fingerprint;
use oa_token_model::token::Generation;
use serde::{Deserialize, Serialize};

use crate::keys::Hex;

/// How many tokens of an OA are remembered: two months of daily refreshes.
pub const REMEMBERED: usize = 60;

/// The remembered tokens of each OA, by their numbers in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Held(BTreeMap<ProfileId, BTreeMap<Generation, Hex<32>>>);

impl Held {
    /// Adds tokens of an OA, and forgets the oldest beyond [`REMEMBERED`].
    pub fn note(&mut self, id: &ProfileId, tokens: impl IntoIterator<Item = (Generation, Fingerprint)>) {
        let held = self.0.entry(id.clone()).or_default();
        held.extend(tokens.into_iter().map(|(number, token)| (number, Hex(token.0))));
        while held.len() > REMEMBERED {
            held.pop_first();
        }
    }

    /// Returns the tokens of an OA.
    pub fn of(&self, id: &ProfileId) -> BTreeMap<Generation, Fingerprint> {
        let held = self.0.get(id).into_iter().flatten();
        held.map(|(number, token)| (*number, Fingerprint(token.0))).collect()
    }

    /// Adds what another program of this computer remembers.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        for id in other.0.keys() {
            self.note(id, other.of(id));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(numbers: std::ops::Range<u32>) -> impl Iterator<Item = (Generation, Fingerprint)> {
        numbers.map(|number| (Generation(number), Fingerprint([u8::try_from(number).unwrap(); 32])))
    }

    #[test]
    fn the_newest_tokens_are_remembered_over_a_restart_and_over_two_programs() {
        let (oa, other) = (ProfileId::random(), ProfileId::random());
        let (mut mine, mut theirs) = (Held::default(), Held::default());
        mine.note(&oa, tokens(1..50));
        theirs.note(&oa, tokens(40..80));
        theirs.note(&other, tokens(3..4));
        let stored = serde_json::to_string(&theirs).unwrap();
        let held = mine.with(&serde_json::from_str(&stored).unwrap());
        assert_eq!(held.of(&oa), tokens(20..80).collect());
        assert_eq!((held.of(&oa).len(), held.of(&other)), (REMEMBERED, tokens(3..4).collect()));
    }
}
