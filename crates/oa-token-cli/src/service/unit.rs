//! What a service runs.

use std::path::{Path, PathBuf, absolute};

use clap::ValueEnum;
use oa_token_engine::paths::Environment;
use oa_token_vault::keys::KeySource;

use super::ServiceFault;

/// Stands in each file that this program wrote.
pub(super) const MARK: &str = "oa-token service install";

/// A call that can run in the background.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Background {
    /// `oa-token watch`.
    Watch,
    /// `oa-token serve`.
    Serve,
}

impl Background {
    /// All of them.
    pub(crate) const ALL: [Self; 2] = [Self::Watch, Self::Serve];

    /// Returns the name of the call.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Watch => "watch",
            Self::Serve => "serve",
        }
    }
}

/// A service: the call, the program, and the variables it needs. Every text is on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    /// The call.
    pub(super) background: Background,
    /// The path of this program.
    pub(super) program: String,
    /// Where the home and the key file are, if that was said by variables. Paths only.
    pub(super) variables: Vec<(&'static str, String)>,
}

impl Unit {
    /// Describes the service of this program with the home and key of this environment.
    pub(crate) fn of(background: Background, program: &Path, environment: &Environment) -> Result<Self, ServiceFault> {
        let mut variables = Vec::new();
        if environment.home_is_named {
            variables.push(("OA_TOKEN_HOME", plain(&environment.home)?));
        }
        match &environment.key {
            KeySource::KeyFile(path) => variables.push(("OA_TOKEN_KEY_FILE", plain(path)?)),
            KeySource::PassphraseFile(path) => variables.push(("OA_TOKEN_PASSPHRASE_FILE", plain(path)?)),
            KeySource::Keychain | KeySource::Passphrase(_) | KeySource::RecoveryCode(_) => {}
        }
        Ok(Self { background, program: plain(program)?, variables })
    }
}

/// Returns an absolute path as text, if it can stand in one line.
fn plain(path: &Path) -> Result<String, ServiceFault> {
    let whole: PathBuf = absolute(path).map_err(|_| ServiceFault::OddPath)?;
    let text = whole.to_str().filter(|text| !text.chars().any(char::is_control));
    text.map(str::to_owned).ok_or(ServiceFault::OddPath)
}

/// Escapes a text for XML.
#[cfg(any(windows, target_os = "macos", test))]
pub(super) fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
