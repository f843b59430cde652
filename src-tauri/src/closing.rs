//! What closing the window means: a pure rule, and what the program remembers of it while it runs.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// What closing the window comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Close {
    /// The page asks; the window stays meanwhile.
    Ask,
    /// The window goes, the program stays.
    KeepRunning,
    /// The program ends once nothing is in flight.
    End,
}

/// Returns what closing means. `asking`: the question was put and has no answer, not even "neither"; then whoever closes
/// once more gets what closing has always meant, so that a page that cannot answer keeps nobody's window open.
pub(crate) fn means(close_to_tray: Option<bool>, asking: bool) -> Close {
    match close_to_tray {
        Some(true) => Close::KeepRunning,
        Some(false) => Close::End,
        None if asking => Close::End,
        None => Close::Ask,
    }
}

/// What was asked and decided since the start.
#[derive(Default)]
pub(crate) struct Closing {
    asking: AtomicBool,
    keeps_running: AtomicBool,
    turns: AtomicU32,
}

impl Closing {
    /// Starts as a program without a window does: it stays.
    pub(crate) fn keep_running(&self, keeps_running: bool) {
        self.keeps_running.store(keeps_running, Ordering::Relaxed);
        self.asking.store(false, Ordering::Relaxed);
    }

    /// Returns whether the program stays once the last window is gone.
    pub(crate) fn keeps_running(&self) -> bool {
        self.keeps_running.load(Ordering::Relaxed)
    }

    /// Counts the times that the last window went; returns the number of this one.
    pub(crate) fn next_turn(&self) -> u32 {
        self.turns.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Returns whether no window has gone since.
    pub(crate) fn is_turn(&self, turn: u32) -> bool {
        self.turns.load(Ordering::Relaxed) == turn
    }

    /// Notes that the question was put; returns whether it was before.
    pub(crate) fn ask(&self) -> bool {
        self.asking.swap(true, Ordering::Relaxed)
    }

    /// Notes that it was answered, or put aside.
    pub(crate) fn answered(&self) {
        self.asking.store(false, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_close_asks_and_later_ones_do_as_was_said() {
        assert_eq!(means(None, false), Close::Ask);
        assert_eq!(means(Some(true), false), Close::KeepRunning);
        assert_eq!(means(Some(false), false), Close::End);
    }

    #[test]
    fn a_question_without_an_answer_holds_no_window() {
        assert_eq!(means(None, true), Close::End);
        let closing = Closing::default();
        assert!(!closing.ask());
        assert!(closing.ask());
        closing.answered();
        assert!(!closing.ask(), "put aside: asked anew");
    }

    #[test]
    fn an_answer_says_whether_the_program_stays() {
        let closing = Closing::default();
        assert!(!closing.keeps_running());
        closing.keep_running(true);
        assert!(closing.keeps_running());
    }
}
