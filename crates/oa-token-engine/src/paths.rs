//! Where files are, and the settings from the environment. The shell passes the variables in; this module reads none.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use oa_token_model::origin::{InvalidOrigin, Origin};
use oa_token_vault::keys::KeySource;

/// Name of the data folder, the same for window and command.
pub const IDENTIFIER: &str = "vn.oatoken.desktop";

/// If set to 1, tokens and secret keys may be sent to an origin that is neither Zalo's nor this computer's.
pub const ALLOW_OTHER_ORIGIN: &str = "OA_TOKEN_ALLOW_OTHER_ORIGIN";

/// Why the environment cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEnvironment {
    /// An origin variable holds no valid origin, or plain http to another computer.
    #[error("{variable} is not an origin")]
    Origin {
        /// The variable.
        variable: &'static str,
        /// What is wrong with it.
        #[source]
        why: InvalidOrigin,
    },
    /// An origin variable names neither Zalo nor this computer, and [`ALLOW_OTHER_ORIGIN`] is not set to 1.
    #[error("{variable} is neither Zalo's nor this computer's")]
    OtherOrigin {
        /// The variable.
        variable: &'static str,
    },
    /// `OA_TOKEN_HOME` is a relative path, so the data folder would depend on the current folder.
    #[error("OA_TOKEN_HOME is relative")]
    RelativeHome,
    /// Both a key file and a passphrase file are named.
    #[error("OA_TOKEN_KEY_FILE and OA_TOKEN_PASSPHRASE_FILE are both set")]
    TwoKeys,
    /// The system has no folder for local data, and `OA_TOKEN_HOME` is not set.
    #[error("no data folder")]
    NoHome,
}

/// Settings from the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// The data folder.
    pub home: PathBuf,
    /// Whether `OA_TOKEN_HOME` is set.
    pub home_is_named: bool,
    /// The user's name on this computer, if the system reports it.
    pub user: Option<String>,
    /// Where the vault's key comes from.
    pub key: KeySource,
    /// Where tokens of live profiles are requested.
    pub oauth: Origin,
    /// Where the OA API is.
    pub api: Origin,
    /// Where Telegram's bots are. Another one is for tests.
    pub telegram: Origin,
}

impl Environment {
    /// Reads the variables through `variable`; `local_data` is the OS folder for local data.
    pub fn read(
        variable: impl Fn(&str) -> Option<OsString>,
        local_data: Option<PathBuf>,
    ) -> Result<Self, InvalidEnvironment> {
        let named = |name: &str| variable(name).filter(|value| !value.is_empty());
        let users_home = named(if cfg!(windows) { "USERPROFILE" } else { "HOME" }).map(PathBuf::from);
        let path = |value: OsString| expanded(value.into(), users_home.as_deref());
        let home = named("OA_TOKEN_HOME").map(path);
        if home.as_ref().is_some_and(|home| !home.is_absolute()) {
            return Err(InvalidEnvironment::RelativeHome);
        }
        let home_is_named = home.is_some();
        let key = match (named("OA_TOKEN_KEY_FILE"), named("OA_TOKEN_PASSPHRASE_FILE")) {
            (Some(_), Some(_)) => return Err(InvalidEnvironment::TwoKeys),
            (Some(file), None) => KeySource::KeyFile(path(file)),
            (None, Some(file)) => KeySource::PassphraseFile(path(file)),
            (None, None) => KeySource::Keychain,
        };
        let is_allowed = named(ALLOW_OTHER_ORIGIN).is_some_and(|value| value == "1");
        let origin = |variable: &'static str, default: Origin| {
            let Some(text) = named(variable) else { return Ok(default) };
            let origin =
                Origin::parse(&text.to_string_lossy()).map_err(|why| InvalidEnvironment::Origin { variable, why })?;
            if origin.is_other() && !is_allowed {
                return Err(InvalidEnvironment::OtherOrigin { variable });
            }
            Ok(origin)
        };
        Ok(Self {
            home: home
                .or_else(|| local_data.map(|folder| folder.join(IDENTIFIER)))
                .ok_or(InvalidEnvironment::NoHome)?,
            home_is_named,
            // Windows sets `USERNAME`; a container may set neither.
            user: named("USER").or_else(|| named("USERNAME")).and_then(|name| name.into_string().ok()),
            key,
            oauth: origin("OA_TOKEN_OAUTH_URL", Origin::zalo_oauth())?,
            api: origin("OA_TOKEN_API_URL", Origin::zalo_api())?,
            telegram: origin("OA_TOKEN_TELEGRAM_URL", Origin::telegram())?,
        })
    }

    /// Returns the origin that is neither Zalo's nor this computer's, if one is configured.
    pub fn other_origin(&self) -> Option<&Origin> {
        [&self.oauth, &self.api].into_iter().find(|origin| origin.is_other())
    }

    /// Returns the vault's file.
    pub fn vault_file(&self) -> PathBuf {
        self.home.join("vault.db")
    }

    /// Returns the folder of the OAs' pictures.
    pub fn avatars_folder(&self) -> PathBuf {
        self.home.join("avatars")
    }

    /// Returns the folder of lock files. It is next to the real vault file, also if the path is a symbolic link, so
    /// that all processes that open the same file use the same locks.
    pub fn locks_folder(&self) -> PathBuf {
        self.vault_folder().join("locks")
    }

    /// Returns the folder of answers that the vault could not store yet; next to the real vault file.
    pub fn spool_folder(&self) -> PathBuf {
        self.vault_folder().join("inflight")
    }

    /// Returns the second copy of the data that must not be lost; next to the real vault file.
    pub fn recovery_file(&self) -> PathBuf {
        self.vault_folder().join("recovery.db")
    }

    fn vault_folder(&self) -> PathBuf {
        let file = oa_token_vault::sqlite::resolved(&self.vault_file());
        file.parent().map_or_else(|| self.home.clone(), Path::to_path_buf)
    }

    /// Returns the folder of the vault's backups.
    pub fn backups_folder(&self) -> PathBuf {
        self.home.join("backups")
    }

    /// Returns the file of the practice server's data.
    pub fn practice_file(&self) -> PathBuf {
        self.home.join("practice.json")
    }

    /// Returns the file with appearance settings: language, theme.
    pub fn ui_settings_file(&self) -> PathBuf {
        self.home.join("settings.json")
    }
}

/// Replaces a `~` that no shell has expanded with the user's home folder.
fn expanded(path: PathBuf, users_home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix("~"), users_home) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path,
    }
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
        assert_eq!(usual.key, KeySource::Keychain);
        assert_eq!(usual.oauth, Origin::zalo_oauth());
        assert_eq!(read(&[("OA_TOKEN_HOME", "")]).unwrap().home, usual.home, "an empty variable counts as unset");
    }

    #[test]
    fn plain_http_is_accepted_only_for_this_computer() {
        assert!(read(&[("OA_TOKEN_OAUTH_URL", "http://127.0.0.1:8080")]).is_ok());
        let refused = read(&[("OA_TOKEN_OAUTH_URL", "http://oauth.zaloapp.com")]).unwrap_err();
        assert!(matches!(refused, InvalidEnvironment::Origin { variable: "OA_TOKEN_OAUTH_URL", .. }));
    }

    #[test]
    fn another_origin_is_accepted_if_it_is_allowed_by_name() {
        let other = ("OA_TOKEN_OAUTH_URL", "https://zalo.evil.example");
        let refused = InvalidEnvironment::OtherOrigin { variable: "OA_TOKEN_OAUTH_URL" };
        assert_eq!(read(&[other]).unwrap_err(), refused);
        for not_allowed in ["", "0", "yes"] {
            assert_eq!(read(&[other, (ALLOW_OTHER_ORIGIN, not_allowed)]).unwrap_err(), refused, "{not_allowed}");
        }
        let allowed = read(&[other, (ALLOW_OTHER_ORIGIN, "1")]).unwrap();
        assert_eq!(allowed.other_origin(), Some(&allowed.oauth));
        let zalo = read(&[("OA_TOKEN_OAUTH_URL", "https://oauth.zaloapp.com"), ("OA_TOKEN_API_URL", "http://[::1]:9")]);
        assert_eq!(zalo.unwrap().other_origin(), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_tilde_is_the_users_folder_and_a_relative_home_is_refused() {
        let of = |home| read(&[("HOME", "/users/lan"), ("OA_TOKEN_HOME", home)]);
        assert_eq!(of("~/x").unwrap().home, Path::new("/users/lan/x"));
        assert_eq!(of("~").unwrap().home, Path::new("/users/lan"));
        for relative in ["data", "./data", "~lan/x", "../x"] {
            assert_eq!(of(relative).unwrap_err(), InvalidEnvironment::RelativeHome, "{relative}");
        }
        assert_eq!(read(&[("OA_TOKEN_HOME", "~/x")]).unwrap_err(), InvalidEnvironment::RelativeHome, "whose?");
        let key = read(&[("HOME", "/users/lan"), ("OA_TOKEN_KEY_FILE", "~/key")]).unwrap().key;
        assert_eq!(key, KeySource::KeyFile("/users/lan/key".into()));
    }

    #[test]
    fn two_keys_are_refused() {
        let both = [("OA_TOKEN_KEY_FILE", "/k"), ("OA_TOKEN_PASSPHRASE_FILE", "/p")];
        assert_eq!(read(&both).unwrap_err(), InvalidEnvironment::TwoKeys);
    }
}
