//! Changes of several cells that are consistent: the changes of an attacker who knows the tables.

use super::values::Foreign;

/// Lists changes of more than one cell, each with its name; a file without these columns rejects them, which is
/// counted.
pub(super) fn all(file: &'static str, foreign: &Foreign) -> Vec<(String, String)> {
    if file != "vault.db" {
        return Vec::new();
    }
    let outlet = foreign.outlet.replace('\'', "''");
    let older = "UPDATE pair SET issued_at = issued_at - 86400000, access_expires_at = access_expires_at - 86400000,
                 obtained_at = obtained_at - 86400000";
    let somebody = "'FAKE', 'FAKE', 1, 'FAKE', CAST(unixepoch('subsec') * 1000 AS INTEGER), zeroblob(32)";
    let newest = "(SELECT profile, max(generation) FROM pair GROUP BY profile)";
    [
        ("outlet and automatic", format!("UPDATE profile SET outlet = '{outlet}', automatic = 1; {older}")),
        ("pairs all", older.to_owned()),
        (
            "newest pairs and attempts deleted",
            format!("DELETE FROM attempt; DELETE FROM pair WHERE (profile, generation) IN {newest} AND generation > 1"),
        ),
        (
            "newest pairs deleted, settings too",
            format!("DELETE FROM meta WHERE key = 'state'; DELETE FROM pair WHERE (profile, generation) IN {newest} AND generation > 1"),
        ),
        ("released all", "UPDATE attempt SET released = 1".to_owned()),
        ("apps exchanged", "UPDATE profile SET app_id = (SELECT max(app_id) FROM profile)".to_owned()),
        (
            "attempts of the dead saved",
            "UPDATE attempt SET state = 'saved' WHERE state IN ('dead', 'unknown')".to_owned(),
        ),
        (
            "spent forgotten, newest pairs deleted",
            format!("DELETE FROM spent; DELETE FROM pair WHERE (profile, generation) IN {newest} AND generation > 1"),
        ),
        ("spent all replaced", "UPDATE spent SET replaced = 1".to_owned()),
        ("schedule held", format!("INSERT OR REPLACE INTO hold VALUES ('schedule', {somebody})")),
        ("attempts held", format!("INSERT OR REPLACE INTO hold SELECT id, {somebody} FROM attempt")),
        ("older generations set as current", "UPDATE profile SET current = current - 1 WHERE current > 1".to_owned()),
        ("numbers at their maximum", "UPDATE sqlite_sequence SET seq = 9223372036854775807".to_owned()),
        (
            "attempts and diary at the largest number",
            "UPDATE event SET sequence = 9223372036854775807 WHERE sequence = (SELECT max(sequence) FROM event);
             UPDATE attempt SET sequence = 9223372036854775807 WHERE sequence = (SELECT min(sequence) FROM attempt)"
                .to_owned(),
        ),
        ("answers gone", "DELETE FROM answer".to_owned()),
        ("slots one", "DELETE FROM slot WHERE rowid = (SELECT max(rowid) FROM slot)".to_owned()),
    ]
    .map(|(what, sql)| (format!("together: {what}"), sql))
    .into()
}
