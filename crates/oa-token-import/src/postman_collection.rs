//! Recognises a Postman collection, v2.0 or v2.1, with nested folders; each request that asks Zalo for tokens becomes a
//! draft.

use super::collected::{Collected, merged};
use super::json::{self, Json};
use super::variables::{Twice, Variables};
use super::{UnreadableImport, form, keys};
use crate::draft::{Draft, DraftField};

/// The path of the token request.
const TOKEN_PATH: &str = "/v4/oa/access_token";

/// Accepts a JSON object with a list of `item`s.
pub(super) fn recognise(text: &str) -> Option<Result<Vec<Draft>, UnreadableImport>> {
    if !json::begins(text) {
        return None;
    }
    let json = json::parse(text).ok()?;
    // Postman's API wraps the object that its window exports.
    let collection = json.get("collection").unwrap_or(&json);
    let Json::List(_) = collection.get("item")? else { return None };
    Some(read(collection))
}

fn read(collection: &Json) -> Result<Vec<Draft>, UnreadableImport> {
    let mut drafts = Vec::new();
    folder(collection, &Variables::default(), &mut drafts)?;
    if drafts.is_empty() {
        return Err(UnreadableImport::NothingRecognised);
    }
    Ok(merged(drafts))
}

/// Recursion is limited: `serde_json` reads at most 128 levels.
fn folder(folder_or_root: &Json, around: &Variables, drafts: &mut Vec<Draft>) -> Result<(), UnreadableImport> {
    let variables = &around.within(folder_or_root.get("variable").into_iter().flat_map(Json::rows).collect());
    for item in folder_or_root.get("item").map(Json::entries).unwrap_or_default() {
        folder(item, variables, drafts)?;
        let Some(sent) = item.get("request") else { continue };
        drafts.extend(request(sent, item.get("name"), variables)?);
    }
    Ok(())
}

fn request(sent: &Json, name: Option<&Json>, variables: &Variables) -> Result<Option<Draft>, UnreadableImport> {
    // A request may be just its address.
    let address = if let Json::Text(_) = sent { Some(sent) } else { sent.get("url") };
    let rows = address.map(query).into_iter().chain(sent.get("header").map(header)).chain(sent.get("body").map(body));
    let mut collected = Collected::default();
    for (key, value) in rows.flatten() {
        let Some(field) = keys::field(&key) else { continue };
        match variables.resolve(&value) {
            Ok(Some(value)) => collected.offer(&key, &value)?,
            Ok(None) => {}
            Err(Twice) => return Err(UnreadableImport::Ambiguous { key: keys::spelling(field) }),
        }
    }
    if let Some(name) = name.and_then(Json::text) {
        collected.put(DraftField::Name, &name)?;
    }
    let draft = collected.into_draft();
    // A request that only sends the access token does not set up an OA.
    let is_wanted = |draft: &Draft| {
        address.is_some_and(is_token_address)
            || draft.refresh_token.is_some()
            || (draft.app_id.is_some() && draft.secret_key.is_some())
    };
    Ok(draft.filter(is_wanted))
}

fn raw_address(address: &Json) -> Option<String> {
    address.text().or_else(|| address.get("raw")?.text())
}

fn is_token_address(address: &Json) -> bool {
    if let Some(raw) = raw_address(address) {
        let path = raw.split(['?', '#']).next().unwrap_or_default();
        return path.trim().trim_end_matches('/').ends_with(TOKEN_PATH);
    }
    let segments = address.get("path").map(Json::entries).unwrap_or_default();
    let path: Vec<String> = segments.iter().filter_map(Json::text).collect();
    format!("/{}", path.join("/")).trim_end_matches('/').ends_with(TOKEN_PATH)
}

fn query(address: &Json) -> Vec<(String, String)> {
    match address.get("query") {
        Some(rows @ Json::List(_)) => rows.rows().collect(),
        _ => raw_address(address).map(|raw| form::pairs(form::query(&raw)).collect()).unwrap_or_default(),
    }
}

/// Reads rows, or the lines of a text; Postman writes `//` before a disabled line.
fn header(header: &Json) -> Vec<(String, String)> {
    let lines = |text: &str| -> Vec<(String, String)> {
        let on = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        on.filter_map(|line| line.split_once(':')).map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
    };
    let texts = header.entries().iter().chain([header]).filter_map(Json::text);
    header.rows().chain(texts.flat_map(|text| lines(&text))).collect()
}

fn body(body: &Json) -> Vec<(String, String)> {
    if body.get("disabled") == Some(&Json::Bool(true)) {
        return Vec::new();
    }
    // The file keeps the values of other modes, but Postman does not send them.
    let mode = body.get("mode").and_then(Json::text).unwrap_or_default();
    match body.get(&mode) {
        Some(Json::Text(text)) if json::begins(text) => {
            let object = json::parse(text).unwrap_or(Json::Null);
            object.texts().map(|(key, value)| (key.to_owned(), value)).collect()
        }
        Some(Json::Text(text)) => form::pairs(text).collect(),
        Some(rows) => rows.rows().collect(),
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
