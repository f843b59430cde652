//! A home for the real command, with a key file, and practice Zalo as the server.

pub(crate) use testkit::{APP_ID, Home, SECRET_KEY, draft};
use zalo_sim::{Config, Sim};

use crate::proof::Trouble;

/// Starts practice Zalo with the one app.
pub(crate) fn zalo(config: Config) -> Result<Sim, Trouble> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // It runs on its own thread; only the start needs a runtime.
    Ok(runtime.block_on(testkit::zalo(config))?)
}
