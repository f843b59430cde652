//! The command's arguments. Secrets are never passed as arguments. Help, manual pages and completions are made from
//! this definition; their texts are in `locales/` (see `help`).

mod alert;
mod api_key;
mod place;
mod team;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::error::ErrorKind;
use clap::{ArgAction, Args, Parser, Subcommand};
use jiff::SignedDuration;
use oa_token_model::export::{Choice, EnvNames, Format, UnknownFormat};
use oa_token_server::Proxy;

pub(crate) use self::alert::{AlertAdd, AlertCall};
pub(crate) use self::api_key::{AddApiKey, ApiKeyCall};
pub(crate) use self::place::{PlaceAdd, PlaceCall};
pub(crate) use self::team::{TeamCall, TeamCreate, TeamInvite, TeamJoin, TeamLogin, TeamSql};
use crate::completion::{Shell, calls, files, formats, names, names_and_switch, slots};
use crate::error::CliError;
use crate::output::When;
use crate::service::Background;

/// The command `oa-token`.
#[derive(Debug, Parser)]
#[command(name = "oa-token", version, disable_help_flag = true, disable_help_subcommand = true)]
#[command(disable_version_flag = true)]
pub(crate) struct Cli {
    /// Prints results as JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Prints no notes and no progress.
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Also writes the log to stderr.
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// When the output has colours.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: When,
    /// Prints the help of the call.
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    /// Prints the version.
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
    /// The call.
    #[command(subcommand)]
    pub(crate) call: Call,
}

/// The calls.
#[derive(Debug, Subcommand)]
pub(crate) enum Call {
    /// Creates profiles from files or stdin.
    Import(Import),
    /// Lists the profiles.
    List,
    /// Exchanges refresh tokens for new pairs.
    Refresh(Refresh),
    /// Prints a valid access token.
    Token {
        /// The profile.
        #[arg(value_name = "NAME", add = names())]
        name: String,
        /// Refreshes if less than this is left; 10 minutes if omitted.
        #[arg(long, value_name = "DURATION", value_parser = life)]
        min_life: Option<SignedDuration>,
    },
    /// Exports tokens.
    Export(Export),
    /// Asks Zalo which OA the access token belongs to. Spends nothing.
    Check {
        /// The profile.
        #[arg(value_name = "NAME", add = names())]
        name: String,
    },
    /// Gets a pair by the OA admin's consent.
    Authorize {
        /// The profile.
        #[arg(value_name = "NAME", add = names())]
        name: String,
        /// The "Official Account Callback Url"; the last one used if omitted.
        #[arg(long, value_name = "ADDRESS")]
        redirect_uri: Option<String>,
        /// Disables PKCE.
        #[arg(long)]
        no_pkce: bool,
    },
    /// Shows or changes which profiles are refreshed automatically.
    Auto {
        /// The profiles, then `on` or `off`.
        #[arg(value_name = "NAME", required_unless_present = "pause", add = names_and_switch())]
        words: Vec<String>,
        /// All live profiles that were not moved away.
        #[arg(long, conflicts_with = "pause")]
        all: bool,
        /// Pauses automatic refresh for this duration; 0 ends the pause.
        #[arg(long, value_name = "DURATION", value_parser = life, conflicts_with = "words")]
        pause: Option<SignedDuration>,
    },
    /// Refreshes due profiles automatically until the process is stopped.
    Watch,
    /// Answers other programs over HTTP, and refreshes due profiles automatically.
    Serve(Serve),
    /// Runs `watch` or `serve` at each logon of the user.
    Service {
        /// What to do.
        #[command(subcommand)]
        call: ServiceCall,
    },
    /// Manages the keys by which other programs use the HTTP API.
    ApiKey {
        /// The call.
        #[command(subcommand)]
        call: ApiKeyCall,
    },
    /// Prints the history.
    History {
        /// Only of this profile.
        #[arg(value_name = "NAME", add = names())]
        name: Option<String>,
    },
    /// Manages the key slots of the vault.
    Key {
        /// The call.
        #[command(subcommand)]
        call: KeyCall,
    },
    /// Manages the channels that tell a person outside the computer what needs them.
    Alert {
        /// What to do.
        #[command(subcommand)]
        call: AlertCall,
    },
    /// Manages the places that get an OA's new tokens.
    Place {
        /// The call.
        #[command(subcommand)]
        call: PlaceCall,
    },
    /// Shares OAs with other computers.
    Team {
        /// The call.
        #[command(subcommand)]
        call: TeamCall,
    },
    /// Reports problems of the installation.
    Doctor {
        /// Replaces a damaged or missing vault with the newest valid backup.
        #[arg(long)]
        restore_backup: bool,
        /// Prints the last lines of the log, for a report.
        #[arg(long, conflicts_with = "restore_backup")]
        log: bool,
    },
    /// Demonstrates the whole workflow with the practice server.
    Demo,
    /// Prints the completion script of a shell.
    Completions {
        /// The shell.
        #[arg(value_name = "SHELL")]
        shell: Shell,
    },
    /// Prints or writes manual pages.
    Man {
        /// The call, for example `key add-file`.
        #[arg(value_name = "COMMAND", add = calls())]
        calls: Vec<String>,
        /// The folder to write all pages to.
        #[arg(long, value_name = "FOLDER", conflicts_with = "calls", add = files())]
        out: Option<PathBuf>,
    },
    /// Prints the help of a call.
    Help {
        /// The call, for example `key add-file`.
        #[arg(value_name = "COMMAND", add = calls())]
        calls: Vec<String>,
    },
}

/// Parses the words of `auto`: the profiles (none with `--all`), then `on` or `off`.
pub(crate) fn switch(mut words: Vec<String>, all: bool) -> Result<(Vec<String>, bool), CliError> {
    let on = match words.pop().as_deref() {
        Some("on") => true,
        Some("off") => false,
        Some(_) => return Err(CliError::Usage(ErrorKind::InvalidValue)),
        None => return Err(CliError::Usage(ErrorKind::MissingRequiredArgument)),
    };
    match (words.is_empty(), all) {
        (true, false) => Err(CliError::Usage(ErrorKind::MissingRequiredArgument)),
        (false, true) => Err(CliError::Usage(ErrorKind::ArgumentConflict)),
        (true, true) | (false, false) => Ok((words, on)),
    }
}

/// A value of `--pick`: `secret_key=6`, or `secret_key=zalo.env:6`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pick {
    /// The key: Zalo's spelling, or the one in the file.
    pub(crate) key: String,
    /// The file, if several were given.
    pub(crate) file: Option<String>,
    /// The line.
    pub(crate) line: usize,
}

/// A text that is no `KEY=LINE`.
#[derive(Debug, thiserror::Error)]
#[error("not a key and a line")]
pub(crate) struct InvalidPick;

impl FromStr for Pick {
    type Err = InvalidPick;

    fn from_str(text: &str) -> Result<Self, InvalidPick> {
        let (key, place) = text.rsplit_once('=').ok_or(InvalidPick)?;
        let (file, line) = place.rsplit_once(':').map_or((None, place), |(file, line)| (Some(file.to_owned()), line));
        Ok(Self { key: key.to_owned(), file, line: line.parse().map_err(|_| InvalidPick)? })
    }
}

/// `oa-token import`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub(crate) struct Import {
    /// Files that belong together, or `-` for stdin.
    #[arg(value_name = "FILE", required_unless_present = "template", add = files())]
    pub(crate) files: Vec<PathBuf>,
    /// The profile's name; overrides the name in the file.
    #[arg(long, value_name = "NAME", add = names())]
    pub(crate) name: Option<String>,
    /// Adds a pair to an existing profile. For a sealed file: accepts its version of the profile named by `--name`.
    #[arg(long)]
    pub(crate) replace: bool,
    /// Takes one of several values for a key: the one on this line, or on this line of a file.
    #[arg(long, value_name = "PICK")]
    pub(crate) pick: Vec<Pick>,
    /// Shows what would be imported, masked, and saves nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Prints an empty table (CSV) to fill in, one row for each OA.
    #[arg(long, exclusive = true)]
    pub(crate) template: bool,
    /// For a sealed file: keeps profiles of the vault that differ from those in the file.
    #[arg(long)]
    pub(crate) keep: bool,
    /// A file with the passphrase of a sealed file in its first line.
    #[arg(long, value_name = "FILE", add = files())]
    pub(crate) passphrase_file: Option<PathBuf>,
}

/// `oa-token refresh`.
#[derive(Debug, Args)]
pub(crate) struct Refresh {
    /// The profiles.
    #[arg(value_name = "NAME", add = names(), required_unless_present_any = ["all", "due"], conflicts_with_all = ["all", "due"])]
    pub(crate) names: Vec<String>,
    /// All live profiles.
    #[arg(long, conflicts_with = "due")]
    pub(crate) all: bool,
    /// Due profiles.
    #[arg(long)]
    pub(crate) due: bool,
}

/// `oa-token export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The profile.
    #[arg(value_name = "NAME", add = names())]
    pub(crate) name: String,
    /// The format.
    #[arg(long, value_name = "FORMAT", value_parser = format, add = formats())]
    format: Format,
    /// Includes the refresh token: two tools will then compete for it.
    #[arg(long)]
    with_refresh_token: bool,
    /// The variable name of the access token in format `env`.
    #[arg(long, value_name = "VARIABLE")]
    access_name: Option<String>,
    /// The variable name of the access token's expiry time in format `env`.
    #[arg(long, value_name = "VARIABLE")]
    expires_name: Option<String>,
    /// The variable name of the refresh token in format `env`.
    #[arg(long, value_name = "VARIABLE")]
    refresh_name: Option<String>,
    /// The file to write; stdout if omitted.
    #[arg(short, long, value_name = "FILE", add = files())]
    pub(crate) output: Option<PathBuf>,
}

impl Export {
    /// Returns the choice for the export. Variable names are only allowed with `env`.
    pub(crate) fn choice(&self) -> Result<Choice, CliError> {
        let given = [&self.access_name, &self.expires_name, &self.refresh_name].map(Option::as_deref);
        if self.format != Format::Env && given.iter().any(Option::is_some) {
            return Err(CliError::NamesWithoutEnv);
        }
        let [access, expires, refresh] = given;
        let names = EnvNames::parse(
            access.unwrap_or(EnvNames::ACCESS_TOKEN),
            expires.unwrap_or(EnvNames::EXPIRES_AT),
            refresh.unwrap_or(EnvNames::REFRESH_TOKEN),
        )?;
        Ok(Choice { format: self.format, with_refresh_token: self.with_refresh_token, names })
    }
}

/// `oa-token serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The TCP address; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8470")]
    pub(crate) listen: SocketAddr,
    /// The Unix socket, or the named pipe on Windows.
    #[arg(long, value_name = "PATH", add = files())]
    pub(crate) socket: Option<PathBuf>,
    /// Further names that programs may use for this server.
    #[arg(long, value_name = "HOST")]
    pub(crate) host: Vec<String>,
    /// The proxies in front of this server: addresses, networks, or `socket`.
    #[arg(long, value_name = "ADDRESS", num_args = 1..)]
    pub(crate) behind_proxy: Vec<Proxy>,
}

/// `oa-token service`.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum ServiceCall {
    /// Installs a service, or installs it again.
    Install {
        /// The call to run.
        #[arg(value_name = "SERVICE", default_value = "watch")]
        service: Background,
    },
    /// Removes a service.
    Remove {
        /// The call that is run; both if omitted.
        #[arg(value_name = "SERVICE")]
        service: Option<Background>,
    },
}

/// `oa-token key`.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCall {
    /// Lists the slots.
    List,
    /// Adds a key file.
    AddFile {
        /// The file.
        #[arg(value_name = "FILE", add = files())]
        file: PathBuf,
    },
    /// Adds a passphrase, from a prompt or the first line of stdin.
    AddPassphrase {
        /// Generates and prints the passphrase instead of reading one.
        #[arg(long)]
        generate: bool,
    },
    /// Removes a slot.
    Remove {
        /// The slot's id, as printed by `key list`.
        #[arg(value_name = "ID", add = slots())]
        id: String,
    },
}

/// Parses a duration such as `10m`, `2h`, `90s` or `1h30m`.
fn life(text: &str) -> Result<SignedDuration, &'static str> {
    let span = text.parse().or_else(|_| longest(text).ok_or("not a duration"))?;
    if span.is_negative() { Err("negative") } else { Ok(span) }
}

/// Parses a duration such as `90d`, or one that [`life`] parses. Must be longer than nothing.
fn days(text: &str) -> Result<SignedDuration, &'static str> {
    let span = match text.strip_suffix('d').map(str::parse::<u32>) {
        Some(Ok(days)) => SignedDuration::from_hours(i64::from(days) * 24),
        Some(Err(_)) | None => life(text)?,
    };
    if span.is_zero() { Err("nothing") } else { Ok(span) }
}

/// Parses a duration that is too large to represent as the largest possible one.
fn longest(text: &str) -> Option<SignedDuration> {
    let mut small = String::new();
    for char in text.chars() {
        // Replaces each number with 1. If the text can be parsed then, it was only too large.
        match (char.is_ascii_digit(), small.ends_with('1')) {
            (true, true) => {}
            (true, false) => small.push('1'),
            (false, _) => small.push(char),
        }
    }
    let span: SignedDuration = small.parse().ok()?;
    (!span.is_negative()).then_some(SignedDuration::MAX)
}

fn format(text: &str) -> Result<Format, UnknownFormat> {
    text.parse()
}
