//! A token as an export shows it: itself in the file, a stand-in in the preview.

use std::borrow::Cow;

use crate::redaction::BULLETS;
use crate::secret::Secret;

/// A token and the text that is written for it.
pub(super) struct Token<'a> {
    real: &'a Secret,
    shown: Cow<'a, str>,
}

impl<'a> Token<'a> {
    /// Shows the token itself.
    pub(super) fn itself(real: &'a Secret) -> Self {
        Self { real, shown: Cow::Borrowed(real.expose()) }
    }

    /// Shows bullets and the last four characters.
    pub(super) fn masked(real: &'a Secret) -> Self {
        Self { real, shown: Cow::Owned(format!("{BULLETS}{}", real.last_four())) }
    }

    /// Returns the text to write.
    pub(super) fn shown(&self) -> &str {
        &self.shown
    }

    /// Returns the token itself, by which quotes are chosen: those of the preview are those of the file.
    pub(super) fn real(&self) -> &'a Secret {
        self.real
    }

    /// Returns whether a stand-in is shown.
    pub(super) fn is_masked(&self) -> bool {
        matches!(self.shown, Cow::Owned(_))
    }
}
