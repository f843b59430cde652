//! Walks the values of a parsed file and collects what belongs together, by the shapes that tools write.

use crate::draft::DraftField;
use crate::group::{Exporter, Group, Role, Scope};
use crate::keys::{self, Meaning};
use crate::left_out::Reason;
use crate::pairs::{self, Pair};
use crate::session::{Around, OtherRefresher};
use crate::tree::{Node, Spot};
use crate::variables::{Resolved, Variables};
use crate::{request, table, text};

/// Walks a parsed file.
pub(crate) fn walk(root: &Spot, around: &Around<'_>) -> Scope {
    let variables = pairs::variables(root);
    value(root, &Path { around: around.clone(), variables: &variables, title: None })
}

/// Where the walk is.
#[derive(Clone)]
pub(crate) struct Path<'a> {
    /// What is known of this place.
    pub(crate) around: Around<'a>,
    /// The variables that may stand in values.
    pub(crate) variables: &'a Variables,
    /// The name of what is being read.
    pub(crate) title: Option<(String, usize)>,
}

impl Path<'_> {
    /// Returns the path of a member.
    fn at(&self, key: &str) -> Self {
        let mut path = self.clone();
        let around = &mut path.around;
        around.is_zalo |= keys::is_zalo(key);
        around.is_foreign = keys::is_foreign(key) || (around.is_foreign && !keys::is_zalo(key));
        match key {
            "staticData" => around.role = Role::Store,
            "pinData" => around.role = Role::Answer,
            _ => {}
        }
        path
    }

    /// Begins a group here.
    pub(crate) fn group(&self) -> Group {
        let title = self.title.as_ref().map(|(title, line)| (title.clone(), self.around.place(*line)));
        Group { title, ..self.around.group() }
    }
}

fn value(spot: &Spot, path: &Path<'_>) -> Scope {
    match &spot.node {
        Node::Null | Node::Bool(_) | Node::Number(_) => Scope::default(),
        Node::Text(text) => text::inside(text, &path.around.inside(spot.line)),
        Node::List(entries) => list(entries, path),
        Node::Map(members) => map(spot, members, path),
    }
}

fn map(spot: &Spot, members: &[(String, Spot)], outer: &Path<'_>) -> Scope {
    let mut path = outer.clone();
    path.around.is_inactive |= is_off(spot);
    note_tool(spot, &path);
    if let Some(scope) = exchange(spot, &path) {
        return scope;
    }
    if request::is_request(spot) {
        return Scope::of(request::group(spot, &path));
    }
    let scoped = pairs::scoped_variables(spot, path.variables);
    if let Some(scoped) = &scoped {
        path.variables = scoped;
    }
    let mut scope = Scope { group: path.group(), inside: Vec::new() };
    scope.group.title = None;
    if let Some(pair) = pairs::pair(spot) {
        take_pair(&mut scope, &pair, &path);
        scope.group.finish();
        return scope;
    }
    for (key, member) in members {
        take_member(&mut scope, key, member, spot, &path);
    }
    scope.group.finish();
    scope
}

fn take_member(scope: &mut Scope, key: &str, member: &Spot, parent: &Spot, path: &Path<'_>) {
    let read = keys::read(key);
    let inner = unwrapped(member).filter(|_| read.is_some());
    let place = path.around.place(member.line);
    match (read, inner.unwrap_or(member)) {
        (Some(read), Spot { node: Node::Number(Some(_)), .. }) if is_text_only(&read) => {
            path.around.session.wrong_type.set(read.field().map(DraftField::key));
        }
        (Some(read), Spot { node: Node::Text(text) | Node::Number(Some(text)), .. }) => {
            for Resolved { text: value, line: at } in path.variables.resolve(text) {
                let place = path.around.place(at.unwrap_or(member.line));
                scope.group.take(key, read.clone(), &value, &place);
            }
        }
        (Some(read), Spot { node: Node::Null, .. }) => scope.group.take(key, read, "", &place),
        (Some(read), Spot { node: Node::Number(None), line }) if read.field().is_some() => {
            rounded(&mut scope.group, &read, *line, path);
        }
        (Some(read), Spot { node: Node::Map(_) | Node::List(_) | Node::Bool(_) | Node::Number(None), .. }) => {
            if read.meaning == Meaning::ExpiresAt {
                scope.group.take(key, read, "", &place);
            } else if let Some(field) = read.field().filter(|_| !member.is_map()) {
                path.around.session.wrong_type.set(Some(field.key()));
            }
            scope.inside.push(value(member, &path.at(key)));
        }
        (None, member) => {
            let mut inner = path.at(key);
            inner.title = title(key, parent);
            // A saved request may be just its address.
            let is_request = key == "request" && (request::is_sent(member));
            let found = if is_request { Scope::of(request::group(member, &inner)) } else { value(member, &inner) };
            scope.inside.push(found);
        }
    }
}

/// Reports whether a key's value is never a number.
fn is_text_only(read: &keys::Key) -> bool {
    read.field().is_some_and(|field| !matches!(field, DraftField::AppId | DraftField::Name))
}

/// A number that lost its digits.
fn rounded(group: &mut Group, read: &keys::Key, line: usize, path: &Path<'_>) {
    if let Some(field) = read.field() {
        path.around.session.wrong_type.set(Some(field.key()));
        group.leave(field, "", &path.around.place(line), Reason::Rounded);
    }
}

/// Takes the name of an environment for its rows, and of a saved request for what it sends.
fn title(key: &str, parent: &Spot) -> Option<(String, usize)> {
    if !matches!(key, "values" | "variables" | "request") {
        return None;
    }
    let name = parent.get("name")?;
    Some((name.text()?.to_owned(), name.line))
}

/// Databases and tools write a value as an object: `{"stringValue": "…"}`, `{"S": "…"}`, `{"__rl": true, "value": "…"}`.
fn unwrapped(spot: &Spot) -> Option<&Spot> {
    const NAMES: &[&str] =
        &["value", "stringValue", "S", "N", "$numberLong", "integerValue", "currentValue", "_text", "_cdata", "#text"];
    NAMES.iter().find_map(|name| spot.get(name)).filter(|inner| inner.text().is_some())
}

fn list(entries: &[Spot], path: &Path<'_>) -> Scope {
    if let Some(rows) = cells(entries) {
        return table::read(&rows, &path.around).unwrap_or_default();
    }
    let mut scope = Scope { group: path.group(), inside: Vec::new() };
    let is_many = entries.iter().filter(|entry| entry.is_map() && pairs::pair(entry).is_none()).count() > 1;
    for entry in entries {
        if let Some(pair) = pairs::pair(entry) {
            take_pair(&mut scope, &pair, path);
        } else if let (Node::Text(text), Some((key, value))) = (&entry.node, entry.text().and_then(assigned)) {
            if !scope.group.offer(key, value, &path.around.place(entry.line)) {
                scope.inside.push(text::inside(text, &path.around.inside(entry.line)));
            }
        } else {
            let mut inner = value(entry, path);
            inner.group.is_row |= is_many;
            scope.inside.push(inner);
        }
    }
    scope.group.finish();
    scope
}

/// docker-compose writes `KEY=value`, Kubernetes' arguments `--key=value`.
fn assigned(text: &str) -> Option<(&str, &str)> {
    let (key, value) = text.split_once('=')?;
    let key = key.trim_start_matches('-');
    let is_key = !key.is_empty() && key.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | '.' | '-'));
    is_key.then_some((key, value))
}

fn take_pair(scope: &mut Scope, pair: &Pair<'_>, path: &Path<'_>) {
    let was_inactive = scope.group.is_inactive;
    scope.group.is_inactive |= pair.is_off;
    if pair.is_secret {
        scope.group.exporter = scope.group.exporter.or(Some(pair.exporter));
    }
    for Resolved { text: value, line: at } in path.variables.resolve(pair.value) {
        if !scope.group.offer(pair.key, &value, &path.around.place(at.unwrap_or(pair.line))) && !pair.is_off {
            let mut inner = path.at(pair.key).around.inside(pair.line);
            inner.is_inactive = scope.group.is_inactive;
            scope.inside.push(text::inside(&value, &inner));
        }
    }
    scope.group.is_inactive = was_inactive;
}

/// Reads a recorded exchange: HAR's entries, the saved answers of Postman and Hoppscotch.
fn exchange(spot: &Spot, path: &Path<'_>) -> Option<Scope> {
    let parts = |asked: &str, answered: &str| {
        let request = spot.get(asked).filter(|request| request.is_map())?;
        Some((request, spot.get(answered)?))
    };
    let (asked, answered) = parts("originalRequest", "body")
        .or_else(|| parts("request", "response").filter(|(_, answer)| answer.is_map()))?;
    let mut path = path.clone();
    path.around.exchange = Some(path.around.session.exchange());
    let sent = Scope::of(request::group(asked, &path));
    path.around.role = Role::Answer;
    let answer = value(answered, &path);
    Some(Scope { group: Group::default(), inside: vec![sent, answer] })
}

/// Reports whether an object says of itself that it is switched off.
fn is_off(spot: &Spot) -> bool {
    let is = |name: &str| spot.members().iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    let has_own = spot.members().iter().any(|(key, value)| keys::field(key).is_some() && value.text().is_some());
    let is_ended = |status: &Spot| {
        let status = status.text().unwrap_or_default().to_ascii_lowercase();
        matches!(status.as_str(), "inactive" | "disabled" | "revoked" | "expired" | "deleted" | "archived")
    };
    is("disabled").is_some_and(Spot::is_yes)
        || (has_own
            && (["active", "is_active", "isActive", "enabled", "is_enabled", "isEnabled"]
                .into_iter()
                .any(|name| is(name).is_some_and(Spot::is_no))
                || ["deleted", "is_deleted", "isDeleted", "revoked", "is_revoked"]
                    .into_iter()
                    .any(|name| is(name).is_some_and(Spot::is_yes))
                || is("status").is_some_and(is_ended)
                || is("deleted_at").is_some_and(|at| at.text().is_some_and(|at| !at.is_empty()))))
}

/// Recognises programs that refresh tokens themselves.
fn note_tool(spot: &Spot, path: &Path<'_>) {
    let is_workflow = spot.get("nodes").is_some_and(Spot::is_list) && spot.get("connections").is_some();
    let is_credential = spot.get("data").is_some_and(Spot::is_map)
        && spot.text_of("type").is_some_and(|kind| kind.to_ascii_lowercase().contains("zalo"));
    if is_workflow || is_credential {
        path.around.session.refresher.set(Some(OtherRefresher::N8n));
    }
    if spot.get("option_name").is_some() {
        path.around.session.refresher.set(Some(OtherRefresher::WordPress));
    }
}

/// Returns the rows of a table that is written as lists of texts, as the API of Google Sheets does.
fn cells(entries: &[Spot]) -> Option<Vec<(usize, Vec<String>)>> {
    let row = |entry: &Spot| {
        let is_row = entry.is_list() && entry.entries().iter().all(|cell| !cell.is_map() && !cell.is_list());
        let cells = || entry.entries().iter().map(|cell| cell.text().unwrap_or_default().to_owned()).collect();
        is_row.then(|| (entry.line, cells()))
    };
    (entries.len() > 1).then(|| entries.iter().map(row).collect::<Option<_>>())?
}

/// Says which program exports a secret without its value.
pub(crate) fn exporter(spot: &Spot) -> Exporter {
    let is_postman = spot.get("type").is_some() && spot.get("key").is_some();
    if is_postman {
        Exporter::Postman
    } else if spot.get("name").is_some() {
        Exporter::Bruno
    } else {
        Exporter::Other
    }
}
