//! Decides where the pair of an answer goes. Pure.
//!
//! A pair's number never decides which pair is current: the current pair changes only through what replaced it.

use super::plan::{AttemptId, AttemptKind, Fingerprint};
use crate::token::Generation;

/// The current pair when another one arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// Its number.
    pub generation: Generation,
    /// Its refresh token.
    pub refresh: Option<Fingerprint>,
    /// The attempt that brought it; `None` for a pasted pair.
    pub brought_by: Option<AttemptId>,
}

/// Where an arriving pair goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arrival {
    /// It becomes the current pair: it was bought with the token that is current.
    Current,
    /// Another answer to the same send of the same token is current: only Zalo can say which of the two is valid.
    Sibling,
    /// A paste or a consent replaced the pair meanwhile: the arriving pair is stored behind that one.
    Extra,
}

/// Returns where the pair goes that `attempt` brought for the token `spent`; for a code, in place of the pair `spends`.
/// A number alone proves little: a file that was restored to an earlier state assigns numbers again.
pub fn arrival(
    current: &Current,
    attempt: &AttemptId,
    kind: AttemptKind,
    spends: Generation,
    spent: Fingerprint,
) -> Arrival {
    let is_bought_with = match kind {
        AttemptKind::Refresh => current.refresh == Some(spent),
        AttemptKind::Exchange => current.generation == spends,
    };
    if is_bought_with {
        Arrival::Current
    } else if current.brought_by.as_ref() == Some(attempt) {
        Arrival::Sibling
    } else {
        Arrival::Extra
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_current_pair_changes_only_to_the_successor_of_a_spent_pair() {
        let id = |text: &str| AttemptId(text.to_owned());
        let current = |generation, refresh: u8, by: Option<&str>| Current {
            generation: Generation(generation),
            refresh: Some(Fingerprint([refresh; 32])),
            brought_by: by.map(id),
        };
        let spent = Fingerprint([1; 32]);
        for (current, wanted) in [
            (current(3, 1, Some("before")), Arrival::Current),
            // Only an access token was pasted over it.
            (current(4, 1, None), Arrival::Current),
            (current(4, 2, None), Arrival::Extra),
            (current(4, 2, Some("another")), Arrival::Extra),
            (current(4, 2, Some("this")), Arrival::Sibling),
            // Another pair with the same number: the file was restored to an earlier state.
            (current(3, 2, None), Arrival::Extra),
        ] {
            let refreshed = arrival(&current, &id("this"), AttemptKind::Refresh, Generation(3), spent);
            assert_eq!(refreshed, wanted, "{current:?}");
        }
        let exchanged = arrival(&current(3, 2, None), &id("this"), AttemptKind::Exchange, Generation(3), spent);
        assert_eq!(exchanged, Arrival::Current, "a code is not a token of the pair that it replaces");
    }
}
