//! Completions: the scripts for the shells, and what these ask for. The candidates come from the definition in `args`.
//!
//! A script calls the command with `OA_TOKEN_COMPLETE=SHELL` and the typed words; one candidate is printed per line.

use std::ffi::OsStr;

use clap::{Command, CommandFactory, ValueEnum};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, complete};
use oa_token_engine::i18n::Language;
use oa_token_engine::paths::Environment;
use oa_token_engine::{Engine, EngineError};
use oa_token_model::api::Permission;
use oa_token_model::export::Format;
use oa_token_model::profile::name_key;
use tokio::runtime;

use crate::args::Cli;
use crate::error::{CliError, exit};
use crate::help;
use crate::nearest::bare;
use crate::output::{self, Words};

use line::Line;

mod line;

/// The variable by which a script asks for candidates.
const VARIABLE: &str = "OA_TOKEN_COMPLETE";

/// Stands for the files of the current folder, which the shell completes itself.
const FILES: &str = "\0files";

/// A shell with a completion script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[expect(clippy::enum_variant_names, reason = "PowerShell is a name")]
pub(crate) enum Shell {
    /// bash 3.2 and newer.
    Bash,
    /// zsh.
    Zsh,
    /// fish.
    Fish,
    /// Windows PowerShell and PowerShell 7.
    #[value(name = "powershell", alias = "pwsh")]
    PowerShell,
}

/// Prints the script of a shell.
pub(crate) fn print(shell: Shell) -> Result<u8, CliError> {
    let script = match shell {
        Shell::Bash => include_str!("completions/oa-token.bash"),
        Shell::Zsh => include_str!("completions/oa-token.zsh"),
        Shell::Fish => include_str!("completions/oa-token.fish"),
        Shell::PowerShell => include_str!("completions/oa-token.ps1"),
    };
    output::bytes(script.as_bytes()).map(|()| exit::DONE)
}

/// Returns the shell whose script asks for candidates.
pub(crate) fn asked() -> Option<Shell> {
    Shell::from_str(&std::env::var(VARIABLE).ok()?, true).ok()
}

/// Prints the candidates for the words after `--`.
pub(crate) fn answer(words: &Words, shell: Shell, arguments: &[String]) -> Result<u8, CliError> {
    let typed: Vec<String> = arguments.iter().skip_while(|word| *word != "--").skip(1).cloned().collect();
    let line = match shell {
        Shell::Bash => match typed.as_slice() {
            [line, breaks] => Line::split(line, breaks),
            _ => return Ok(exit::DONE),
        },
        Shell::Zsh => Line::of(typed),
        Shell::Fish => Line::of_raw_end(typed),
        Shell::PowerShell => Line::of_marked_end(typed),
    };
    let candidates = candidates(help::definition(words), &line);
    if candidates.iter().any(|candidate| candidate.get_value().to_string_lossy().ends_with(FILES)) {
        return output::line(":files").map(|()| exit::DONE);
    }
    let shown: Vec<String> = candidates.iter().map(|candidate| show(shell, &line, candidate)).collect();
    if shown.is_empty() { Ok(exit::DONE) } else { output::line(&shown.join("\n")).map(|()| exit::DONE) }
}

fn candidates(mut definition: Command, line: &Line) -> Vec<CompletionCandidate> {
    let last = line.words.len().saturating_sub(1);
    let words = line.words.iter().map(Into::into).collect();
    let mut found = complete(&mut definition, words, last, None).unwrap_or_default();
    let is_option = |candidate: &CompletionCandidate| candidate.get_value().to_string_lossy().starts_with('-');
    // Options are offered after a dash, or if there is nothing else.
    if !line.words.last().is_some_and(|word| word.starts_with('-')) && !found.iter().all(is_option) {
        found.retain(|candidate| !is_option(candidate));
    }
    found
}

fn show(shell: Shell, line: &Line, candidate: &CompletionCandidate) -> String {
    let value = candidate.get_value().to_string_lossy();
    let help = candidate.get_help().map(ToString::to_string).unwrap_or_default();
    let help = help.lines().next().unwrap_or_default();
    match shell {
        Shell::Bash => line.quoted(&value),
        Shell::Zsh if help.is_empty() => format!("{value}\t{value}"),
        Shell::Zsh => format!("{value}\t{value}  -- {help}"),
        Shell::Fish | Shell::PowerShell => format!("{value}\t{help}"),
    }
}

/// Completes a file by the shell.
pub(crate) fn files() -> ArgValueCompleter {
    ArgValueCompleter::new(|_: &OsStr| vec![CompletionCandidate::new(FILES)])
}

/// Completes an OA's name.
pub(crate) fn names() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| matching(typed, &read_names()))
}

/// Completes an OA's name, `on` or `off`.
pub(crate) fn names_and_switch() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let mut all = read_names();
        all.extend(["on", "off"].map(ToOwned::to_owned));
        matching(typed, &all)
    })
}

/// Completes the id of a slot.
pub(crate) fn slots() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| matching(typed, &read_slots()))
}

/// Completes an export format.
pub(crate) fn formats() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| matching(typed, &Format::ALL.map(|format| format.name().to_owned())))
}

/// Completes a permission of an API key.
pub(crate) fn permissions() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        matching(typed, &Permission::ALL.map(|permission| permission.name().to_owned()))
    })
}

/// Completes a call.
pub(crate) fn calls() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let calls: Vec<String> = Cli::command().get_subcommands().map(|call| call.get_name().to_owned()).collect();
        matching(typed, &calls)
    })
}

/// Returns the texts that begin with what was typed, ignoring case; ignoring marks only if there are none otherwise.
fn matching(typed: &OsStr, all: &[String]) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let (key, letters) = (name_key(&typed), bare(&typed));
    let mut found: Vec<&String> = all.iter().filter(|text| name_key(text).starts_with(&key)).collect();
    if found.is_empty() {
        found = all.iter().filter(|text| bare(text).starts_with(&letters)).collect();
    }
    found.into_iter().map(CompletionCandidate::new).collect()
}

fn read_names() -> Vec<String> {
    read(async |engine| Ok(engine.profiles().list().await?.iter().map(|row| row.profile.name.to_string()).collect()))
}

fn read_slots() -> Vec<String> {
    read(async |engine| Ok(engine.protection().slots().await?.into_iter().map(|slot| slot.id).collect()))
}

/// Reads from the vault without its key; nothing if there is none.
fn read(what: impl AsyncFnOnce(&Engine) -> Result<Vec<String>, EngineError>) -> Vec<String> {
    let environment = Environment::read(|name| std::env::var_os(name), dirs::data_local_dir());
    let (Ok(environment), Ok(runtime)) = (environment, runtime::Builder::new_current_thread().enable_all().build())
    else {
        return Vec::new();
    };
    let read = runtime.block_on(async {
        let engine = crate::engine(&Words::new(Language::default(), false), environment).ok()?;
        if engine.open().await.ok()? { what(&engine).await.ok() } else { None }
    });
    read.unwrap_or_default()
}
