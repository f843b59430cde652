//! What tests and proofs share. No function speaks with another network than 127.0.0.1, and every secret is fake.
//!
//! ```text
//! values    the app, its secret key, the content of the key file, an address without a listener
//! profile   seeds, edits and drafts of profiles
//! options   the options of an engine on a home, and a started engine
//! vault     a vault by a connection of its own
//! clock     ShiftedClock: the system's clock, set ahead
//! zalo      practice Zalo with the one app
//! home      Home: a folder for the real command, and its calls
//! folder    folders in memory, copied, and listed
//! bus       Bus: a session bus
//! cutter    Cutter: a connection that loses an answer
//! postgres  Postgres: a server of its own, with the team's database
//! standby   a second server that follows the first
//! receiver  Receiver: of webhooks, or a stand-in of Telegram
//! port      free ports
//! program   whether a program is installed
//! ```

mod bus;
mod clock;
mod cutter;
pub mod folder;
mod home;
mod options;
mod port;
mod postgres;
mod profile;
mod program;
mod receiver;
mod standby;
mod values;
mod vault;
mod zalo;

use std::error::Error;

pub use bus::Bus;
pub use clock::ShiftedClock;
pub use cutter::Cutter;
pub use home::Home;
pub use options::{options, started};
pub use port::free_port;
pub use postgres::{OWNER as POSTGRES_OWNER, PASSWORD as POSTGRES_PASSWORD, Pooler, Postgres};
pub use profile::{draft, pair, seed, with_pair, with_secret_key};
pub use program::is_installed;
pub use receiver::{Received, Receiver, Reply};
pub use values::{APP_ID, KEY, SECRET_KEY, UNREACHABLE};
pub use vault::vault;
pub use zalo::zalo;

/// Why a test could not be set up. It says nothing about what is tested.
pub type Trouble = Box<dyn Error + Send + Sync>;
