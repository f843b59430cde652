//! What `oa-token import` says: what it would make, what it leaves out, between which values the user must choose.

use i18n_embed_fl::fl;
use oa_token_engine::messages;
use oa_token_import::draft::{NewProfile, tidy};
use oa_token_import::{FieldChoice, Import, ImportedDraft, Location};
use oa_token_model::secret::Secret;
use serde_json::{Value, json};

use crate::error::{CliError, exit};
use crate::output::{self, Words};

/// The columns of a table to fill in.
pub(super) const TEMPLATE: &str = "name,app_id,secret_key,refresh_token,access_token";

/// Refuses drafts that lack a value, or for which the user must choose.
pub(super) fn refuse_unfinished(imported: &Import, is_many: bool) -> Result<(), CliError> {
    let choices: Vec<FieldChoice> = imported.drafts.iter().flat_map(|each| each.choices.clone()).collect();
    if !choices.is_empty() {
        return Err(CliError::Choices { choices, is_many });
    }
    for each in &imported.drafts {
        let (draft, _) = tidy(each.draft.clone());
        let is_incomplete = draft.app_id.is_none() || draft.secret_key.is_none();
        match each.names_only {
            Some(exporter) if is_incomplete => return Err(CliError::NamesOnly(exporter)),
            Some(_) | None => {}
        }
        if is_incomplete && each.has_token() {
            return Err(CliError::TokensOnly { count: imported.drafts.len() });
        }
        NewProfile::from_draft(draft).map_err(CliError::Draft)?;
    }
    Ok(())
}

/// Shows what would be made, masked.
pub(super) fn show(words: &Words, imported: &Import, name: Option<&str>, is_many: bool) -> Result<u8, CliError> {
    let rows: Vec<Value> = imported.drafts.iter().map(|each| row(each, name, words, is_many)).collect();
    warn(words, imported, is_many);
    if words.json {
        output::json(&rows)?;
        return Ok(exit::DONE);
    }
    for row in &rows {
        let text = |key: &str| row[key].as_str().unwrap_or("–").to_owned();
        let keys = ["name", "app_id", "secret_key", "refresh_token", "access_token"];
        output::line(&keys.map(text).join("\t"))?;
    }
    Ok(exit::DONE)
}

fn row(each: &ImportedDraft, name: Option<&str>, words: &Words, is_many: bool) -> Value {
    let (draft, _) = tidy(each.draft.clone());
    let places: serde_json::Map<String, Value> =
        each.places.iter().map(|(field, place)| (field.key().to_owned(), at(place, words, is_many).into())).collect();
    json!({
        "name": name.map(str::to_owned).or(draft.name),
        "id": null,
        "app_id": draft.app_id,
        "secret_key": draft.secret_key.as_ref().map(masked),
        "refresh_token": draft.refresh_token.as_ref().map(masked),
        "access_token": draft.access_token.as_ref().map(masked),
        "places": places,
    })
}

fn masked(secret: &Secret) -> String {
    format!("••••{}", secret.last_four())
}

/// Names the place of a value: its line, and its file if there are several.
fn at(place: &Location, words: &Words, is_many: bool) -> String {
    let line = place.line.to_string();
    if is_many {
        fl!(words.loader(), "import-at-file", file = place.input.as_str(), line = line)
    } else {
        fl!(words.loader(), "import-at-line", line = line)
    }
}

/// Says what is left out, and that another program refreshes the same tokens.
pub(super) fn warn(words: &Words, imported: &Import, is_many: bool) {
    for left_out in &imported.left_out {
        let sentence = words.explained(&messages::left_out(left_out));
        words.caution("left_out", &format!("{}: {sentence}", at(&left_out.place, words, is_many)));
    }
    if let Some(refresher) = imported.refresher {
        words.caution("other_refresher", &words.explained(&messages::other_refresher(refresher)));
    }
    if imported.drafts.iter().any(|each| !each.has_token()) {
        words.caution("no_token", &words.say("draft-no-token"));
    }
}

/// Lists the candidates, each as the option that takes it.
pub(crate) fn candidates(choices: &[FieldChoice], is_many: bool, words: &Words) -> String {
    let mut lines = vec![words.say("cli-import-choices")];
    for choice in choices {
        for candidate in &choice.candidates {
            let Location { input, line } = &candidate.place;
            let place = if is_many { format!("{input}:{line}") } else { line.to_string() };
            let value = if choice.field.key() == "app_id" {
                candidate.value.expose().to_owned()
            } else {
                masked(&candidate.value)
            };
            lines.push(format!("  --pick {}={place}\t{}\t{value}", choice.field.key(), candidate.key));
        }
    }
    lines.join("\n")
}
