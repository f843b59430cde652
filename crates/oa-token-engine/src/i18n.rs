//! All sentences the user reads, from `locales/`, in Vietnamese and English.

use std::collections::HashMap;
use std::sync::LazyLock;

use i18n_embed::LanguageLoader;
use i18n_embed::fluent::{FluentLanguageLoader, fluent_language_loader};
use i18n_embed::unic_langid::LanguageIdentifier;
use oa_token_model::explanation::Explanation;
use rust_embed::RustEmbed;

/// The sentences; for a program without a window `build.rs` leaves out those of the page.
#[derive(RustEmbed)]
#[folder = "$OUT_DIR/locales"]
struct Locales;

/// The languages of this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(
    feature = "page",
    derive(serde::Serialize, serde::Deserialize, specta::Type),
    serde(rename_all = "snake_case")
)]
pub enum Language {
    /// Tiếng Việt.
    #[default]
    #[cfg_attr(feature = "page", serde(rename = "vi"))]
    Vietnamese,
    /// English.
    #[cfg_attr(feature = "page", serde(rename = "en"))]
    English,
}

impl Language {
    /// Chooses the language from `LC_ALL`, `LC_MESSAGES` and `LANG`; the first one set counts. Windows and macOS set none
    /// for most programs: there the user's language in the system decides. Vietnamese unless it starts with `en`.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        Self::of(variable, of_system)
    }

    fn of(variable: impl Fn(&str) -> Option<String>, system: impl FnOnce() -> Option<String>) -> Self {
        let value = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| variable(name).filter(|v| !v.is_empty()));
        match value.or_else(system) {
            Some(value) if value.to_ascii_lowercase().starts_with("en") => Self::English,
            _ => Self::Vietnamese,
        }
    }

    /// Returns the code of the language, such as `vi`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Vietnamese => "vi",
            Self::English => "en",
        }
    }
}

/// Returns the user's language, where the environment of programs does not tell it.
fn of_system() -> Option<String> {
    #[cfg(any(windows, target_os = "macos"))]
    return sys_locale::get_locale();
    #[cfg(not(any(windows, target_os = "macos")))]
    None
}

/// Returns the sentences of one language, which are read at the first call: they take 1 MB and some milliseconds. Values
/// are inserted without Unicode isolation marks.
///
/// # Panics
/// If the sentences embedded in the program cannot be read; a test loads both languages.
pub fn load(language: Language) -> &'static FluentLanguageLoader {
    static VIETNAMESE: LazyLock<FluentLanguageLoader> = LazyLock::new(|| read(Language::Vietnamese));
    static ENGLISH: LazyLock<FluentLanguageLoader> = LazyLock::new(|| read(Language::English));
    match language {
        Language::Vietnamese => &VIETNAMESE,
        Language::English => &ENGLISH,
    }
}

fn read(language: Language) -> FluentLanguageLoader {
    let loader = fluent_language_loader!();
    let id: LanguageIdentifier = language.code().parse().expect("our language codes are well-formed");
    loader.load_languages(&Locales, &[id]).expect("the sentences are embedded in the program");
    loader.set_use_isolating(false);
    loader
}

/// Returns the sentence of an id chosen at run time, such as [`oa_token_model::outcome::AttemptResult::message_id`].
pub fn say(loader: &FluentLanguageLoader, id: &str) -> String {
    loader.get(id)
}

/// Returns the sentence of an id with its values.
pub fn say_with(loader: &FluentLanguageLoader, id: &str, values: &[(&'static str, String)]) -> String {
    let values: HashMap<&str, &str> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    loader.get_args(id, values)
}

/// Returns the sentence of an explanation, followed by the next step.
pub fn explain(loader: &FluentLanguageLoader, explanation: &Explanation) -> String {
    let sentence = say_with(loader, explanation.id, &explanation.args);
    match explanation.next {
        Some(next) => format!("{sentence} {}", loader.get(next)),
        None => sentence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_unless_the_environment_says_english() {
        let find = |set: &[(&str, &str)], wanted: &str| {
            set.iter().find(|(key, _)| *key == wanted).map(|(_, value)| (*value).to_owned())
        };
        let check = |set: &[(&str, &str)], wanted| {
            assert_eq!(Language::of(|name| find(set, name), || None), wanted, "{set:?}");
        };
        let system = |set: &[(&str, &str)], system: &str| Language::of(|name| find(set, name), || Some(system.into()));
        assert_eq!(system(&[], "en-US"), Language::English);
        assert_eq!(system(&[], "vi-VN"), Language::Vietnamese);
        assert_eq!(system(&[("LANG", "vi")], "en-US"), Language::Vietnamese);
        check(&[], Language::Vietnamese);
        check(&[("LANG", "C.UTF-8")], Language::Vietnamese);
        check(&[("LANG", "en_US.UTF-8")], Language::English);
        check(&[("LANG", "en_US.UTF-8"), ("LC_ALL", "vi_VN.UTF-8")], Language::Vietnamese);
        check(&[("LC_MESSAGES", "en"), ("LC_ALL", "")], Language::English);
    }

    #[test]
    fn both_languages_load_and_differ() {
        let (vi, en) = (load(Language::Vietnamese), load(Language::English));
        assert_ne!(say(vi, "saved"), say(en, "saved"));
        assert!(!say(vi, "saved").contains("No localization"));
    }
}
