//! When the page offers to make a recovery code. Pure.

use jiff::Timestamp;

use crate::profile::ProfileKind;
use crate::records::ProfileRecord;
use crate::refresh::AttemptState;
use crate::status::{self, DisplayState};

/// How many refreshes were saved before the offer: somebody who comes back has tokens to lose.
pub const SAVED_BEFORE_OFFER: u32 = 2;

/// What is known of the vault's recovery code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecoveryFacts {
    /// Whether there is a code.
    pub has_code: bool,
    /// Whether the user answered "Để sau"; the offer does not come back.
    pub declined: bool,
    /// How many refreshes of live OAs were saved here; counted up to [`SAVED_BEFORE_OFFER`].
    pub saved: u32,
}

/// Reports whether the page of this OA offers to make a recovery code: below a saved result, never beside a failure.
pub fn is_offered(record: &ProfileRecord, facts: RecoveryFacts, now: Timestamp) -> bool {
    let is_wanted = !facts.has_code && !facts.declined && facts.saved >= SAVED_BEFORE_OFFER;
    is_wanted && record.profile.kind == ProfileKind::Live && has_saved_result(record, now)
}

/// Reports whether the page shows a saved result and no failure.
fn has_saved_result(record: &ProfileRecord, now: Timestamp) -> bool {
    let is_saved = record.last.as_ref().is_some_and(|last| last.entry.attempt.state == AttemptState::Saved);
    match status::state_word(record, now) {
        DisplayState::Valid | DisplayState::Expiring | DisplayState::Expired => is_saved,
        DisplayState::New
        | DisplayState::NeedsConsent
        | DisplayState::Unknown
        | DisplayState::NotSent
        | DisplayState::Refused
        | DisplayState::MovedAway
        | DisplayState::OldCopy
        | DisplayState::Altered => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::refresh::{NotSent, UnknownCause};
    use crate::schedule::tests::{NOW, at, with_last};
    use crate::token::Generation;
    use crate::zalo::{DeadAnswer, RefusalKind, ZaloError};

    const TWICE: RecoveryFacts = RecoveryFacts { has_code: false, declined: false, saved: 2 };

    fn offered(record: &ProfileRecord, facts: RecoveryFacts) -> bool {
        is_offered(record, facts, at(NOW))
    }

    /// Returns an OA whose newest attempt spent the pair before the current one.
    fn refreshed() -> ProfileRecord {
        let mut record = with_last(AttemptState::Saved, SignedDuration::from_mins(10));
        record.current.generation = Generation(3);
        record.current.refresh = Some(crate::refresh::plan::Fingerprint([4; 32]));
        record
    }

    #[test]
    fn it_is_offered_after_the_second_saved_refresh_until_there_is_a_code_or_the_user_says_later() {
        let shop = refreshed();
        assert!(offered(&shop, TWICE));
        assert!(!offered(&shop, RecoveryFacts { saved: 1, ..TWICE }), "the first refresh");
        assert!(!offered(&shop, RecoveryFacts { has_code: true, ..TWICE }));
        assert!(!offered(&shop, RecoveryFacts { declined: true, ..TWICE }));
    }

    #[test]
    fn it_is_never_offered_beside_a_failure_nor_without_a_result() {
        let ago = SignedDuration::from_mins(10);
        for state in [
            AttemptState::Dead(DeadAnswer::EmptyBody),
            AttemptState::Refused(ZaloError::unsaid(RefusalKind::WrongSecretKey)),
            AttemptState::Unknown(UnknownCause::Crashed),
            AttemptState::NotSent(NotSent::CannotSave),
        ] {
            assert!(!offered(&with_last(state.clone(), ago), TWICE), "{state:?}");
        }
        assert!(!offered(&ProfileRecord { last: None, ..refreshed() }, TWICE), "nothing was sent of it");
        assert!(!offered(&ProfileRecord { altered: true, ..refreshed() }, TWICE));
        assert!(!offered(&ProfileRecord { old_copy: true, ..refreshed() }, TWICE));
        assert!(!offered(&ProfileRecord { moved_at: Some(at(NOW)), ..refreshed() }, TWICE));
        let mut practice = refreshed();
        practice.profile.kind = ProfileKind::Practice;
        assert!(!offered(&practice, TWICE), "a practice OA has no token to lose");
    }
}
