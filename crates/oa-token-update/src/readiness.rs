//! When an update may be installed: the program ends for it, so nothing may be under way.

use std::time::Duration;

/// An automatic refresh that is due this soon is waited for.
const SOON: Duration = Duration::from_secs(5 * 60);

/// What a program knows of itself before an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readiness {
    /// OAs with an attempt whose end is not stored.
    pub open_attempts: usize,
    /// In how long the next OA is refreshed automatically; `None` if none is.
    pub due_in: Option<Duration>,
    /// Answers of Zalo that are in a file and not in the vault yet.
    pub answers_waiting: usize,
    /// Whether a backup of the vault was made, or there is no vault.
    pub has_backup: bool,
}

/// Why an update is not installed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldBack {
    /// An attempt is in flight.
    Sending,
    /// A refresh is due soon.
    Due,
    /// An answer is not in the vault yet.
    AnswersWaiting,
    /// There is no backup.
    NoBackup,
}

/// Returns why an update must wait; `None` if it may be installed now.
pub fn held_back(readiness: &Readiness) -> Option<HeldBack> {
    let Readiness { open_attempts, due_in, answers_waiting, has_backup } = *readiness;
    match () {
        () if open_attempts > 0 => Some(HeldBack::Sending),
        () if answers_waiting > 0 => Some(HeldBack::AnswersWaiting),
        () if due_in.is_some_and(|due| due <= SOON) => Some(HeldBack::Due),
        () if !has_backup => Some(HeldBack::NoBackup),
        () => None,
    }
}

/// Returns how long to wait for the next look at the manifest: about a day, so that not all programs ask at once.
/// `random` is any number. The first look comes some minutes after the start.
pub fn until_next_look(is_first: bool, random: u64) -> Duration {
    let (least, spread) = if is_first { (2 * 60, 8 * 60) } else { (22 * 60 * 60, 4 * 60 * 60) };
    Duration::from_secs(least + random % spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    const READY: Readiness = Readiness { open_attempts: 0, due_in: None, answers_waiting: 0, has_backup: true };

    #[test]
    fn an_update_waits_for_everything_that_is_under_way() {
        let due = |seconds| Readiness { due_in: Some(Duration::from_secs(seconds)), ..READY };
        for (readiness, wanted) in [
            (READY, None),
            (due(301), None),
            (due(300), Some(HeldBack::Due)),
            (due(0), Some(HeldBack::Due)),
            (Readiness { open_attempts: 1, ..READY }, Some(HeldBack::Sending)),
            (Readiness { answers_waiting: 1, ..READY }, Some(HeldBack::AnswersWaiting)),
            (Readiness { has_backup: false, ..READY }, Some(HeldBack::NoBackup)),
        ] {
            assert_eq!(held_back(&readiness), wanted, "{readiness:?}");
        }
    }

    #[test]
    fn the_next_look_is_in_about_a_day_and_never_at_once() {
        for random in [0, 1, 12_345_678_901, u64::MAX] {
            let hours = until_next_look(false, random).as_secs_f64() / 3600.0;
            assert!((22.0..26.0).contains(&hours), "{hours}");
            let minutes = until_next_look(true, random).as_secs_f64() / 60.0;
            assert!((2.0..10.0).contains(&minutes), "{minutes}");
        }
    }
}
