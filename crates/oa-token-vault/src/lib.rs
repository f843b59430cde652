//! Stores profiles, token pairs, attempts, the history and settings. Must not depend on the network code.
//!
//! The vault is one SQLite file. Secret columns are sealed ([`seal`]). Names, states and times are not sealed, so lists
//! and the history can be read while the key is not in memory. Every writing call is one transaction and is durable when
//! it returns.

use jiff::SignedDuration;

mod api_key_ring;
pub mod atomic_file;
mod error;
pub mod keys;
pub mod owner;
pub mod private_file;
mod reading;
pub mod seal;
pub mod sealed_file;
pub mod sqlite;
mod store;
mod writing;

pub use api_key_ring::ApiKeyRing;
pub use error::{StorageFault, VaultError, VaultErrorKind, is_full};
pub use reading::Reading;
pub use store::{
    AlertStore, ApiKeyStore, AttemptLedger, BundleStore, DestinationStore, KeySlots, ProfileStore, SettingStore,
    TeamPart, TeamStore, Vault, VaultFile,
};
pub use writing::Writing;

/// Number of pairs kept per profile: the current one and the four before it.
pub const KEPT_GENERATIONS: u32 = 5;

/// How long a deleted profile can be restored: 30 days, the period users know from the trash of their phone.
pub const DELETED_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
