//! Failures that end the command before it has a result: an error code, a sentence, an exit code.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use clap::error::{ContextKind, ContextValue};
use i18n_embed_fl::fl;
use oa_token_engine::i18n::explain;
use oa_token_engine::paths::InvalidEnvironment;
use oa_token_engine::target::CannotWriteTarget;
use oa_token_engine::{EngineError, TeamFault, messages};
use oa_token_import::draft::Finding;
use oa_token_import::{Exporter, FieldChoice, UnreadableImport};
use oa_token_model::alert::InvalidTelegram;
use oa_token_model::api::InvalidApiKeyName;
use oa_token_model::authorization::InvalidCallback;
use oa_token_model::bundle::{BundleSide, Conflict};
use oa_token_model::destination::{InvalidAddress, InvalidDestinationName};
use oa_token_model::explanation::Explanation;
use oa_token_model::export::{CannotExport, EnvVariable, Format, InvalidEnvNames, UnknownFormat};
use oa_token_model::printable::printable;
use oa_token_model::profile::ProfileName;
use oa_token_server::CannotListen;
use oa_token_vault::VaultErrorKind;
use oa_token_vault::keys::KeyProblem;

use crate::commands::{import_report, serve, service};
use crate::output::{self, Words};
use crate::service::ServiceFault;

/// Exit codes.
pub(crate) mod exit {
    /// Success.
    pub(crate) const DONE: u8 = 0;
    /// Usage or bad input.
    pub(crate) const USAGE: u8 = 2;
    /// No such profile.
    pub(crate) const NO_PROFILE: u8 = 3;
    /// Not sent.
    pub(crate) const NOT_SENT: u8 = 10;
    /// Zalo refused.
    pub(crate) const REJECTED: u8 = 11;
    /// The result is unknown.
    pub(crate) const UNKNOWN: u8 = 12;
    /// The vault is locked, or its key is lost.
    pub(crate) const LOCKED: u8 = 13;
    /// Cannot save.
    pub(crate) const CANNOT_SAVE: u8 = 14;
    /// Another process holds the profile.
    pub(crate) const BUSY: u8 = 15;
}

/// Why the command ends without a result.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// The arguments are not valid. Their values are never repeated, because one may be a secret.
    #[error("usage")]
    Usage(clap::error::ErrorKind),
    /// A call or an argument is misspelt; holds the one that was probably meant.
    #[error("misspelt")]
    Misspelt(String),
    /// An argument looks like a secret, or its name asks for one.
    #[error("secret as an argument")]
    SecretArgument,
    /// The export format is unknown.
    #[error("format")]
    UnknownFormat(#[from] UnknownFormat),
    /// Variable names were given for a format without variables.
    #[error("names without env")]
    NamesWithoutEnv,
    /// A variable name is not valid, or two are the same.
    #[error("env names")]
    EnvNames(#[from] InvalidEnvNames),
    /// The environment is not valid.
    #[error("environment")]
    Environment(#[from] InvalidEnvironment),
    /// The engine reported an error.
    #[error("engine")]
    Engine(#[from] EngineError),
    /// The engine reported an error to several callers.
    #[error("engine")]
    Shared(#[from] Arc<EngineError>),
    /// There is no profile of this name.
    #[error("no such profile")]
    NoSuchProfile(String),
    /// There is no profile of this name, but one with a similar name.
    #[error("no such profile")]
    LikelyProfile {
        /// What was typed.
        typed: String,
        /// The name that was probably meant.
        meant: String,
    },
    /// A file to import cannot be read.
    #[error("unreadable file")]
    Unreadable(PathBuf),
    /// The input holds nothing to import.
    #[error("import")]
    Import(#[from] UnreadableImport),
    /// A profile to import is incomplete or not valid.
    #[error("draft")]
    Draft(Vec<Finding>),
    /// Of several profiles, this one cannot be saved, so none was.
    #[error("none imported")]
    NoneImported {
        /// Its name.
        name: String,
        /// Why.
        error: EngineError,
    },
    /// The input has several values for a key; the user must pick one.
    #[error("choices")]
    Choices {
        /// The values.
        choices: Vec<FieldChoice>,
        /// Whether there are several files.
        is_many: bool,
    },
    /// `--pick` names no candidate.
    #[error("no such pick")]
    NoSuchPick,
    /// The input has tokens without the app's id and secret key.
    #[error("tokens only")]
    TokensOnly {
        /// How many OAs the input has.
        count: usize,
    },
    /// The input has the name of a value without the value.
    #[error("names only")]
    NamesOnly(Exporter),
    /// A profile to import has no name.
    #[error("no name")]
    NoName,
    /// `--name` names one profile, but the input has several.
    #[error("several profiles for one name")]
    OneName,
    /// A sealed file was given together with other files.
    #[error("a sealed file is taken alone")]
    BundleAlone,
    /// An option for sealed files was given without one.
    #[error("no sealed file")]
    NoBundle,
    /// No passphrase was given for a sealed file.
    #[error("no passphrase")]
    NoPassphrase,
    /// A file with a passphrase or a password cannot be used.
    #[error("file with a secret")]
    SecretFile(KeyProblem),
    /// A file that would be written is there already.
    #[error("the file exists")]
    FileExists(PathBuf),
    /// Two files that are to be written are the same.
    #[error("two files of one name")]
    OneFile,
    /// With a sealed file, `--replace` and `--name` must be used together.
    #[error("replace by name")]
    ReplaceByName,
    /// OAs of a sealed file differ from those in the vault, and the user has not decided.
    #[error("conflicts")]
    BundleConflicts(Vec<Conflict>),
    /// There is nothing to export.
    #[error("export")]
    Export(#[from] CannotExport),
    /// The export file cannot be written.
    #[error("cannot write")]
    CannotWrite(PathBuf),
    /// The command must not write to this file.
    #[error("refused target")]
    Target(CannotWriteTarget),
    /// No callback address was given, and none is known.
    #[error("no callback")]
    NoCallback,
    /// The callback address is not valid.
    #[error("callback")]
    Callback(#[from] InvalidCallback),
    /// The pasted address holds no code; holds the message id.
    #[error("address")]
    BadAddress(&'static str),
    /// The consent was given for another OA.
    #[error("other OA")]
    OtherOa {
        /// The profile's OA.
        known: String,
        /// The id of the other OA.
        found: String,
    },
    /// The server cannot listen.
    #[error("cannot listen")]
    Listen(#[from] CannotListen),
    /// A service was not installed or removed.
    #[error("service")]
    Service(#[from] ServiceFault),
    /// The name of an API key is not valid.
    #[error("name of an API key")]
    ApiKeyName(#[from] InvalidApiKeyName),
    /// Another API key has this name.
    #[error("name of an API key is taken")]
    ApiKeyTaken,
    /// There is no API key with this name or id.
    #[error("no such API key")]
    NoSuchApiKey,
    /// There is no slot with this id, or it is the last one.
    #[error("no such slot")]
    NoSuchSlot,
    /// The OA has no place of this name or id.
    #[error("no such place")]
    NoSuchPlace(String),
    /// There is no alert channel with this id, or several of this kind.
    #[error("no such alert channel")]
    NoSuchChannel,
    /// The token of a bot or the id of a chat is not valid.
    #[error("chat in Telegram")]
    Telegram(#[from] InvalidTelegram),
    /// The address of a place is not valid.
    #[error("address of a place")]
    PlaceAddress(#[from] InvalidAddress),
    /// The name of a place is not valid.
    #[error("name of a place")]
    PlaceName(#[from] InvalidDestinationName),
    /// No address of a database was given.
    #[error("no database")]
    NoDatabase,
    /// No member has this name or id, or several have.
    #[error("no such member")]
    NoSuchMember(String),
    /// Reading stdin or writing stdout failed.
    #[error("stdio")]
    Stdio(#[from] std::io::Error),
}

impl CliError {
    /// Converts an error of the argument parser, without the values it quotes.
    pub(crate) fn of_arguments(error: &clap::Error) -> Self {
        let cause = error.source().and_then(|cause| cause.downcast_ref::<UnknownFormat>());
        match cause {
            Some(cause) => Self::UnknownFormat(*cause),
            None => Self::misspelt(error).unwrap_or_else(|| Self::Usage(error.kind())),
        }
    }

    fn misspelt(error: &clap::Error) -> Option<Self> {
        let text = |kind: ContextKind| {
            let value = error.get(kind)?;
            if let ContextValue::Strings(texts) = value { texts.first().cloned() } else { Some(value.to_string()) }
        };
        if text(ContextKind::InvalidArg).is_some_and(|typed| is_like_a_secret(&typed)) {
            return Some(Self::SecretArgument);
        }
        // The suggestion is one of our own names and contains nothing the user typed.
        let kinds = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
        let meant = kinds.into_iter().find_map(text);
        meant.map(Self::Misspelt)
    }

    /// Returns the exit code.
    pub(crate) fn exit(&self) -> u8 {
        match self {
            Self::NoSuchProfile(_) | Self::LikelyProfile { .. } => exit::NO_PROFILE,
            Self::CannotWrite(_) | Self::Stdio(_) => exit::CANNOT_SAVE,
            Self::Engine(error) | Self::NoneImported { error, .. } => engine_exit(error),
            Self::Shared(error) => engine_exit(error),
            Self::Listen(why) => serve::exit_of(why),
            Self::Service(why) => service::exit_of(why),
            Self::ApiKeyName(_)
            | Self::ApiKeyTaken
            | Self::NoSuchApiKey
            | Self::Usage(_)
            | Self::Target(_)
            | Self::Misspelt(_)
            | Self::SecretArgument
            | Self::UnknownFormat(_)
            | Self::NamesWithoutEnv
            | Self::EnvNames(_)
            | Self::Environment(_)
            | Self::Unreadable(_)
            | Self::Import(_)
            | Self::Draft(_)
            | Self::Choices { .. }
            | Self::NoSuchPick
            | Self::TokensOnly { .. }
            | Self::NamesOnly(_)
            | Self::NoName
            | Self::OneName
            | Self::BundleAlone
            | Self::NoBundle
            | Self::NoPassphrase
            | Self::SecretFile(_)
            | Self::FileExists(_)
            | Self::OneFile
            | Self::ReplaceByName
            | Self::BundleConflicts(_)
            | Self::Export(_)
            | Self::NoCallback
            | Self::Callback(_)
            | Self::BadAddress(_)
            | Self::OtherOa { .. }
            | Self::NoSuchSlot
            | Self::NoSuchPlace(_)
            | Self::NoSuchChannel
            | Self::Telegram(_)
            | Self::PlaceAddress(_)
            | Self::NoDatabase
            | Self::NoSuchMember(_)
            | Self::PlaceName(_) => exit::USAGE,
        }
    }

    /// Reports whether the reader of the output has closed it. That is not an error.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Stdio(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
    }

    /// Returns the error code for JSON.
    pub(crate) fn code(&self) -> &'static str {
        match (self, self.exit()) {
            (
                Self::Usage(_)
                | Self::Misspelt(_)
                | Self::SecretArgument
                | Self::UnknownFormat(_)
                | Self::NamesWithoutEnv
                | Self::EnvNames(_),
                _,
            ) => "usage",
            (_, exit::NO_PROFILE) => "no_such_profile",
            (Self::Engine(EngineError::Key(problem)), _) if problem.is_lost() => "key_lost",
            (_, exit::LOCKED) => "locked",
            (_, exit::CANNOT_SAVE) => "cannot_save",
            (_, exit::BUSY) => "busy",
            (_, exit::NOT_SENT) => "not_sent",
            _ => "bad_input",
        }
    }

    /// Returns the sentence and the next step.
    pub(crate) fn message(&self, words: &Words) -> String {
        let loader = words.loader();
        match self {
            Self::Usage(kind) => format!("{} {}", usage(*kind, words), fl!(loader, "cli-see-help")),
            Self::Misspelt(meant) => fl!(loader, "cli-misspelt", meant = meant.as_str()),
            Self::SecretArgument => fl!(loader, "cli-secret-argument"),
            Self::UnknownFormat(UnknownFormat) => {
                fl!(loader, "cli-unknown-format", formats = Format::ALL.map(Format::name).join(", "))
            }
            Self::NamesWithoutEnv => fl!(loader, "cli-names-without-env"),
            Self::EnvNames(invalid) => {
                let why = explain(loader, &messages::env_name(invalid.why));
                fl!(loader, "cli-bad-env-name", option = option(invalid.variable), why = why)
            }
            Self::Environment(why) => explain(loader, &messages::environment(why)),
            Self::Engine(error) => words.explain(error),
            Self::NoneImported { name, error } => {
                format!("{} {}", fl!(loader, "cli-none-imported", name = harmless(name)), words.explain(error))
            }
            Self::Shared(error) => words.explain(error),
            Self::NoSuchProfile(name) => fl!(loader, "cli-no-such-profile", name = harmless(name)),
            Self::LikelyProfile { typed, meant } => {
                fl!(loader, "cli-likely-profile", name = harmless(typed), meant = harmless(meant))
            }
            Self::Unreadable(file) => fl!(loader, "cli-unreadable-file", file = harmless(&file.display().to_string())),
            Self::Import(why) => words.explain_import(why),
            Self::Draft(findings) => words.findings(findings),
            Self::Choices { choices, is_many } => import_report::candidates(choices, *is_many, words),
            Self::NoSuchPick => fl!(loader, "cli-import-no-such-pick"),
            Self::TokensOnly { count: 1 } => fl!(loader, "cli-import-tokens-only"),
            Self::TokensOnly { count } => fl!(loader, "cli-import-tokens-only-many", count = count.to_string()),
            Self::NamesOnly(exporter) => words.explained(&messages::names_only(*exporter)),
            Self::NoName => fl!(loader, "cli-no-name"),
            Self::OneName => fl!(loader, "cli-one-name"),
            Self::BundleAlone => fl!(loader, "cli-bundle-alone"),
            Self::NoBundle => fl!(loader, "cli-no-bundle"),
            Self::NoPassphrase => fl!(loader, "cli-no-bundle-passphrase"),
            Self::SecretFile(problem) => {
                words.explained(&Explanation { next: Some("cli-secret-file-next"), ..messages::key(problem) })
            }
            Self::FileExists(file) => fl!(loader, "cli-file-exists", file = harmless(&file.display().to_string())),
            Self::OneFile => fl!(loader, "cli-one-file"),
            Self::ReplaceByName => fl!(loader, "cli-replace-by-name"),
            Self::BundleConflicts(conflicts) => conflicted(conflicts, words),
            Self::Export(CannotExport::NoAccessToken) => fl!(loader, "cli-no-access-token"),
            Self::Export(why) => explain(loader, &messages::export(*why)),
            Self::CannotWrite(file) => fl!(loader, "cli-cannot-write", file = harmless(&file.display().to_string())),
            // These are titles in the window, without a full stop.
            Self::Target(why) => {
                let explanation = messages::target(why);
                let next = explanation.next.map(|next| words.say(next)).unwrap_or_default();
                format!("{}. {next}", words.say(explanation.id))
            }
            Self::NoCallback => fl!(loader, "cli-no-callback"),
            Self::Callback(why) => words.with_next(why.message_id()),
            Self::BadAddress(id) => words.with_next(id),
            Self::OtherOa { known, found } => {
                let sentence = fl!(loader, "cli-other-oa", known = harmless(known), found = harmless(found));
                format!("{sentence} {}", fl!(loader, "cli-other-oa-next"))
            }
            Self::Listen(why) => serve::explain(why, words),
            Self::Service(why) => service::explain(why, words),
            Self::ApiKeyName(_) => fl!(loader, "cli-bad-api-key-name", most = ProfileName::MAX_CHARS.to_string()),
            Self::ApiKeyTaken => fl!(loader, "cli-api-key-taken"),
            Self::NoSuchApiKey => fl!(loader, "cli-no-such-api-key"),
            Self::NoSuchSlot => fl!(loader, "cli-no-such-slot"),
            Self::NoSuchPlace(name) => fl!(loader, "cli-no-such-place", name = harmless(name)),
            Self::NoSuchChannel => fl!(loader, "cli-no-such-channel"),
            Self::Telegram(why) => words.say(why.message_id()),
            Self::PlaceAddress(why) => words.say(why.message_id()),
            Self::PlaceName(_) => fl!(loader, "place-name-invalid"),
            Self::NoDatabase => fl!(loader, "cli-team-no-database"),
            Self::NoSuchMember(name) => fl!(loader, "cli-team-no-such-member", name = harmless(name)),
            Self::Stdio(_) => fl!(loader, "cli-stdio"),
        }
    }
}

fn option(variable: EnvVariable) -> &'static str {
    match variable {
        EnvVariable::AccessToken => "--access-name",
        EnvVariable::ExpiresAt => "--expires-name",
        EnvVariable::RefreshToken => "--refresh-name",
    }
}

/// Returns the typed text, or `…` if a word is so long that it may be a token pasted in the wrong place.
fn harmless(typed: &str) -> String {
    let longest = typed.split(['/', '\\', ' ']).map(|word| word.chars().count()).max().unwrap_or_default();
    if longest > ProfileName::MAX_CHARS { "…".to_owned() } else { printable(typed).into_owned() }
}

/// Shows both versions of each OA that differs, and how to decide.
fn conflicted(conflicts: &[Conflict], words: &Words) -> String {
    let loader = words.loader();
    let side = |side: &BundleSide| {
        let oa = side.oa.as_ref().map_or_else(|| words.say("bundle-oa-unknown"), |oa| oa.id.clone());
        let (name, app) = (harmless(side.name.as_str()), side.app_id.to_string());
        fl!(loader, "bundle-side", name = name, app = app, oa = oa, moment = output::local(side.obtained_at))
    };
    let mut lines = vec![words.say("cli-bundle-conflicts")];
    for conflict in conflicts {
        let differs = conflict.differs.names().map(|what| words.say(what)).collect::<Vec<_>>().join(", ");
        lines.push(format!("  {} {}", words.say("bundle-here"), side(&conflict.here)));
        lines.push(format!("  {} {}", words.say("bundle-there"), side(&conflict.there)));
        lines.push(format!("  {} {differs}", words.say("bundle-differs")));
    }
    lines.push(words.say("cli-bundle-decide"));
    lines.join("\n")
}

/// Returns the exit code of a vault error.
fn vault_exit(kind: VaultErrorKind) -> u8 {
    match kind {
        VaultErrorKind::NoSuchProfile => exit::NO_PROFILE,
        VaultErrorKind::Locked | VaultErrorKind::Unsealable | VaultErrorKind::WrongKey => exit::LOCKED,
        VaultErrorKind::Refused => exit::USAGE,
        VaultErrorKind::Busy => exit::BUSY,
        VaultErrorKind::Altered
        | VaultErrorKind::Damaged
        | VaultErrorKind::Newer
        | VaultErrorKind::Conflict
        | VaultErrorKind::CannotSave => exit::CANNOT_SAVE,
    }
}

/// Returns the exit code of an engine error.
pub(crate) fn engine_exit(error: &EngineError) -> u8 {
    match error {
        EngineError::Key(problem) if problem.is_weak() => exit::USAGE,
        EngineError::NoVault => exit::NO_PROFILE,
        EngineError::Key(_) | EngineError::StrangeSlot | EngineError::NeedsPassphrase => exit::LOCKED,
        EngineError::Vault(fault) => vault_exit(fault.kind()),
        EngineError::Team(fault) if fault.is_unreachable() => exit::NOT_SENT,
        EngineError::Team(TeamFault::AttemptOpen) | EngineError::InFlight => exit::BUSY,
        EngineError::NoPassphrase
        | EngineError::Team(_)
        | EngineError::NotDamaged
        | EngineError::WrongGroup
        | EngineError::NothingElseOpens
        | EngineError::Callback(_)
        | EngineError::Sealed(_) => exit::USAGE,
        EngineError::NoPractice => exit::NOT_SENT,
        EngineError::NoBackup | EngineError::NoThread(_) | EngineError::Client(_) | EngineError::Stopped => {
            exit::CANNOT_SAVE
        }
    }
}

/// Reports whether an argument may be a secret, by its name or its length.
fn is_like_a_secret(typed: &str) -> bool {
    let name = typed.trim_start_matches('-').split(['=', ' ']).next().unwrap_or_default().to_lowercase();
    let asks_for_one = ["secret", "token", "pass", "key", "code"].iter().any(|word| name.contains(word));
    typed.starts_with('-') && asks_for_one || typed.chars().count() >= SECRET_CHARS
}

/// The length of Zalo's shortest secret; longer than any argument of this command.
const SECRET_CHARS: usize = 20;

fn usage(kind: clap::error::ErrorKind, words: &Words) -> String {
    use clap::error::ErrorKind as Kind;
    let loader = words.loader();
    #[expect(clippy::wildcard_enum_match_arm, reason = "clap's other kinds get the general sentence")]
    match kind {
        Kind::InvalidSubcommand => fl!(loader, "cli-unknown-call"),
        Kind::UnknownArgument => fl!(loader, "cli-unknown-argument"),
        Kind::MissingRequiredArgument | Kind::MissingSubcommand | Kind::DisplayHelpOnMissingArgumentOrSubcommand => {
            fl!(loader, "cli-missing-argument")
        }
        Kind::ValueValidation | Kind::InvalidValue => fl!(loader, "cli-bad-value"),
        Kind::ArgumentConflict => fl!(loader, "cli-conflict"),
        _ => fl!(loader, "cli-usage"),
    }
}
