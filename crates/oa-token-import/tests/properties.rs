//! What holds for every input: no value that the input does not hold, no recognised token without a word, no panic, no
//! long wait.
#![cfg(test)]

mod support;

use std::time::{Duration, Instant};

use oa_token_import::draft::tidy;
use support::{Numbers, corpus, mutated, read, values};

/// The text of an input as a program would read it: UTF-16, escapes of JSON and of addresses undone.
fn decoded(bytes: &[u8]) -> String {
    let text = plain(bytes);
    let joined = text.replace("\\\n", "").replace("^\n", "").replace(['^', '\\', '\r', '"', '\''], "");
    let escapes = text.replace("\\/", "/").replace("\\\"", "\"").replace("^&", "&").replace("''", "'");
    format!("{text}\n{escapes}\n{joined}")
}

fn plain(bytes: &[u8]) -> String {
    let wide = bytes.strip_prefix(&[0xFF, 0xFE]);
    wide.map_or_else(
        || String::from_utf8_lossy(bytes).into_owned(),
        |wide| {
            let units: Vec<u16> = wide.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
            String::from_utf16_lossy(&units)
        },
    )
}

#[test]
fn every_value_is_in_the_input_at_its_line() {
    for (name, bytes) in corpus() {
        let Some(import) = read(&bytes).filter(|_| !bytes.starts_with(b"PK")) else { continue };
        let text = decoded(&bytes);
        for value in values(&import) {
            assert!(text.contains(value.trim()), "{name}: a value that is not in the file");
        }
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
    /// Fixtures whose keys say nothing of a token: `old` rows of Postman that are no known key.
    const SILENT: &[&str] = &[];
    for (name, bytes) in corpus() {
        let Some(import) = read(&bytes).filter(|_| !SILENT.contains(&name.as_str())) else { continue };
        let told = values(&import);
        for token in tokens(&plain(&bytes)) {
            let is_told = told.iter().any(|value| value.contains(token));
            assert!(is_told, "{name}: {}… is neither taken nor left out", &token[..token.len().min(16)]);
        }
    }
}

#[test]
fn changed_copies_never_panic_and_never_make_up_a_value() {
    let corpus = corpus();
    let mut numbers = Numbers::new(7);
    for _ in 0..3000 {
        let (name, original) = &corpus[numbers.below(corpus.len())];
        let (_, other) = &corpus[numbers.below(corpus.len())];
        let bytes = mutated(original, other, &mut numbers);
        let Some(import) = read(&bytes).filter(|_| !bytes.starts_with(b"PK")) else { continue };
        let text = decoded(&bytes);
        let is_escaped =
            |value: &str| value.contains(['\u{FFFD}', '%', '+', '\\', '"', '\'', ' ']) || !value.is_ascii();
        for value in values(&import).iter().filter(|value| !is_escaped(value)) {
            assert!(text.contains(value.as_str()), "{name}: a value that is not in the copy");
        }
    }
}

#[test]
fn large_inputs_are_read_in_time() {
    /// 100 ms for 100 KiB in a program that is built for use; a test is about ten times slower and shares the machine.
    const PATIENCE: Duration = Duration::from_secs(10);
    for unit in [
        "{\"a\":",
        "[",
        "{\"refresh_token\":\"",
        "a:1:{",
        "INSERT INTO x (a) VALUES (",
        "refresh_token=",
        "| a | b |\n",
        "'",
        "$'",
        "\\",
        "^",
        "- a: &x\n",
        "  b:\n",
        "{{x}}",
        "app_id: 1\nrefresh_token: FAKE_RT\n",
        "{\"x\": {\"y\": \n",
        "COPY x (",
        "<key=\"",
        "curl -H 'a: b'\n{\n",
    ] {
        let text = unit.repeat(100 * 1024 / unit.len());
        let started = Instant::now();
        read(text.as_bytes());
        assert!(started.elapsed() < PATIENCE, "{unit:?} took {:?}", started.elapsed());
    }
}
