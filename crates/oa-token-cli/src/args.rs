//! The command's arguments. No secret is ever one of them.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};
use jiff::SignedDuration;
use oa_token::exchange::export::{Choice, EnvNames, Format, UnknownFormat};

use crate::failure::Failure;

/// The command `oa-token`.
#[derive(Debug, Parser)]
#[command(name = "oa-token", version, disable_help_flag = true, disable_help_subcommand = true)]
pub(crate) struct Cli {
    /// Prints JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Writes the log to stderr too.
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// What to do.
    #[command(subcommand)]
    pub(crate) call: Call,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Call {
    /// Makes profiles of files or of what stdin brings.
    Import(Import),
    /// Lists the profiles.
    List,
    /// Prints the diary.
    History {
        /// Of this profile only.
        name: Option<String>,
    },
    /// Spends refresh tokens for new pairs.
    Refresh(Refresh),
    /// Prints a valid access token.
    Token {
        /// The profile.
        name: String,
        /// Refreshes if less than this is left.
        #[arg(long, default_value = "10m", value_parser = life)]
        min_life: SignedDuration,
    },
    /// Hands tokens on.
    Export(Export),
    /// Asks Zalo whose the access token is. Spends nothing.
    Check {
        /// The profile.
        name: String,
    },
    /// Gets a pair by the admin's consent.
    Authorize {
        /// The profile.
        name: String,
        /// The "Official Account Callback Url"; the last one without it.
        #[arg(long, value_name = "URI")]
        redirect_uri: Option<String>,
        /// Leaves PKCE out.
        #[arg(long)]
        no_pkce: bool,
    },
    /// Says what refreshes by itself.
    Auto {
        /// The profiles, and last whether they do: `on` or `off`.
        #[arg(required_unless_present = "pause")]
        words: Vec<String>,
        /// All live profiles that were not moved away.
        #[arg(long, conflicts_with = "pause")]
        all: bool,
        /// Pauses all of it for so long; 0 goes on at once.
        #[arg(long, value_parser = life, conflicts_with = "words")]
        pause: Option<SignedDuration>,
    },
    /// Refreshes what is due by itself, until it is told to end.
    Watch,
    /// The ways to open the vault.
    Key {
        /// What to do with them.
        #[command(subcommand)]
        call: KeyCall,
    },
    /// Returns what is wrong with this set-up.
    Doctor {
        /// Puts the newest good backup in the place of a vault that is damaged or gone.
        #[arg(long)]
        restore_backup: bool,
        /// Prints the newest lines of the log, to be attached to a report.
        #[arg(long, conflicts_with = "restore_backup")]
        log: bool,
    },
    /// Shows the whole job against practice Zalo.
    Demo,
}

/// Reads the words of `auto`: the profiles, none of them with `--all`, and whether they refresh by themselves.
pub(crate) fn switch(mut words: Vec<String>, all: bool) -> Result<(Vec<String>, bool), Failure> {
    let on = match words.pop().as_deref() {
        Some("on") => true,
        Some("off") => false,
        Some(_) => return Err(Failure::Usage(ErrorKind::InvalidValue)),
        None => return Err(Failure::Usage(ErrorKind::MissingRequiredArgument)),
    };
    match (words.is_empty(), all) {
        (true, false) => Err(Failure::Usage(ErrorKind::MissingRequiredArgument)),
        (false, true) => Err(Failure::Usage(ErrorKind::ArgumentConflict)),
        (true, true) | (false, false) => Ok((words, on)),
    }
}

/// `oa-token import`.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Files, or `-` for stdin.
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The profile's name; beats the name inside.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Adds a pair to a profile that exists; of a sealed file, takes its side for the profile that `--name` names.
    #[arg(long)]
    pub(crate) replace: bool,
    /// Of a sealed file: profiles that are here and differ stay as they are.
    #[arg(long)]
    pub(crate) keep: bool,
    /// Holds the passphrase of a sealed file in its first line.
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

/// `oa-token refresh`.
#[derive(Debug, Args)]
pub(crate) struct Refresh {
    /// The profiles.
    #[arg(required_unless_present_any = ["all", "due"], conflicts_with_all = ["all", "due"])]
    pub(crate) names: Vec<String>,
    /// All live profiles.
    #[arg(long, conflicts_with = "due")]
    pub(crate) all: bool,
    /// Those that are due.
    #[arg(long)]
    pub(crate) due: bool,
}

/// `oa-token export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The profile.
    pub(crate) name: String,
    /// The format.
    #[arg(long, value_parser = format)]
    format: Format,
    /// Adds the refresh token: two tools will compete for it.
    #[arg(long)]
    with_refresh_token: bool,
    /// What `env` calls the access token.
    #[arg(long, value_name = "NAME")]
    access_name: Option<String>,
    /// What `env` calls the time the access token ends.
    #[arg(long, value_name = "NAME")]
    expires_name: Option<String>,
    /// What `env` calls the refresh token.
    #[arg(long, value_name = "NAME")]
    refresh_name: Option<String>,
    /// The file to write; stdout without it.
    #[arg(short, long)]
    pub(crate) output: Option<PathBuf>,
}

impl Export {
    /// Returns what is to be written; names of variables are for `env` alone.
    pub(crate) fn choice(&self) -> Result<Choice, Failure> {
        let given = [&self.access_name, &self.expires_name, &self.refresh_name].map(Option::as_deref);
        if self.format != Format::Env && given.iter().any(Option::is_some) {
            return Err(Failure::NamesWithoutEnv);
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

/// `oa-token key`.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCall {
    /// Lists the slots.
    List,
    /// Adds a key file.
    AddFile {
        /// The file.
        file: PathBuf,
    },
    /// Adds a passphrase, from a prompt or stdin's first line.
    AddPassphrase {
        /// Makes the passphrase up and prints it, instead of reading one.
        #[arg(long)]
        generate: bool,
    },
    /// Removes a slot.
    Remove {
        /// The slot's id, as `key list` gives it.
        id: String,
    },
}

/// Reads a span such as `10m`, `2h`, `90s` or `1h30m`.
fn life(text: &str) -> Result<SignedDuration, &'static str> {
    let span = text.parse().or_else(|_| longest(text).ok_or("not a duration"))?;
    if span.is_negative() { Err("negative") } else { Ok(span) }
}

/// Reads a span that is longer than any as the longest one there is.
fn longest(text: &str) -> Option<SignedDuration> {
    let mut small = String::new();
    for char in text.chars() {
        // Each number as 1: what can be read then was only too long.
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
