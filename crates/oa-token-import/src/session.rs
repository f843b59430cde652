//! What the readers of one import share.

use std::cell::{Cell, RefCell};

use crate::columns::{ColumnMeaning, Columns};
use crate::group::{Group, Role};
use crate::place::Location;

/// A program that refreshes the OA's token itself, and would compete with this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherRefresher {
    /// An n8n workflow or its credentials.
    N8n,
    /// A `WordPress` plugin.
    WordPress,
}

/// What the readers of one import share.
#[derive(Default)]
pub(crate) struct Session {
    exchanges: Cell<usize>,
    /// The program that refreshes by itself.
    pub(crate) refresher: Cell<Option<OtherRefresher>>,
    /// A known key that holds something other than a text.
    pub(crate) wrong_type: Cell<Option<&'static str>>,
    /// Values that an answer in the input has replaced.
    pub(crate) spent: RefCell<Vec<String>>,
    /// What the user says of the columns of the only table; empty if nothing.
    pub(crate) meanings: Vec<ColumnMeaning>,
    /// The tables with one OA a row.
    pub(crate) tables: RefCell<Vec<Columns>>,
}

impl Session {
    /// Begins an import whose user says what the columns are.
    pub(crate) fn of_columns(meanings: &[ColumnMeaning]) -> Self {
        Self { meanings: meanings.to_vec(), ..Self::default() }
    }

    /// Returns the number of a new exchange with Zalo.
    pub(crate) fn exchange(&self) -> usize {
        self.exchanges.set(self.exchanges.get() + 1);
        self.exchanges.get()
    }
}

/// Where a reader is, and what is known of everything it reads there.
#[derive(Clone)]
pub(crate) struct Around<'a> {
    /// What all readers share.
    pub(crate) session: &'a Session,
    /// The name of the input.
    pub(crate) input: &'a str,
    /// The line of everything in it, if it is a text inside a value.
    pub(crate) line: Option<usize>,
    /// How many lines stand above it, if it is the end of a text.
    pub(crate) above: usize,
    /// How many texts inside texts it is deep.
    pub(crate) depth: usize,
    /// The role of what is inside.
    pub(crate) role: Role,
    /// The exchange it belongs to.
    pub(crate) exchange: Option<usize>,
    /// Whether a part of the path names Zalo.
    pub(crate) is_zalo: bool,
    /// Whether a part of the path names another service.
    pub(crate) is_foreign: bool,
    /// Whether it is switched off.
    pub(crate) is_inactive: bool,
}

impl<'a> Around<'a> {
    /// Begins an input.
    pub(crate) fn input(session: &'a Session, input: &'a str) -> Self {
        Self {
            session,
            input,
            line: None,
            above: 0,
            depth: 0,
            role: Role::Settings,
            exchange: None,
            is_zalo: false,
            is_foreign: false,
            is_inactive: false,
        }
    }

    /// Returns the place of a line.
    pub(crate) fn place(&self, line: usize) -> Location {
        Location { input: self.input.to_owned(), line: self.line.unwrap_or(line + self.above) }
    }

    /// Begins a group here.
    pub(crate) fn group(&self) -> Group {
        Group {
            role: self.role,
            exchange: self.exchange,
            is_zalo: self.is_zalo,
            is_foreign: self.is_foreign,
            is_inactive: self.is_inactive,
            ..Group::default()
        }
    }

    /// Returns what is known inside a text that stands on a line.
    pub(crate) fn inside(&self, line: usize) -> Self {
        Self { line: Some(self.line.unwrap_or(line + self.above)), depth: self.depth + 1, ..self.clone() }
    }
}
