//! A team of two programs and a real PostgreSQL, over IPC.

use serde_json::{Value, json};
use testkit::{POSTGRES_OWNER, POSTGRES_PASSWORD, Postgres};

use crate::bench::{Bench, PASSPHRASE, ask, until};

fn database(server: &Postgres) -> Value {
    let port = server.port().to_string();
    json!({"host": "127.0.0.1", "port": port, "database": "team", "user": POSTGRES_OWNER})
}

fn create(bench: &Bench, server: &Postgres, ids: &[&str]) -> Result<Value, Value> {
    let team = json!({"name": "Cà phê", "myName": "Hương", "database": database(server), "ids": ids});
    bench.ask("create_team", json!({"team": team, "password": POSTGRES_PASSWORD}))
}

fn retry(bench: &Bench) -> Value {
    bench.ask("retry_team", json!({})).unwrap()
}

/// Invites with this role; returns the passphrase that the page may show.
fn invite(bench: &Bench, role: &str) -> String {
    let saved = bench.ask("save_invitation", json!({"role": role, "name": "Lan"})).unwrap();
    assert_eq!(saved["file"], "moi.oatoken");
    let passphrase = bench.ask("reveal_secret", json!({"secret": {"of": "invitation"}})).unwrap();
    passphrase.as_str().unwrap().to_owned()
}

/// Another program, which has joined with this role; the first confirms it.
fn joined(bench: &Bench, role: &str) -> Bench {
    let file = bench.save_to("moi.oatoken");
    let passphrase = invite(bench, role);
    let other = bench.neighbour();
    *other.desktop.open_from.lock().unwrap() = Some(file);
    assert_eq!(other.ask("choose_invitation", json!({})).unwrap(), "moi.oatoken");
    let shown = other.ask("read_invitation", json!({"passphrase": passphrase})).unwrap();
    assert_eq!((&shown["team"], &shown["by"], &shown["role"]), (&json!("Cà phê"), &json!("Hương"), &json!(role)));
    let page = other.page.clone();
    let join = std::thread::spawn(move || ask(&page, "join_team", json!({"passphrase": passphrase, "myName": "Lan"})));
    while !join.is_finished() {
        retry(bench);
    }
    assert_eq!(join.join().unwrap().unwrap(), true);
    retry(&other);
    other
}

fn only_row(bench: &Bench) -> Value {
    bench.ask("list_profiles", json!({})).unwrap()[0].clone()
}

#[test]
fn a_database_is_tried_before_a_team_is_made_and_holds_one_team() {
    let server = Postgres::start().unwrap();
    let (bench, id) = Bench::with_shop();
    let asked =
        |password: &str| bench.ask("try_team_database", json!({"database": database(&server), "password": password}));
    assert_eq!(asked(POSTGRES_PASSWORD).unwrap(), Value::Null, "no team");
    let wrong = asked("FAKE_WRONG_0000").unwrap_err();
    assert_eq!((&wrong["code"], &wrong["words"]), (&json!("cannot_save"), &json!("team-database-login")));
    assert_eq!(wrong["next"], "team-database-login-next");
    assert_eq!(bench.ask("get_team", json!({})).unwrap(), Value::Null);

    let view = create(&bench, &server, &[&id]).unwrap();
    assert_eq!(
        (&view["name"], &view["role"], &view["link"]["state"]),
        (&json!("Cà phê"), &json!("admin"), &json!("connected"))
    );
    assert_eq!((&view["members"][0]["name"], &view["members"][0]["isMe"]), (&json!("Hương"), &json!(true)));
    assert_eq!(view["oas"][0]["id"], json!(id));
    assert!(!view.to_string().contains("FAKE"), "no secret reaches the page: {view}");
    assert_eq!(asked(POSTGRES_PASSWORD).unwrap(), "Cà phê");
    assert_eq!(create(&bench, &server, &[]).unwrap_err()["code"], "cannot_save");
    assert_eq!(bench.ask("get_team", json!({})).unwrap()["name"], "Cà phê");
}

#[test]
fn one_file_and_one_passphrase_join_and_a_refresh_in_one_program_is_in_the_other() {
    let server = Postgres::start().unwrap();
    let (bench, id) = Bench::with_valid_shop();
    create(&bench, &server, &[&id]).unwrap();
    let other = joined(&bench, "operator");
    let row = only_row(&other);
    let theirs = row["id"].as_str().unwrap();
    assert_eq!((&row["hasAccessToken"], &row["hasRefreshToken"]), (&json!(true), &json!(true)));

    assert_eq!(other.refresh(theirs)["verdict"], "saved");
    retry(&bench);
    let copy = |bench: &Bench, id: &str| {
        bench.ask("copy_secret", json!({"secret": {"id": id, "secret": "access_token", "generation": null}})).unwrap();
        bench.desktop.copied.lock().unwrap().last().unwrap().clone()
    };
    assert_eq!(copy(&bench, &id), copy(&other, theirs));
    assert!(bench.sim.ledger().tokens.iter().all(|token| token.sends <= 1), "nothing was sent twice");

    let home = bench.ask("get_team", json!({})).unwrap();
    let lan = home["members"].as_array().unwrap().iter().find(|member| member["name"] == "Lan").unwrap();
    let moved = bench.ask("set_refresher", json!({"id": id, "member": lan["id"]})).unwrap();
    assert_eq!((&moved["oas"][0]["refresherName"], &moved["oas"][0]["refresher"]), (&json!("Lan"), &lan["id"]));
}

#[test]
fn an_invitation_is_opened_by_its_passphrase_alone_and_forgotten_with_the_dialog() {
    let server = Postgres::start().unwrap();
    let bench = Bench::new();
    create(&bench, &server, &[]).unwrap();
    let none = json!({"role": "viewer", "name": "Lan"});
    assert_eq!(bench.ask("save_invitation", none).unwrap(), Value::Null, "cancelled");
    assert_eq!(bench.ask("get_team", json!({})).unwrap()["invitations"], json!([]), "none was made");

    let file = bench.save_to("moi.oatoken");
    let passphrase = invite(&bench, "viewer");
    let view = bench.ask("get_team", json!({})).unwrap();
    assert_eq!((&view["invitations"][0]["name"], &view["invitations"][0]["role"]), (&json!("Lan"), &json!("viewer")));
    assert!(!view.to_string().contains(&passphrase));
    bench.ask("forget_invitation", json!({})).unwrap();
    let shown = bench.ask("reveal_secret", json!({"secret": {"of": "invitation"}}));
    assert_eq!(shown.unwrap_err()["code"], "no_such_secret");

    let other = bench.neighbour();
    *other.desktop.open_from.lock().unwrap() = Some(file);
    other.ask("choose_invitation", json!({})).unwrap();
    assert_eq!(other.ask("read_invitation", json!({"passphrase": PASSPHRASE})).unwrap_err()["code"], "not_opened");
    other.ask("read_invitation", json!({"passphrase": passphrase})).unwrap();
    other.ask("forget_invitation", json!({})).unwrap();
    let dropped = other.ask("read_invitation", json!({"passphrase": passphrase}));
    assert_eq!(dropped.unwrap_err()["code"], "cannot_read_file");

    let withdrawn = bench.ask("withdraw_invitation", json!({"invitation": view["invitations"][0]["id"]})).unwrap();
    assert_eq!(withdrawn["invitations"], json!([]));
}

#[test]
fn a_viewer_copies_the_access_token_and_has_nothing_to_send() {
    let server = Postgres::start().unwrap();
    let (bench, id) = Bench::with_valid_shop();
    create(&bench, &server, &[&id]).unwrap();
    let viewer = joined(&bench, "viewer");
    let row = only_row(&viewer);
    assert_eq!((&row["hasAccessToken"], &row["hasRefreshToken"]), (&json!(true), &json!(false)));
    let theirs = row["id"].as_str().unwrap();
    viewer.ask("copy_secret", json!({"secret": {"id": theirs, "secret": "access_token", "generation": null}})).unwrap();
    assert_eq!(viewer.refresh(theirs)["verdict"], "not_sent");
    for act in ["save_invitation", "share_profiles"] {
        let args = json!({"role": "viewer", "name": "x", "ids": [theirs]});
        viewer.save_to("moi.oatoken");
        assert_eq!(viewer.ask(act, args).unwrap_err()["words"], "team-role", "{act}");
    }
}

#[test]
fn while_the_database_is_away_copying_goes_on_and_nothing_is_sent() {
    let server = Postgres::start().unwrap();
    let (bench, id) = Bench::with_valid_shop();
    create(&bench, &server, &[&id]).unwrap();
    server.stop().unwrap();
    assert_eq!(retry(&bench)["link"]["state"], "unreachable");
    let outcome = bench.refresh(&id);
    assert_eq!((&outcome["verdict"], &outcome["words"]), (&json!("not_sent"), &json!("not-sent-no-referee")));
    bench.ask("copy_secret", json!({"secret": {"id": id, "secret": "access_token", "generation": null}})).unwrap();
    server.resume().unwrap();
    until("the database is back", || retry(&bench)["link"]["state"] == "connected");
    assert_eq!(bench.refresh(&id)["verdict"], "saved");
}

#[test]
fn a_removed_member_leaves_a_checklist_that_people_tick_off() {
    let server = Postgres::start().unwrap();
    let (bench, id) = Bench::with_valid_shop();
    create(&bench, &server, &[&id]).unwrap();
    joined(&bench, "operator");
    let view = bench.ask("get_team", json!({})).unwrap();
    let lan = view["members"].as_array().unwrap().iter().find(|member| member["name"] == "Lan").unwrap();
    let member = lan["id"].clone();
    let list = bench.ask("remove_member", json!({"member": member})).unwrap();
    assert_eq!(list["name"], "Lan");
    let asked = || bench.ask("get_checklist", json!({"member": member})).unwrap();
    let is_done = |kind: &str| {
        let tasks = asked()["tasks"].clone();
        tasks.as_array().unwrap().iter().filter(|line| line["task"]["kind"] == kind).all(|line| line["done"] == true)
    };
    until("the OA is refreshed", || is_done("refresh"));
    assert!(!is_done("secret_key") && !is_done("database_password"));
    for line in asked()["tasks"].as_array().unwrap().iter().filter(|line| line["done"] == false) {
        bench.ask("settle_task", json!({"member": member, "task": line["task"]})).unwrap();
    }
    assert!(is_done("secret_key") && is_done("database_password"));
    let gone = bench.ask("get_team", json!({})).unwrap();
    let lan = gone["members"].as_array().unwrap().iter().find(|other| other["id"] == member).unwrap();
    assert_eq!((lan["removedAt"].is_string(), &lan["checklistOpen"]), (true, &json!(false)));
    assert_eq!(bench.ask("leave_team", json!({})).unwrap(), Value::Null, "the last member");
    assert_eq!(only_row(&bench)["state"], "valid", "and it keeps its OAs");
}
