//! The database's own roles: what a member's login may do. A role for each role of the team, and a login for each member,
//! whose name is the member's id.
//!
//! The rights of members do not rest on this: members believe the signed roster, and open what their keys open. The
//! database's roles keep a viewer from stopping the others, and from copying what it cannot open.

use crate::rules::member::{MemberId, Role};

const PERMISSIONS: &str = include_str!("permissions.sql");

/// Returns the statements for the database's administrator: three roles without a login, with what each may do. `team`
/// is the team's id: one server may hold several teams.
pub fn permissions(team: &str) -> String {
    [Role::Viewer, Role::Operator, Role::Admin].iter().fold(PERMISSIONS.to_owned(), |sql, &role| {
        // The id stands in names and in texts.
        sql.replace(&format!("{{{}}}", word(role)), &group(role, team))
    })
}

/// Returns the statements that give a member a login. Its password is set afterwards, by `\password` of psql, so that it
/// is in no log.
pub fn login_of(team: &str, member: &MemberId, role: Role) -> String {
    let login = plain(&member.0);
    format!("CREATE ROLE \"{login}\" LOGIN IN ROLE \"{}\";\n", group(role, team))
}

/// Returns the statements that end a member's login and its connections.
pub fn login_ended(member: &MemberId) -> String {
    let login = plain(&member.0);
    format!(
        "ALTER ROLE \"{login}\" NOLOGIN;\n\
         SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{login}';\n\
         DROP ROLE \"{login}\";\n"
    )
}

fn group(role: Role, team: &str) -> String {
    format!("oa_token_{}_{}", word(role), plain(team))
}

fn word(role: Role) -> &'static str {
    match role {
        Role::Viewer => "viewer",
        Role::Operator => "operator",
        Role::Admin => "admin",
    }
}

/// Returns what cannot end a quoted name. Ids are UUIDs; those that come from others may be anything.
fn plain(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(36).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_ends_the_name_it_stands_in() {
        let hostile = "x\"; DROP SCHEMA oa_token; --'";
        let (sql, member) = (permissions(hostile), MemberId(hostile.to_owned()));
        assert!(!sql.contains("DROP SCHEMA") && !sql.contains('{'));
        let login = login_of("team", &member, Role::Viewer);
        assert_eq!(login, "CREATE ROLE \"xDROPSCHEMAoatoken--\" LOGIN IN ROLE \"oa_token_viewer_team\";\n");
        assert!(!login_ended(&member).contains("DROP SCHEMA"));
    }
}
