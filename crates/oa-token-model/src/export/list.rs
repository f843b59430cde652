//! The pairs of several OAs in one file, under the rules of a single export.

use std::collections::HashSet;
use std::fmt::Write as _;

use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::json::pretty;
use super::{ACCESS, CannotExport, Choice, EnvNames, Format, Pair, REFRESH, Subject, Token, json, pair, quoting};
use crate::csv::{self, BYTE_ORDER_MARK};
use crate::printable::printable_json;
use crate::secret::{Secret, SecretBytes};

/// A format that holds several OAs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "page",
    derive(serde::Serialize, serde::Deserialize, specta::Type),
    serde(rename_all = "snake_case")
)]
pub enum ListFormat {
    /// A JSON array with one object for each OA.
    Json,
    /// A table for spreadsheets: a head, and one line for each OA.
    Csv,
    /// Lines for shells and dotenv parsers; the names of the variables end with the OA's.
    Env,
}

impl ListFormat {
    /// Returns the file name extension, without the dot.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Env => "env",
        }
    }

    /// Returns the format of a single export that can carry the same characters.
    fn single(self) -> Format {
        match self {
            Self::Json => Format::JsonIso,
            Self::Csv => Format::Tsv,
            Self::Env => Format::Env,
        }
    }
}

/// Writes the pairs of several OAs.
///
/// # Errors
/// If one of the OAs cannot be exported, none is.
pub fn write_list(
    subjects: &[Subject<'_>],
    format: ListFormat,
    with_refresh_token: bool,
) -> Result<SecretBytes, CannotExport> {
    let text = Zeroizing::new(text(subjects, format, with_refresh_token, Token::itself)?);
    let written = match format {
        ListFormat::Json => printable_json(&text),
        ListFormat::Csv | ListFormat::Env => text.as_str().into(),
    };
    Ok(SecretBytes::new(written.into_owned().into_bytes()))
}

/// Writes the same as [`write_list()`], with every token masked except for its last four characters.
pub fn preview_list(
    subjects: &[Subject<'_>],
    format: ListFormat,
    with_refresh_token: bool,
) -> Result<String, CannotExport> {
    text(subjects, format, with_refresh_token, Token::masked)
}

fn text<'a>(
    subjects: &[Subject<'a>],
    format: ListFormat,
    with_refresh_token: bool,
    token: fn(&'a Secret) -> Token<'a>,
) -> Result<String, CannotExport> {
    let choice = Choice { format: format.single(), with_refresh_token, names: EnvNames::default() };
    let pairs: Vec<(&Subject<'a>, Pair<'a>)> =
        subjects.iter().map(|subject| Ok((subject, pair(subject, &choice, token)?))).collect::<Result<_, _>>()?;
    Ok(match format {
        ListFormat::Json => objects(&pairs),
        ListFormat::Csv => table(&pairs, with_refresh_token),
        ListFormat::Env => variables(&pairs),
    })
}

fn oa_id<'a>(subject: &Subject<'a>) -> &'a str {
    subject.profile.oa.as_ref().map_or("", |oa| oa.id.as_str())
}

fn objects(pairs: &[(&Subject<'_>, Pair<'_>)]) -> String {
    let object = |(subject, pair): &(&Subject<'_>, Pair<'_>)| {
        let mut object = Map::new();
        object.insert("name".to_owned(), Value::from(subject.profile.name.as_str()));
        let id = oa_id(subject);
        object.insert("oa_id".to_owned(), if id.is_empty() { Value::Null } else { Value::from(id) });
        object.extend(json::members_with_times(pair));
        Value::Object(object)
    };
    pretty(&Value::Array(pairs.iter().map(object).collect()))
}

fn table(pairs: &[(&Subject<'_>, Pair<'_>)], with_refresh_token: bool) -> String {
    let mut head = vec!["name", "oa_id", ACCESS, "expires_at"];
    if with_refresh_token {
        head.extend([REFRESH, "refresh_expires_at"]);
    }
    let head: Vec<String> = head.into_iter().map(str::to_owned).collect();
    let token = |token: &Token<'_>| csv::written(token.shown(), csv::is_formula(token.real().expose()));
    let mut table = format!("{BYTE_ORDER_MARK}{}", csv::line(&head));
    for (subject, pair) in pairs {
        let mut cells = vec![
            csv::cell(subject.profile.name.as_str()),
            csv::cell(oa_id(subject)),
            token(&pair.access),
            pair.access_expires_at.clone().unwrap_or_default(),
        ];
        if let Some(refresh) = &pair.refresh {
            cells.extend([token(refresh), pair.refresh_expires_at.clone().unwrap_or_default()]);
        }
        table.push_str(&csv::line(&cells));
    }
    table
}

fn variables(pairs: &[(&Subject<'_>, Pair<'_>)]) -> String {
    let mut taken = HashSet::new();
    let mut lines = String::new();
    for (subject, pair) in pairs {
        let name = subject.profile.name.as_str();
        let end = free_end(&variable_end(name), &mut taken);
        let mut write = |variable: &str, value: &str| {
            // Writing to a string cannot fail.
            writeln!(lines, "{variable}_{end}={value}").ok();
        };
        write(EnvNames::ACCESS_TOKEN, &quoting::value(&pair.access));
        if let Some(at) = &pair.access_expires_at {
            write(EnvNames::EXPIRES_AT, at);
        }
        if let Some(refresh) = &pair.refresh {
            write(EnvNames::REFRESH_TOKEN, &quoting::value(refresh));
        }
    }
    lines
}

/// Returns an OA's name as the end of a variable's name: "Cà phê Đà Nẵng" becomes `CA_PHE_DA_NANG`.
fn variable_end(name: &str) -> String {
    let bare = name.replace(['\u{111}', '\u{110}'], "d");
    let letters = bare.nfd().filter(|char| !('\u{300}'..='\u{36f}').contains(char));
    let spaced: String =
        letters.map(|char| if char.is_ascii_alphanumeric() { char.to_ascii_uppercase() } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join("_")
}

/// Returns the end, with a number if another OA has it or it is empty.
fn free_end(wanted: &str, taken: &mut HashSet<String>) -> String {
    let numbered = |number: u32| match (wanted, number) {
        ("", number) => number.to_string(),
        (wanted, 1) => wanted.to_owned(),
        (wanted, number) => format!("{wanted}_{number}"),
    };
    let free = (1..=u32::MAX).map(numbered).find(|end| !taken.contains(end)).unwrap_or_default();
    taken.insert(free.clone());
    free
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::{living, profile, stored};
    use crate::origin::Origin;
    use crate::redaction::BULLETS;
    use crate::token::StoredPair;

    const KEY: &str = "FAKE_SECRET_CANARY_00";

    fn with_subjects<T>(all: &[(&str, StoredPair)], f: impl FnOnce(&[Subject<'_>]) -> T) -> T {
        let (secret_key, api) = (Secret::new(KEY), Origin::zalo_api());
        let profiles: Vec<_> = all.iter().map(|(name, _)| profile(name)).collect();
        let subjects: Vec<_> = all
            .iter()
            .zip(&profiles)
            .map(|((_, stored), profile)| Subject { profile, stored, secret_key: &secret_key, api: &api })
            .collect();
        f(&subjects)
    }

    fn exported(all: &[(&str, StoredPair)], format: ListFormat, with_refresh_token: bool) -> String {
        let bytes = with_subjects(all, |subjects| write_list(subjects, format, with_refresh_token)).unwrap();
        String::from_utf8(bytes.expose().to_vec()).unwrap()
    }

    fn two() -> [(&'static str, StoredPair); 2] {
        [
            ("Cà phê Hà Nội", living("FAKE_AT_1", "FAKE_RT_1")),
            ("=Đặc sản, Đà Lạt", stored(Some("-FAKE_AT_2"), Some("FAKE_RT_2"), None)),
        ]
    }

    #[test]
    fn json_has_one_object_for_each_oa() {
        let read: Value = serde_json::from_str(&exported(&two(), ListFormat::Json, false)).unwrap();
        let wanted = serde_json::json!([
            {"name": "Cà phê Hà Nội", "oa_id": null, "access_token": "FAKE_AT_1", "expires_at": "2026-11-24T01:00:00Z"},
            {"name": "=Đặc sản, Đà Lạt", "oa_id": null, "access_token": "-FAKE_AT_2", "expires_at": null},
        ]);
        assert_eq!(read, wanted);
    }

    #[test]
    fn a_table_runs_no_formula_and_shows_vietnamese() {
        assert_eq!(
            exported(&two(), ListFormat::Csv, false),
            "\u{feff}name,oa_id,access_token,expires_at\r\n\
             Cà phê Hà Nội,,FAKE_AT_1,2026-11-24T01:00:00Z\r\n\
             \"'=Đặc sản, Đà Lạt\",,'-FAKE_AT_2,\r\n"
        );
    }

    #[test]
    fn variables_end_with_the_name_of_their_oa_and_differ() {
        let all = [
            ("Cà phê Đà Nẵng", living("FAKE_AT_1", "FAKE_RT_1")),
            ("CA PHE (da nang)", stored(Some("FAKE_AT_2"), None, None)),
            ("咖啡", stored(Some("FAKE AT $3"), None, None)),
        ];
        assert_eq!(
            exported(&all, ListFormat::Env, false),
            "ZALO_OA_ACCESS_TOKEN_CA_PHE_DA_NANG=FAKE_AT_1\n\
             ZALO_OA_EXPIRES_AT_CA_PHE_DA_NANG=2026-11-24T01:00:00Z\n\
             ZALO_OA_ACCESS_TOKEN_CA_PHE_DA_NANG_2=FAKE_AT_2\n\
             ZALO_OA_ACCESS_TOKEN_1='FAKE AT $3'\n"
        );
    }

    #[test]
    fn refresh_tokens_are_there_only_on_request_and_the_secret_key_never() {
        for format in [ListFormat::Json, ListFormat::Csv, ListFormat::Env] {
            let (without, with) = (exported(&two(), format, false), exported(&two(), format, true));
            assert!(!without.contains("FAKE_RT") && !without.contains(KEY), "{format:?}");
            assert!(with.contains("FAKE_RT_1") && with.contains("FAKE_RT_2") && !with.contains(KEY), "{format:?}");
            let shown = with_subjects(&two(), |subjects| preview_list(subjects, format, true)).unwrap();
            assert!(shown.contains(BULLETS) && !shown.contains("FAKE"), "{shown}");
        }
    }

    #[test]
    fn if_one_oa_cannot_be_exported_none_is() {
        let bare = [("a", living("FAKE_A", "FAKE_R")), ("b", stored(None, Some("FAKE_R2"), None))];
        let refused = with_subjects(&bare, |all| write_list(all, ListFormat::Json, false).unwrap_err());
        assert_eq!(refused, CannotExport::NoAccessToken);
        let odd = [("a", stored(Some("FAKE\nA"), None, None))];
        assert!(with_subjects(&odd, |all| write_list(all, ListFormat::Json, false).is_ok()));
        for format in [ListFormat::Csv, ListFormat::Env] {
            let refused = with_subjects(&odd, |all| write_list(all, format, false).unwrap_err());
            assert_eq!(refused, CannotExport::OddToken);
        }
        let one = [("a", stored(Some("FAKE_A"), None, None))];
        let refused = with_subjects(&one, |all| write_list(all, ListFormat::Csv, true).unwrap_err());
        assert_eq!(refused, CannotExport::NoRefreshToken);
    }
}
