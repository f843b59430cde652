//! The columns of a table with one OA a row: what each is read as. The user may say otherwise.

use std::collections::HashMap;

use oa_token_model::secret::Secret;

use crate::draft::DraftField;
use crate::keys;

/// The longest name of a group that is taken over.
const LONGEST_GROUP: usize = 40;
/// Titles of the column that names an OA's group, as [`keys::letters`] returns them.
const GROUP_WORDS: &[&str] = &["nhom", "nhomoa", "tennhom", "group", "groupname", "tag", "phanloai"];

/// What a column is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "page",
    derive(serde::Serialize, serde::Deserialize, specta::Type),
    serde(rename_all = "snake_case")
)]
pub enum ColumnMeaning {
    /// The profile's name.
    Name,
    /// The id of the Zalo app.
    AppId,
    /// The app's secret key.
    SecretKey,
    /// The refresh token.
    RefreshToken,
    /// The access token.
    AccessToken,
    /// The group of the OA in the window.
    Group,
    /// It is not read.
    Nothing,
}

impl ColumnMeaning {
    fn of(title: &str) -> Self {
        match keys::field(title) {
            Some(DraftField::Name) => Self::Name,
            Some(DraftField::AppId) => Self::AppId,
            Some(DraftField::SecretKey) => Self::SecretKey,
            Some(DraftField::RefreshToken) => Self::RefreshToken,
            Some(DraftField::AccessToken) => Self::AccessToken,
            None if GROUP_WORDS.contains(&keys::letters(title).as_str()) => Self::Group,
            None => Self::Nothing,
        }
    }

    fn field(self) -> Option<DraftField> {
        match self {
            Self::Name => Some(DraftField::Name),
            Self::AppId => Some(DraftField::AppId),
            Self::SecretKey => Some(DraftField::SecretKey),
            Self::RefreshToken => Some(DraftField::RefreshToken),
            Self::AccessToken => Some(DraftField::AccessToken),
            Self::Group | Self::Nothing => None,
        }
    }
}

/// A column of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its title, as the table writes it; empty if it has none.
    pub title: String,
    /// Its first value; `None` if it is empty.
    pub sample: Option<Secret>,
    /// What it is read as.
    pub meaning: ColumnMeaning,
}

impl Column {
    /// Returns the first value as it may be shown: a column that is read as the wrong thing may hold secrets, so of
    /// whatever may be one only the last four characters.
    pub fn shown(&self) -> Option<String> {
        const SHORT: usize = 12;
        let sample = self.sample.as_ref()?;
        let text = sample.expose();
        let is_plain =
            text.chars().count() <= SHORT || text.contains(' ') || text.bytes().all(|byte| byte.is_ascii_digit());
        Some(if is_plain { text.to_owned() } else { format!("••••{}", sample.last_four()) })
    }
}

/// What is known of a table beside its values.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    pub(crate) columns: Vec<Column>,
    /// The group of the OA on each line.
    pub(crate) groups: HashMap<usize, String>,
}

impl Columns {
    /// Reads the columns below a header; `meanings` are the user's, one a column, or empty.
    pub(crate) fn of(header: &[String], body: &[&(usize, Vec<String>)], meanings: &[ColumnMeaning]) -> Self {
        let cell = |row: &[String], column: usize| {
            row.get(column).map(|cell| cell.trim().to_owned()).filter(|cell| !cell.is_empty())
        };
        let column = |(at, title): (usize, &String)| Column {
            title: title.trim().to_owned(),
            sample: body.iter().find_map(|(_, row)| cell(row, at)).map(Secret::new),
            meaning: meanings.get(at).copied().unwrap_or_else(|| ColumnMeaning::of(title)),
        };
        let columns: Vec<Column> = header.iter().enumerate().map(column).collect();
        let group = columns.iter().position(|column| column.meaning == ColumnMeaning::Group);
        let name = |cell: String| cell.chars().filter(|char| !char.is_control()).take(LONGEST_GROUP).collect();
        let of_line = |(line, row): &&(usize, Vec<String>)| Some((*line, cell(row, group?).map(name)?));
        Self { groups: body.iter().filter_map(of_line).collect(), columns }
    }

    /// Returns the keys by which the cells below are read: the header's own, or those of the user's meanings.
    pub(crate) fn keys(&self, header: &[String], meanings: &[ColumnMeaning]) -> Vec<String> {
        let key = |column: &Column| column.meaning.field().map_or_else(String::new, |field| field.key().to_owned());
        if meanings.is_empty() { header.to_vec() } else { self.columns.iter().map(key).collect() }
    }
}
