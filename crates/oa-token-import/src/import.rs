//! What comes of an import: drafts with the place of each value, choices, and what was left out.

use oa_token_model::secret::Secret;

use crate::columns::Column;
use crate::draft::{Draft, DraftField, lone_field};
use crate::group::{Exporter, Found, Freshness, Group, Role};
use crate::left_out::{LeftOut, Reason};
use crate::place::Location;
use crate::session::OtherRefresher;

/// Everything that was recognised.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Import {
    /// One draft for each OA; not trimmed yet.
    pub drafts: Vec<ImportedDraft>,
    /// Recognised values that are in no draft.
    pub left_out: Vec<LeftOut>,
    /// The program that refreshes these tokens itself.
    pub refresher: Option<OtherRefresher>,
    /// The columns, if it is one table with one OA a row.
    pub columns: Vec<Column>,
}

/// A draft and where its values stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportedDraft {
    /// The values. A field with a choice is empty.
    pub draft: Draft,
    /// The place of each value.
    pub places: Vec<(DraftField, Location)>,
    /// Fields for which the input has several values; the user chooses.
    pub choices: Vec<FieldChoice>,
    /// The program that exported the names of the missing values without the values.
    pub names_only: Option<Exporter>,
    /// The group that its row of a table names.
    pub group: Option<String>,
}

/// Several values for one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChoice {
    /// The field.
    pub field: DraftField,
    /// The values, in the order of the input; at least two.
    pub candidates: Vec<Candidate>,
}

/// One of several values for a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The key as the input writes it.
    pub key: String,
    /// The value.
    pub value: Secret,
    /// Where it stands.
    pub place: Location,
}

impl ImportedDraft {
    /// Makes a draft of one value that was copied without its key; `None` if it is not like any value.
    pub fn of_lone_value(value: &str) -> Option<Self> {
        let field = lone_field(value)?;
        let mut made = Self::default();
        made.put(field, value.trim(), Location { input: String::new(), line: 1 });
        Some(made)
    }

    /// Adds what was read later about the same OA. The newer value of a field wins.
    pub fn add(&mut self, newer: Self) {
        let has = |field: DraftField| newer.has(field);
        self.places.retain(|(field, _)| !has(*field));
        self.choices.retain(|choice| !has(choice.field));
        for choice in &newer.choices {
            self.clear(choice.field);
        }
        self.draft = std::mem::take(&mut self.draft).corrected(newer.draft);
        self.places.extend(newer.places);
        self.choices.extend(newer.choices);
        self.names_only = newer.names_only;
    }

    fn has(&self, field: DraftField) -> bool {
        self.places.iter().any(|(of, _)| *of == field) || self.choices.iter().any(|choice| choice.field == field)
    }

    fn clear(&mut self, field: DraftField) {
        let draft = &mut self.draft;
        match field {
            DraftField::Name => draft.name = None,
            DraftField::AppId => draft.app_id = None,
            DraftField::SecretKey => draft.secret_key = None,
            DraftField::RefreshToken => draft.refresh_token = None,
            DraftField::AccessToken => draft.access_token = None,
        }
    }

    /// Takes one of the candidates for a field; reports whether there is one of this number.
    pub fn choose(&mut self, field: DraftField, number: usize) -> bool {
        let Some(at) = self.choices.iter().position(|choice| choice.field == field) else { return false };
        let Some(chosen) = self.choices[at].candidates.get(number).cloned() else { return false };
        self.choices.remove(at);
        self.put(field, chosen.value.expose(), chosen.place);
        true
    }

    fn put(&mut self, field: DraftField, value: &str, place: Location) {
        let draft = &mut self.draft;
        match field {
            DraftField::Name => draft.name = Some(value.to_owned()),
            DraftField::AppId => draft.app_id = Some(value.to_owned()),
            DraftField::SecretKey => draft.secret_key = Some(Secret::new(value)),
            DraftField::RefreshToken => draft.refresh_token = Some(Secret::new(value)),
            DraftField::AccessToken => draft.access_token = Some(Secret::new(value)),
        }
        self.places.push((field, place));
    }

    /// Reports whether it has a token, or candidates for one.
    pub fn has_token(&self) -> bool {
        let is_token =
            |choice: &FieldChoice| matches!(choice.field, DraftField::RefreshToken | DraftField::AccessToken);
        self.draft.refresh_token.is_some() || self.draft.access_token.is_some() || self.choices.iter().any(is_token)
    }
}

/// Makes a draft of a group; `None` if it has nothing but a name.
pub(crate) fn draft(group: &Group, left_out: &mut Vec<LeftOut>) -> Option<ImportedDraft> {
    if !group.has_token() && !group.has_app() {
        return None;
    }
    let mut made = ImportedDraft::default();
    let freshest = |field| group.found.iter().filter(|found| found.field == field).map(|found| found.freshness).max();
    let refreshed = freshest(DraftField::RefreshToken).filter(|freshness| *freshness >= Freshness::Answered);
    for field in [DraftField::AppId, DraftField::SecretKey, DraftField::RefreshToken, DraftField::AccessToken] {
        let is_token = matches!(field, DraftField::RefreshToken | DraftField::AccessToken);
        let mut found: Vec<&Found> = group.found.iter().filter(|found| found.field == field).collect();
        if is_token {
            // A refresh ends the access token before it.
            let newest = freshest(field).max(refreshed).unwrap_or_default();
            let is_older = |found: &Found| {
                found.freshness < newest
                    && (refreshed.is_some() || found.freshness < freshest(field).unwrap_or_default())
            };
            left_out.extend(
                found.iter().filter(|found| is_older(found)).map(|found| (*found).clone().left_out(Reason::Older)),
            );
            found.retain(|found| !is_older(found));
        }
        let mut distinct: Vec<&Found> = Vec::new();
        for found in found {
            if !distinct.iter().any(|other| other.clean() == found.clean()) {
                distinct.push(found);
            }
        }
        match distinct.as_slice() {
            [] => {}
            [only] => made.put(field, only.value.expose(), only.place.clone()),
            several => {
                made.choices
                    .push(FieldChoice { field, candidates: several.iter().map(|found| candidate(found)).collect() });
            }
        }
    }
    name(group, &mut made);
    made.names_only = group.exporter.filter(|_| group.empty.iter().any(|field| is_missing(&made, *field)));
    Some(made)
}

fn candidate(found: &Found) -> Candidate {
    Candidate { key: found.key.clone(), value: found.value.clone(), place: found.place.clone() }
}

fn is_missing(made: &ImportedDraft, field: DraftField) -> bool {
    let has_choice = made.choices.iter().any(|choice| choice.field == field);
    !has_choice && !made.places.iter().any(|(of, _)| *of == field)
}

fn name(group: &Group, made: &mut ImportedDraft) {
    if let Some(found) = group.found.iter().find(|found| found.field == DraftField::Name) {
        return made.put(DraftField::Name, found.value.expose(), found.place.clone());
    }
    let heading = || {
        let first = group.found.iter().map(|found| found.place.line).min()?;
        let heading = group.headings.iter().rev().find(|(line, _)| *line < first)?;
        Some((heading.1.clone(), Location { line: heading.0, ..group.found.first()?.place.clone() }))
    };
    let is_titled = group.role == Role::Request || group.title.is_some();
    let title = group.title.clone().filter(|_| is_titled).or_else(|| heading().filter(|_| group.is_row));
    if let Some((title, place)) = title {
        made.put(DraftField::Name, &title, place);
    }
}
