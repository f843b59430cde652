//! What stops the automatic refreshes of all OAs on this computer.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Matter;
use super::matters::{AGAIN_AFTER, PATIENCE};
use crate::destination::WebhookEvent;
use crate::explanation::Explanation;

/// The key of the matter that the computer's clock is wrong.
pub const CLOCK: &str = "clock";
/// The key of the matter that the vault was locked.
pub const LOCKED: &str = "locked";

/// What has stopped the automatic refreshes of all OAs, as far as this process knows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standstill {
    /// Whether it waits for the computer's clock to be corrected.
    pub is_misdated: bool,
    /// When it last waited for the vault's key. While the vault is locked nobody can be told: the channels are sealed.
    pub locked: Option<LockedSpan>,
}

/// From when until when a process waited for the vault's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedSpan {
    /// When it first found the vault locked.
    pub from: Timestamp,
    /// When it got the key.
    pub until: Timestamp,
    /// The time zone in which a person is told.
    pub zone: TimeZone,
}

impl Standstill {
    pub(super) fn matters(&self, now: Timestamp) -> impl Iterator<Item = Matter> {
        let matter = |key: &str, level: String, words| Matter {
            key: key.to_owned(),
            level,
            oa: None,
            name: String::new(),
            event: WebhookEvent::TokenFailing,
            words,
        };
        let clock = self.is_misdated.then(|| matter(CLOCK, "wrong".to_owned(), Explanation::new("alert-clock")));
        let locked = self.locked.as_ref().filter(|span| span.is_told(now)).map(|span| {
            let shown = |at: Timestamp| at.to_zoned(span.zone.clone()).strftime("%H:%M %d/%m/%Y").to_string();
            let words = Explanation::new("alert-locked");
            let words = words.with("from", &shown(span.from)).with("until", &shown(span.until));
            matter(LOCKED, format!("until {}", span.until.as_second()), words)
        });
        clock.into_iter().chain(locked)
    }
}

impl LockedSpan {
    /// A person who types the passphrase in the morning is told nothing, and what is a day ago is no news.
    fn is_told(&self, now: Timestamp) -> bool {
        self.until.duration_since(self.from) >= PATIENCE && now.duration_since(self.until) < AGAIN_AFTER
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::alert::{AllClear, Message, after, all_clear, due_messages, matters};

    #[test]
    fn a_vault_that_was_locked_for_an_hour_is_told_once_and_needs_no_all_clear() {
        let hour = SignedDuration::from_hours(1);
        let from: Timestamp = "2026-11-28T01:00:00Z".parse().unwrap();
        let zone = TimeZone::fixed(jiff::tz::offset(7));
        let locked = |hours: i32| {
            let span = LockedSpan { from, until: from + hour * hours, zone: zone.clone() };
            Standstill { is_misdated: false, locked: Some(span) }
        };
        let short =
            Standstill { locked: Some(LockedSpan { from, until: from + hour / 2, zone: zone.clone() }), ..locked(1) };
        assert_eq!(matters(&[], &short, from + hour), []);
        let now = from + hour * 3;
        let found = due_messages(&matters(&[], &locked(3), now), &[], now);
        let [Message::Wrong(matter)] = &found[..] else { panic!("{found:?}") };
        assert_eq!(
            matter.words.args,
            [("from", "08:00 28/11/2026".to_owned()), ("until", "11:00 28/11/2026".to_owned())]
        );
        let told = [after(&found[0], &[], now)];
        let later = now + hour * 23;
        assert_eq!(due_messages(&matters(&[], &locked(3), later), &told, later), []);
        let again = due_messages(&matters(&[], &locked(4), later), &told, later);
        assert_eq!(again, [], "not twice within a day");
        assert_eq!(matters(&[], &locked(3), now + hour * 24), []);
        assert_eq!(all_clear(LOCKED, &[], later), AllClear::Gone);
    }
}
