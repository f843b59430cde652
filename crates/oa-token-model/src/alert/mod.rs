//! Alerts: states that are told to a person outside the computer. Never a token. Pure: the vault stores the channels and
//! what each was told, the engine sends.

mod channel;
mod matters;

pub use channel::{AlertChannel, AlertChannelId, ChannelKind, ChannelProgress, ChannelTarget, ToldMatter};
pub use matters::{Matter, Message, after, due_messages, forgotten, matters};
