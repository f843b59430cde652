//! Converts text and tables to drafts. One source per file.
//!
//! `read_all` is the way in. Each input becomes a tree of scopes:
//!
//! - `text` chooses a parser: `json`, `yaml`, `toml_file`, `bruno`, `table` (CSV, Markdown), `sheet`, `sql`, `php`, `curl`; what
//!   fits none of them is read by `notes`, line by line (`assignments`).
//! - `walk` knows the shapes that tools write (`pairs`, `request`, `variables`) and makes a `Scope` of what it visits. A
//!   scope holds a `Group` of values that stand together, and the scopes inside it.
//! - `keys` says what a key means, `value` whether its value is one.
//! - `split` and `link` put together what is one OA, by nearness; `import` makes drafts of it: one value a field, or a
//!   choice. `columns` lets the user say what a table's columns are. What is recognised and not taken is left out with a reason.

mod assignments;
mod bruno;
mod columns;
mod curl;
mod decode;
pub mod draft;
mod group;
mod import;
mod json;
mod keys;
mod left_out;
mod link;
mod notes;
mod pairs;
mod php;
mod place;
mod request;
mod session;
mod sheet;
mod shell_words;
mod split;
mod sql;
mod table;
mod text;
mod toml_file;
mod tree;
mod value;
mod variables;
mod walk;
mod yaml;

pub use columns::{Column, ColumnMeaning};
pub use decode::{LARGE_LIMIT, SIZE_LIMIT, size_limit};
pub use group::Exporter;
pub use import::{Candidate, FieldChoice, Import, ImportedDraft};
pub use left_out::{LeftOut, Reason};
pub use place::Location;
pub use session::OtherRefresher;

use crate::draft::Draft;
use crate::group::{Group, Scope};
use crate::session::{Around, Session};

/// Why nothing can be imported. Never contains the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableImport {
    /// There is nothing but spaces.
    #[error("there is nothing to import")]
    Empty,
    /// The bytes are not text.
    #[error("this is not text")]
    NotText,
    /// It is a sheet of an old Excel (`.xls`), or one with a password.
    #[error("this is an old or a protected Excel file")]
    OldSheet,
    /// It begins like JSON but is not valid.
    #[error("line {line} is not JSON")]
    NotJson {
        /// The line of the error, from 1.
        line: usize,
    },
    /// It is JSON, but neither an object nor an array of objects.
    #[error("this is JSON without keys")]
    NotAnObject,
    /// No key is known.
    #[error("nothing in it is known")]
    NothingRecognised,
    /// It is one value without its key: it may be of any OA.
    #[error("this is a value alone")]
    LoneValue,
    /// A known key holds something other than a text.
    #[error("{key} is not a text")]
    WrongType {
        /// The key.
        key: &'static str,
    },
    /// It is larger than [`SIZE_LIMIT`], or a table larger than [`LARGE_LIMIT`].
    #[error("this is too large")]
    TooLarge,
    /// Its token is a Zalo Bot's.
    #[error("the token is a bot's")]
    BotToken,
    /// Its tokens are a Zalo user's.
    #[error("the tokens are a user's")]
    UserTokens,
    /// Its values are references to a file or to variables.
    #[error("these are references, not values")]
    References,
    /// It holds the names of the values only.
    #[error("these are names without values")]
    NamesOnly(Exporter),
    /// Its values are all marked as old or switched off.
    #[error("these values are out of use")]
    OutOfUse,
}

/// A text or a file to import.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Its name; shown with the lines of its values.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// Reads inputs that belong together; returns at least one draft.
pub fn read_all(inputs: &[Input<'_>]) -> Result<Import, UnreadableImport> {
    use UnreadableImport::{LoneValue, NotAnObject, NothingRecognised};
    read_with(inputs, &Session::default()).map_err(|why| match (why, inputs) {
        (NothingRecognised | NotAnObject, [only]) if is_lone_value(only.bytes) => LoneValue,
        _ => why,
    })
}

fn is_lone_value(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| draft::lone_field(text).is_some())
}

/// Reads a table with the meanings that the user gave its columns, in their order.
pub fn read_columns(input: &Input<'_>, meanings: &[ColumnMeaning]) -> Result<Import, UnreadableImport> {
    read_with(std::slice::from_ref(input), &Session::of_columns(meanings))
}

fn read_with(inputs: &[Input<'_>], session: &Session) -> Result<Import, UnreadableImport> {
    let mut root = Scope::default();
    let mut nothing = UnreadableImport::Empty;
    for input in inputs {
        let around = Around::input(session, input.name);
        let (mut scope, why) = read_one(input.bytes, &around)?;
        // Files of tokens alone are one OA each.
        scope.group.is_row |= inputs.len() > 1;
        nothing = if nothing == UnreadableImport::Empty { why } else { nothing };
        root.inside.push(scope);
    }
    let root = if root.inside.len() == 1 { root.inside.remove(0) } else { root };
    let mut import = assemble(root, session, nothing)?;
    // Several tables are read as they are: their columns would be confused.
    if let ([_], [table]) = (inputs, session.tables.take().as_mut_slice()) {
        import.columns = std::mem::take(&mut table.columns);
        for draft in &mut import.drafts {
            draft.group = draft.places.first().and_then(|(_, place)| table.groups.remove(&place.line));
        }
    }
    Ok(import)
}

fn read_one(bytes: &[u8], around: &Around<'_>) -> Result<(Scope, UnreadableImport), UnreadableImport> {
    if decode::is_sheet(bytes) && bytes.len() <= LARGE_LIMIT {
        return Ok((sheet::read(bytes, around)?, UnreadableImport::NothingRecognised));
    }
    if decode::is_old_sheet(bytes) {
        return Err(UnreadableImport::OldSheet);
    }
    let text = decode::text(bytes)?;
    if text.trim().is_empty() {
        return Ok((Scope::default(), UnreadableImport::Empty));
    }
    // Text at the beginning is kept, so that line numbers match those of an editor.
    Ok(text::read(text.trim_end(), around))
}

/// Reads one text; returns its drafts without their places.
pub fn read(bytes: impl AsRef<[u8]>) -> Result<Vec<Draft>, UnreadableImport> {
    let import = read_all(&[Input { name: "", bytes: bytes.as_ref() }])?;
    Ok(import.drafts.into_iter().map(|draft| draft.draft).collect())
}

fn assemble(root: Scope, session: &Session, nothing: UnreadableImport) -> Result<Import, UnreadableImport> {
    link::note_spent(&root, session);
    let mut left_out = Vec::new();
    let groups = link::combine(root, session, &mut left_out);
    let references: usize = groups.iter().map(|group| group.references.len()).sum();
    let exporter = groups.iter().find_map(|group| group.exporter.filter(|_| !group.empty.is_empty()));
    let is_blank = groups.iter().any(|group| !group.empty.is_empty());
    let groups = without_strangers(groups);
    let mut drafts: Vec<ImportedDraft> =
        groups.into_iter().filter_map(|group| import::draft(&group, &mut left_out)).collect();
    let has_token = drafts.iter().any(ImportedDraft::has_token);
    let is_whole = |each: &ImportedDraft| each.draft.app_id.is_some() && each.draft.secret_key.is_some();
    let is_usable = has_token || drafts.iter().any(is_whole);
    let reason = |wanted: Reason| left_out.iter().any(|each| each.reason == wanted);
    let failure = if has_token {
        None
    } else if reason(Reason::BotToken) {
        Some(UnreadableImport::BotToken)
    } else if reason(Reason::UserToken) {
        Some(UnreadableImport::UserTokens)
    } else if matches!(nothing, UnreadableImport::NotJson { .. }) {
        Some(nothing)
    } else if is_usable {
        None
    } else if let Some(exporter) = exporter {
        Some(UnreadableImport::NamesOnly(exporter))
    } else if references > 0 && drafts.is_empty() {
        Some(UnreadableImport::References)
    } else if is_blank && !drafts.is_empty() {
        Some(UnreadableImport::NamesOnly(Exporter::Other))
    } else if let Some(key) = session.wrong_type.get().filter(|_| drafts.is_empty()) {
        Some(UnreadableImport::WrongType { key })
    } else if drafts.is_empty() && (reason(Reason::Previous) || reason(Reason::Inactive)) {
        Some(UnreadableImport::OutOfUse)
    } else {
        drafts.is_empty().then_some(nothing)
    };
    if let Some(failure) = failure {
        return Err(failure);
    }
    drafts.sort_by_key(|draft| draft.places.iter().map(|(_, place)| (place.input.clone(), place.line)).min());
    Ok(Import { drafts, left_out, refresher: session.refresher.get(), columns: Vec::new() })
}

/// Drops the settings of other services: an app without a token beside an OA that is whole, or that is named Zalo's.
fn without_strangers(groups: Vec<Group>) -> Vec<Group> {
    let is_zalo = |group: &Group| group.is_zalo || group.found.iter().any(|found| found.is_zalo);
    let is_whole = |group: &Group| group.has(draft::DraftField::AppId) && group.has(draft::DraftField::SecretKey);
    let has_better = groups.iter().any(|group| group.has_token() || is_whole(group));
    let has_zalo = groups.iter().any(|group| is_zalo(group) && (group.has_token() || is_whole(group)));
    let is_stranger =
        |group: &Group| !group.has_token() && ((has_better && !is_whole(group)) || (has_zalo && !is_zalo(group)));
    groups.into_iter().filter(|group| !is_stranger(group)).collect()
}

#[cfg(test)]
mod tests;
