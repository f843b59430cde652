//! Why the vault cannot carry out a call.

use std::path::{Path, PathBuf};

/// Why the vault cannot carry out a call.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The key is not in memory.
    #[error("the vault is locked")]
    Locked,
    /// The key does not belong to this vault.
    #[error("the key is not this vault's")]
    WrongKey,
    /// Somebody without the key has changed the vault. The changed data is not used.
    #[error("the vault was changed without its key")]
    Altered,
    /// The file's tables and indexes differ from those that this program creates.
    #[error("the vault's schema is foreign")]
    ForeignSchema,
    /// Another vault file is now at the vault's path.
    #[error("another vault is in its place")]
    Replaced,
    /// Another program has the file open. A migration to this version needs exclusive access.
    #[error("the vault is in use")]
    InUse {
        /// The programs that have it open, as far as the system reports them.
        by: Vec<String>,
    },
    /// Another profile has this name.
    #[error("the name is taken")]
    NameTaken,
    /// A practice profile does not accept values of the user: a live token in it would be sent to practice Zalo.
    #[error("a practice profile takes no other values")]
    Practice,
    /// Another profile holds this token in its current pair.
    #[error("another profile holds this token")]
    TokenHeld {
        /// The other profile's name.
        by: String,
    },
    /// There is no such profile.
    #[error("no such profile")]
    NoSuchProfile,
    /// The OA has no such place.
    #[error("no such place")]
    NoSuchDestination,
    /// Another process has changed the row since it was read.
    #[error("the attempt has moved on")]
    VersionConflict,
    /// The token of this attempt is, or may be, already spent.
    #[error("the token was spent before")]
    AlreadySpent,
    /// The file was written by a newer version of OA Token.
    #[error("the vault is from a newer version")]
    Newer,
    /// The file is not a vault, or is damaged.
    #[error("the vault is damaged")]
    Damaged(#[source] Option<StorageFault>),
    /// The file is missing, and backups of it exist.
    #[error("the vault is gone")]
    Gone,
    /// The disk is full.
    #[error("the disk is full")]
    Full(#[source] StorageFault),
    /// The file or its folder cannot be written.
    #[error("the vault cannot be written")]
    ReadOnly(#[source] StorageFault),
    /// Another program held the file for longer than ten seconds.
    #[error("the vault is busy")]
    Busy(#[source] StorageFault),
    /// The system does not allow this user to write a file or folder.
    #[error("{} may not be written", path.display())]
    Denied {
        /// The file or folder.
        path: PathBuf,
        /// The owner, if it is another user.
        owner: Option<String>,
        /// The error that the system reported.
        #[source]
        source: std::io::Error,
    },
    /// The data folder belongs to another user, and this process runs as administrator. Files created by the
    /// administrator would lock that user out.
    #[error("the data folder {} is another user's", path.display())]
    OtherUser {
        /// The folder.
        path: PathBuf,
        /// Its owner.
        owner: String,
    },
    /// A file or folder cannot be created, read or written.
    #[error("{} cannot be used", path.display())]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// The error that the system reported.
        #[source]
        source: std::io::Error,
    },
    /// SQLite did not accept a setting that the vault depends on.
    #[error("SQLite did not take the setting {0}")]
    Pragma(&'static str),
    /// A sealed value does not open: it is damaged, was moved, or was sealed with another key.
    #[error("a sealed value does not open")]
    Unsealable,
    /// SQLite failed for another reason.
    #[error("SQLite failed")]
    Sqlite(#[source] StorageFault),
}

/// What the storage engine reported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct StorageFault {
    /// Its text, without any stored value.
    pub text: String,
    /// Its extended code, if it has one.
    pub code: Option<i32>,
}

/// What a [`VaultError`] means to a caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultErrorKind {
    /// The key is not in memory.
    Locked,
    /// The key is not this vault's.
    WrongKey,
    /// A sealed value does not open.
    Unsealable,
    /// Somebody without the key changed the data.
    Altered,
    /// There is no vault of ours at the path: damaged, missing, or with other tables.
    Damaged,
    /// A newer version has migrated the vault.
    Newer,
    /// Another program holds the vault.
    Busy,
    /// The vault's rules do not allow the change.
    Refused,
    /// There is no such profile, or no such place of one.
    NoSuchProfile,
    /// Another process was faster, or the token was spent before.
    Conflict,
    /// The file, its folder or the storage engine fails.
    CannotSave,
}

impl VaultErrorKind {
    /// Reports whether a backup would help: the file itself is wrong.
    pub fn offers_backup(self) -> bool {
        [Self::Damaged, Self::Unsealable, Self::Altered].contains(&self)
    }
}

impl VaultError {
    /// Converts an I/O error on a file or folder.
    pub fn of_io(path: &Path, source: std::io::Error) -> Self {
        let path = path.to_owned();
        if source.kind() != std::io::ErrorKind::PermissionDenied {
            return Self::Folder { path, source };
        }
        let owner = crate::owner::other_than_us(&path);
        Self::Denied { path, owner, source }
    }

    /// Returns what the error means to a caller.
    pub fn kind(&self) -> VaultErrorKind {
        match self {
            Self::Locked => VaultErrorKind::Locked,
            Self::WrongKey => VaultErrorKind::WrongKey,
            Self::Unsealable => VaultErrorKind::Unsealable,
            Self::Altered => VaultErrorKind::Altered,
            Self::Damaged(_) | Self::Gone | Self::ForeignSchema => VaultErrorKind::Damaged,
            Self::Newer => VaultErrorKind::Newer,
            Self::Busy(_) | Self::InUse { .. } => VaultErrorKind::Busy,
            Self::NameTaken | Self::Practice | Self::TokenHeld { .. } => VaultErrorKind::Refused,
            Self::NoSuchProfile | Self::NoSuchDestination => VaultErrorKind::NoSuchProfile,
            Self::VersionConflict | Self::AlreadySpent => VaultErrorKind::Conflict,
            Self::Replaced
            | Self::Full(_)
            | Self::ReadOnly(_)
            | Self::Denied { .. }
            | Self::OtherUser { .. }
            | Self::Folder { .. }
            | Self::Pragma(_)
            | Self::Sqlite(_) => VaultErrorKind::CannotSave,
        }
    }

    /// Reports whether this error is unexpected. Unexpected errors are shown with the id of their log entry.
    pub fn is_unexpected(&self) -> bool {
        if let Self::Folder { source, .. } = self {
            return !is_full(source) && source.kind() != std::io::ErrorKind::ReadOnlyFilesystem;
        }
        matches!(self, Self::VersionConflict | Self::AlreadySpent | Self::Pragma(_) | Self::Sqlite(_))
    }

    /// Returns SQLite's extended error code, if the error came from SQLite.
    pub fn sqlite_code(&self) -> Option<i32> {
        let (Self::Damaged(Some(fault))
        | Self::Full(fault)
        | Self::ReadOnly(fault)
        | Self::Busy(fault)
        | Self::Sqlite(fault)) = self
        else {
            return None;
        };
        fault.code
    }
}

/// Reports whether an I/O error means that there is no space: disk full, quota exceeded, or file too large.
pub fn is_full(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    [StorageFull, QuotaExceeded, FileTooLarge].contains(&error.kind())
}
