//! Practice Zalo.

use std::io;

use zalo_sim::{App, Config, Sim};

use crate::values::{APP_ID, SECRET_KEY};

/// Starts it with the one app.
pub async fn zalo(config: Config) -> io::Result<Sim> {
    let sim = Sim::start(config).await?;
    sim.add_app(App::new(APP_ID, SECRET_KEY));
    Ok(sim)
}
