//! Builds one draft from keys and values, and refuses two different values for the same field.

use oa_token_model::secret::Secret;

use super::{UnreadableImport, keys};
use crate::draft::{Draft, DraftField, clean_value};

/// The fields found so far.
#[derive(Default)]
pub(super) struct Collected(Draft);

impl Collected {
    /// Adds a value if its key is known. A name is only added by [`Collected::put`].
    pub(super) fn offer(&mut self, key: &str, value: &str) -> Result<(), UnreadableImport> {
        match keys::field(key) {
            None | Some(DraftField::Name) => Ok(()),
            Some(field) => self.put(field, value),
        }
    }

    /// Adds a value. Placeholders such as `{{refresh_token}}` are ignored.
    pub(super) fn put(&mut self, field: DraftField, value: &str) -> Result<(), UnreadableImport> {
        let clean = clean_value(value);
        if clean.is_empty() || (field != DraftField::Name && is_placeholder(&clean)) {
            return Ok(());
        }
        let draft = &mut self.0;
        let is_same = match field {
            DraftField::Name => keep_text(&mut draft.name, value, &clean),
            DraftField::AppId => keep_text(&mut draft.app_id, value, &clean),
            DraftField::SecretKey => keep_secret(&mut draft.secret_key, value, &clean),
            DraftField::RefreshToken => keep_secret(&mut draft.refresh_token, value, &clean),
            DraftField::AccessToken => keep_secret(&mut draft.access_token, value, &clean),
        };
        if is_same { Ok(()) } else { Err(UnreadableImport::Ambiguous { key: keys::spelling(field) }) }
    }

    /// Returns the draft if it holds more than a name.
    pub(super) fn into_draft(self) -> Option<Draft> {
        let nameless = Draft { name: None, ..self.0.clone() };
        (nameless != Draft::default()).then_some(self.0)
    }
}

/// Keeps the first value; reports whether the new one is equal.
fn keep_text(kept: &mut Option<String>, value: &str, clean: &str) -> bool {
    clean_value(kept.get_or_insert_with(|| value.to_owned())) == clean
}

fn keep_secret(kept: &mut Option<Secret>, value: &str, clean: &str) -> bool {
    clean_value(kept.get_or_insert_with(|| Secret::new(value)).expose()) == clean
}

/// Reports whether the value is a placeholder: `{{x}}`, `${X}`, `$X`, `%X%`, `<your key>`.
fn is_placeholder(value: &str) -> bool {
    let is_around = |open: char, close: char| value.starts_with(open) && value.ends_with(close);
    value.contains("{{") || value.starts_with('$') || is_around('<', '>') || is_around('%', '%')
}

/// Drops a draft, including its name, if an earlier one has the same values.
pub(super) fn merged(drafts: Vec<Draft>) -> Vec<Draft> {
    let is_same = |a: &Draft, b: &Draft| {
        (&a.app_id, &a.secret_key, &a.refresh_token, &a.access_token)
            == (&b.app_id, &b.secret_key, &b.refresh_token, &b.access_token)
    };
    let mut kept: Vec<Draft> = Vec::new();
    for draft in drafts {
        if !kept.iter().any(|other| is_same(other, &draft)) {
            kept.push(draft);
        }
    }
    kept
}
