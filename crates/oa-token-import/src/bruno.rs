//! Bruno's `.bru` files: blocks `name { key: value }` and lists `name [ key ]`. A list holds the names of secrets, whose
//! values Bruno keeps elsewhere.

use crate::tree::{Node, Spot};

/// The blocks that tell a `.bru` file from any other text with braces.
const BLOCKS: &[&str] = &["vars", "meta", "get", "post", "put", "headers", "body", "auth", "params", "vars:secret"];

/// Parses a text; `None` if its first line does not open one of Bruno's blocks.
pub(crate) fn parse(text: &str) -> Option<Spot> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let (name, _) = opened(first)?;
    if !BLOCKS.iter().any(|block| name == *block || name.starts_with(&format!("{block}:"))) {
        return None;
    }
    let mut blocks: Vec<(String, Spot)> = Vec::new();
    let mut open: Option<(&str, bool)> = None;
    let mut rows: Vec<Spot> = Vec::new();
    let mut raw = String::new();
    for (at, line) in text.lines().enumerate() {
        let Some((block, is_names)) = open else {
            open = opened(line);
            continue;
        };
        if line.starts_with(['}', ']']) {
            let is_raw = block.starts_with("body") && rows.is_empty() && !raw.is_empty();
            let node =
                if is_raw { Node::Text(std::mem::take(&mut raw)) } else { Node::List(std::mem::take(&mut rows)) };
            blocks.push((block.to_owned(), Spot { line: at, node }));
            raw.clear();
            open = None;
            continue;
        }
        let is_text = matches!(block, "body" | "body:json" | "body:text" | "body:xml");
        if is_text {
            raw.push_str(line);
            raw.push('\n');
        } else {
            rows.extend(row(line, at + 1, is_names));
        }
    }
    let member = |key: &str, node| (key.to_owned(), Spot { line: 1, node });
    let is_request = blocks.iter().any(|(name, _)| matches!(name.as_str(), "get" | "post" | "put"));
    if is_request {
        // The shape that the walk knows as a request.
        blocks.insert(0, member("method", Node::Text("POST".to_owned())));
        blocks.insert(0, member("url", Node::Text(String::new())));
    }
    Some(Spot { line: 1, node: Node::Map(vec![member("bruno", Node::Map(blocks))]) })
}

/// Returns the name of the block that a line opens, and whether it is a list.
fn opened(line: &str) -> Option<(&str, bool)> {
    let line = line.trim_end();
    let is_names = line.ends_with('[');
    let name = line.strip_suffix(['{', '['])?.trim();
    let is_name =
        !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, ':' | '-'));
    is_name.then_some((name, is_names))
}

/// A row of a block; `~` marks one that is switched off.
fn row(line: &str, at: usize, is_names: bool) -> Option<Spot> {
    let line = line.trim();
    let spot = |node| Spot { line: at, node };
    let text = |text: &str| spot(Node::Text(text.to_owned()));
    if is_names {
        let name = line.trim_end_matches(',').trim_start_matches('~');
        let members = [("name", text(name)), ("value", text("")), ("secret", spot(Node::Bool(true)))];
        return (!name.is_empty()).then(|| map(at, members));
    }
    let (name, value) = line.split_once(':')?;
    let is_off = name.starts_with('~');
    let members = [
        ("name", text(name.trim_start_matches('~').trim())),
        ("value", text(value.trim())),
        ("disabled", spot(Node::Bool(is_off))),
    ];
    Some(map(at, members))
}

fn map<const N: usize>(line: usize, members: [(&str, Spot); N]) -> Spot {
    let members = members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    Spot { line, node: Node::Map(members) }
}
