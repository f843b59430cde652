//! What `doctor` says about the server.

use std::time::Duration;

use jiff::Timestamp;

use super::connection::Transport;
use super::database::{Database, Ear};
use super::error::DatabaseError;
use super::rows::take;

/// What the server says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerCheck {
    /// Its version.
    pub version: String,
    /// How the bytes travel.
    pub transport: Transport,
    /// Whether a commit waits for a standby. If not, a failover can forget what was committed last.
    pub is_synchronous: bool,
    /// Whether notifications arrive. Behind some poolers they do not, and members ask at intervals.
    pub notifies: bool,
    /// Its time.
    pub now: Timestamp,
}

impl Database {
    /// Asks the server about itself.
    pub async fn server_check(&self) -> Result<ServerCheck, DatabaseError> {
        let transport = self.transport().await?;
        let (version, is_synchronous) = self
            .run(async |client| {
                let sql = "SELECT current_setting('server_version') AS version,
                    current_setting('synchronous_standby_names') <> '' AS is_synchronous";
                let row = client.query_typed_one(sql, &[]).await?;
                Ok((take::<String>(&row, "version")?, take(&row, "is_synchronous")?))
            })
            .await?;
        let mut ear = Ear::default();
        self.changed(&mut ear, Duration::ZERO).await;
        let now = self.now().await?;
        Ok(ServerCheck { version, transport, is_synchronous, notifies: ear.hears(), now })
    }
}
