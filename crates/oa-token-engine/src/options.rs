//! What an engine needs to run.

use std::sync::Arc;
use std::time::Duration;

use oa_token_vault::keys::Keychain;

use crate::clock::SharedClock;
use crate::host::Host;
use crate::paths::Environment;
use crate::zalo_client::ClientOptions;

/// What an engine needs to run.
#[derive(Clone)]
pub struct EngineOptions {
    /// Folders, key and origins.
    pub environment: Environment,
    /// The source of the current time.
    pub clock: SharedClock,
    /// The OS keychain.
    pub keychain: Arc<dyn Keychain>,
    /// Proxy and timeouts.
    pub client: ClientOptions,
    /// Timeouts and pauses.
    pub timeouts: Timeouts,
    /// The computer the engine runs on.
    pub host: Arc<dyn Host>,
    /// The program that runs it.
    pub front_end: FrontEnd,
}

/// The program that runs the engine; the history names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrontEnd {
    /// The window and the tray.
    Window,
    /// The command `oa-token`.
    Command,
}

/// Timeouts and pauses.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// How long to wait for a profile that another process holds.
    pub lock: Duration,
    /// How long to wait after a lost answer before the one recovery send.
    pub recovery: Duration,
    /// The pause between two attempts to save an answer.
    pub save: Duration,
    /// How long to wait for the file that a pair is delivered to, before continuing without it.
    pub delivery: Duration,
    /// How long a typed passphrase is accepted before an irreversible action asks for it again.
    pub step_up: Duration,
    /// How many times faster the clock's own pauses pass: 1, except in tests whose clocks run faster.
    pub pace: u32,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            lock: Duration::from_secs(90),
            recovery: oa_token_model::refresh::RECOVERY_DELAY.unsigned_abs(),
            save: Duration::from_secs(1),
            delivery: Duration::from_secs(10),
            step_up: Duration::from_secs(5 * 60),
            pace: 1,
        }
    }
}
