//! The command's output: the result on stdout, everything else on stderr.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::LazyLock;
use std::thread;

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;
use i18n_embed::fluent::FluentLanguageLoader;
use i18n_embed_fl::fl;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use oa_token_engine::i18n::{self, Language, explain};
use oa_token_engine::{EngineError, messages};
use oa_token_import::UnreadableImport;
use oa_token_import::draft::Finding;
use oa_token_model::explanation::Explanation;
use oa_token_model::origin::Origin;
use oa_token_model::printable::{printable, printable_json, printable_lines};
use oa_token_model::profile::ProfileId;
use oa_token_model::secret::Secret;
use oa_token_vault::keys::KeyWarning;
use serde::Serialize;

use crate::error::CliError;

/// When the output has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal, without `NO_COLOR`.
    Auto,
    /// Also on a pipe.
    Always,
    /// Never.
    Never,
}

/// The sentences of one language, and whether the output is JSON.
#[derive(Clone)]
pub(crate) struct Words {
    language: Language,
    /// Whether results and failures are JSON.
    pub(crate) json: bool,
    /// Whether notes and progress are left out.
    pub(crate) quiet: bool,
    /// When the output has colours.
    pub(crate) color: When,
}

impl Words {
    /// Starts loading the sentences on a separate thread, while the command does other work.
    pub(crate) fn new(language: Language, json: bool) -> Self {
        // Without a thread they are loaded on first use.
        drop(thread::Builder::new().name("words".to_owned()).spawn(move || i18n::load(language)));
        Self { language, json, quiet: false, color: When::Auto }
    }

    /// Prints a note on stderr, unless the user wants none.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            note(text);
        }
    }

    fn color(&self) -> ColorChoice {
        let out = io::stdout();
        match self.color {
            When::Always => ColorChoice::Always,
            When::Auto if out.is_terminal() => AutoStream::choice(&out),
            When::Auto | When::Never => ColorChoice::Never,
        }
    }

    /// Returns the language.
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// Returns the loader, for `fl!`.
    pub(crate) fn loader(&self) -> &'static FluentLanguageLoader {
        i18n::load(self.language)
    }

    /// Returns the sentence of an id chosen at run time.
    pub(crate) fn say(&self, id: &str) -> String {
        i18n::say(self.loader(), id)
    }

    /// Returns the sentence of an id, if there is one.
    pub(crate) fn say_if(&self, id: &str) -> Option<String> {
        self.loader().has(id).then(|| self.say(id))
    }

    /// Returns a sentence and its next step.
    pub(crate) fn with_next(&self, id: &str) -> String {
        format!("{} {}", self.say(id), self.say(&format!("{id}-next")))
    }

    /// Explains an error of the engine, with the next step.
    pub(crate) fn explain(&self, error: &EngineError) -> String {
        explain(self.loader(), &messages::engine(error))
    }

    /// Explains an error of the engine and returns the next step separately; empty if there is none.
    pub(crate) fn explain_apart(&self, error: &EngineError) -> (String, String) {
        let mut explanation = messages::engine(error);
        let step = explanation.next.take().map(|next| self.say(next)).unwrap_or_default();
        (explain(self.loader(), &explanation), step)
    }

    /// Returns the sentence of an explanation.
    pub(crate) fn explained(&self, explanation: &Explanation) -> String {
        explain(self.loader(), explanation)
    }

    /// Explains why nothing can be imported.
    pub(crate) fn explain_import(&self, why: &UnreadableImport) -> String {
        explain(self.loader(), &messages::import(why))
    }

    /// Returns the problems of a draft, one sentence each.
    pub(crate) fn findings(&self, findings: &[Finding]) -> String {
        let blocking = findings.iter().filter(|finding| finding.is_blocking());
        let sentences: Vec<String> =
            blocking.map(|finding| explain(self.loader(), &messages::finding(*finding).1)).collect();
        sentences.join(" ")
    }

    /// Warns if other users can read a key file. Not with JSON, where stderr contains JSON only.
    pub(crate) fn warn(&self, warning: Option<&KeyWarning>) {
        if self.json {
            return;
        }
        match warning {
            Some(KeyWarning::ReadableByOthers(file)) => {
                self.note(&fl!(self.loader(), "key-readable-by-others", file = shown(file)));
            }
            Some(KeyWarning::OutsideProfile(file)) => {
                self.note(&fl!(self.loader(), "key-outside-profile", file = shown(file)));
            }
            None => {}
        }
    }

    /// Names the origin that receives the secrets, if it is neither Zalo's nor this computer's.
    pub(crate) fn name_origin(&self, origin: &Origin) {
        self.caution("other_origin", &fl!(self.loader(), "other-origin-send", origin = origin.to_string()));
    }

    /// Reports that an OA was refreshed automatically in its original vault, and how to enable that here.
    pub(crate) fn name_automatic(&self, name: &str, id: &ProfileId) {
        let (name, command) = (name.to_owned(), format!("oa-token auto {id} on"));
        self.caution("automatic_off", &fl!(self.loader(), "cli-bundle-automatic", name = name, command = command));
    }

    /// Prints a warning on stderr.
    pub(crate) fn caution(&self, code: &str, message: &str) {
        if self.json {
            let warning = serde_json::json!({"warning": {"code": code, "message": message}});
            note(&printable_json(&warning.to_string()));
        } else {
            note(message);
        }
    }

    /// Prints a failure on stderr.
    pub(crate) fn fail(&self, failure: &CliError) {
        let message = failure.message(self);
        if self.json {
            let error = serde_json::json!({"error": {"code": failure.code(), "message": message}});
            note(&printable_json(&error.to_string()));
        } else {
            note(&message);
        }
    }
}

/// Returns a path for use in a sentence.
pub(crate) fn shown(path: &Path) -> String {
    printable(&path.display().to_string()).into_owned()
}

/// Prints lines of the result; control characters of foreign text are escaped.
pub(crate) fn line(text: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", printable_lines(text))?;
    Ok(out.flush()?)
}

/// Ignores the error if the reader of stdout has closed it: the exit code still reports what was spent.
pub(crate) fn unless_closed(told: Result<(), CliError>) -> Result<(), CliError> {
    told.or_else(|failure| if failure.is_closed_pipe() { Ok(()) } else { Err(failure) })
}

/// Prints a text with its styles. The caller has escaped what is foreign in it.
pub(crate) fn styled(words: &Words, text: &str) -> Result<(), CliError> {
    let mut out = AutoStream::new(io::stdout().lock(), words.color());
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Reports whether stdout is a terminal.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Prints bytes of the result unchanged.
pub(crate) fn bytes(bytes: &[u8]) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    Ok(out.flush()?)
}

/// Prints a result as JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<(), CliError> {
    line(&printable_json(&serde_json::to_string_pretty(value).map_err(io::Error::from)?))
}

/// Prints one line on stderr; a closed stderr is not an error.
pub(crate) fn note(text: &str) {
    drop(writeln!(io::stderr().lock(), "{}", printable_lines(text)));
}

/// Reports whether a user watches the output.
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal() && io::stdout().is_terminal()
}

/// Reports whether a user at a terminal can be asked.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Reads a line of stdin with its line end; empty at the end of stdin. Removes the byte order mark that Windows shells
/// put before piped text.
pub(crate) fn stdin_line() -> io::Result<Secret> {
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    let line = Secret::new(line);
    Ok(Secret::new(line.expose().strip_prefix('\u{feff}').unwrap_or(line.expose())))
}

/// Asks a question; only "yes" counts as yes.
pub(crate) fn ask(words: &Words, question: &str) -> Result<bool, CliError> {
    note(question);
    let answer = stdin_line()?.expose().trim().to_lowercase();
    Ok(words.say("cli-yes").split(',').any(|yes| yes.trim() == answer))
}

/// Formats a time as usual in Vietnam, in this computer's time zone.
pub(crate) fn local(at: Timestamp) -> String {
    static HERE: LazyLock<TimeZone> = LazyLock::new(|| here().unwrap_or_else(TimeZone::system));
    at.to_zoned(HERE.clone()).strftime("%H:%M %d/%m/%Y").to_string()
}

/// Reads the system's time zone file directly. Finding the name of the zone would need about a thousand file lookups.
fn here() -> Option<TimeZone> {
    if std::env::var_os("TZ").is_some() {
        return None;
    }
    TimeZone::tzif("Local", &std::fs::read("/etc/localtime").ok()?).ok()
}
