//! The imperative shell of the core. One owner task runs all attempts; callers hold an [`Engine`] handle.
//!
//! The owner task owns the future of each attempt: dropping a handle, closing a window or Ctrl-C never cancels an
//! attempt in flight. This module must not depend on Tauri.

mod answer_spool;
mod app_lock;
mod attempt;
mod authorization;
mod auto_refresh;
mod backups;
mod bundles;
mod check;
mod clock_check;
mod copies;
mod delivery;
mod dispatcher;
mod error;
mod events;
mod exchange;
mod executor;
mod faults;
mod file_lock;
mod handle;
mod health;
mod holding;
mod options;
mod pages;
mod place;
mod profiles;
mod protection;
mod refresh;
mod role;
mod settings;
mod shared;
mod shared_vault;
mod snapshot;
mod step_up;
mod strays;
mod work;

pub use app_lock::USUAL_LOCK_MINUTES;
pub use authorization::{Authorization, Consent, ConsentEnd};
pub use auto_refresh::{AutoRefresh, AutoRefreshEvent};
pub use backups::{Backup, Backups};
pub use bundles::Bundles;
pub use check::{Check, Checks};
pub use delivery::Destinations;
pub use error::EngineError;
pub use events::{AttemptPhase, EngineEvent};
pub use faults::outcome_of;
pub use handle::Engine;
pub use health::Health;
pub use options::{EngineOptions, Timeouts};
pub use pages::{Overview, ProfileDetails};
pub use profiles::{DraftConflicts, Profiles};
pub use protection::{Protection, ProtectionState, UnlockOption};
pub use refresh::Refresh;
pub use role::ScheduleOwner;
pub use settings::VaultSettings;

use shared::Shared;
use work::blocking;
