//! A second PostgreSQL server that follows the first, and takes its place.

use std::time::{Duration, Instant};

use crate::Trouble;
use crate::postgres::{OWNER, PASSWORD, PATIENCE, Postgres, done, folder, programs};

/// How often the standby is asked how far it is.
const LOOK: Duration = Duration::from_millis(20);
/// A standby counts as cut off after this many looks in a row.
const SURE: u32 = 10;

impl Postgres {
    /// Makes a standby of this server on this port, and starts it. Commits do not wait for it.
    pub fn standby(&self, port: u16) -> Result<Self, Trouble> {
        let standby = Self { disk: None, folder: folder()?, programs: programs()?, port };
        let mut copy = standby.program("pg_basebackup");
        copy.env("PGPASSWORD", PASSWORD).args(["-h", "127.0.0.1", "-U", OWNER, "-p", &self.port().to_string(), "-D"]);
        copy.arg(standby.data()).args(["-R", "-X", "stream", "--checkpoint=fast", "--no-sync"]);
        done(copy.output()?)?;
        standby.configure()?;
        standby.resume()?;
        Ok(standby)
    }

    /// Waits until a standby has everything that this server has written, by a connection to it.
    pub fn wait_for(&self, standby: &Self) -> Result<(), Trouble> {
        let written = self.sql("postgres", "SELECT pg_current_wal_lsn()")?;
        let behind = format!(
            "SELECT coalesce(pg_last_wal_replay_lsn() < '{written}', true)
                OR NOT EXISTS (SELECT 1 FROM pg_stat_wal_receiver WHERE status = 'streaming')"
        );
        let until = Instant::now() + PATIENCE;
        while standby.sql("postgres", &behind)? != "f" {
            if Instant::now() > until {
                return Err("the standby does not follow".into());
            }
            std::thread::sleep(LOOK);
        }
        Ok(())
    }

    /// Cuts this standby off its primary: what is committed there from now on does not arrive here.
    pub fn cut_off(&self) -> Result<(), Trouble> {
        self.set("primary_conninfo", "")?;
        let until = Instant::now() + PATIENCE;
        let mut looks = 0;
        // A receiver that is being started is not seen yet.
        while looks < SURE {
            let receivers = self.sql("postgres", "SELECT count(*) FROM pg_stat_wal_receiver")?;
            looks = if receivers == "0" { looks + 1 } else { 0 };
            if Instant::now() > until {
                return Err("the standby is not cut off".into());
            }
            std::thread::sleep(LOOK);
        }
        Ok(())
    }

    /// Makes this standby a primary.
    pub fn promote(&self) -> Result<(), Trouble> {
        let mut control = self.program("pg_ctl");
        done(control.arg("-D").arg(self.data()).args(["-w", "-s", "promote"]).output()?).map(drop)
    }
}
