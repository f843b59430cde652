//! What must be true after a stop.

use crate::proof::Tally;
use crate::recovery_check::{Shop, Stands};
use crate::sends;
use crate::watched::End;

/// What was observed of a try.
pub(super) struct Seen {
    /// Whether the answer was lost on the wire.
    pub(super) died: bool,
    /// Whether the program reported the pair as saved.
    pub(super) said_saved: bool,
}

/// Judges how the sender ended; returns whether it reported the pair as saved.
pub(super) fn sender(end: &End, shop: &Shop, died: bool, tally: &mut Tally) -> Result<bool, String> {
    match (end.code, end.outcome().as_str()) {
        (Some(0), "saved") => {
            tally.count("reported saved", 1);
            Ok(true)
        }
        (Some(11), "rejected") if died && end.reason() == "dead" => {
            tally.count("reported dead, after an answer that was lost on the wire", 1);
            Ok(false)
        }
        // True only if nothing was sent, which practice Zalo knows.
        (Some(10), "not_sent") if shop.sim.ledger().token_requests().all(|request| !request.fully_read) => {
            tally.count("reported not sent, and nothing was sent", 1);
            Ok(false)
        }
        _ => Err(format!("the stopped process {}", end.told())),
    }
}

/// Judges the profile at the end of a try.
pub(super) fn at_the_end(shop: &mut Shop, seen: &Seen) -> Result<(), String> {
    shop.sim.forget_script();
    sends::judge(&shop.sim.ledger(), false)?;
    if seen.said_saved {
        shop.holds_live_pair()?;
    } else {
        let stands = shop.refresh_again(false)?;
        if stands == Stands::LostOnTheWire && !seen.died {
            return Err("reported as lost on the wire, but was answered in full".to_owned());
        }
        sends::judge(&shop.sim.ledger(), false)?;
    }
    shop.judge_life()
}
