//! A message for the user as data: its id and its arguments. The texts are in `locales/`.

use crate::printable::printable;

/// A message of `locales/` with its arguments, and the message with the next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The message's id.
    pub id: &'static str,
    /// Its arguments by name, as finished text.
    pub args: Vec<(&'static str, String)>,
    /// The id of the message with the next step, if there is one.
    pub next: Option<&'static str>,
}

impl Explanation {
    /// Makes an explanation without arguments.
    pub fn new(id: &'static str) -> Self {
        Self { id, args: Vec::new(), next: None }
    }

    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &impl ToString) -> Self {
        // Text from outside must stay in one line and must not control a terminal.
        self.args.push((name, printable(&value.to_string()).into_owned()));
        self
    }

    /// Adds the message with the next step.
    #[must_use]
    pub fn then(mut self, next: &'static str) -> Self {
        self.next = Some(next);
        self
    }
}
