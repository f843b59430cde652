//! YAML with lines: docker-compose, Insomnia 5, Spring, Kubernetes. Numbers keep their digits.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::tree::{Node, Spot};

/// Deeper than any configuration; keeps the walk's recursion small.
const DEEPEST: usize = 100;
/// How many values all aliases of a file may add: one `<<: *defaults` adds a dozen.
const MOST_ALIASED: usize = 10_000;

/// Parses every document of a text; `None` if it is not YAML or only a scalar.
pub(crate) fn parse(text: &str) -> Option<Vec<Spot>> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        builder.take(event, span.start.line())?;
    }
    let documents = builder.documents;
    let is_structured = !documents.is_empty() && documents.iter().all(|spot| spot.is_map() || spot.is_list());
    is_structured.then_some(documents)
}

/// A list or map that is not complete.
struct Open {
    anchor: usize,
    spot: Spot,
    key: Option<String>,
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: HashMap<usize, Spot>,
    aliased: usize,
    documents: Vec<Spot>,
}

impl Builder {
    /// Takes one event; `None` if the text is too deep or its aliases are too many.
    fn take(&mut self, event: Event<'_>, line: usize) -> Option<()> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {}
            Event::Alias(anchor) => {
                let spot = self.anchors.get(&anchor).cloned().unwrap_or(Spot { line, node: Node::Null });
                self.aliased += size(&spot);
                if self.aliased > MOST_ALIASED {
                    return None;
                }
                self.close(0, spot);
            }
            Event::Scalar(text, style, anchor, _) => {
                let node = if style == ScalarStyle::Plain { plain(&text) } else { Node::Text(text.into_owned()) };
                self.close(anchor, Spot { line, node });
            }
            Event::SequenceStart(anchor, _) => self.begin(anchor, line, Node::List(Vec::new()))?,
            Event::MappingStart(anchor, _) => self.begin(anchor, line, Node::Map(Vec::new()))?,
            Event::SequenceEnd | Event::MappingEnd => {
                let Open { anchor, spot, .. } = self.open.pop()?;
                self.close(anchor, spot);
            }
        }
        Some(())
    }

    fn begin(&mut self, anchor: usize, line: usize, node: Node) -> Option<()> {
        self.open.push(Open { anchor, spot: Spot { line, node }, key: None });
        (self.open.len() <= DEEPEST).then_some(())
    }

    fn close(&mut self, anchor: usize, spot: Spot) {
        if anchor > 0 {
            self.anchors.insert(anchor, spot.clone());
        }
        let Some(open) = self.open.last_mut() else { return self.documents.push(spot) };
        match &mut open.spot.node {
            Node::List(entries) => entries.push(spot),
            Node::Map(members) => match open.key.take() {
                None => open.key = Some(spot.text().unwrap_or_default().to_owned()),
                // A merge key's members belong to this map.
                Some(key) if key == "<<" => members.extend_from_slice(spot.members()),
                Some(key) => members.push((key, spot)),
            },
            Node::Null | Node::Bool(_) | Node::Number(_) | Node::Text(_) => {}
        }
    }
}

fn size(spot: &Spot) -> usize {
    let members: usize = spot.members().iter().map(|(_, value)| size(value)).sum();
    1 + members + spot.entries().iter().map(size).sum::<usize>()
}

fn plain(text: &str) -> Node {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Node::Null,
        "true" | "True" => Node::Bool(true),
        "false" | "False" => Node::Bool(false),
        _ => Node::Text(text.to_owned()),
    }
}
