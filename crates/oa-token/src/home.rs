//! Where things lie, and what the environment says. Reads no variable itself: the shell hands them in.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use crate::keys::KeyFrom;
use crate::origin::{InvalidOrigin, Origin};

/// The folder's name, the same for window and command.
pub const IDENTIFIER: &str = "vn.oatoken.desktop";

/// Why the environment can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEnvironment {
    /// An origin variable is no origin, or plain http to another computer.
    #[error("{variable} is not an origin")]
    Origin {
        /// Which variable.
        variable: &'static str,
        /// What is wrong with it.
        #[source]
        why: InvalidOrigin,
    },
    /// Both a key file and a passphrase file are named.
    #[error("OA_TOKEN_KEY_FILE and OA_TOKEN_PASSPHRASE_FILE are both set")]
    TwoKeys,
    /// The system names no folder for local data, and `OA_TOKEN_HOME` is not set.
    #[error("no data folder")]
    NoHome,
}

/// What the environment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// The data folder.
    pub home: PathBuf,
    /// Whether `OA_TOKEN_HOME` named it.
    pub home_is_named: bool,
    /// Where the vault's key comes from.
    pub key: KeyFrom,
    /// Where tokens of live profiles are asked for.
    pub oauth: Origin,
    /// Where the OA API is.
    pub api: Origin,
}

impl Environment {
    /// Reads the variables through `variable`; `local_data` is the OS folder for local data.
    pub fn read(
        variable: impl Fn(&str) -> Option<OsString>,
        local_data: Option<PathBuf>,
    ) -> Result<Self, InvalidEnvironment> {
        let named = |name: &str| variable(name).filter(|value| !value.is_empty());
        let home = named("OA_TOKEN_HOME").map(PathBuf::from);
        let home_is_named = home.is_some();
        let key = match (named("OA_TOKEN_KEY_FILE"), named("OA_TOKEN_PASSPHRASE_FILE")) {
            (Some(_), Some(_)) => return Err(InvalidEnvironment::TwoKeys),
            (Some(file), None) => KeyFrom::KeyFile(file.into()),
            (None, Some(file)) => KeyFrom::PassphraseFile(file.into()),
            (None, None) => KeyFrom::Keychain,
        };
        let origin = |variable: &'static str, default: Origin| match named(variable) {
            None => Ok(default),
            Some(text) => {
                Origin::parse(&text.to_string_lossy()).map_err(|why| InvalidEnvironment::Origin { variable, why })
            }
        };
        Ok(Self {
            home: home
                .or_else(|| local_data.map(|folder| folder.join(IDENTIFIER)))
                .ok_or(InvalidEnvironment::NoHome)?,
            home_is_named,
            key,
            oauth: origin("OA_TOKEN_OAUTH_URL", Origin::zalo_oauth())?,
            api: origin("OA_TOKEN_API_URL", Origin::zalo_api())?,
        })
    }

    /// Gives the vault's file.
    pub fn vault_file(&self) -> PathBuf {
        self.home.join("vault.db")
    }

    /// Gives the folder of the OAs' pictures.
    pub fn avatars_folder(&self) -> PathBuf {
        self.home.join("avatars")
    }

    /// Gives the folder of locks: beside the vault's file itself, where a link leads to it, so that all who open the same
    /// file meet there.
    pub fn locks_folder(&self) -> PathBuf {
        self.vault_folder().join("locks")
    }

    /// Gives the folder of answers that the vault could not take yet; beside the vault's file itself.
    pub fn inflight_folder(&self) -> PathBuf {
        self.vault_folder().join("inflight")
    }

    /// Gives the second copy of what must not be lost; beside the vault's file itself.
    pub fn recovery_file(&self) -> PathBuf {
        self.vault_folder().join("recovery.db")
    }

    fn vault_folder(&self) -> PathBuf {
        let file = crate::vault::sqlite::resolved(&self.vault_file());
        file.parent().map_or_else(|| self.home.clone(), Path::to_path_buf)
    }

    /// Gives the folder of the vault's backups.
    pub fn backups_folder(&self) -> PathBuf {
        self.home.join("backups")
    }

    /// Gives the file practice Zalo keeps its books in.
    pub fn practice_file(&self) -> PathBuf {
        self.home.join("practice.json")
    }

    /// Gives the file of looks: language, theme.
    pub fn looks_file(&self) -> PathBuf {
        self.home.join("settings.json")
    }
}

/// Makes a folder, with those above it, that only the user can enter (0700).
pub fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Opens a file for writing, made by whatever call comes first: only the user can read it (0600). `is_new`: it must not be
/// there.
pub(crate) fn open_private(path: &Path, is_new: bool) -> io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).create_new(is_new).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Environment, InvalidEnvironment> {
        let find = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into());
        Environment::read(find, Some(PathBuf::from("/data")))
    }

    #[test]
    fn without_variables_everything_has_its_usual_place() {
        let usual = read(&[]).unwrap();
        assert_eq!(usual.home, Path::new("/data/vn.oatoken.desktop"));
        assert_eq!(usual.key, KeyFrom::Keychain);
        assert_eq!(usual.oauth, Origin::zalo_oauth());
        assert_eq!(read(&[("OA_TOKEN_HOME", "")]).unwrap().home, usual.home, "an empty variable is none");
    }

    #[test]
    fn plain_http_is_taken_to_this_computer_only() {
        assert!(read(&[("OA_TOKEN_OAUTH_URL", "http://127.0.0.1:8080")]).is_ok());
        let refused = read(&[("OA_TOKEN_OAUTH_URL", "http://oauth.zaloapp.com")]).unwrap_err();
        assert!(matches!(refused, InvalidEnvironment::Origin { variable: "OA_TOKEN_OAUTH_URL", .. }));
    }

    #[test]
    fn two_keys_are_refused() {
        let both = [("OA_TOKEN_KEY_FILE", "/k"), ("OA_TOKEN_PASSPHRASE_FILE", "/p")];
        assert_eq!(read(&both).unwrap_err(), InvalidEnvironment::TwoKeys);
    }
}
