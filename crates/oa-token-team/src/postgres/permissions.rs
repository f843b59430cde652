//! The database's own roles: what a member's login may do. A role for each role of the team, a login for each member,
//! whose name is the member's id, and one login that can only use an invitation.
//!
//! The rights of members do not rest on this: members believe the signed roster, and open what their keys open. The
//! database's roles keep a viewer from stopping the others, and from copying what it cannot open.

use crate::rules::member::{MemberId, Role};

const PERMISSIONS: &str = include_str!("permissions.sql");

/// Returns the statements for the database's administrator: three roles without a login, with what each may do, and the
/// login that only joins. `team` is the team's id: one server may hold several teams.
pub fn permissions(team: &str) -> String {
    let roles = [Role::Viewer, Role::Operator, Role::Admin];
    let sql = roles.iter().fold(PERMISSIONS.to_owned(), |sql, &role| {
        // The id stands in names and in texts.
        sql.replace(&format!("{{{}}}", word(role)), &group(role, team))
    });
    sql.replace("{joining}", &joining_login(team))
}

/// Returns the name of the login that can only use an invitation.
pub fn joining_login(team: &str) -> String {
    format!("oa_token_joining_{}", plain(team))
}

/// Returns the statements that give a member a login, unless it has one. Its password is set afterwards, by `\password`
/// of psql, so that it is in no log. `None` if the member's id is not one that this program chooses: a login of that name
/// may be somebody else's.
pub fn login_of(team: &str, member: &MemberId, role: Role) -> Option<String> {
    let login = login_name(member)?;
    Some(format!(
        "DO $$ BEGIN\n    \
             IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{login}') THEN CREATE ROLE \"{login}\" LOGIN; END IF;\n\
         END $$;\n\
         GRANT \"{}\" TO \"{login}\";\n",
        group(role, team)
    ))
}

/// Returns the statements that end a member's login and its connections, if it has one. `None` as for [`login_of`].
pub fn login_ended(member: &MemberId) -> Option<String> {
    let login = login_name(member)?;
    let if_there = |then: &str| {
        format!("DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{login}') THEN {then}; END IF; END $$;\n")
    };
    // Each is committed before the next: a connection that has ended cannot come back.
    Some(
        [
            if_there(&format!("ALTER ROLE \"{login}\" NOLOGIN")),
            format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{login}';\n"),
            if_there(&format!("DROP ROLE \"{login}\"")),
        ]
        .concat(),
    )
}

/// Returns the name of a member's login: its id, which is a UUID.
fn login_name(member: &MemberId) -> Option<&str> {
    let is_ours = uuid::Uuid::parse_str(&member.0).is_ok_and(|id| id.to_string() == member.0);
    is_ours.then_some(member.0.as_str())
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
    fn no_id_ends_the_name_it_stands_in_and_no_login_of_others_is_touched() {
        let sql = permissions("x\"; DROP SCHEMA oa_token; --'");
        assert!(!sql.contains("DROP SCHEMA") && !sql.contains('{'), "{sql}");
        for other in ["x\"; DROP SCHEMA oa_token; --'", "postgres", "", "0190d6c2-7f5b-7ccc-8888-00000000000A"] {
            let other = MemberId(other.to_owned());
            assert_eq!((login_of("team", &other, Role::Viewer), login_ended(&other)), (None, None), "{other}");
        }
        let member = MemberId("0190d6c2-7f5b-7ccc-8888-00000000000a".to_owned());
        assert!(login_of("team", &member, Role::Viewer).unwrap().contains("GRANT \"oa_token_viewer_team\" TO \"0190"));
        assert!(login_ended(&member).unwrap().contains("DROP ROLE \"0190"));
    }
}
