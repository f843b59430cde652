//! Files as other tools write them: what the command makes of each, what it asks and what it refuses.

use std::path::PathBuf;

use serde_json::Value;

use crate::bench::{APP_ID, Bench, Ran, SECRET_KEY};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/field")
}

fn paths(names: &str) -> Vec<String> {
    names.split(" + ").map(|name| folder().join(name).display().to_string()).collect()
}

fn run(bench: &Bench, names: &str, options: &[&str]) -> Ran {
    let files = paths(names);
    let args: Vec<&str> = ["--json", "import"].into_iter().chain(files.iter().map(String::as_str)).collect();
    bench.run(&[&args, options].concat())
}

fn masked(value: &Value) -> Value {
    value.as_str().map_or(Value::Null, |text| format!("••••{}", &text[text.len() - 4..]).into())
}

/// Says what is wrong with what the command made of a file; `None` if nothing is.
fn fault(ran: &Ran, expected: &Value) -> Option<String> {
    let kind = expected["result"].as_str().unwrap();
    let code = if matches!(kind, "profiles" | "nothing_to_take") { 0 } else { 2 };
    if ran.code != code {
        return Some(format!("exit {}: {} {}", ran.code, ran.out, ran.err));
    }
    if code == 2 {
        return (!ran.out.is_empty() || ran.error_code() != "bad_input").then(|| ran.out.clone());
    }
    let rows = ran.json();
    let wanted = expected["profiles"].as_array().cloned().unwrap_or_default();
    let keys = ["secret_key", "refresh_token", "access_token"];
    let is_same = |(row, wanted): (&Value, &Value)| {
        row["app_id"] == wanted["app_id"] && keys.iter().all(|key| row[*key] == masked(&wanted[*key]))
    };
    let rows = rows.as_array().unwrap();
    let is_right = kind != "profiles" || (rows.len() == wanted.len() && rows.iter().zip(&wanted).all(is_same));
    (!is_right).then(|| format!("{rows:?}"))
}

#[tokio::test]
async fn each_public_shape_becomes_what_it_must() {
    let bench = Bench::empty().await;
    let expected: Value = serde_json::from_slice(&std::fs::read(folder().join("expected.json")).unwrap()).unwrap();
    let expected = expected.as_object().unwrap();
    let faults: Vec<String> = expected
        .iter()
        .filter_map(|(names, wanted)| Some(format!("{names}: {}", fault(&run(&bench, names, &["--dry-run"]), wanted)?)))
        .collect();
    assert!(faults.is_empty(), "{} of {} are wrong:\n{}", faults.len(), expected.len(), faults.join("\n"));
    assert!(!bench.data().join("vault.db").exists(), "a dry run must not save anything");
}

#[tokio::test]
async fn tokens_alone_go_onto_the_named_oa_which_keeps_its_app_and_secret() {
    let bench = Bench::new().await;
    let token = bench.sim.issue_pair(APP_ID).refresh_token;
    let answer = format!("{{\"access_token\":\"FAKE_AT_x\",\"refresh_token\":\"{token}\",\"expires_in\":\"90000\"}}");
    let refused = bench.run_with(&["import", "-", "--name", "new"], &answer);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("--replace") && !refused.err.contains(&token), "{}", refused.err);
    let ran = bench.run_with(&["import", "-", "--name", "shop", "--replace"], &answer);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(bench.run(&["--json", "list"]).json()[0]["generation"], 2);
    assert_eq!(bench.run(&["refresh", "shop"]).code, 0);
    bench.assert_live();
}

#[tokio::test]
async fn a_file_without_tokens_leaves_the_pair_that_is_here() {
    let bench = Bench::new().await;
    let blank = format!("{{\"appId\":\"{APP_ID}\",\"secretKey\":\"{SECRET_KEY}\",\"refreshToken\":\"\"}}");
    let ran = bench.run_with(&["import", "-", "--name", "shop", "--replace"], &blank);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(bench.run(&["--json", "list"]).json()[0]["generation"], 1);
    assert_eq!(bench.run(&["refresh", "shop"]).code, 0);
}

#[tokio::test]
async fn two_values_for_one_key_are_listed_and_picked_by_their_line() {
    let bench = Bench::empty().await;
    let names = "18-symfony.env";
    let refused = run(&bench, names, &["--name", "shop"]);
    assert_eq!(refused.code, 2);
    for wanted in ["--pick secret_key=6", "--pick secret_key=8", "APP_SECRET", "••••4567"] {
        assert!(refused.err.contains(wanted), "{wanted}: {}", refused.err);
    }
    assert!(!refused.err.contains("SKfakeAbCdEf01234567"));
    assert_eq!(run(&bench, names, &["--name", "shop", "--pick", "secret_key=7"]).code, 2, "no candidate is there");
    let taken = run(&bench, names, &["--dry-run", "--pick", "SECRET_KEY=6"]);
    assert_eq!(taken.json()[0]["secret_key"], "••••4567", "{}", taken.err);
    assert_eq!(run(&bench, names, &["--name", "shop", "--pick", "secret_key=6"]).code, 0);
}

#[tokio::test]
async fn a_program_that_refreshes_by_itself_and_what_is_left_out_are_named() {
    let bench = Bench::empty().await;
    let ran = run(&bench, "02-n8n-cli-export-staticdata.json", &["--name", "shop"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("other_refresher") && ran.err.contains("n8n"), "{}", ran.err);
    assert!(ran.err.contains("left_out") && ran.err.contains("dòng"), "{}", ran.err);
    assert!(!ran.err.contains("RTfake"), "{}", ran.err);
}

#[tokio::test]
async fn several_oas_without_names_are_named_after_their_app_and_the_table_to_fill_in_is_read() {
    let bench = Bench::empty().await;
    let ran = run(&bench, "19-two-oas.env", &[]);
    assert_eq!((ran.code, ran.json().as_array().unwrap().len()), (0, 2), "{}", ran.err);
    let template = bench.run(&["import", "--template"]);
    assert_eq!(template.code, 0, "{}", template.err);
    let filled = format!("{}A,{APP_ID},{SECRET_KEY},FAKE_RT_a,\nB,{APP_ID},{SECRET_KEY},FAKE_RT_b,\n", template.out);
    let ran = bench.run_with(&["--json", "import", "-"], &filled);
    assert_eq!((&ran.json()[0]["name"], &ran.json()[1]["name"]), (&"A".into(), &"B".into()), "{}", ran.err);
}
