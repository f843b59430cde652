//! A token in an export: real in the file, masked in the preview.

use std::borrow::Cow;

use crate::redaction::BULLETS;
use crate::secret::Secret;

/// A token and the text written for it.
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

    /// Returns the token itself. It decides the quoting, so that the preview is quoted like the file.
    pub(super) fn real(&self) -> &'a Secret {
        self.real
    }

    /// Reports whether the masked form is shown.
    pub(super) fn is_masked(&self) -> bool {
        matches!(self.shown, Cow::Owned(_))
    }
}
