//! This computer's place in a team, as the store shows it. Each part is one sealed row, and listed: a former one that is
//! put back is not used, and a missing one does not count as "in no team".

use oa_token_model::secret::SecretBytes;
use rusqlite::Connection;

use super::database::SqliteVault;
use super::in_step::About;
use super::listed::{self, Table};
use crate::seal::Sealer;
use crate::{TeamPart, TeamStore, VaultError};

impl TeamPart {
    fn id(self) -> &'static str {
        match self {
            Self::Membership => "membership",
            Self::Memory => "memory",
        }
    }
}

impl TeamStore for SqliteVault {
    fn team(&self, part: TeamPart) -> Result<Option<SecretBytes>, VaultError> {
        self.read(|connection, sealer| read(connection, sealer, part))
    }

    fn change_team(
        &mut self,
        part: TeamPart,
        change: &mut dyn FnMut(Option<SecretBytes>) -> Result<Option<SecretBytes>, VaultError>,
    ) -> Result<(), VaultError> {
        self.write(&About::Vault, |connection, sealer, touched| {
            touched.vault = true;
            match change(read(connection, sealer, part)?)? {
                Some(content) => listed::put(connection, sealer, Table::Team, part.id(), content.expose()),
                None => listed::remove(connection, sealer, Table::Team, part.id()).map(drop),
            }
        })
    }

    fn team_mark(&self, part: TeamPart) -> Result<Option<String>, VaultError> {
        self.read(|connection, sealer| listed::mark(connection, sealer, Table::Team, part.id()))
    }
}

fn read(connection: &Connection, sealer: &Sealer, part: TeamPart) -> Result<Option<SecretBytes>, VaultError> {
    let is_listed = listed::mark(connection, sealer, Table::Team, part.id())?.is_some();
    let found = listed::all(connection, sealer, Table::Team)?.into_iter().find(|row| row.id == part.id());
    match found {
        Some(row) => Ok(Some(SecretBytes::new(row.plain.to_vec()))),
        None if is_listed => Err(VaultError::Altered),
        None => Ok(None),
    }
}
