//! The shapes of files that people hold, and what must come of each: `tests/fixtures/field` and `tests/fixtures/more`.
#![cfg(test)]

use std::path::{Path, PathBuf};

use oa_token_import::draft::{Draft, NewProfile, tidy};
use oa_token_import::{Import, ImportedDraft, Input, UnreadableImport, read_all};
use serde_json::Value;

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name)
}

/// Reads the files whose names are joined by ` + `.
fn import(folder: &Path, names: &str) -> Result<Import, UnreadableImport> {
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let files: Vec<(&str, Vec<u8>)> = names.split(" + ").map(|name| (name, read(name))).collect();
    let inputs: Vec<Input<'_>> = files.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    read_all(&inputs)
}

/// The values of a draft, as `expected.json` writes them.
fn values(draft: &Draft) -> Vec<(&'static str, String)> {
    let (draft, _) = tidy(draft.clone());
    let secret =
        |secret: &Option<oa_token_model::secret::Secret>| secret.as_ref().map(|secret| secret.expose().to_owned());
    let all = [
        ("app_id", draft.app_id.clone()),
        ("secret_key", secret(&draft.secret_key)),
        ("refresh_token", secret(&draft.refresh_token)),
        ("access_token", secret(&draft.access_token)),
        ("name", draft.name.clone()),
    ];
    all.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

fn wanted(profile: &Value) -> Vec<(&'static str, String)> {
    let keys = ["app_id", "secret_key", "refresh_token", "access_token", "name"];
    keys.into_iter().filter_map(|key| Some((key, profile.get(key)?.as_str()?.to_owned()))).collect()
}

fn all_values(import: &Import) -> Vec<String> {
    import.drafts.iter().flat_map(|each| values(&each.draft)).map(|(_, value)| value).collect()
}

/// Says what is wrong with what came of an input; `None` if nothing is.
fn fault(result: &Result<Import, UnreadableImport>, expected: &Value) -> Option<String> {
    let kind = expected["result"].as_str().unwrap();
    let profiles: Vec<Vec<(&str, String)>> =
        expected["profiles"].as_array().into_iter().flatten().map(wanted).collect();
    let is_complete =
        |each: &ImportedDraft| NewProfile::from_draft(each.draft.clone()).is_ok() && each.choices.is_empty();
    if let Ok(import) = result {
        let taken = all_values(import);
        let never = expected["never"].as_array().into_iter().flatten().filter_map(Value::as_str);
        if let Some(bad) = never.into_iter().find(|bad| taken.iter().any(|value| value == bad)) {
            return Some(format!("took {bad}"));
        }
    }
    match (kind, result) {
        ("profiles", Ok(import)) => {
            let mut got: Vec<_> = import.drafts.iter().map(|each| values(&each.draft)).collect();
            let has_names = profiles.iter().flatten().any(|(key, _)| *key == "name");
            for values in &mut got {
                values.retain(|(key, _)| has_names || *key != "name");
            }
            let is_right = got == profiles && import.drafts.iter().all(is_complete);
            (!is_right).then(|| format!("{got:#?} {:?}", import.drafts))
        }
        ("tokens_only", Ok(import)) => {
            let tokens = wanted(&expected["tokens"]);
            let [draft] = import.drafts.as_slice() else { return Some(format!("{} drafts", import.drafts.len())) };
            let got: Vec<_> = values(&draft.draft).into_iter().filter(|(key, _)| key.ends_with("token")).collect();
            (got != tokens || is_complete(draft)).then(|| format!("{got:?}"))
        }
        ("asks", Ok(import)) => {
            let [draft] = import.drafts.as_slice() else { return Some(format!("{} drafts", import.drafts.len())) };
            let mut chosen = draft.clone();
            for choice in &draft.choices {
                let right = profiles[0].iter().map(|(_, value)| value);
                let at =
                    choice.candidates.iter().position(|each| right.clone().any(|value| value == each.value.expose()));
                chosen.choose(choice.field, at?);
            }
            (values(&chosen.draft) != profiles[0] || draft.choices.is_empty()).then(|| format!("{draft:?}"))
        }
        ("refused", Ok(import)) => import.drafts.iter().any(is_complete).then(|| "a draft is complete".to_owned()),
        ("refused", Err(_)) => None,
        ("nothing_to_take", Ok(import)) => {
            import.drafts.iter().any(ImportedDraft::has_token).then(|| "a token".to_owned())
        }
        (_, Err(error)) => Some(error.to_string()),
        (other, Ok(_)) => Some(format!("unknown result {other}")),
    }
}

fn check(name: &str) {
    let folder = folder(name);
    let expected: Value = serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let expected = expected.as_object().unwrap();
    let faults: Vec<String> = expected
        .iter()
        .filter_map(|(names, expected)| Some(format!("{names}: {}", fault(&import(&folder, names), expected)?)))
        .collect();
    assert!(faults.is_empty(), "{} of {} are wrong:\n{}", faults.len(), expected.len(), faults.join("\n"));
}

#[test]
fn what_must_come_of_each_public_shape_comes_of_it() {
    check("field");
}

#[test]
fn what_must_come_of_each_further_shape_comes_of_it() {
    check("more");
}
