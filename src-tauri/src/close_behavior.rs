//! Decides what closing the window does: a pure rule, and its state while the program runs.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// What closing the window does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Close {
    /// The page asks the user; the window stays open meanwhile.
    Ask,
    /// The window closes, the program keeps running.
    KeepRunning,
    /// The program ends once nothing is in flight.
    End,
}

/// Returns what closing does. With `asking`, the question is still open: closing once more ends the program, so that a
/// page that cannot answer does not keep the window open.
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
pub(crate) struct CloseBehavior {
    asking: AtomicBool,
    keeps_running: AtomicBool,
    turns: AtomicU32,
}

impl CloseBehavior {
    /// Sets whether the program keeps running without a window, and ends the question.
    pub(crate) fn keep_running(&self, keeps_running: bool) {
        self.keeps_running.store(keeps_running, Ordering::Relaxed);
        self.asking.store(false, Ordering::Relaxed);
    }

    /// Reports whether the program keeps running after the last window is gone.
    pub(crate) fn keeps_running(&self) -> bool {
        self.keeps_running.load(Ordering::Relaxed)
    }

    /// Counts a close of the last window; returns its number.
    pub(crate) fn next_turn(&self) -> u32 {
        self.turns.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Reports whether no window was closed since this one.
    pub(crate) fn is_turn(&self, turn: u32) -> bool {
        self.turns.load(Ordering::Relaxed) == turn
    }

    /// Notes that the question was asked; returns whether it was already open.
    pub(crate) fn ask(&self) -> bool {
        self.asking.swap(true, Ordering::Relaxed)
    }

    /// Notes that the question was answered or dismissed.
    pub(crate) fn answered(&self) {
        self.asking.store(false, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_close_asks_and_later_ones_follow_the_answer() {
        assert_eq!(means(None, false), Close::Ask);
        assert_eq!(means(Some(true), false), Close::KeepRunning);
        assert_eq!(means(Some(false), false), Close::End);
    }

    #[test]
    fn an_unanswered_question_keeps_no_window_open() {
        assert_eq!(means(None, true), Close::End);
        let closing = CloseBehavior::default();
        assert!(!closing.ask());
        assert!(closing.ask());
        closing.answered();
        assert!(!closing.ask(), "dismissed: asked again");
    }

    #[test]
    fn the_answer_decides_whether_the_program_keeps_running() {
        let closing = CloseBehavior::default();
        assert!(!closing.keeps_running());
        closing.keep_running(true);
        assert!(closing.keeps_running());
    }
}
