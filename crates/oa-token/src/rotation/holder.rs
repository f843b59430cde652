//! Whether whoever carries an attempt out is still there. Pure.
//!
//! Nothing but the file lock, a new start of the computer and a long silence prove that a holder is gone. The number of a
//! process proves nothing: containers share a computer's start, and not its numbers.

use jiff::{SignedDuration, Timestamp};

/// How long a beat may be old before silence counts: longer than the longest call (180 s), with a beat each 15 s.
pub const SILENCE: SignedDuration = SignedDuration::from_secs(240);
/// How long a silence has to be watched: as long as from one beat to the next.
pub const WATCH: SignedDuration = SignedDuration::from_secs(15);
/// How often a holder beats.
pub const BEAT: std::time::Duration = std::time::Duration::from_secs(15);

/// After how long without a beat another program takes the schedule over.
pub const ROLE_SILENCE: SignedDuration = SignedDuration::from_secs(90);

/// A process as it names itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// The computer; empty where nobody knows.
    pub machine: String,
    /// The computer's start; empty where nobody knows.
    pub boot: String,
    /// The process's number, for a person to look at.
    pub number: u32,
    /// Random, made once a process.
    pub token: String,
}

/// What a holder's row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Who.
    pub by: Process,
    /// Its last beat, by its own clock.
    pub beat_at: Timestamp,
}

/// What became of the attempt's lock file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LockFile {
    /// It is there, and somebody holds it.
    Held,
    /// It is there, and nobody holds it; `locks_work` tells whether locks keep anybody out on this file system.
    Free {
        /// Of two handles on a fresh file the second was kept out.
        locks_work: bool,
    },
    /// It is not there.
    Absent,
}

/// What was seen of a holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Its lock file.
    pub file: LockFile,
    /// Whether it runs on this computer.
    pub same_machine: bool,
    /// Whether that was since the computer's last start.
    pub same_boot: bool,
    /// How old its last beat is by this computer's clock; negative for one that is yet to come.
    pub silence: SignedDuration,
    /// For how long this call has seen the same beat.
    pub watched: SignedDuration,
}

/// Whether a holder is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// It is, or may well be: wait.
    There,
    /// It is gone: what it left is brought to its end now.
    Gone,
}

/// Returns whether a holder is gone.
pub fn presence(look: &Look) -> Presence {
    match look.file {
        // However old the beat: a stopped process holds its lock, and its answer may lie in its socket.
        LockFile::Held => return Presence::There,
        // On another system with the same files a lock may be taken and keep out nobody here.
        LockFile::Free { locks_work: true } if look.same_boot => return Presence::Gone,
        LockFile::Free { .. } | LockFile::Absent => {}
    }
    let restarted = look.same_machine && !look.same_boot;
    // A beat far in the future is as silent as an old one, if it does not change.
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
    fn a_held_lock_is_a_living_holder_however_old_its_beat() {
        let held = Look { file: LockFile::Held, same_boot: false, silence: SECOND * 100_000, ..LOOK };
        assert_eq!(presence(&held), Presence::There);
    }

    #[test]
    fn a_free_lock_is_an_ended_holder_where_locks_work() {
        let free = |locks_work| Look { file: LockFile::Free { locks_work }, silence: SECOND, ..LOOK };
        assert_eq!(presence(&free(true)), Presence::Gone);
        assert_eq!(presence(&free(false)), Presence::There);
        let elsewhere = Look { same_machine: false, same_boot: false, ..free(true) };
        assert_eq!(presence(&elsewhere), Presence::There, "another system's locks are its own");
    }

    #[test]
    fn a_new_start_of_the_same_computer_ends_its_holders_and_no_others() {
        let restarted = Look { same_boot: false, silence: SECOND, ..LOOK };
        assert_eq!(presence(&restarted), Presence::Gone);
        assert_eq!(presence(&Look { same_machine: false, ..restarted }), Presence::There);
    }

    #[test]
    fn silence_counts_only_if_it_is_long_and_was_watched() {
        assert_eq!(presence(&LOOK), Presence::Gone);
        assert_eq!(presence(&Look { silence: SILENCE, ..LOOK }), Presence::There);
        assert_eq!(presence(&Look { watched: WATCH - SECOND, ..LOOK }), Presence::There);
        assert_eq!(presence(&Look { silence: -SECOND * 100, ..LOOK }), Presence::There);
        assert_eq!(presence(&Look { silence: -SECOND * 1000, ..LOOK }), Presence::Gone, "a clock that ran ahead");
    }
}
