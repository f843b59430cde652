//! Decides which of two files that hold an OA is newer. Pure.
//!
//! The newer file records the other's refresh token as spent or replaced, and knows all of the other's pairs that may
//! be valid. Numbers and times prove nothing: two copies of one file count alike, and clocks are set.

use super::plan::Fingerprint;

/// What one file records of an OA.
#[expect(clippy::struct_excessive_bools, reason = "four independent answers")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// Its current refresh token.
    pub current: Option<Fingerprint>,
    /// Whether it records the other's current refresh token as spent or replaced.
    pub records_other: bool,
    /// Whether it knows every pair of the other that may be valid: holds it, or records its refresh token as spent or
    /// replaced.
    pub knows_pairs: bool,
    /// Whether it knows every attempt of the other, each in the same or a later state.
    pub knows_attempts: bool,
    /// Whether one of its attempts blocks a send of the current token.
    pub holds_back: bool,
    /// How often its configuration was changed.
    pub revision: u64,
}

/// Which of two files is newer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Newer {
    /// They say the same.
    Same,
    /// The first.
    First,
    /// The second.
    Second,
    /// Neither: both continued from a common state.
    Fork,
}

/// How far an attempt is: the number of its sends, and the stage of the last one.
pub type Progress = (u32, u8);

/// The progress of an attempt that has not been sent and can be dropped at any time.
pub const PREPARED: Progress = (0, 0);

/// Reports whether a file knows all that another file's row of an attempt says. `ours` is `None` if it has no such row.
pub fn knows_attempt(ours: Option<Progress>, theirs: Progress) -> bool {
    theirs == PREPARED || ours.is_some_and(|ours| ours >= theirs)
}

/// Returns which of two files that both hold an OA is newer.
pub fn newer(first: &Side, second: &Side) -> Newer {
    let newer = by_records(first, second);
    let knows_all = match newer {
        Newer::First => first.knows_pairs,
        Newer::Second => second.knows_pairs,
        Newer::Same => first.knows_pairs && second.knows_pairs,
        Newer::Fork => true,
    };
    if knows_all { newer } else { Newer::Fork }
}

fn by_records(first: &Side, second: &Side) -> Newer {
    if first.current != second.current {
        return match (first.records_other, second.records_other) {
            (true, false) => Newer::First,
            (false, true) => Newer::Second,
            // Neither has a token to lose, or one file has no token: the other is the only source.
            (false, false) if first.current.is_none() => Newer::Second,
            (false, false) if second.current.is_none() => Newer::First,
            (true, true) | (false, false) => Newer::Fork,
        };
    }
    match (first.knows_attempts, second.knows_attempts) {
        (false, true) => Newer::Second,
        // Different attempts that spent nothing: the file that blocks the send counts.
        (false, false) if second.holds_back && !first.holds_back => Newer::Second,
        (true | false, false) => Newer::First,
        (true, true) => match first.revision.cmp(&second.revision) {
            std::cmp::Ordering::Greater => Newer::First,
            std::cmp::Ordering::Less => Newer::Second,
            std::cmp::Ordering::Equal => Newer::Same,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: Side = Side {
        current: Some(Fingerprint([1; 32])),
        records_other: false,
        knows_pairs: true,
        knows_attempts: true,
        holds_back: false,
        revision: 5,
    };
    const OTHER: Side = Side { current: Some(Fingerprint([2; 32])), ..SIDE };

    #[test]
    fn the_newer_side_is_the_one_that_recorded_the_token_of_the_other() {
        let records = |side: Side| Side { records_other: true, ..side };
        assert_eq!(newer(&SIDE, &SIDE), Newer::Same);
        assert_eq!(newer(&records(SIDE), &Side { revision: 99, ..OTHER }), Newer::First);
        assert_eq!(newer(&SIDE, &records(OTHER)), Newer::Second);
        assert_eq!(newer(&SIDE, &Side { revision: 99, ..OTHER }), Newer::Fork);
        assert_eq!(newer(&records(SIDE), &records(OTHER)), Newer::Fork, "both sides have new pairs");
    }

    #[test]
    fn a_side_that_lacks_a_possibly_live_pair_of_the_other_is_not_newer() {
        let unknowing = |side: Side| Side { knows_pairs: false, ..side };
        let newest = Side { records_other: true, ..SIDE };
        assert_eq!(newer(&newest, &unknowing(OTHER)), Newer::First);
        assert_eq!(newer(&unknowing(newest), &OTHER), Newer::Fork);
        assert_eq!(newer(&OTHER, &unknowing(newest)), Newer::Fork);
        assert_eq!(newer(&SIDE, &unknowing(SIDE)), Newer::Fork);
    }

    #[test]
    fn an_attempt_that_was_not_sent_is_no_news() {
        assert!(knows_attempt(None, PREPARED), "it was dropped");
        assert!(!knows_attempt(None, (1, 1)) && !knows_attempt(Some(PREPARED), (1, 1)));
        assert!(knows_attempt(Some((1, 2)), (1, 1)) && knows_attempt(Some((1, 1)), (1, 1)));
    }

    #[test]
    fn with_the_same_token_the_longer_ledger_is_newer() {
        let behind = Side { knows_attempts: false, ..SIDE };
        assert_eq!(newer(&SIDE, &behind), Newer::First);
        assert_eq!(newer(&behind, &SIDE), Newer::Second);
        assert_eq!(newer(&behind, &Side { holds_back: true, ..behind }), Newer::Second);
        assert_eq!(newer(&behind, &behind), Newer::First);
        assert_eq!(newer(&SIDE, &Side { revision: 6, ..SIDE }), Newer::Second);
    }
}
