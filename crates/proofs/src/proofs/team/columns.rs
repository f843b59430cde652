//! The kind of [`super::forged`] that is about columns: the database's administrator writes into OAs, pairs and attempts.

use super::bench::{Team, told};
use super::forged::Stage;
use crate::captured_output::say;
use crate::proof::Tally;

/// An attempt that no member made, about the current token, held by the member that brought it.
const MADE_UP: &str = "INSERT INTO oa_token.attempt (id, oa, kind, spends, fingerprint, state, released, holder,
        deadline, dead_at)
    SELECT 'made-up-' || (SELECT count(*) FROM oa_token.attempt), pair.oa, 'refresh', oa.generation, refresh_print,
        {end}, by_member, clock_timestamp(), clock_timestamp() - interval '25 hours'
    FROM oa_token.oa JOIN oa_token.pair ON pair.oa = oa.id
        AND (brought_kind, brought_id, brought_member, brought_send)
            = (current_kind, current_id, coalesce(current_member, ''), coalesce(current_send, 0))";

/// Ends that are written into such an attempt.
const ENDS: [&str; 7] = [
    "'dead', false",
    "'dead', true",
    "'dead_provisional', false",
    "'saved', false",
    "'unknown', false",
    "'refused', true",
    "'claimed', true",
];

/// Changes of an OA and of the pair that is current.
const CHANGES: [&str; 11] = [
    "UPDATE oa_token.oa SET retired_at = clock_timestamp()",
    "UPDATE oa_token.oa SET automatic = NOT automatic",
    "UPDATE oa_token.oa SET app_id = '1'",
    "UPDATE oa_token.oa SET config = '\\x0100000000'",
    "UPDATE oa_token.oa SET secret_key = config",
    "UPDATE oa_token.oa SET has_diverged = NOT has_diverged",
    "UPDATE oa_token.pair SET set_aside = NOT set_aside",
    "UPDATE oa_token.pair SET access_ends = clock_timestamp(), refresh_ends = clock_timestamp()",
    "UPDATE oa_token.attempt SET state = 'dead', dead_at = clock_timestamp(), released = NOT released",
    "UPDATE oa_token.attempt SET code = NULL, recoveries = 0, awaits = '{}'",
    "UPDATE oa_token.oa SET (current_kind, current_id, current_member, current_send)
        = (SELECT brought_kind, brought_id, brought_member, brought_send FROM oa_token.pair
            ORDER BY received_at LIMIT 1)",
];

/// After each change all computers look, and each that may refresh does: as before, each token once.
pub(super) fn altered(stage: &Stage<'_>, tally: &mut Tally) -> Result<(), String> {
    let team = &stage.team;
    let made_up = ENDS.iter().map(|end| MADE_UP.replace("{end}", end));
    let changes: Vec<String> = made_up.chain(CHANGES.iter().map(|change| (*change).to_owned())).collect();
    let steered = "SELECT app_id, automatic, retired_at IS NULL FROM oa_token.oa";
    let before = told(team.server.sql("team", steered))?;
    for change in &changes {
        told(team.server.sql("team", &format!("{change}; UPDATE oa_token.team SET change = change + 1")))?;
        let seen = look(team).and_then(|()| team.agree(&[1, 0], tally)).and_then(|()| look(team));
        seen.and_then(|()| team.judge(0, 0)).map_err(|why| format!("{change}: {why}"))?;
        let after = told(team.server.sql("team", steered))?;
        if after != before {
            return Err(format!("{change}: the database says {after}, and before {before}"));
        }
        tally.count("changes of columns, all without effect", 1);
    }
    Ok(())
}

/// Lets each computer read what is there, and answer.
fn look(team: &Team) -> Result<(), String> {
    for computer in [1, 0, 1, 2] {
        let shown = told(say(&team.computers[computer], &["--json", "team", "status"]))?;
        if shown.code != Some(0) {
            return Err(format!("computer {computer}: {}", shown.err));
        }
    }
    Ok(())
}
