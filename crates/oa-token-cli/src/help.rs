//! Help per call: the definition in `args` with the texts of `locales/`. Manual pages use the same texts.

use std::fmt::Write as _;

use clap::builder::Styles;
use clap::error::ErrorKind;
use clap::{Arg, Command, CommandFactory};
use unicode_width::UnicodeWidthStr;

use crate::args::Cli;
use crate::error::{CliError, exit};
use crate::nearest::nearest;
use crate::output::{self, Words};

/// The widest line of a help text on a wide terminal.
const MOST_COLUMNS: usize = 110;

/// What every call can end with.
const ANY: &[u8] = &[exit::DONE, exit::USAGE, exit::CANNOT_SAVE];
const NAMES: &[u8] = &[exit::DONE, exit::USAGE, exit::NO_PROFILE, exit::CANNOT_SAVE, exit::BUSY];
const KEYS: &[u8] = &[exit::DONE, exit::USAGE, exit::NO_PROFILE, exit::LOCKED, exit::CANNOT_SAVE, exit::BUSY];
const SENDS: &[u8] = &[
    exit::DONE,
    exit::USAGE,
    exit::NO_PROFILE,
    exit::NOT_SENT,
    exit::REJECTED,
    exit::UNKNOWN,
    exit::LOCKED,
    exit::CANNOT_SAVE,
    exit::BUSY,
];

/// The environment variables, each with the message that explains it.
const ENVIRONMENT: [(&str, &str); 11] = [
    ("OA_TOKEN_HOME", "cli-env-home"),
    ("OA_TOKEN_KEY_FILE", "cli-env-key-file"),
    ("OA_TOKEN_PASSPHRASE_FILE", "cli-env-passphrase-file"),
    ("OA_TOKEN_OAUTH_URL", "cli-env-oauth-url"),
    ("OA_TOKEN_API_URL", "cli-env-api-url"),
    ("OA_TOKEN_TELEGRAM_URL", "cli-env-telegram-url"),
    ("OA_TOKEN_DATABASE_URL", "cli-env-database-url"),
    ("OA_TOKEN_DATABASE_PASSWORD_FILE", "cli-env-database-password-file"),
    ("OA_TOKEN_ALLOW_OTHER_ORIGIN", "cli-env-allow-other-origin"),
    ("LC_ALL, LC_MESSAGES, LANG", "cli-env-language"),
    ("NO_COLOR", "cli-env-no-color"),
];

/// The texts of one call that the definition has no place for.
pub(crate) struct Texts {
    /// What the call does, in one sentence.
    pub(crate) about: String,
    /// More about it; empty if the sentence is enough.
    pub(crate) more: String,
    /// The calls of the examples, and comments that begin with `#`.
    pub(crate) examples: String,
    /// Environment variables and their meaning; only of the whole command.
    pub(crate) environment: Vec<(String, String)>,
    /// Exit codes and their meaning.
    pub(crate) exits: Vec<(String, String)>,
}

impl Texts {
    /// Reads the texts of a call from `locales/`.
    pub(crate) fn of(words: &Words, path: &[&str]) -> Self {
        let key = key(path);
        let has_environment = path.is_empty();
        Self {
            about: words.say(&format!("cli-call-{key}")),
            more: paragraphs(&words.say_if(&format!("cli-call-{key}-more")).unwrap_or_default()),
            examples: words.say(&format!("cli-call-{key}-examples")),
            environment: if has_environment {
                ENVIRONMENT.iter().map(|(name, id)| ((*name).to_owned(), words.say(id))).collect()
            } else {
                Vec::new()
            },
            exits: exits(path).iter().map(|code| (code.to_string(), words.say(&format!("cli-exit-{code}")))).collect(),
        }
    }

    fn description(&self) -> String {
        if self.more.is_empty() { self.about.clone() } else { format!("{}\n\n{}", self.about, self.more) }
    }
}

/// Prints the help of the call that these words name.
pub(crate) fn print(words: &Words, typed: &[String]) -> Result<u8, CliError> {
    let path = path(typed)?;
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    output::styled(words, &format!("{}\n", page(words, &path).render_help().ansi().to_string().trim_end()))?;
    Ok(exit::DONE)
}

/// Returns the words before `--help` that may name a call; `None` if no help was asked for.
pub(crate) fn asked(arguments: &[String]) -> Option<Vec<String>> {
    let mut before = arguments.iter().skip(1).take_while(|argument| *argument != "--");
    if !before.clone().any(|argument| argument == "--help" || argument == "-h") {
        return None;
    }
    let mut typed = Vec::new();
    while let Some(argument) = before.next() {
        if argument == "--color" {
            before.next();
        } else if !argument.starts_with('-') {
            typed.push(argument.clone());
        }
    }
    Some(typed)
}

/// Follows the words into the definition. Words after a call without calls of its own are its arguments.
pub(crate) fn path(typed: &[String]) -> Result<Vec<String>, CliError> {
    let root = Cli::command();
    let (mut call, mut path) = (&root, Vec::new());
    for word in typed {
        if !call.has_subcommands() {
            break;
        }
        match call.find_subcommand(word) {
            Some(next) => call = next,
            None => return Err(unknown(call, word)),
        }
        path.push(word.clone());
    }
    Ok(path)
}

fn unknown(call: &Command, typed: &str) -> CliError {
    match nearest(typed, call.get_subcommands().map(Command::get_name)) {
        Some(meant) => CliError::Misspelt(meant.to_owned()),
        None => CliError::Usage(ErrorKind::InvalidSubcommand),
    }
}

/// Returns the definition of one call, ready to render its help.
fn page(words: &Words, path: &[&str]) -> Command {
    let call = call(words, path);
    let texts = Texts::of(words, path);
    let heading = |id: &str| styled(&format!("{}:", words.say(id)));
    let template = format!("{{about}}\n\n{} {{usage}}\n\n{{all-args}}{{after-help}}", heading("cli-heading-usage"));
    let mut after = format!("{}\n{}", heading("cli-heading-examples"), indented(&texts.examples));
    for (id, rows) in [("cli-heading-environment", &texts.environment), ("cli-heading-exits", &texts.exits)] {
        if !rows.is_empty() {
            write!(after, "\n\n{}\n{}", heading(id), columns(rows)).ok();
        }
    }
    let forms = call.get_overridden_usage().map(ToString::to_string).unwrap_or_default();
    let column = words.say("cli-heading-usage").width() + ": ".len();
    let usage = forms.replace('\n', &format!("\n{}", " ".repeat(column)));
    call.about(texts.description())
        .override_usage(usage)
        .help_template(template)
        .after_help(after)
        .max_term_width(MOST_COLUMNS)
}

/// Returns the definition of one call with its texts.
pub(crate) fn call(words: &Words, path: &[&str]) -> Command {
    let mut root = definition(words);
    root.build();
    path.iter().fold(&root, |call, name| call.find_subcommand(name).unwrap_or(call)).clone()
}

/// Returns the path of every call, beginning with the command itself.
pub(crate) fn paths() -> Vec<Vec<String>> {
    fn add(call: &Command, path: &[String], all: &mut Vec<Vec<String>>) {
        all.push(path.to_vec());
        for sub in call.get_subcommands() {
            add(sub, &[path, &[sub.get_name().to_owned()]].concat(), all);
        }
    }
    let mut all = Vec::new();
    add(&Cli::command(), &[], &mut all);
    all
}

/// Returns the definition of the command with the texts of one language.
pub(crate) fn definition(words: &Words) -> Command {
    localized(words, Cli::command(), &[])
}

fn localized(words: &Words, call: Command, path: &[&str]) -> Command {
    let usage = words.say_if(&format!("cli-call-{}-usage", key(path))).unwrap_or_else(|| usage(words, &call, path));
    let texts = Texts::of(words, path);
    let mut call = call
        .about(texts.about.clone())
        .long_about(texts.description())
        .override_usage(usage)
        .subcommand_help_heading(words.say("cli-heading-calls"))
        .subcommand_value_name(words.say("cli-value-command"))
        .mut_args(|arg| described(words, arg, path));
    let names: Vec<String> = call.get_subcommands().map(|call| call.get_name().to_owned()).collect();
    for name in names {
        call = call.mut_subcommand(&name, |sub| localized(words, sub, &[path, &[&name]].concat()));
    }
    call
}

fn described(words: &Words, arg: Arg, path: &[&str]) -> Arg {
    let id = arg.get_id().as_str().replace('_', "-");
    let own = words.say_if(&format!("cli-arg-{}-{id}", key(path)));
    let help = own.unwrap_or_else(|| words.say(&format!("cli-arg-{id}")));
    let heading = match (path.is_empty(), arg.is_positional()) {
        (true, _) => "cli-heading-global",
        (false, true) => "cli-heading-arguments",
        (false, false) => "cli-heading-options",
    };
    let value = arg.get_value_names().and_then(|names| names.first()).map(|name| name.to_lowercase());
    let arg = arg.help(help).help_heading(words.say(heading));
    match value {
        Some(value) if arg.get_action().takes_values() => {
            let value = words.say(&format!("cli-value-{value}"));
            arg.value_name(value).hide_default_value(true).hide_possible_values(true)
        }
        _ => arg,
    }
}

/// Returns the usage line of a call. clap's own has English words.
fn usage(words: &Words, call: &Command, path: &[&str]) -> String {
    let mut parts = vec!["oa-token".to_owned()];
    parts.extend(path.iter().map(|name| (*name).to_owned()));
    parts.push(format!("[{}]", words.say("cli-usage-options")));
    for arg in call.get_arguments().filter(|arg| arg.is_required_set() || arg.is_positional()) {
        let name = arg.get_value_names().and_then(|names| names.first()).map(|name| name.to_lowercase());
        let value = name.map(|name| words.say(&format!("cli-value-{name}"))).unwrap_or_default();
        let more = if matches!(arg.get_action(), clap::ArgAction::Append) { "…" } else { "" };
        parts.push(match (arg.get_long(), arg.is_required_set()) {
            (Some(long), _) => format!("--{long} {value}"),
            (None, true) => format!("{value}{more}"),
            (None, false) => format!("[{value}{more}]"),
        });
    }
    if call.has_subcommands() {
        parts.push(words.say("cli-value-command"));
    }
    parts.join(" ")
}

fn key(path: &[&str]) -> String {
    if path.is_empty() { "oa-token".to_owned() } else { path.join("-") }
}

fn exits(path: &[&str]) -> &'static [u8] {
    match path.first().copied() {
        None | Some("refresh" | "token" | "check" | "authorize" | "doctor" | "demo" | "place" | "alert" | "team") => {
            SENDS
        }
        Some("import" | "export" | "auto" | "key" | "api-key") => KEYS,
        Some("list" | "history" | "watch" | "serve") => NAMES,
        Some(_) => ANY,
    }
}

fn styled(heading: &str) -> String {
    let style = Styles::styled();
    let header = style.get_header();
    format!("{header}{heading}{header:#}")
}

/// Joins the lines of each paragraph: the terminal's width decides where they end.
fn paragraphs(text: &str) -> String {
    text.split("\n\n").map(|lines| lines.replace('\n', " ")).collect::<Vec<_>>().join("\n\n")
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

fn columns(rows: &[(String, String)]) -> String {
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    rows.iter().map(|(name, meaning)| format!("  {name:width$}  {meaning}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
