//! Import: recognised, shown masked, corrected, saved; the page holds no secret meanwhile.

use serde_json::{Value, json};

use crate::bench::{APP_ID, Bench, SECRET_KEY, edit, secret};

/// An OA as a shop tool writes it.
fn one(name: &str, token: &str) -> Value {
    json!({"name": name, "app_id": APP_ID, "secret_key": SECRET_KEY, "refresh_token": token})
}

/// Takes an OA as it was recognised; in the place of the one of its name only with `replace`.
fn take(replace: bool) -> Value {
    json!({"edit": edit(&[]), "take": true, "replace": replace})
}

/// Recognises a text; returns the drafts.
fn read(bench: &Bench, text: &Value) -> Value {
    bench.ask("read_import", json!({"text": text.to_string(), "fill": false})).unwrap()["drafts"].clone()
}

fn save(bench: &Bench, choices: &[Value]) -> Value {
    bench.ask("save_import", json!({"choices": choices})).unwrap()
}

#[test]
fn recognised_values_are_shown_masked_and_saved_completely() {
    let bench = Bench::new();
    let drafts = read(&bench, &one("shop", &bench.first.refresh_token));
    let draft = &drafts[0];
    let last_four = &bench.first.refresh_token[bench.first.refresh_token.len() - 4..];
    assert_eq!(
        (&draft["name"], &draft["appId"], &draft["secretKey"], &draft["refreshToken"], &draft["accessToken"]),
        (&json!("shop"), &json!(APP_ID), &json!("0000"), &json!(last_four), &Value::Null)
    );
    assert!(!drafts.to_string().contains(&bench.first.refresh_token) && !drafts.to_string().contains(SECRET_KEY));
    assert_eq!((&draft["check"]["savable"], &draft["check"]["sendable"]), (&json!(true), &json!(true)));
    assert!(!bench.home.path().join("data/vault.db").exists(), "viewing must not save anything");
    let saved = save(&bench, &[take(false)]);
    let id = saved[0]["row"]["id"].as_str().unwrap();
    let revealed = bench.ask("reveal_secret", secret(&id, "refresh_token")).unwrap();
    assert!(revealed == bench.first.refresh_token.as_str());
    assert_eq!(save(&bench, &[take(false)]), json!([]), "saved once");
}

#[test]
fn a_correction_is_saved_and_never_sent_back_to_the_page() {
    let bench = Bench::new();
    let text = json!({"name": "shop", "secret_key": SECRET_KEY, "refresh_token": "FAKE RT với dấu cách"});
    assert_eq!(read(&bench, &text)[0]["check"]["savable"], false);
    let edit = edit(&[("appId", APP_ID), ("refreshToken", &bench.first.refresh_token)]);
    let drafts = bench.ask("check_import", json!({"edits": [{"draft": 0, "edit": edit}]})).unwrap();
    assert_eq!(drafts[0]["check"]["sendable"], true);
    assert!(!drafts.to_string().contains(&bench.first.refresh_token));
    let saved = save(&bench, &[json!({"edit": edit, "take": true, "replace": false})]);
    assert_eq!(saved[0]["failure"], Value::Null);
}

#[test]
fn a_name_in_use_is_replaced_only_after_a_confirmation_and_the_old_pair_is_kept() {
    let (bench, id) = Bench::with_shop();
    let next = bench.sim.issue_pair(APP_ID).refresh_token;
    assert_eq!(read(&bench, &one("SHOP", &next))[0]["sameName"], json!(id));
    let refused = save(&bench, &[take(false)]);
    assert_eq!((&refused[0]["row"], &refused[0]["failure"]["code"]), (&Value::Null, &json!("name_taken")));
    let saved = save(&bench, &[take(true)]);
    assert_eq!((&saved[0]["row"]["id"], &saved[0]["row"]["generation"]), (&json!(id), &json!(2)));
    let kept = bench.ask("list_generations", json!({"id": id})).unwrap();
    assert_eq!(kept.as_array().unwrap().len(), 2, "the old pair is kept");
}

#[test]
fn a_token_of_another_oa_is_reported_before_saving_and_refused_on_saving() {
    let (bench, _) = Bench::with_shop();
    let drafts = read(&bench, &one("khác", &bench.first.refresh_token));
    let findings = drafts[0]["check"]["findings"].as_array().unwrap();
    assert!(findings.iter().any(|finding| finding["words"] == "draft-token-held" && finding["other"] == "shop"));
    assert_eq!(save(&bench, &[take(false)])[0]["failure"], json!({"code": "same_token", "other": "shop"}));
}

#[test]
fn only_the_chosen_oas_are_saved_and_one_failure_stops_no_other() {
    let bench = Bench::new();
    let all = ["A", "a", "C", "D"].map(|name| one(name, &bench.sim.issue_pair(APP_ID).refresh_token));
    assert_eq!(read(&bench, &json!(all)).as_array().unwrap().len(), 4);
    let left_out = json!({"edit": edit(&[]), "take": false, "replace": false});
    let saved = save(&bench, &[take(false), take(false), take(false), left_out]);
    let failures: Vec<bool> = saved.as_array().unwrap().iter().map(|saved| !saved["failure"].is_null()).collect();
    assert_eq!(failures, [false, true, false]);
    let rows = bench.ask("list_profiles", json!({})).unwrap();
    let mut names: Vec<&str> = rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["A", "C"]);
}

#[test]
fn unrecognised_text_is_reported_without_repeating_it_and_nothing_is_saved() {
    let bench = Bench::new();
    let refused = bench.ask("read_import", json!({"text": "hôm nay trời đẹp", "fill": false})).unwrap_err();
    assert_eq!(
        refused,
        json!({"code": "unreadable_import", "words": "import-nothing-known", "line": null, "key": null})
    );
    let refused = bench.ask("read_import", json!({"text": "{\n\"app_id\": 12,,\n}", "fill": false})).unwrap_err();
    assert_eq!((&refused["words"], &refused["line"]), (&json!("import-not-json"), &json!("2")));
    assert!(!bench.home.path().join("data/vault.db").exists());
}

#[test]
fn a_chosen_file_is_read_and_a_missing_one_is_reported() {
    let bench = Bench::new();
    assert_eq!(bench.ask("choose_import", json!({"fill": false})).unwrap(), Value::Null, "cancelled");
    let file = bench.home.path().join("zalo.json");
    std::fs::write(&file, one("shop", &bench.first.refresh_token).to_string()).unwrap();
    *bench.desktop.open_from.lock().unwrap() = Some(file);
    let preview = bench.ask("choose_import", json!({"fill": false})).unwrap();
    assert_eq!((&preview["files"], &preview["drafts"][0]["name"]), (&json!(["zalo.json"]), &json!("shop")));
    *bench.desktop.open_from.lock().unwrap() = Some(bench.home.path().join("gone"));
    assert_eq!(bench.ask("choose_import", json!({"fill": false})).unwrap_err()["code"], "cannot_read_file");
    assert_eq!(
        bench.ask("read_dropped", json!({"fill": false})).unwrap_err()["code"],
        "cannot_read_file",
        "none was dropped"
    );
}

#[test]
fn an_import_that_was_cancelled_in_the_dialog_is_forgotten() {
    let bench = Bench::new();
    read(&bench, &one("shop", &bench.first.refresh_token));
    bench.ask("drop_import", json!({})).unwrap();
    assert_eq!(bench.ask("check_import", json!({"edits": [{"draft": 0, "edit": edit(&[])}]})).unwrap(), json!([]));
}

#[test]
fn the_user_picks_between_two_values_and_hears_what_is_left_out() {
    let bench = Bench::new();
    let token = &bench.first.refresh_token;
    let text = format!(
        "APP_ID={APP_ID}\nSECRET_KEY={SECRET_KEY}\nAPP_SECRET=FAKE0123456789abcdef0123456789ab\nREFRESH_TOKEN={token}\n\
         OLD_REFRESH_TOKEN=FAKE_RT_old_0123456789\n"
    );
    let preview = bench.ask("read_import", json!({"text": text, "fill": false})).unwrap();
    let draft = &preview["drafts"][0];
    assert_eq!((&draft["check"]["savable"], &draft["secretKey"]), (&json!(false), &Value::Null));
    let choice = &draft["choices"][0];
    assert_eq!((&choice["field"], &choice["picked"]), (&json!("secret_key"), &Value::Null));
    assert_eq!(choice["candidates"][0], json!({"key": "SECRET_KEY", "file": null, "line": "2", "shown": "0000"}));
    let left_out = &preview["leftOut"][0];
    assert_eq!((&left_out["words"], &left_out["line"]), (&json!("import-left-previous"), &json!("5")));
    assert!(!preview.to_string().contains(SECRET_KEY) && !preview.to_string().contains(token.as_str()));
    let pick = json!({"corrected": {"draft": 0, "edit": edit(&[])}, "field": "secret_key", "candidate": 0});
    let draft = bench.ask("pick_import", pick).unwrap();
    assert_eq!((&draft["check"]["savable"], &draft["choices"][0]["picked"]), (&json!(true), &json!(0)));
    assert_eq!(save(&bench, &[take(false)])[0]["failure"], Value::Null);
}

#[test]
fn a_workflow_of_n8n_is_previewed_with_its_warning() {
    let bench = Bench::new();
    let file = include_str!("../fixtures/field/02-n8n-cli-export-staticdata.json");
    let preview = bench.ask("read_import", json!({"text": file, "fill": false})).unwrap();
    assert_eq!(preview["refresher"], "import-refresher-n8n");
    assert_eq!(preview["drafts"][0]["check"]["savable"], true);
    assert_eq!(preview["leftOut"][0]["words"], "import-left-older");
}

#[test]
fn values_pasted_one_after_the_other_fill_one_oa_which_is_then_corrected_and_saved() {
    let bench = Bench::new();
    let paste = |text: &str| bench.ask("read_import", json!({"text": text, "fill": true}));
    let drafts = |text: &str| paste(text).unwrap()["drafts"].clone();
    assert_eq!(drafts(SECRET_KEY)[0]["secretKey"], "0000");
    assert_eq!(drafts(&bench.first.refresh_token)[0]["check"]["savable"], false, "app_id is missing");
    let all = drafts(APP_ID);
    assert_eq!((&all[0]["appId"], &all[0]["check"]["sendable"]), (&json!(APP_ID), &json!(true)));
    assert_eq!(all.as_array().unwrap().len(), 1);
    assert_eq!(paste("xin chào").unwrap_err()["words"], "import-nothing-known");
    let named = json!({"edit": edit(&[("name", "shop")]), "take": true, "replace": false});
    assert_eq!(save(&bench, &[named])[0]["row"]["name"], "shop");
    let refused = bench.ask("read_import", json!({"text": APP_ID, "fill": false})).unwrap_err();
    assert_eq!(refused["words"], "import-lone-value", "a value alone fills the form only");
}

#[test]
fn an_oa_is_typed_by_hand_without_any_paste() {
    let bench = Bench::new();
    let empty = bench.ask("begin_import", json!({})).unwrap();
    assert_eq!(
        (&empty["appId"], &empty["line"], &empty["check"]["savable"]),
        (&json!(""), &Value::Null, &json!(false))
    );
    let typed = edit(&[("appId", APP_ID), ("secretKey", SECRET_KEY), ("refreshToken", &bench.first.refresh_token)]);
    let saved = save(&bench, &[json!({"edit": typed, "take": true, "replace": false})]);
    assert_eq!(saved[0]["failure"], Value::Null);
}

#[test]
fn two_oas_of_one_import_cannot_be_corrected_to_the_same_token() {
    let bench = Bench::new();
    let (first, second) = (&bench.first.refresh_token, bench.sim.issue_pair(APP_ID).refresh_token);
    let drafts = read(&bench, &json!([one("A", first), one("B", &second)]));
    assert_eq!((&drafts[1]["check"]["savable"], &drafts[0]["line"]), (&json!(true), &json!("1")));
    let corrected = json!({"draft": 1, "edit": edit(&[("refreshToken", first)])});
    let checked = bench.ask("check_import", json!({"edits": [corrected]})).unwrap();
    assert_eq!((checked.as_array().unwrap().len(), &checked[0]["check"]["savable"]), (1, &json!(false)));
    let finding = &checked[0]["check"]["findings"][0];
    assert_eq!((&finding["words"], &finding["other"]), (&json!("import-token-twice"), &json!("A")));
}

#[test]
fn several_files_are_one_import_and_each_value_names_its_file() {
    let bench = Bench::new();
    let write = |name: &str, text: &str| {
        let file = bench.home.path().join(name);
        std::fs::write(&file, text).unwrap();
        file
    };
    let app = write("app.env", &format!("APP_ID={APP_ID}\nSECRET_KEY={SECRET_KEY}\n"));
    let tokens = write("tokens.json", &json!({"refresh_token": bench.first.refresh_token}).to_string());
    *bench.desktop.open_from.lock().unwrap() = Some(app);
    bench.desktop.open_also.lock().unwrap().push(tokens);
    let preview = bench.ask("choose_import", json!({"fill": false})).unwrap();
    assert_eq!(preview["files"], json!(["app.env", "tokens.json"]));
    assert_eq!(preview["drafts"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&preview["drafts"][0]["check"]["sendable"], &preview["drafts"][0]["file"]),
        (&json!(true), &json!("app.env"))
    );
}

/// The last four characters, as the preview shows a secret.
fn tail(value: &Value) -> Value {
    value.as_str().map_or(Value::Null, |text| text[text.len() - 4..].into())
}

/// Says what is wrong with the preview of some files; `None` if nothing is.
fn fault(preview: &Result<Value, Value>, expected: &Value) -> Option<String> {
    let kind = expected["result"].as_str().unwrap();
    let drafts = preview.as_ref().ok().and_then(|preview| preview["drafts"].as_array()).cloned().unwrap_or_default();
    let is_sendable = |draft: &Value| draft["check"]["sendable"] == true;
    let keys = [("secretKey", "secret_key"), ("refreshToken", "refresh_token"), ("accessToken", "access_token")];
    let is_same = |(draft, wanted): (&Value, &Value)| {
        draft["appId"] == wanted["app_id"] && keys.iter().all(|(shown, key)| draft[*shown] == tail(&wanted[*key]))
    };
    let is_right = match kind {
        "profiles" => {
            let wanted = expected["profiles"].as_array().unwrap();
            drafts.len() == wanted.len() && drafts.iter().zip(wanted).all(is_same)
        }
        // What is missing is asked for in the preview, or nothing is shown at all.
        "refused" => !drafts.iter().any(is_sendable),
        "tokens_only" => {
            let [draft] = drafts.as_slice() else { return Some(format!("{preview:?}")) };
            !is_sendable(draft) && draft["refreshToken"] == tail(&expected["tokens"]["refresh_token"])
        }
        "asks" => drafts.iter().any(|draft| !draft["choices"].as_array().unwrap().is_empty()),
        _ => !drafts.is_empty() && !drafts.iter().any(is_sendable),
    };
    (!is_right).then(|| format!("{preview:?}"))
}

#[test]
fn each_public_shape_becomes_in_the_window_what_it_must() {
    let bench = Bench::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/field");
    let expected: Value = serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let expected = expected.as_object().unwrap();
    let mut faults = Vec::new();
    for (names, wanted) in expected {
        let mut files = names.split(" + ").map(|name| folder.join(name));
        *bench.desktop.open_from.lock().unwrap() = files.next();
        *bench.desktop.open_also.lock().unwrap() = files.collect();
        let preview = bench.ask("choose_import", json!({"fill": false}));
        faults.extend(fault(&preview, wanted).map(|fault| format!("{names}: {fault}")));
        bench.ask("drop_import", json!({})).unwrap();
    }
    assert!(faults.is_empty(), "{} of {} are wrong:\n{}", faults.len(), expected.len(), faults.join("\n"));
}

#[test]
fn a_table_is_read_again_by_what_the_user_says_of_its_columns_and_is_forgotten_with_the_import() {
    let bench = Bench::new();
    let token = &bench.first.refresh_token;
    let table = format!("name,app_id,secret_key,refresh_token,Nhóm\nshop,{APP_ID},{token},{SECRET_KEY},Ăn vặt\n");
    let preview = bench.ask("read_import", json!({"text": table, "fill": false})).unwrap();
    assert_eq!(
        (&preview["columns"][2]["meaning"], &preview["drafts"][0]["group"]),
        (&json!("secret_key"), &json!("Ăn vặt"))
    );
    let meanings = json!({"meanings": ["name", "app_id", "refresh_token", "secret_key", "nothing"]});
    let again = bench.ask("read_columns", meanings.clone()).unwrap();
    assert!(!preview.to_string().contains(token.as_str()) && !again.to_string().contains(token.as_str()));
    assert_eq!((&again["drafts"][0]["secretKey"], &again["drafts"][0]["group"]), (&json!("0000"), &Value::Null));
    let nothing = json!({"meanings": vec!["nothing"; 5]});
    assert_eq!(bench.ask("read_columns", nothing).unwrap_err()["words"], "import-nothing-known");
    let saved = save(&bench, &[take(false)]);
    let revealed =
        bench.ask("reveal_secret", secret(&saved[0]["row"]["id"].as_str().unwrap(), "refresh_token")).unwrap();
    assert!(revealed == token.as_str(), "what was read last is saved");
    assert_eq!(bench.ask("read_columns", meanings).unwrap_err()["code"], "unexpected", "no table is kept");
}
