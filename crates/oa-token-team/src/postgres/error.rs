//! Why the database was of no help.

use tokio_postgres::error::SqlState;

/// Why the database was of no help. No variant holds a value of a row.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// It cannot be reached, or did not answer in time.
    #[error("the database cannot be reached")]
    Unreachable(#[source] Option<tokio_postgres::Error>),
    /// Each host that answered is a standby.
    #[error("the database is read-only")]
    ReadOnly,
    /// It refuses the login, or asks for a password in a form that is not given.
    #[error("the database refuses the login")]
    Login,
    /// The TLS certificate is not trusted, or the server offers no TLS.
    #[error("the connection to the database is not secure")]
    Insecure,
    /// A commit was not confirmed by the standby that must confirm it.
    #[error("the database could not replicate the change")]
    NotReplicated,
    /// A newer version has changed the tables.
    #[error("the database belongs to a newer version")]
    Newer,
    /// The tables are missing.
    #[error("the database has no team")]
    NoTeam,
    /// It is another team's.
    #[error("the database belongs to another team")]
    OtherTeam,
    /// The OA is not in the team.
    #[error("the team does not have this OA")]
    NoOa,
    /// The database refused a statement.
    #[error("the database refused a statement")]
    Refused(#[source] tokio_postgres::Error),
    /// A row cannot be read.
    #[error("the database holds a row that cannot be read")]
    Unreadable,
}

impl DatabaseError {
    /// Reports whether the login lacks a right.
    pub fn is_forbidden(&self) -> bool {
        matches!(self, Self::Refused(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE))
    }

    /// Reports whether the statement may have been carried out although it failed.
    pub fn is_in_doubt(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::NotReplicated)
    }
}

impl From<tokio_postgres::Error> for DatabaseError {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.code() {
            // The server ends the connection, or cannot say whether it has committed.
            Some(state)
                if state.code().starts_with("57P")
                    || state.code().starts_with("08")
                    || *state == SqlState::QUERY_CANCELED =>
            {
                Self::Unreachable(Some(error))
            }
            Some(state) if *state == SqlState::READ_ONLY_SQL_TRANSACTION => Self::ReadOnly,
            Some(state) if *state == SqlState::UNDEFINED_TABLE || *state == SqlState::INVALID_SCHEMA_NAME => {
                Self::NoTeam
            }
            Some(state) if state.code().starts_with("28") => Self::Login,
            Some(_) => Self::Refused(error),
            None => Self::Unreachable(Some(error)),
        }
    }
}
