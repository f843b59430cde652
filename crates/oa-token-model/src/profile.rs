//! The identity of a profile: parsed once, valid from then on. Independent of storage and network.

use std::collections::HashSet;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use crate::printable::steers_text;

/// Why a text is not a valid name, id or `app_id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidProfile {
    /// The name is empty after trimming.
    #[error("the name is empty")]
    NameEmpty,
    /// The name has more than [`ProfileName::MAX_CHARS`] characters.
    #[error("the name is longer than {} characters", ProfileName::MAX_CHARS)]
    NameTooLong,
    /// The name holds a line break, another control character, or one that changes the direction of the text.
    #[error("the name holds a control character")]
    NameControl,
    /// The name has no visible character.
    #[error("the name cannot be seen")]
    NameInvisible,
    /// The name looks like a profile id, so a command could not know which one is meant.
    #[error("the name looks like an id")]
    NameLikeId,
    /// The name begins with a hyphen, like a command-line option.
    #[error("the name looks like an option")]
    NameLikeOption,
    /// The text is not a profile id.
    #[error("no id of a profile")]
    NotAnId,
    /// The `app_id` is empty.
    #[error("the app_id is empty")]
    AppIdEmpty,
    /// The `app_id` holds something other than digits, or more than [`AppId::MAX_DIGITS`].
    #[error("the app_id is not a row of digits")]
    AppIdNotDigits,
}

/// Identifies a profile permanently; renaming the profile does not change it. A UUID as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ProfileId(String);

impl ProfileId {
    /// Makes a new, random id.
    pub fn random() -> Self {
        Self(Uuid::new_v4().to_string())
    }

    /// Parses an id as stored or typed. Accepts only a UUID in lower case with hyphens, because ids are also used as
    /// file names. Does not check whether the profile exists.
    ///
    /// # Errors
    /// [`InvalidProfile::NotAnId`].
    pub fn parse(text: &str) -> Result<Self, InvalidProfile> {
        let id = Uuid::try_parse(text).map_err(|_| InvalidProfile::NotAnId)?.hyphenated();
        let is_as_written = id.encode_lower(&mut Uuid::encode_buffer()) == text;
        if is_as_written { Ok(Self(text.to_owned())) } else { Err(InvalidProfile::NotAnId) }
    }

    /// Makes a predictable id from a number, for tests.
    #[doc(hidden)]
    pub fn numbered(number: u32) -> Self {
        Self(Uuid::from_u128(number.into()).to_string())
    }

    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProfileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A profile's name: 1 to 80 characters in NFC, trimmed, without control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileName(String);

impl ProfileName {
    /// The longest name, in characters: two lines of a page title.
    pub const MAX_CHARS: usize = 80;

    /// Normalises and checks a name.
    pub fn parse(text: &str) -> Result<Self, InvalidProfile> {
        let name: String = text.trim().nfc().collect();
        if name.is_empty() {
            return Err(InvalidProfile::NameEmpty);
        }
        if name.chars().any(steers_text) {
            return Err(InvalidProfile::NameControl);
        }
        if name.chars().all(is_invisible) {
            return Err(InvalidProfile::NameInvisible);
        }
        if name.starts_with('-') {
            return Err(InvalidProfile::NameLikeOption);
        }
        if Uuid::try_parse(&name).is_ok() {
            return Err(InvalidProfile::NameLikeId);
        }
        if name.chars().count() > Self::MAX_CHARS {
            return Err(InvalidProfile::NameTooLong);
        }
        Ok(Self(name))
    }

    /// Reads a stored name, which an older version or another program may have written with other rules. Escapes
    /// control and direction characters, and a name without visible characters.
    pub fn stored(text: &str) -> Self {
        let has_shape = !text.chars().all(is_invisible);
        let escape = |char: char| steers_text(char) || !has_shape;
        if !text.chars().any(escape) {
            return Self(text.to_owned());
        }
        let shown = |char: char| {
            if escape(char) { char.escape_unicode().to_string() } else { char.to_string() }
        };
        Self(text.chars().map(shown).collect())
    }

    /// Makes a default name: "OA 6789" from the last digits of the `app_id`, numbered if that name is taken.
    ///
    /// `taken` are the keys of the names in use.
    pub fn fallback(app_id: &AppId, taken: &HashSet<String>) -> Self {
        let digits = app_id.as_str();
        let last = &digits[digits.len().saturating_sub(4)..];
        Self(format!("OA {last}")).or_numbered(taken)
    }

    /// Reports whether [`Self::fallback`] makes this name for this app, numbered or not. Then the user did not choose
    /// it.
    pub fn is_fallback(&self, app_id: &AppId) -> bool {
        let plain = Self::fallback(app_id, &HashSet::new());
        let Some(rest) = self.0.strip_prefix(plain.as_str()) else { return false };
        let number = rest.strip_prefix(" (").and_then(|rest| rest.strip_suffix(')'));
        rest.is_empty() || number.is_some_and(|number| number.parse::<u32>().is_ok())
    }

    /// Returns this name, numbered if it is taken. `taken` are the keys of the names in use.
    ///
    /// The number follows a taken one. It is found by doubling and halving, so that ten thousand OAs with one name, in
    /// one import, take ten thousand short searches.
    #[must_use]
    pub fn or_numbered(self, taken: &HashSet<String>) -> Self {
        if !taken.contains(&self.key()) {
            return self;
        }
        let numbered = |number: usize| self.with_suffix(&format!(" ({number})"));
        let is_taken = |number: usize| taken.contains(&numbered(number).key());
        let (mut last_taken, mut free) = (1, 2);
        while is_taken(free) {
            (last_taken, free) = (free, free * 2);
        }
        while free - last_taken > 1 {
            let middle = last_taken.midpoint(free);
            if is_taken(middle) {
                last_taken = middle;
            } else {
                free = middle;
            }
        }
        numbered(free)
    }

    /// Appends a suffix, and cuts the end of the name if the result would be too long.
    fn with_suffix(&self, suffix: &str) -> Self {
        let room = Self::MAX_CHARS.saturating_sub(suffix.chars().count());
        let start: String = self.0.chars().take(room).collect();
        Self(format!("{}{suffix}", start.trim_end()))
    }

    /// Returns the name as the user wrote it, in NFC.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the form used to compare names: equal if they differ only in case.
    pub fn key(&self) -> String {
        name_key(&self.0)
    }
}

impl fmt::Display for ProfileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reports whether a character is invisible: spaces, fillers, joiners, variation selectors.
fn is_invisible(char: char) -> bool {
    char.is_whitespace()
        || steers_text(char)
        || matches!(char, '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{3164}')
        || matches!(char, '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{206F}' | '\u{2800}')
        || matches!(char, '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{E0100}'..='\u{E01EF}')
}

/// Returns the form used to look up a typed name: trimmed, lower case, NFC.
pub fn name_key(text: &str) -> String {
    // Upper case first makes "ß" and "ẞ" equal; lower case after it makes "İ" and "i̇" equal.
    text.trim().nfc().collect::<String>().to_uppercase().to_lowercase().nfc().collect()
}

/// The id of a Zalo app: decimal digits. Kept as text because it can be larger than 2^53.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AppId(String);

impl AppId {
    /// The longest accepted `app_id`. Zalo's have 15 to 19 digits; a u128 has 39.
    pub const MAX_DIGITS: usize = 39;

    /// Parses an `app_id`; surrounding spaces are dropped.
    pub fn parse(text: &str) -> Result<Self, InvalidProfile> {
        let id = text.trim();
        if id.is_empty() {
            return Err(InvalidProfile::AppIdEmpty);
        }
        if id.len() > Self::MAX_DIGITS || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidProfile::AppIdNotDigits);
        }
        Ok(Self(id.to_owned()))
    }

    /// Returns the digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AppId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a profile is the user's own OA or one for practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileKind {
    /// Sends to Zalo.
    Live,
    /// Sends to the practice server on this computer.
    Practice,
}

/// The Official Account of a profile, as Zalo reported it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialAccount {
    /// Zalo's id of the OA, digits.
    pub id: String,
    /// The OA's name at Zalo.
    pub name: String,
}

/// A profile as the user knows it, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Identifies the profile permanently.
    pub id: ProfileId,
    /// The name the user gave.
    pub name: ProfileName,
    /// The Zalo app the tokens belong to.
    pub app_id: AppId,
    /// Live or practice.
    pub kind: ProfileKind,
    /// The OA at Zalo, once known.
    pub oa: Option<OfficialAccount>,
    /// When the profile was created.
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_normalised_and_limited() {
        let check = |text: &str, wanted: Result<&str, InvalidProfile>| {
            assert_eq!(
                ProfileName::parse(text).as_ref().map(ProfileName::as_str),
                wanted.as_ref().map(|name| *name),
                "{text:?}"
            );
        };
        check("  Cà phê Hà Nội ", Ok("Cà phê Hà Nội"));
        check("Ca\u{300} phe\u{302}", Ok("Cà phê"));
        check(" \t", Err(InvalidProfile::NameEmpty));
        check("hai\ndòng", Err(InvalidProfile::NameControl));
        for steering in ["a\u{202E}b", "a\u{2028}b", "\u{E0041}\u{E0042}", "a\u{9B}b", "\u{200F}a"] {
            check(steering, Err(InvalidProfile::NameControl));
        }
        for unseen in ["\u{3164}", "\u{200B}\u{200D}", "\u{2800}", "\u{FE0F}"] {
            check(unseen, Err(InvalidProfile::NameInvisible));
        }
        check("--all", Err(InvalidProfile::NameLikeOption));
        check("0190A0C4-0000-7000-8000-000000000001", Err(InvalidProfile::NameLikeId));
        check("0190a0c4000070008000000000000001", Err(InvalidProfile::NameLikeId));
        check("Trà sữa 👩‍🍳", Ok("Trà sữa 👩‍🍳"));
        check(&"ệ".repeat(80), Ok(&"ệ".repeat(80)));
        check(&"ệ".repeat(81), Err(InvalidProfile::NameTooLong));
    }

    #[test]
    fn a_name_of_an_older_version_is_shown_escaped() {
        assert_eq!(ProfileName::stored("Cà phê").as_str(), "Cà phê");
        assert_eq!(ProfileName::stored("a\u{202E}b\u{1b}[2J").as_str(), "a\\u{202e}b\\u{1b}[2J");
        assert_eq!(ProfileName::stored("\u{3164}").as_str(), "\\u{3164}");
        assert_eq!(ProfileName::stored("-x").as_str(), "-x");
    }

    #[test]
    fn an_id_is_a_stored_uuid_and_not_a_path() {
        let id = ProfileId::random();
        assert_eq!(ProfileId::parse(id.as_str()), Ok(id.clone()));
        for text in ["", "shop", "../../x", "..", "/etc/passwd", &id.as_str().to_uppercase(), &format!(" {id}")] {
            assert_eq!(ProfileId::parse(text), Err(InvalidProfile::NotAnId), "{text:?}");
        }
    }

    #[test]
    fn names_are_equal_ignoring_case_and_composition() {
        assert_eq!(name_key("CÀ PHÊ"), name_key("ca\u{300} phe\u{302}"));
        assert_ne!(name_key("ca phe"), name_key("cà phê"));
    }

    #[test]
    fn a_profile_without_a_name_gets_a_free_one() {
        let app_id = AppId::parse("1234567890123456789").unwrap();
        let taken = HashSet::from([name_key("oa 6789"), name_key("OA 6789 (2)")]);
        assert_eq!(ProfileName::fallback(&app_id, &HashSet::new()).as_str(), "OA 6789");
        assert_eq!(ProfileName::fallback(&app_id, &taken).as_str(), "OA 6789 (3)");
    }

    #[test]
    fn a_name_in_use_is_numbered_and_kept_within_the_limit() {
        let check = |name: &str, taken: &[&str], wanted: &str| {
            let taken: HashSet<String> = taken.iter().map(|name| name_key(name)).collect();
            let free = ProfileName::parse(name).unwrap().or_numbered(&taken);
            assert_eq!(free.as_str(), wanted);
            assert_eq!(ProfileName::parse(wanted), Ok(free));
        };
        check("OA mẫu", &[], "OA mẫu");
        check("OA mẫu", &["oa MẪU"], "OA mẫu (2)");
        check("OA mẫu", &["OA mẫu", "OA mẫu (2)"], "OA mẫu (3)");
        check("A", &["A", "A (2)", "A (3)", "A (4)", "A (5)"], "A (6)");
        check("A", &["A", "A (3)"], "A (2)");
        let longest = "ệ".repeat(80);
        check(&longest, &[&longest], &format!("{} (2)", "ệ".repeat(76)));
    }

    #[test]
    fn an_app_id_is_a_row_of_digits() {
        assert_eq!(AppId::parse(" 1234567890123456789 ").unwrap().as_str(), "1234567890123456789");
        for (text, wanted) in [
            ("", InvalidProfile::AppIdEmpty),
            ("12a", InvalidProfile::AppIdNotDigits),
            ("-12", InvalidProfile::AppIdNotDigits),
            ("١٢٣", InvalidProfile::AppIdNotDigits),
            (&"1".repeat(40), InvalidProfile::AppIdNotDigits),
        ] {
            assert_eq!(AppId::parse(text), Err(wanted), "{text:?}");
        }
    }
}
