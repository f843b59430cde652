//! Draws which program is stopped, when, and for how long.

use std::time::Duration;

use zalo_sim::Fault;

use crate::rng::Rng;

/// The program that is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The command, at a random phase.
    Command,
    /// The command, at this phase.
    Certain(Phase, Role),
    /// The window.
    Window,
    /// The command by Ctrl-Z, continued by `fg`.
    Terminal,
}

/// When it is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// At a random moment of the run, most of which is before the request.
    Life,
    /// Right after a system call: one that connects, sends, locks, writes or syncs.
    Call,
    /// The request was read, the answer is on the way.
    OnTheWire,
    /// The answer arrives, piece by piece.
    Arriving,
    /// The answer has arrived or nearly so, and is about to be saved.
    Saving,
}

/// Which of the processes is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The sender, with no process waiting for it.
    Alone,
    /// The sender, while another process waits for it.
    Holder,
    /// The waiting process.
    Waiter,
    /// Both.
    Both,
}

impl Role {
    /// Returns how long the second program gets to begin waiting, in milliseconds; 0 if there is none.
    pub(super) fn to_wait_ms(self) -> u64 {
        match self {
            Self::Alone => 0,
            Self::Holder | Self::Waiter | Self::Both => 400,
        }
    }
}

/// Durations, in milliseconds.
pub(super) struct Lengths {
    /// The shortest and the longest stop.
    stop: (u64, u64),
    /// The longest time that practice Zalo takes for an answer.
    slow: u64,
    /// How long a process waits for the holder before it may report that another process holds the OA.
    pub(super) waits: Duration,
    /// How long a program may take to end once it continues.
    pub(super) bound: Duration,
}

impl Lengths {
    /// Around the program's thresholds: the timeout for an answer is more than 30 s.
    pub(super) const FULL: Self =
        Self { stop: (31_000, 45_000), slow: 20_000, waits: Duration::from_secs(90), bound: Duration::from_secs(120) };
    /// The same, but shorter: part of every test run.
    pub(super) const QUICK: Self = Self { stop: (31_000, 33_000), slow: 3_000, ..Self::FULL };
    /// For the command with a twentieth of the timeouts: the fence at 1 s, the answer at 9 s, a stale heartbeat at 12
    /// s.
    pub(super) const TWENTIETH: Self = Self {
        stop: (1_000, 15_000),
        slow: 3_000,
        waits: Duration::from_millis(4_500),
        bound: Duration::from_secs(60),
    };

    /// Draws the length of a stop.
    pub(super) fn stop(&self, rng: &mut Rng) -> Duration {
        Duration::from_millis(self.stop.0 + rng.below(self.stop.1 - self.stop.0))
    }

    /// Draws how slow practice Zalo is.
    pub(super) fn slow(&self, rng: &mut Rng) -> u64 {
        300 + rng.below(self.slow)
    }
}

/// One drawn stop.
#[derive(Debug)]
pub(super) struct Stop {
    /// When.
    pub(super) phase: Phase,
    /// The call to stop after, and which of its kind; for [`Phase::Call`].
    pub(super) call: Option<(String, u64)>,
    /// Who.
    pub(super) role: Role,
    /// For how long.
    pub(super) length: Duration,
    /// Delay after the phase begins.
    pub(super) late: Duration,
    /// What practice Zalo does to the first request.
    pub(super) fault: Fault,
}

impl Stop {
    /// Draws everything.
    pub(super) fn draw(rng: &mut Rng, lengths: &Lengths, calls: &[(String, u64)], life: u64) -> Self {
        use Phase::{Arriving, Call, Life, OnTheWire, Saving};
        let phase = *rng.of(&[Life, Call, Call, Call, OnTheWire, OnTheWire, OnTheWire, Arriving, Arriving, Saving]);
        let role = *rng.of(&[Role::Alone, Role::Alone, Role::Holder, Role::Waiter, Role::Both]);
        Self::certain(phase, role, rng, lengths, calls, life)
    }

    /// Draws the rest. A waiter needs a holder that is on the wire.
    pub(super) fn certain(
        phase: Phase,
        role: Role,
        rng: &mut Rng,
        lengths: &Lengths,
        calls: &[(String, u64)],
        life: u64,
    ) -> Self {
        let phase = match phase {
            Phase::Call if calls.is_empty() => Phase::Life,
            Phase::Life | Phase::Call | Phase::Saving if role != Role::Alone => Phase::OnTheWire,
            Phase::Life | Phase::Call | Phase::OnTheWire | Phase::Arriving | Phase::Saving => phase,
        };
        let slow = lengths.slow(rng);
        let (fault, late) = match phase {
            Phase::Life => (Fault::None, rng.below(life)),
            Phase::Call => (Fault::Slow { ms: slow.min(1_000) }, 0),
            // The stop comes after the second program waits, so the answer takes that much longer.
            Phase::OnTheWire => (on_the_wire(role, slow + role.to_wait_ms(), rng), rng.below(slow * 1_000 * 4 / 5)),
            // About 25 pieces in 1.5 to 4 seconds.
            Phase::Arriving => (Fault::Trickle { bytes: 24, ms: 60 + rng.below(100) }, rng.below(900_000)),
            Phase::Saving => (Fault::Slow { ms: 50 }, rng.below(life / 2 + 1)),
        };
        let call = (phase == Phase::Call).then(|| {
            let (name, most) = rng.of(calls);
            (name.clone(), 1 + rng.below(*most))
        });
        Self { phase, call, role, length: lengths.stop(rng), late: Duration::from_micros(late), fault }
    }

    /// Reports whether the answer to the first request is lost on the wire.
    pub(super) fn dies(&self) -> bool {
        matches!(self.fault, Fault::CloseAfterReading | Fault::CloseAfterSpending)
    }
}

/// Draws the fault on the wire; one in five answers is lost, but only if no other process waits for it.
fn on_the_wire(role: Role, slow: u64, rng: &mut Rng) -> Fault {
    match rng.below(10) {
        0 | 1 if role == Role::Alone && rng.below(2) == 0 => Fault::CloseAfterReading,
        0 | 1 if role == Role::Alone => Fault::CloseAfterSpending,
        2..5 => Fault::SlowBeforeSpending { ms: slow },
        _ => Fault::Slow { ms: slow },
    }
}

impl Kind {
    /// Returns `count` kinds, with every phase and program among the first eight.
    pub(super) fn a_little_of_each(count: u64) -> Vec<Self> {
        let each = [
            Self::Certain(Phase::OnTheWire, Role::Alone),
            Self::Window,
            Self::Terminal,
            Self::Certain(Phase::OnTheWire, Role::Holder),
            Self::Certain(Phase::Arriving, Role::Alone),
            Self::Certain(Phase::OnTheWire, Role::Both),
            Self::Certain(Phase::Call, Role::Alone),
            Self::Certain(Phase::OnTheWire, Role::Waiter),
            Self::Certain(Phase::Saving, Role::Alone),
            Self::Certain(Phase::Life, Role::Alone),
        ];
        each.into_iter().cycle().zip(0..count).map(|(kind, _)| kind).collect()
    }

    /// Returns `count` kinds: of every `of`, one is a window and one a terminal; all others are commands.
    pub(super) fn mixed(count: u64, of: u64) -> Vec<Self> {
        let kind = |number| match number % of {
            0 => Self::Window,
            1 => Self::Terminal,
            _ => Self::Command,
        };
        (0..count).map(kind).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phase_and_role_is_drawn_and_a_waiter_always_has_a_holder_on_the_wire() {
        let calls = [("connect".to_owned(), 2)];
        let mut seen = Vec::new();
        for number in 0..500 {
            let stop = Stop::draw(&mut Rng::new(7, number), &Lengths::TWENTIETH, &calls, 90_000);
            assert!(stop.role == Role::Alone || matches!(stop.phase, Phase::OnTheWire | Phase::Arriving), "{stop:?}");
            assert_eq!(stop.call.is_some(), stop.phase == Phase::Call);
            let kind = (stop.phase, stop.role, stop.dies());
            if !seen.contains(&kind) {
                seen.push(kind);
            }
        }
        // Five phases alone, four roles on the wire and while the answer arrives, and answers lost on the wire.
        assert_eq!(seen.len(), 5 + 3 + 3 + 1, "{seen:?}");
    }

    #[test]
    #[expect(clippy::wildcard_enum_match_arm, reason = "all other faults give no answer, or an immediate one")]
    fn no_answer_is_complete_before_the_stop() {
        for number in 0..500 {
            let stop = Stop::draw(&mut Rng::new(7, number), &Lengths::TWENTIETH, &[("connect".to_owned(), 2)], 90_000);
            let stops_after = u128::from(stop.role.to_wait_ms()) + stop.late.as_millis();
            let whole_after = match &stop.fault {
                Fault::Slow { ms } | Fault::SlowBeforeSpending { ms } if stop.phase == Phase::OnTheWire => *ms,
                Fault::Trickle { ms, .. } => 25 * ms,
                _ => continue,
            };
            assert!(stops_after < u128::from(whole_after), "{stop:?}");
        }
    }
}
