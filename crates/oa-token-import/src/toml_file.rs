//! TOML with lines.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::place::Lines;
use crate::tree::{Node, Spot};

/// Parses a text; `None` if it is not TOML.
pub(crate) fn parse(text: &str) -> Option<Spot> {
    let table = DeTable::parse(text).ok()?;
    let lines = Lines::of(text);
    Some(Spot { line: 1, node: map(table.get_ref(), &lines) })
}

/// Recursion is limited: the parser accepts at most 80 levels.
fn map(table: &DeTable<'_>, lines: &Lines) -> Node {
    // The parser's map is sorted by key; the file's order tells which value is the newer one.
    let mut members: Vec<_> = table.iter().collect();
    members.sort_by_key(|(key, _)| key.span().start);
    Node::Map(members.into_iter().map(|(key, value)| (key.get_ref().to_string(), spot(value, lines))).collect())
}

fn spot(value: &Spanned<DeValue<'_>>, lines: &Lines) -> Spot {
    let node = match value.get_ref() {
        DeValue::String(text) => Node::Text(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Node::Number(Some(number.as_str().to_owned())),
        DeValue::Integer(_) | DeValue::Float(_) => Node::Number(None),
        DeValue::Boolean(yes) => Node::Bool(*yes),
        DeValue::Datetime(at) => Node::Text(at.to_string()),
        DeValue::Array(entries) => Node::List(entries.iter().map(|entry| spot(entry, lines)).collect()),
        DeValue::Table(table) => map(table, lines),
    };
    Spot { line: lines.at(value.span().start), node }
}
