//! Rows of a name and a value, as most tools write variables, headers and parameters.

use crate::group::Exporter;
use crate::keys;
use crate::tree::{Node, Spot};
use crate::variables::Variables;
use crate::walk;

/// A name, its value, and whether the row counts.
pub(crate) struct Pair<'a> {
    pub(crate) key: &'a str,
    pub(crate) value: &'a str,
    pub(crate) line: usize,
    pub(crate) is_off: bool,
    /// Whether the tool keeps the value out of its exports.
    pub(crate) is_secret: bool,
    pub(crate) exporter: Exporter,
}

const NAMES: &[&str] = &[
    "key",
    "name",
    "option_name",
    "variable",
    "field",
    "setting",
    "setting_key",
    "setting_name",
    "meta_key",
    "config_key",
    "param",
    "parameter",
    "attribute",
    "property",
    "id",
    "code",
    "label",
];
/// What is set now stands before what it began with.
const VALUES: &[&str] = &[
    "currentvalue",
    "value",
    "initialvalue",
    "option_value",
    "val",
    "setting_value",
    "meta_value",
    "config_value",
    "stringvalue",
];

/// Reads a row; `None` if the object is something else.
pub(crate) fn pair(spot: &Spot) -> Option<Pair<'_>> {
    /// A row has a handful of members: description, type, id, dates.
    const MOST: usize = 16;
    if spot.members().is_empty() || spot.members().len() > MOST {
        return None;
    }
    // An object with keys of its own is no row; `secret: true` is a mark of the row.
    let is_own = |key: &str, value: &Spot| {
        value.text().is_some() && keys::field(key).is_some_and(|field| field != crate::draft::DraftField::Name)
    };
    if spot.members().iter().any(|(key, value)| is_own(key, value)) {
        return None;
    }
    let member =
        |name: &str| spot.members().iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    let name = NAMES.iter().filter_map(|name| member(name).filter(|name| name.text().is_some()));
    let names: Vec<&Spot> = name.collect();
    let key = names.iter().find(|name| name.text().is_some_and(|text| keys::read(text).is_some())).or(names.first())?;
    let filled = |value: &&Spot| value.text().is_some_and(|text| !text.is_empty());
    let values = || VALUES.iter().filter_map(|name| member(name));
    let value = values().find(filled).or_else(|| values().next())?;
    let text = match &value.node {
        Node::Text(text) | Node::Number(Some(text)) => text.as_str(),
        Node::Null => "",
        Node::Bool(_) | Node::Number(None) | Node::List(_) | Node::Map(_) => return None,
    };
    let is = |name: &str, test: fn(&Spot) -> bool| member(name).is_some_and(test);
    let is_off = is("disabled", Spot::is_yes)
        || ["enabled", "active", "is_active", "isactive", "isenabled"].into_iter().any(|name| is(name, Spot::is_no));
    let is_secret = is("secret", Spot::is_yes) || spot.text_of("type") == Some("secret");
    Some(Pair { key: key.text()?, value: text, line: value.line, is_off, is_secret, exporter: walk::exporter(spot) })
}

/// Collects the variables of a whole file: Insomnia, Hoppscotch, Thunder Client and Bruno keep them beside the requests.
pub(crate) fn variables(root: &Spot) -> Variables {
    let mut rows: Vec<(String, String, usize)> = Vec::new();
    collect(root, false, &mut rows);
    rows.into_iter().collect()
}

/// Recursion is limited: no parser reads more than 128 levels.
fn collect(spot: &Spot, is_data: bool, rows: &mut Vec<(String, String, usize)>) {
    if let Some(pair) = pair(spot).filter(|pair| !pair.is_off) {
        rows.push((pair.key.to_owned(), pair.value.to_owned(), pair.line));
    }
    for (key, member) in spot.members() {
        if let Some(text) = member.text().filter(|_| is_data) {
            rows.push((key.clone(), text.to_owned(), member.line));
        }
        // Values of a request are no variables.
        if !matches!(key.as_str(), "header" | "headers" | "body" | "params" | "response" | "originalRequest") {
            let is_inner_data = matches!(key.as_str(), "data" | "environment" | "variables" | "vars" | "globals");
            collect(member, is_inner_data, rows);
        }
    }
    for entry in spot.entries() {
        collect(entry, false, rows);
    }
}

/// Returns the variables inside a folder that has its own.
pub(crate) fn scoped_variables(spot: &Spot, outer: &Variables) -> Option<Variables> {
    let rows = spot.get("variable").or_else(|| spot.get("variables"))?;
    let own = rows.entries().iter().filter_map(pair).filter(|pair| !pair.is_off);
    Some(outer.within(own.map(|pair| (pair.key.to_owned(), pair.value.to_owned(), pair.line)).collect()))
}
