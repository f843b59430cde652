//! Logins of the team's database, as its administrator makes them from `team sql`.

use testkit::POSTGRES_PASSWORD;

use crate::team::{Team, wait_for};

/// Runs what `team sql` prints, and sets the passwords.
fn granted(team: &Team) -> String {
    let sql = team.shop.run(&["team", "sql"]);
    assert_eq!(sql.code, 0, "{}", sql.err);
    assert!(!sql.out.contains(POSTGRES_PASSWORD));
    team.server.sql("team", &sql.out).unwrap();
    let logins = "SELECT rolname FROM pg_roles WHERE rolname ~ '^oa_token_joining_|^[0-9a-f]{8}-' AND rolcanlogin";
    let logins = team.server.sql("team", logins).unwrap();
    for login in logins.lines() {
        team.server.sql("team", &format!("ALTER ROLE \"{login}\" PASSWORD '{POSTGRES_PASSWORD}'")).unwrap();
    }
    logins.lines().find(|login| login.starts_with("oa_token_joining")).unwrap().to_owned()
}

#[tokio::test]
async fn a_member_works_with_the_login_that_the_printed_sql_gives_it() {
    let team = Team::new().await;
    let (till, screen) = (team.joined("operator", "till"), team.joined("viewer", "screen"));
    granted(&team);
    for member in [&till, &screen] {
        let changed = member.run_with(&["--json", "team", "login", "--own"], &format!("{POSTGRES_PASSWORD}\n"));
        assert_eq!(changed.code, 0, "{}", changed.err);
    }
    let refreshed = till.run(&["--json", "refresh", "shop"]);
    assert_eq!(refreshed.code, 0, "{} {}", refreshed.out, refreshed.err);
    till.assert_live();
    screen.assert_live();
    let one = team.shop.run(&["team", "sql", "--member", "screen"]);
    assert!(one.code == 0 && one.out.contains("oa_token_viewer_") && !one.out.contains("till"), "{}", one.out);
    let wrong = screen.run_with(&["team", "login"], "FAKE_WRONG\n");
    assert_eq!(wrong.code, 2, "{}", wrong.err);
    screen.assert_live();
    // The login of a member that was removed ends.
    assert_eq!(team.shop.run(&["team", "remove", "screen"]).code, 0);
    granted(&team);
    let status = screen.run(&["--json", "team", "status"]).json();
    assert_eq!((&status["reachable"], team.shop.run(&["token", "shop"]).code), (&false.into(), 0), "{status}");
}

#[tokio::test]
async fn an_invitation_can_hold_a_login_that_only_joins() {
    let team = Team::new().await;
    let joining = granted(&team);
    let (till, id) = team.invited("operator", "till", Some(&joining));
    assert_eq!(till.run(&["--json", "team", "status"]).json()["reachable"], false, "it may not read the team");
    wait_for(|| {
        let members = team.shop.run(&["--json", "team", "list"]).json();
        members.as_array().unwrap().iter().any(|member| member["name"] == "till")
    });
    let may = |statement: &str| {
        let statement = format!("SET ROLE \"{joining}\"; {statement}");
        match team.server.sql("team", &statement) {
            Ok(_) => true,
            Err(why) => {
                assert!(why.to_string().contains("permission denied"), "{why}");
                false
            }
        }
    };
    for table in ["member", "team_key", "oa", "pair", "attempt", "epoch", "checkin", "event"] {
        assert!(!may(&format!("SELECT * FROM oa_token.{table}")), "{table}");
    }
    assert!(!may("UPDATE oa_token.team SET change = 0") && !may("DELETE FROM oa_token.invitation"));
    let seen = format!("SET ROLE \"{joining}\"; SELECT count(id) FROM oa_token.invitation");
    assert_eq!(team.server.sql("team", &seen).unwrap(), "0", "without its id no invitation is seen");
    granted(&team);
    let own = till.run_with(&["--json", "team", "login", "--own"], &format!("{POSTGRES_PASSWORD}\n"));
    assert_eq!((own.code, own.json()["member"].as_str()), (0, Some(id.as_str())), "{}", own.err);
    assert_eq!(team.shop.run(&["refresh", "shop"]).code, 0);
    till.assert_live();
}
