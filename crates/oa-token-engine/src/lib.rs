//! The part of the core that acts: refreshes, schedules, delivers, backs up. Without Tauri and without windows.
//!
//! One task owns all running attempts; callers hold an [`Engine`] handle. Dropping a handle, closing a window or Ctrl-C
//! never cancels an attempt in flight.
//!
//! ```text
//! handle          what window and command call: one sub-handle per concern
//! dispatcher      the task that owns all running work, one attempt per profile
//! attempt         one request until it has an outcome: lock, ledger, `plan`
//! executor        carries an attempt out: `step` decides, this writes, sends and saves
//! auto_refresh    follows the schedule; role: which process does so
//! answer_spool    answers that the vault could not store, sealed in files beside it
//! shared_vault    the one connection, used from blocking threads
//! file_lock, holding, strays, place   other processes: who holds a profile, who has ended
//! delivery, target    brings pairs to the places that use them; writes exports to the user's files
//! backups, bundles, copies    copies of the vault, and profiles on their way to another one
//! team            OAs that several computers share: who may send, and what the others did
//! alerts          tells a person outside the computer what needs them
//! protection, app_lock, step_up    key slots, and when a key is asked for again
//! api_keys        the keys of the HTTP API
//! callback_listener   receives the browser's answer to a consent
//! zalo_client     sends a request once; alone uses reqwest
//! messages, i18n  the sentence for each error, from locales/
//! log, diagnostic_report    what was done and why something failed, without secrets
//! paths, clock, host, memory    folders, time and the computer
//! ```

mod alerts;
mod answer_spool;
mod api_keys;
mod app_lock;
mod attempt;
mod authorization;
mod auto_refresh;
mod backups;
mod bundles;
pub mod callback_listener;
mod check;
pub mod clock;
mod clock_check;
mod copies;
mod delivery;
pub mod diagnostic_report;
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
pub mod host;
pub mod i18n;
pub mod log;
pub mod memory;
pub mod messages;
mod options;
mod pages;
pub mod paths;
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
pub mod target;
mod team;
mod updates;
mod work;
pub mod zalo_client;

pub use alerts::{Alerted, Alerts, ChannelStatus};
pub use api_keys::ApiKeys;
pub use app_lock::USUAL_LOCK_MINUTES;
pub use authorization::{Authorization, Consent, ConsentEnd};
pub use auto_refresh::{AutoRefresh, AutoRefreshEvent};
pub use backups::{Backup, Backups};
pub use bundles::Bundles;
pub use check::{Check, Checks};
pub use delivery::{Delivered, Destinations, NewWebhook, PlaceEdit, PlaceStatus, TestResult};
pub use error::EngineError;
pub use events::{AttemptPhase, EngineEvent};
pub use faults::outcome_of;
pub use handle::Engine;
pub use health::Health;
pub use options::{EngineOptions, FrontEnd, Timeouts};
pub use pages::{Overview, ProfileDetails};
pub use profiles::{DraftConflicts, Profiles};
pub use protection::{Protection, ProtectionState, UnlockOption};
pub use refresh::Refresh;
pub use role::ScheduleOwner;
pub use settings::VaultSettings;
pub use team::{
    Alone, Answer, Arriving, Awaited, ClaimVerdict, ClaimWish, DatabaseFound, DatabaseReferee, InvitationShown,
    InvitedLogin, LeaverChecklist, LeaverTask, LocalCopy, MemberId, MemberKind, Membership, NewInvitation, NewLogin,
    NewTeam, NoWord, OaId, OpenInvitation, Referee, Role as TeamRole, ServerCheck, Synced, Team, TeamFault, TeamLink,
    TeamMember, TeamOa, TeamRefusal, TeamSecrets, TeamState, Transport,
};

pub use updates::{HeldBack, UnderWay, Updates};

use shared::Shared;
use work::blocking;
