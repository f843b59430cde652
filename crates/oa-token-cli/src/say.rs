//! What the command prints: the result on stdout, everything else on stderr.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::thread;

use i18n_embed::fluent::FluentLanguageLoader;
use i18n_embed_fl::fl;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use oa_token::engine::EngineError;
use oa_token::exchange::draft::Finding;
use oa_token::exchange::import::UnreadableImport;
use oa_token::i18n::{self, Language};
use oa_token::keys::KeyWarning;
use oa_token::messages;
use oa_token::origin::Origin;
use oa_token::printable::{printable, printable_json, printable_lines};
use oa_token::profile::ProfileId;
use oa_token::secret::Secret;
use serde::Serialize;

use crate::failure::Failure;

type Loading = Box<dyn FnOnce() -> FluentLanguageLoader + Send>;

/// The sentences of one language, and whether JSON was asked for.
#[derive(Clone)]
pub(crate) struct Words {
    loader: Arc<LazyLock<FluentLanguageLoader, Loading>>,
    language: Language,
    /// Whether results and failures are JSON.
    pub(crate) json: bool,
}

impl Words {
    /// Begins to load the sentences, on a thread of their own: a call has much to do before its first word.
    pub(crate) fn new(language: Language, json: bool) -> Self {
        let load = move || i18n::load(language);
        let loading = thread::Builder::new().name("words".to_owned()).spawn(load);
        // Without a thread to spare they are loaded when they are asked for.
        let loaded = move || loading.ok().and_then(|thread| thread.join().ok()).unwrap_or_else(load);
        Self { loader: Arc::new(LazyLock::new(Box::new(loaded))), language, json }
    }

    /// Returns the language.
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// Returns the loader, for `fl!`.
    pub(crate) fn loader(&self) -> &FluentLanguageLoader {
        &self.loader
    }

    /// Returns the sentence of an id chosen at run time.
    pub(crate) fn say(&self, id: &str) -> String {
        i18n::say(&self.loader, id)
    }

    /// Returns a sentence and its next step.
    pub(crate) fn with_next(&self, id: &str) -> String {
        format!("{} {}", self.say(id), self.say(&format!("{id}-next")))
    }

    /// Explains why the engine says no, with the next step.
    pub(crate) fn explain(&self, error: &EngineError) -> String {
        messages::keeper(error).say(&self.loader)
    }

    /// Explains why the engine says no, apart from the next step; that is empty where there is none.
    pub(crate) fn explain_apart(&self, error: &EngineError) -> (String, String) {
        let mut explanation = messages::keeper(error);
        let step = explanation.next.take().map(|next| self.say(next)).unwrap_or_default();
        (explanation.say(&self.loader), step)
    }

    /// Explains why there is nothing to import.
    pub(crate) fn explain_import(&self, why: &UnreadableImport) -> String {
        messages::import(why).say(&self.loader)
    }

    /// Returns what is wrong with a draft, one sentence each.
    pub(crate) fn findings(&self, findings: &[Finding]) -> String {
        let blocking = findings.iter().filter(|finding| finding.is_blocking());
        let sentences: Vec<String> = blocking.map(|finding| messages::finding(*finding).1.say(&self.loader)).collect();
        sentences.join(" ")
    }

    /// Warns of a key file others can read. Not with JSON: nothing but JSON is on stderr then.
    pub(crate) fn warn(&self, warning: Option<&KeyWarning>) {
        if let Some(KeyWarning::ReadableByOthers(file)) = warning
            && !self.json
        {
            note(&fl!(self.loader, "key-readable-by-others", file = shown(file)));
        }
    }

    /// Names the origin that secrets go to, if it is neither Zalo's nor this computer's.
    pub(crate) fn name_origin(&self, origin: &Origin) {
        self.caution("other_origin", &fl!(self.loader, "other-origin-send", origin = origin.to_string()));
    }

    /// Tells that an OA refreshed by itself where it comes from, and how it goes on here.
    pub(crate) fn name_automatic(&self, name: &str, id: &ProfileId) {
        let (name, command) = (name.to_owned(), format!("oa-token auto {id} on"));
        self.caution("automatic_off", &fl!(self.loader, "cli-bundle-automatic", name = name, command = command));
    }

    fn caution(&self, code: &str, message: &str) {
        if self.json {
            let warning = serde_json::json!({"warning": {"code": code, "message": message}});
            note(&printable_json(&warning.to_string()));
        } else {
            note(message);
        }
    }

    /// Tells a failure on stderr.
    pub(crate) fn fail(&self, failure: &Failure) {
        let message = failure.message(self);
        if self.json {
            let error = serde_json::json!({"error": {"code": failure.code(), "message": message}});
            note(&printable_json(&error.to_string()));
        } else {
            note(&message);
        }
    }
}

/// Returns a path to stand in a sentence.
pub(crate) fn shown(path: &Path) -> String {
    printable(&path.display().to_string()).into_owned()
}

/// Prints lines of the result; foreign words in them act on no terminal.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", printable_lines(text))?;
    Ok(out.flush()?)
}

/// Lets a result be told to nobody, where who read it has gone: what was spent still has its exit code.
pub(crate) fn unless_closed(told: Result<(), Failure>) -> Result<(), Failure> {
    told.or_else(|failure| if failure.is_closed_pipe() { Ok(()) } else { Err(failure) })
}

/// Prints bytes of the result as they are.
pub(crate) fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    Ok(out.flush()?)
}

/// Prints a result as JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<(), Failure> {
    line(&printable_json(&serde_json::to_string_pretty(value).map_err(io::Error::from)?))
}

/// Prints one line on stderr; a closed stderr is no reason to fail.
pub(crate) fn note(text: &str) {
    drop(writeln!(io::stderr().lock(), "{}", printable_lines(text)));
}

/// Returns whether a person watches.
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal() && io::stdout().is_terminal()
}

/// Returns whether somebody sits at a terminal who can be asked.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Reads a line of stdin with its end; empty where stdin has ended. Windows' shells put a byte order mark before what they
/// pipe, which nobody typed.
pub(crate) fn stdin_line() -> io::Result<Secret> {
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    let line = Secret::new(line);
    Ok(Secret::new(line.expose().strip_prefix('\u{feff}').unwrap_or(line.expose())))
}

/// Asks a question that is answered with yes or anything else.
pub(crate) fn ask(words: &Words, question: &str) -> Result<bool, Failure> {
    note(question);
    let answer = stdin_line()?.expose().trim().to_lowercase();
    Ok(words.say("cli-yes").split(',').any(|yes| yes.trim() == answer))
}

/// Returns a time as people in Vietnam write it, in this computer's time zone.
pub(crate) fn local(at: Timestamp) -> String {
    static HERE: LazyLock<TimeZone> = LazyLock::new(|| here().unwrap_or_else(TimeZone::system));
    at.to_zoned(HERE.clone()).strftime("%H:%M %d/%m/%Y").to_string()
}

/// Reads the time zone that is set for all of the computer, where it is a file: to find its name among all others takes a
/// thousand looks.
fn here() -> Option<TimeZone> {
    if std::env::var_os("TZ").is_some() {
        return None;
    }
    TimeZone::tzif("Local", &std::fs::read("/etc/localtime").ok()?).ok()
}
