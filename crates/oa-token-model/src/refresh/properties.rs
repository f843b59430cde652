//! Tests the state machine's guarantees in random orders of events. The crate `model-check` tries every order, with crashes.

use jiff::Timestamp;
use proptest::prelude::*;

use super::{Attempt, AttemptState, Effect, Event, step};
use crate::secret::SecretBytes;
use crate::zalo::{LostCause, NotSentCause, RawAnswer};

/// What happens to one send.
#[derive(Debug, Clone, Copy)]
enum Fate {
    NotSent,
    LostBeforeSpending,
    LostAfterSpending,
    Tokens,
    Refused,
    Html,
}

/// What happens at one step: whether a write succeeds, how a send ends.
#[derive(Debug, Clone, Copy)]
struct Luck {
    durable: bool,
    fate: Fate,
}

fn luck() -> impl Strategy<Value = Luck> {
    let fate = prop_oneof![
        Just(Fate::NotSent),
        Just(Fate::LostBeforeSpending),
        Just(Fate::LostAfterSpending),
        Just(Fate::Tokens),
        Just(Fate::Refused),
        Just(Fate::Html),
    ];
    (prop::bool::weighted(0.9), fate).prop_map(|(durable, fate)| Luck { durable, fate })
}

/// Zalo and the disk, as far as they concern one attempt.
struct World {
    now: Timestamp,
    on_disk: Option<Attempt>,
    pair_saved: bool,
    is_spent: bool,
    answer_with_tokens_reached_us: bool,
    told: u32,
}

fn answer(status: u16, body: &str) -> RawAnswer {
    RawAnswer::new(status, Vec::new(), SecretBytes::new(body.as_bytes().to_vec()), true)
}

impl World {
    fn new() -> Self {
        Self {
            now: "2026-11-23T00:00:00Z".parse().unwrap(),
            on_disk: None,
            pair_saved: false,
            is_spent: false,
            answer_with_tokens_reached_us: false,
            told: 0,
        }
    }

    fn send(&mut self, fate: Fate) -> Event {
        match fate {
            Fate::NotSent => Event::NotSent(NotSentCause::Dns),
            Fate::LostBeforeSpending => Event::Lost(LostCause::TimedOut),
            Fate::LostAfterSpending => {
                self.is_spent = true;
                Event::Lost(LostCause::ConnectionLost)
            }
            Fate::Html => Event::Answered(answer(502, "<html>Bad Gateway</html>")),
            Fate::Tokens | Fate::Refused if self.is_spent => {
                Event::Answered(answer(200, r#"{"error":-14014,"error_name":"Invalid refresh token."}"#))
            }
            Fate::Refused => Event::Answered(answer(200, r#"{"error":-14004,"error_name":"Invalid secret key"}"#)),
            Fate::Tokens => {
                self.is_spent = true;
                let body = r#"{"access_token":"FAKE_AT_2","refresh_token":"FAKE_RT_2","expires_in":"90000"}"#;
                Event::Answered(answer(200, body))
            }
        }
    }

    /// Runs an attempt until it rests; checks every guarantee on the way.
    fn run(&mut self, mut attempt: Attempt, first: Vec<Effect>, lucks: &mut impl Iterator<Item = Luck>) {
        let mut effects = std::collections::VecDeque::from(first);
        while let Some(effect) = effects.pop_front() {
            let Some(luck) = lucks.next() else { return };
            let event = match effect {
                Effect::Write | Effect::WriteAgain => self.write(&attempt, luck),
                Effect::Save(tokens) | Effect::SaveAgain(tokens) => {
                    assert!(tokens.pair.access.is_some() && tokens.pair.refresh.is_some());
                    let event = self.write(&attempt, luck);
                    self.pair_saved |= event == Event::Durable;
                    event
                }
                Effect::Send => {
                    let disk = self.on_disk.as_ref().expect("Sending is durable before the send");
                    assert_eq!(disk.state, AttemptState::Sending);
                    assert_eq!(disk.sends, attempt.sends);
                    self.send(luck.fate)
                }
                Effect::WaitToRecover | Effect::RecoverNow => Event::RecoveryDue,
                Effect::Settle => {
                    self.write(&attempt, luck);
                    self.told += 1;
                    continue;
                }
                Effect::Yield => {
                    self.told += 1;
                    continue;
                }
                Effect::Tell => {
                    assert_eq!(self.on_disk.as_ref().map(|disk| &disk.state), Some(&attempt.state));
                    self.told += 1;
                    continue;
                }
                Effect::Drop => {
                    assert_eq!(attempt.sends, 0, "only an attempt without a send is deleted");
                    self.on_disk = None;
                    continue;
                }
            };
            self.answer_with_tokens_reached_us |= matches!(&event, Event::Answered(answer) if holds_tokens(answer));
            let (next, more) = step(attempt, event, self.now);
            attempt = next;
            effects.extend(more);
        }
    }

    fn write(&mut self, attempt: &Attempt, luck: Luck) -> Event {
        if luck.durable {
            self.on_disk = Some(attempt.clone());
            Event::Durable
        } else {
            Event::NotDurable
        }
    }
}

fn holds_tokens(answer: &RawAnswer) -> bool {
    answer.body.expose().starts_with(b"{\"access_token\"")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn no_pair_that_arrived_is_lost_while_the_program_runs(lucks in prop::collection::vec(luck(), 1..80)) {
        let mut world = World::new();
        let (attempt, effects) = Attempt::new(world.now);
        let disk_mends = std::iter::repeat_n(Luck { durable: true, fate: Fate::Tokens }, 200);
        world.run(attempt, effects, &mut lucks.into_iter().chain(disk_mends));
        prop_assert_eq!(world.told, 1, "every attempt is reported once");
        if world.answer_with_tokens_reached_us {
            prop_assert!(world.pair_saved);
        }
    }
}

#[test]
fn a_recovery_that_was_not_sent_keeps_the_result_unknown_and_stays_available() {
    let now = "2026-11-23T00:00:00Z".parse().unwrap();
    let play = |attempt, event| step(attempt, event, now).0;
    let (attempt, _) = Attempt::new(now);
    let attempt = play(play(attempt, Event::Durable), Event::Lost(LostCause::TimedOut));
    let attempt = play(play(attempt, Event::Durable), Event::RecoveryDue);
    let (attempt, effects) = step(play(attempt, Event::Durable), Event::NotSent(NotSentCause::Dns), now);
    assert!(matches!(attempt.state, AttemptState::Unknown(_)));
    assert!(attempt.awaits_recovery());
    assert_eq!(effects, [Effect::Settle], "no automatic retry follows");
}

#[test]
fn a_process_that_lost_the_row_keeps_tokens_and_changes_no_verdict_without_them() {
    let now = "2026-11-23T00:00:00Z".parse().unwrap();
    let play = |attempt, event| step(attempt, event, now).0;
    let (attempt, _) = Attempt::new(now);
    let sent = play(attempt, Event::Durable);
    let tokens = r#"{"access_token":"FAKE_AT_2","refresh_token":"FAKE_RT_2","expires_in":"90000"}"#;
    let (with_tokens, effects) = step(play(sent.clone(), Event::Answered(answer(200, tokens))), Event::Superseded, now);
    assert!(with_tokens.superseded && matches!(effects[..], [Effect::Save(_)]), "{effects:?}");
    let dead = answer(200, r#"{"error":-14014,"error_name":"Invalid refresh token."}"#);
    for event in [Event::Answered(dead), Event::Lost(LostCause::TimedOut)] {
        let (_, effects) = step(play(sent.clone(), event), Event::Superseded, now);
        assert_eq!(effects, [Effect::Yield], "nothing is written again");
    }
}

#[test]
fn an_event_that_does_not_fit_changes_nothing() {
    let now = "2026-11-23T00:00:00Z".parse().unwrap();
    let (attempt, _) = Attempt::new(now);
    for event in [Event::RecoveryDue, Event::SendAgain] {
        assert_eq!(step(attempt.clone(), event, now), (attempt.clone(), vec![]));
    }
}
