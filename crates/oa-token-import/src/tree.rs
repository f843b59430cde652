//! What the parsers of JSON, YAML and TOML have in common: values with their lines.

/// A value and its line, from 1.
#[derive(Clone)]
pub(crate) struct Spot {
    /// The line.
    pub(crate) line: usize,
    /// The value.
    pub(crate) node: Node,
}

/// A value. Has no `Debug`, because it may hold a secret.
#[derive(Clone)]
pub(crate) enum Node {
    /// Null, or nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number with all its digits; `None` for any other number.
    Number(Option<String>),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Spot>),
    /// Members in the order of the file; a key may occur twice.
    Map(Vec<(String, Spot)>),
}

impl Spot {
    /// Returns the members; empty unless it is a map.
    pub(crate) fn members(&self) -> &[(String, Self)] {
        if let Node::Map(members) = &self.node { members } else { &[] }
    }

    /// Returns the entries; empty unless it is a list.
    pub(crate) fn entries(&self) -> &[Self] {
        if let Node::List(entries) = &self.node { entries } else { &[] }
    }

    /// Returns the first member of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        self.members().iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Returns a text, or a number as it is written.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.node {
            Node::Text(text) | Node::Number(Some(text)) => Some(text),
            Node::Null | Node::Bool(_) | Node::Number(None) | Node::List(_) | Node::Map(_) => None,
        }
    }

    /// Returns a text member.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    /// Reports whether it is a map.
    pub(crate) fn is_map(&self) -> bool {
        matches!(self.node, Node::Map(_))
    }

    /// Reports whether it is a list.
    pub(crate) fn is_list(&self) -> bool {
        matches!(self.node, Node::List(_))
    }

    /// Reports whether it stands for "yes", in any of the ways that databases write it.
    pub(crate) fn is_yes(&self) -> bool {
        match &self.node {
            Node::Bool(yes) => *yes,
            Node::Text(text) | Node::Number(Some(text)) => {
                matches!(text.to_ascii_lowercase().as_str(), "1" | "true" | "yes" | "t" | "on")
            }
            Node::Null | Node::Number(None) | Node::List(_) | Node::Map(_) => false,
        }
    }

    /// Reports whether it stands for "no".
    pub(crate) fn is_no(&self) -> bool {
        match &self.node {
            Node::Bool(yes) => !*yes,
            Node::Text(text) | Node::Number(Some(text)) => {
                matches!(text.to_ascii_lowercase().as_str(), "0" | "false" | "no" | "f" | "off")
            }
            Node::Null | Node::Number(None) | Node::List(_) | Node::Map(_) => false,
        }
    }
}
