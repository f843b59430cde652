//! Requests as tools save them: everything that is sent belongs together.

use crate::draft::DraftField;
use crate::group::{Freshness, Group, Role, Scope};
use crate::keys;
use crate::pairs;
use crate::text;
use crate::tree::{Node, Spot};
use crate::variables::Resolved;
use crate::walk::Path;

/// The path of the token request.
const TOKEN_PATH: &str = "/oa/access_token";

/// Reports whether an object is a request: it has an address and something to send.
pub(crate) fn is_request(spot: &Spot) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| spot.get(name).is_some());
    let has_address = has(&["url", "endpoint", "URL"]) || (spot.get("path").is_some() && spot.get("method").is_some());
    has_address
        && has(&[
            "method",
            "header",
            "headers",
            "body",
            "postData",
            "sendBody",
            "sendHeaders",
            "headerParameters",
            "bodyParameters",
            "requestMethod",
            "queryString",
        ])
}

/// Reports whether the member `request` of a saved request is one: an address, or an object with one.
pub(crate) fn is_sent(spot: &Spot) -> bool {
    spot.text().is_some_and(|text| text.contains("://")) || spot.get("url").is_some()
}

/// Collects what a request sends.
pub(crate) fn group(spot: &Spot, path: &Path<'_>) -> Group {
    let mut group = path.group();
    group.role = Role::Request;
    if let Node::Text(address) = &spot.node {
        address_parts(address, spot.line, path, &mut group);
    } else {
        flatten(spot, "", path, &mut group);
    }
    let address = address_of(spot).unwrap_or_default();
    let is_token_request =
        address.split(['?', '#']).next().is_some_and(|path| path.trim().trim_end_matches('/').ends_with(TOKEN_PATH));
    group.has_grant |= is_token_request;
    if !group.has_grant {
        // A call of the API shows a token that was good once.
        group.found.iter_mut().for_each(|found| found.freshness = Freshness::Sent);
    }
    group
}

fn address_of(spot: &Spot) -> Option<String> {
    let url = spot.get("url").or_else(|| spot.get("endpoint")).or_else(|| spot.get("URL")).unwrap_or(spot);
    if let Some(raw) = url.text().or_else(|| url.text_of("raw")) {
        return Some(raw.to_owned());
    }
    let segments: Vec<&str> = url.get("path")?.entries().iter().filter_map(Spot::text).collect();
    Some(format!("/{}", segments.join("/")))
}

/// Takes the pairs after the `?` of an address.
fn address_parts(address: &str, line: usize, path: &Path<'_>, group: &mut Group) {
    let query = address.split('#').next().and_then(|address| address.split_once('?')).map_or("", |(_, query)| query);
    for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
        for Resolved { text: value, line: at } in path.variables.resolve(&value) {
            group.offer(&key, &value, &path.around.place(at.unwrap_or(line)));
        }
    }
}

/// Recursion is limited: no parser reads more than 128 levels.
fn flatten(spot: &Spot, key: &str, path: &Path<'_>, group: &mut Group) {
    match &spot.node {
        Node::Null | Node::Bool(_) | Node::Number(_) => {}
        Node::Text(text) => texts(text, key, spot.line, path, group),
        Node::List(entries) => entries.iter().for_each(|entry| flatten(entry, key, path, group)),
        Node::Map(members) => {
            if let Some(pair) = pairs::pair(spot) {
                let was_inactive = group.is_inactive;
                group.is_inactive |= pair.is_off;
                for Resolved { text: value, line: at } in path.variables.resolve(pair.value) {
                    group.offer(pair.key, &value, &path.around.place(at.unwrap_or(pair.line)));
                }
                group.is_inactive = was_inactive;
                return;
            }
            if spot.get("disabled").is_some_and(Spot::is_yes) {
                return;
            }
            // The file keeps the values of other modes, but Postman does not send them.
            let mode = spot.text_of("mode").filter(|mode| spot.get(mode).is_some());
            for (key, member) in members.iter().filter(|(key, _)| mode.is_none_or(|mode| key == mode)) {
                member_of(key, member, spot, path, group);
            }
        }
    }
}

fn member_of(key: &str, member: &Spot, parent: &Spot, path: &Path<'_>, group: &mut Group) {
    if matches!(key, "response" | "responses" | "description" | "name" | "tests" | "docs" | "example" | "examples") {
        return;
    }
    // The rows of an address say which of its pairs are sent.
    if key == "raw" && parent.get("query").is_some_and(Spot::is_list) {
        return;
    }
    let field = keys::read(key);
    match (&member.node, field) {
        (Node::Text(text) | Node::Number(Some(text)), Some(_)) => {
            for Resolved { text: value, line: at } in path.variables.resolve(text) {
                group.offer(key, &value, &path.around.place(at.unwrap_or(member.line)));
            }
        }
        (Node::Null | Node::Bool(_) | Node::Number(_) | Node::Text(_) | Node::List(_) | Node::Map(_), _) => {
            flatten(member, key, path, group);
        }
    }
}

/// Takes what a text inside a request holds: a body, the lines of a header, an address.
fn texts(text: &str, key: &str, line: usize, path: &Path<'_>, group: &mut Group) {
    if matches!(key, "url" | "raw" | "endpoint" | "URL") && text.contains("://") {
        return address_parts(text, line, path, group);
    }
    let mut around = path.around.inside(line);
    around.role = Role::Request;
    let is_on = |line: &&str| !line.trim_start().starts_with("//");
    let text = text.lines().filter(is_on).collect::<Vec<_>>().join("\n");
    let mut inner = Group::default();
    absorb(text::inside(&path.variables.resolve_inside(&text), &around), &mut inner);
    // A variable's value stands where the variable does.
    for found in inner.found.iter_mut().filter(|found| !text.contains(&found.clean())) {
        found.place.line = path.variables.line_of(found.value.expose()).unwrap_or(found.place.line);
    }
    absorb(Scope { group: inner, inside: Vec::new() }, group);
}

/// Puts everything of a scope into one group.
pub(crate) fn absorb(scope: Scope, into: &mut Group) {
    let from = scope.group;
    into.found.extend(from.found.into_iter().filter(|found| found.field != DraftField::Name));
    into.left_out.extend(from.left_out);
    into.empty.extend(from.empty);
    into.references.extend(from.references);
    into.has_grant |= from.has_grant;
    into.has_expiry |= from.has_expiry;
    into.has_refresh_life |= from.has_refresh_life;
    into.expires_in = into.expires_in.take().or(from.expires_in);
    into.oa_id = into.oa_id.take().or(from.oa_id);
    scope.inside.into_iter().for_each(|scope| absorb(scope, into));
}
