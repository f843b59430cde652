//! Decides whether the process that carries out an attempt still exists. Pure.
//!
//! Only the file lock, a restart of the computer or a long silence show that a holder is gone. A process number proves
//! nothing: containers share the computer's boot, but not its process numbers.

use jiff::{SignedDuration, Timestamp};

/// The heartbeat age after which silence counts: longer than the longest call (180 s), with a beat each 15 s.
pub const SILENCE: SignedDuration = SignedDuration::from_secs(240);
/// How long a silence must be observed: one interval between two beats.
pub const WATCH: SignedDuration = SignedDuration::from_secs(15);
/// How often a holder updates its heartbeat.
pub const BEAT: std::time::Duration = std::time::Duration::from_secs(15);

/// The time without a heartbeat after which another process takes over the schedule.
pub const ROLE_SILENCE: SignedDuration = SignedDuration::from_secs(90);

/// A process, as it identifies itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// The computer; empty if unknown.
    pub machine: String,
    /// The computer's boot; empty if unknown.
    pub boot: String,
    /// The process number, shown to a person.
    pub number: u32,
    /// A random value, created once per process.
    pub token: String,
}

/// The holder recorded in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The holding process.
    pub by: Process,
    /// Its last heartbeat, by its own clock.
    pub beat_at: Timestamp,
}

/// The state of the attempt's lock file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LockFile {
    /// It exists, and a process holds it.
    Held,
    /// It exists, and no process holds it.
    Free {
        /// Whether locks work on this file system: of two handles on a new file, the second could not lock it.
        locks_work: bool,
    },
    /// It does not exist.
    Absent,
}

/// What was observed of a holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Its lock file.
    pub file: LockFile,
    /// Whether it runs on this computer.
    pub same_machine: bool,
    /// Whether it started in the computer's current boot.
    pub same_boot: bool,
    /// The age of its last heartbeat by this computer's clock; negative for one in the future.
    pub silence: SignedDuration,
    /// How long this call has seen the same heartbeat.
    pub watched: SignedDuration,
}

/// Whether a holder exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// It exists, or may exist: wait.
    There,
    /// It is gone: its attempt is recovered now.
    Gone,
}

/// Returns whether a holder is gone.
pub fn presence(look: &Look) -> Presence {
    match look.file {
        // However old the heartbeat: a stopped process keeps its lock, and its answer may be in its socket.
        LockFile::Held => return Presence::There,
        // Another system with the same files may hold a lock that has no effect here.
        LockFile::Free { locks_work: true } if look.same_boot => return Presence::Gone,
        LockFile::Free { .. } | LockFile::Absent => {}
    }
    let restarted = look.same_machine && !look.same_boot;
    // A heartbeat far in the future counts as silent too, if it does not change.
    let is_silent = look.silence.abs() > SILENCE && look.watched >= WATCH;
    if restarted || is_silent { Presence::Gone } else { Presence::There }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: SignedDuration = SignedDuration::from_secs(1);
    const LOOK: Look = Look {
        file: LockFile::Absent,
        same_machine: true,
        same_boot: true,
        silence: SignedDuration::from_secs(1000),
        watched: SignedDuration::from_secs(15),
    };

    #[test]
    fn a_held_lock_means_a_live_holder_however_old_its_beat() {
        let held = Look { file: LockFile::Held, same_boot: false, silence: SECOND * 100_000, ..LOOK };
        assert_eq!(presence(&held), Presence::There);
    }

    #[test]
    fn a_free_lock_means_an_ended_holder_if_locks_work() {
        let free = |locks_work| Look { file: LockFile::Free { locks_work }, silence: SECOND, ..LOOK };
        assert_eq!(presence(&free(true)), Presence::Gone);
        assert_eq!(presence(&free(false)), Presence::There);
        let elsewhere = Look { same_machine: false, same_boot: false, ..free(true) };
        assert_eq!(presence(&elsewhere), Presence::There, "the locks of another system do not count");
    }

    #[test]
    fn a_restart_of_the_computer_ends_only_its_own_holders() {
        let restarted = Look { same_boot: false, silence: SECOND, ..LOOK };
        assert_eq!(presence(&restarted), Presence::Gone);
        assert_eq!(presence(&Look { same_machine: false, ..restarted }), Presence::There);
    }

    #[test]
    fn silence_counts_only_if_it_is_long_and_was_observed() {
        assert_eq!(presence(&LOOK), Presence::Gone);
        assert_eq!(presence(&Look { silence: SILENCE, ..LOOK }), Presence::There);
        assert_eq!(presence(&Look { watched: WATCH - SECOND, ..LOOK }), Presence::There);
        assert_eq!(presence(&Look { silence: -SECOND * 100, ..LOOK }), Presence::There);
        assert_eq!(presence(&Look { silence: -SECOND * 1000, ..LOOK }), Presence::Gone, "a clock that was ahead");
    }
}
