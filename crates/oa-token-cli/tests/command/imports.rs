//! What other tools write becomes a profile: their names, or the one given.

use oa_token_import::SIZE_LIMIT;
use serde_json::json;

use crate::bench::{APP_ID, Bench, SECRET_KEY};

const COLLECTION: &str = include_str!("../../../../tests/fixtures/import/zalo-oa.postman_collection.json");
const ENVIRONMENT: &str = include_str!("../../../../tests/fixtures/import/zalo-oa.postman_environment.json");

#[tokio::test]
async fn the_literal_request_of_a_collection_is_imported_under_the_given_name() {
    let bench = Bench::empty().await;
    let text = COLLECTION.replace("FAKE_RT_literal", &bench.first.refresh_token);
    let ran = bench.run_with(&["--json", "import", "-", "--name", "shop"], &text);
    assert_eq!((ran.code, ran.json()[0]["name"].as_str()), (0, Some("shop")), "{}", ran.err);
    assert_eq!(ran.json().as_array().unwrap().len(), 1, "a request with only variables is not a draft");
    assert_eq!(bench.run(&["refresh", "shop"]).code, 0);
    bench.assert_live();

    let unnamed = Bench::empty().await.import(COLLECTION).json();
    assert_eq!(unnamed[0]["name"], "Values typed straight in (what the tutorial shows)");
}

#[tokio::test]
async fn an_environment_file_has_its_own_name() {
    let bench = Bench::empty().await;
    let file = bench.path("zalo.postman_environment.json");
    oa_token_vault::atomic_file::write(&file, format!("\u{FEFF}{ENVIRONMENT}").as_bytes()).unwrap();
    let ran = bench.run(&["--json", "import", file.to_str().unwrap()]);
    assert_eq!((ran.code, ran.json()[0]["name"].as_str()), (0, Some("Zalo OA (synthetic)")), "{}", ran.err);
    let twice = ENVIRONMENT.replace("old_refresh_token", "refreshToken").replace("false", "true");
    let refused = bench.run_with(&["import", "-", "--name", "x"], &twice);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("refresh_token") && !refused.err.contains("FAKE_"), "{}", refused.err);
}

#[tokio::test]
async fn a_curl_command_needs_a_name_and_then_works() {
    let bench = Bench::empty().await;
    let token = &bench.first.refresh_token;
    let command = format!(
        "curl --location 'https://oauth.zaloapp.com/v4/oa/access_token' \\\r\n--header 'secret_key: {SECRET_KEY}' \\\r\n\
         --data-urlencode 'app_id={APP_ID}' \\\r\n--data-urlencode 'refresh_token={token}'\r\n"
    );
    let unnamed = bench.run_with(&["import", "-"], &command);
    assert_eq!(unnamed.code, 2);
    assert!(unnamed.err.contains("--name"), "{}", unnamed.err);
    assert_eq!(bench.run_with(&["import", "-", "--name", "shop"], &command).code, 0);
    assert_eq!(bench.run(&["refresh", "shop"]).code, 0);
    bench.assert_live();
}

#[tokio::test]
async fn an_id_instead_of_a_name_selects_the_oa_with_that_id() {
    let bench = Bench::new().await;
    let id = bench.run(&["--json", "list"]).json()[0]["id"].as_str().unwrap().to_owned();
    let newer = crate::bench::draft("another name inside", "FAKE_RT_newer");
    let ran = bench.run_with(&["--json", "import", "-", "--replace", "--name", &id], &newer);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!((ran.json()[0]["name"].as_str(), ran.json()[0]["id"].as_str()), (Some("shop"), Some(id.as_str())));
    let list = bench.run(&["--json", "list"]).json();
    assert_eq!(list.as_array().unwrap().len(), 1, "no second OA");
    assert_eq!((list[0]["name"].as_str(), list[0]["generation"].as_u64()), (Some("shop"), Some(2)));
}

#[tokio::test]
async fn a_name_like_an_id_or_an_option_or_with_hidden_characters_is_refused() {
    let bench = Bench::empty().await;
    for name in ["0190a0c4-0000-7000-8000-000000000001", "--all", "\u{3164}", "a\u{202E}b"] {
        let option = format!("--name={name}");
        let ran = bench.run_with(&["import", "-", &option], &bench.shop());
        assert_eq!(ran.code, 2, "{name:?}");
        assert!(ran.err.contains("Tên"), "{name:?}: {}", ran.err);
    }
    assert_eq!(bench.run(&["--json", "list"]).json().as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn a_file_over_the_limit_of_the_window_is_refused() {
    let bench = Bench::empty().await;
    let file = bench.path("large.json");
    let draft = bench.shop();
    for (length, code) in [(SIZE_LIMIT, 0), (SIZE_LIMIT + 1, 2), (5 * SIZE_LIMIT, 2)] {
        let large = format!("{}{draft}", " ".repeat(length - draft.len()));
        oa_token_vault::atomic_file::write(&file, large.as_bytes()).unwrap();
        let mut ran = vec![bench.run(&["import", file.to_str().unwrap()])];
        // More than that is not read at all.
        if length <= SIZE_LIMIT + 1 {
            ran.push(bench.run_with(&["import", "-", "--replace", "--name", "shop"], &large));
        }
        for ran in ran {
            assert_eq!(ran.code, code, "{length}: {}", ran.err);
            assert_eq!(ran.err.contains("1 MB"), code != 0, "{}", ran.err);
        }
    }
}

#[tokio::test]
async fn several_oas_are_saved_together_or_not_at_all() {
    let bench = Bench::new().await;
    let oa = |name: &str| {
        json!({"name": name, "app_id": APP_ID, "secret_key": SECRET_KEY,
            "refresh_token": bench.sim.issue_pair(APP_ID).refresh_token})
    };
    let refused = bench.run_with(&["import", "-"], &json!([oa("A"), oa("Shop"), oa("C")]).to_string());
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("Chưa nhập OA nào") && refused.err.contains("“Shop”"), "{}", refused.err);
    assert_eq!(bench.run(&["--json", "list"]).json().as_array().unwrap().len(), 1);
    let ran = bench.run_with(&["--json", "import", "-"], &json!([oa("A"), oa("C")]).to_string());
    assert_eq!(
        ran.json().as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect::<Vec<_>>(),
        ["A", "C"]
    );
}
