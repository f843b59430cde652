//! Alerts: states that are told to a person outside the computer. Never a token. Pure: the vault stores the channels and
//! what each was told, the engine sends.

mod channel;
mod event;
mod matters;
mod place;
mod standstill;

pub use channel::{
    AlertChannel, AlertChannelId, ChannelKind, ChannelProgress, ChannelTarget, InvalidTelegram, ToldMatter,
};
pub use event::{AlertBody, alert_body};
pub use matters::{AllClear, Matter, Message, after, all_clear, due_messages, forgotten, matters};
pub use place::{PlaceTold, ToldPlaces, is_reachable, is_told_states, place_matters};
pub use standstill::{CLOCK, LOCKED, LockedSpan, Standstill};
