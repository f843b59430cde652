//! JSON with lines. Keeps every member, in order, also duplicates, so that a second value is never dropped silently.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::place::Lines;
use crate::tree::{Node, Spot};

/// Reports whether a text begins like a JSON object or array.
pub(crate) fn begins(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

/// Parses one JSON value, or one on each line (NDJSON, mongoexport). Also accepts what a word processor or a chat
/// changed: curly quotes, no-break spaces, invisible characters. The error is the line.
pub(crate) fn parse(text: &str) -> Result<Vec<Spot>, usize> {
    values(text).or_else(|error| {
        let straight: String = text.chars().filter_map(straighten).collect();
        values(&straight).map_err(|_| error)
    })
}

/// Parses the JSON value at the beginning of a text; returns it and its length. The error is the number of bytes that
/// were read until it was clear that this is not JSON.
pub(crate) fn prefix(text: &str, from: usize, lines: &Lines) -> Result<(Spot, usize), usize> {
    let rest = &text[from..];
    let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
    match stream.next() {
        Some(Ok(_)) => {
            let length = stream.byte_offset();
            one(text, from, length, lines).map(|spot| (spot, length)).ok_or(length)
        }
        Some(Err(error)) => Err(offset_of(rest, &error)),
        None => Err(rest.len()),
    }
}

fn offset_of(text: &str, error: &serde_json::Error) -> usize {
    let before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    before + error.column()
}

fn values(text: &str) -> Result<Vec<Spot>, usize> {
    let lines = Lines::of(text);
    let mut found = Vec::new();
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let mut start = 0;
    while let Some(value) = stream.next() {
        value.map_err(|error| error.line())?;
        let end = stream.byte_offset();
        found.extend(one(text, start, end - start, &lines));
        start = end;
    }
    Ok(found)
}

fn one(text: &str, from: usize, length: usize, lines: &Lines) -> Option<Spot> {
    let reader = Reader { base: text.as_ptr().addr(), lines, last: Cell::new(from) };
    let mut deserializer = serde_json::Deserializer::from_str(&text[from..from + length]);
    ValueSeed(&reader).deserialize(&mut deserializer).ok()
}

fn straighten(char: char) -> Option<char> {
    match char {
        '“' | '”' | '„' => Some('"'),
        '\u{A0}' | '\u{202F}' => Some(' '),
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => None,
        other => Some(other),
    }
}

/// Knows where the text begins: a borrowed text's address is its place. A text with escapes is no borrowed one; it has
/// the place of what was read before it, its key.
struct Reader<'a> {
    base: usize,
    lines: &'a Lines,
    last: Cell<usize>,
}

impl Reader<'_> {
    fn mark(&self, borrowed: &str) {
        self.last.set(borrowed.as_ptr().addr().saturating_sub(self.base));
    }

    fn spot(&self, node: Node) -> Spot {
        Spot { line: self.lines.at(self.last.get()), node }
    }
}

struct ValueSeed<'a>(&'a Reader<'a>);

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = Spot;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Spot, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = Spot;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Spot, E> {
        Ok(self.0.spot(Node::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Spot, E> {
        Ok(self.0.spot(Node::Bool(value)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Spot, E> {
        Ok(self.0.spot(Node::Number(Some(number.to_string()))))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Spot, E> {
        Ok(self.0.spot(Node::Number(None)))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Spot, E> {
        Ok(self.0.spot(Node::Number(None)))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Spot, E> {
        self.0.mark(text);
        Ok(self.0.spot(Node::Text(text.to_owned())))
    }

    fn visit_str<E>(self, text: &str) -> Result<Spot, E> {
        Ok(self.0.spot(Node::Text(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Spot, A::Error> {
        let mut entries: Vec<Spot> = Vec::new();
        while let Some(entry) = seq.next_element_seed(ValueSeed(self.0))? {
            entries.push(entry);
        }
        let line = entries.first().map_or_else(|| self.0.lines.at(self.0.last.get()), |entry| entry.line);
        Ok(Spot { line, node: Node::List(entries) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Spot, A::Error> {
        let mut members: Vec<(String, Spot)> = Vec::new();
        let mut line = None;
        while let Some(key) = map.next_key_seed(KeySeed(self.0))? {
            line = line.or(Some(self.0.lines.at(self.0.last.get())));
            members.push((key, map.next_value_seed(ValueSeed(self.0))?));
        }
        let line = line.unwrap_or_else(|| self.0.lines.at(self.0.last.get()));
        Ok(Spot { line, node: Node::Map(members) })
    }
}

struct KeySeed<'a>(&'a Reader<'a>);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<String, E> {
        self.0.mark(text);
        Ok(text.to_owned())
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }
}
