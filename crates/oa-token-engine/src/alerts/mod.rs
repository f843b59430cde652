//! Tells a person outside the computer what needs them: by a bot of Telegram, or to a receiver of webhooks. States only,
//! never a token.
//!
//! `round` looks what is due and sends, `channel` sends to one channel, `states` to the receivers of
//! tokens, `worker` does so again and again in a process that
//! stays, `handle` is what window and command call.

mod channel;
mod handle;
mod round;
mod states;
mod worker;

pub use handle::{Alerted, Alerts, ChannelStatus};

pub(crate) use worker::{AlertWork, run};
