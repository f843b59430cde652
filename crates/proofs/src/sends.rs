//! Counts how often each token was sent, strictly by practice Zalo's ledger.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use zalo_sim::{Ledger, Outcome, SeenRequest, Sim};

/// How often to read the ledger.
const LOOK: Duration = Duration::from_millis(2);

/// Fails if a token was sent more often than once for its answer and once for an answer lost on the wire. `killed`:
/// whether the sender of one token was killed while its answer was on the wire.
pub(crate) fn judge(ledger: &Ledger, killed: bool) -> Result<(), String> {
    let mut sends: BTreeMap<u64, Vec<&SeenRequest>> = BTreeMap::new();
    for request in ledger.token_requests().filter(|request| request.fully_read) {
        sends.entry(request.token.ok_or("a request without a token")?).or_default().push(request);
    }
    let mut killed = u32::from(killed);
    for (token, sends) in sends.iter().filter(|(_, sends)| sends.len() > 1) {
        if sends.len() > 2 {
            return Err(format!("token {token} was sent {} times", sends.len()));
        }
        let later = sends[1].at.duration_since(sends[0].at).unwrap_or_default().as_secs_f64();
        match sends[0].outcome {
            Outcome::Closed | Outcome::Reset | Outcome::Answered { complete: false, .. } => {}
            // One killed sender explains one recovery.
            Outcome::Open | Outcome::Answered { .. } | Outcome::Abandoned if killed > 0 => killed -= 1,
            Outcome::Open => {
                return Err(format!("token {token} was sent again {later:.1} s later, while its sender was alive"));
            }
            Outcome::Answered { .. } | Outcome::Abandoned => {
                return Err(format!(
                    "token {token} was sent again {later:.1} s later, although it was answered in full"
                ));
            }
        }
    }
    ledger.violations.first().map_or(Ok(()), |violation| Err(violation.clone()))
}

/// Adds the ledger's verdict on the sends to a failure, if there is one.
pub(crate) fn told(what: &str, sim: &Sim) -> String {
    judge(&sim.ledger(), false).map_or_else(|more| format!("{what}; {more}"), |()| what.to_owned())
}

/// Waits until practice Zalo has read this many token requests completely; returns `false` on a timeout.
pub(crate) fn are_read(sim: &Sim, count: usize, bound: Duration) -> bool {
    come(bound, || sim.ledger().token_requests().filter(|request| request.fully_read).count() >= count)
}

/// Waits until this many token requests are answered, or about to be; returns `false` on a timeout.
pub(crate) fn are_answered(sim: &Sim, count: usize, bound: Duration) -> bool {
    come(bound, || sim.ledger().token_requests().filter(|request| request.outcome != Outcome::Open).count() >= count)
}

fn come(bound: Duration, is_there: impl Fn() -> bool) -> bool {
    let until = Instant::now() + bound;
    while !is_there() {
        if Instant::now() > until {
            return false;
        }
        thread::sleep(LOOK);
    }
    true
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    fn check(tokens: &[(u64, Outcome)], killed: bool) -> Result<(), String> {
        let requests = tokens.iter().enumerate().map(|(at, (token, outcome))| SeenRequest {
            number: at + 1,
            at: SystemTime::UNIX_EPOCH,
            method: "POST".to_owned(),
            path: String::new(),
            is_token_request: true,
            fully_read: true,
            app_id: None,
            token: Some(*token),
            spent: true,
            fault: None,
            outcome: *outcome,
            violations: Vec::new(),
        });
        let ledger =
            Ledger { requests: requests.collect(), tokens: Vec::new(), violations: Vec::new(), file_error: None };
        judge(&ledger, killed)
    }

    #[test]
    fn a_token_is_sent_again_only_once_and_only_after_a_lost_answer() {
        let whole = Outcome::Answered { status: 200, error: None, tokens: true, complete: true };
        assert_eq!(check(&[(1, whole), (2, whole)], false), Ok(()));
        assert!(check(&[(1, whole), (1, whole)], false).is_err());
        assert!(check(&[(1, Outcome::Open), (1, whole)], false).is_err());
        assert_eq!(check(&[(1, Outcome::Closed), (1, whole)], false), Ok(()));
        assert_eq!(check(&[(1, whole), (1, whole)], true), Ok(()));
        assert!(check(&[(1, whole), (1, whole), (2, whole), (2, whole)], true).is_err());
        assert!(check(&[(1, Outcome::Closed), (1, Outcome::Closed), (1, whole)], true).is_err());
    }
}
