//! What holds for every input: no value that the input does not hold, no recognised token without a word. The proof
//! `import` tries changed copies of the same files.
#![cfg(test)]

mod support;

use oa_token_import::draft::tidy;
use support::{Text, corpus, plain, read, values};

/// Returns the text of an input as a program would read it: UTF-16, escapes of JSON and of addresses undone.
fn decoded(bytes: &[u8]) -> String {
    let text = plain(bytes);
    let joined = text.replace("\\\n", "").replace("^\n", "").replace(['^', '\\', '\r', '"', '\''], "");
    let escapes = text.replace("\\/", "/").replace("\\\"", "\"").replace("^&", "&").replace("''", "'");
    format!("{text}\n{escapes}\n{joined}")
}

#[test]
fn every_value_is_in_the_input_at_its_line() {
    for (name, bytes) in corpus() {
        let Some(import) = read(&bytes).filter(|_| !bytes.starts_with(b"PK")) else { continue };
        let held = Text::of(&bytes);
        for value in values(&import) {
            assert!(held.holds(&value), "{name}: a value that is not in the file");
        }
        let text = decoded(&bytes);
        let lines: Vec<&str> = text.lines().collect();
        for each in &import.drafts {
            let (draft, _) = tidy(each.draft.clone());
            let value = |field: &str| match field {
                "app_id" => draft.app_id.clone(),
                "secret_key" => draft.secret_key.as_ref().map(|secret| secret.expose().to_owned()),
                "refresh_token" => draft.refresh_token.as_ref().map(|secret| secret.expose().to_owned()),
                "access_token" => draft.access_token.as_ref().map(|secret| secret.expose().to_owned()),
                _ => None,
            };
            for (field, place) in &each.places {
                let Some(value) = value(field.key()) else { continue };
                // A row of a table may take several lines; its values have the first one.
                let mut row = lines[place.line - 1..].iter().take(6);
                assert!(row.any(|line| line.contains(&value)), "{name}: {} is not at line {}", field.key(), place.line);
            }
        }
    }
}

/// The fake tokens of the fixtures, as they stand in a text.
fn tokens(text: &str) -> Vec<&str> {
    let is_token = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-');
    let starts = ["RTfake_", "ATfake_", "FAKE_RT_", "FAKE_AT_"];
    let found = starts.iter().flat_map(|start| text.match_indices(start));
    found.map(|(at, _)| text[at..].split(|char| !is_token(char)).next().unwrap_or_default()).collect()
}

#[test]
fn no_token_of_a_file_that_is_imported_is_dropped_without_a_word() {
    for (name, bytes) in corpus() {
        let Some(import) = read(&bytes) else { continue };
        let told = values(&import);
        for token in tokens(&plain(&bytes)) {
            let is_told = told.iter().any(|value| value.contains(token));
            assert!(is_told, "{name}: {}… is neither taken nor left out", &token[..token.len().min(16)]);
        }
    }
}
