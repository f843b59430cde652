//! Where in which input a value stands.

/// A line of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The name of the input, as the caller gave it.
    pub input: String,
    /// The line from 1; in a sheet the row.
    pub line: usize,
}

/// Finds the line of an offset.
pub(crate) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// Indexes a text.
    pub(crate) fn of(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { starts: std::iter::once(0).chain(ends).collect() }
    }

    /// Returns the offset at which a line begins; `end` after the last one.
    pub(crate) fn start(&self, line: usize, end: usize) -> usize {
        self.starts.get(line.saturating_sub(1)).copied().unwrap_or(end)
    }

    /// Returns the line of a byte offset, from 1.
    pub(crate) fn at(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }
}
