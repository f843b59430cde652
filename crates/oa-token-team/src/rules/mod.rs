//! What is decided about OAs that several computers share. Pure: no clock, file, network or randomness.
//!
//! ```text
//! member       who is in the team, and with which role      access     what each role may read and do
//! attempt      the shared row of an attempt, and its ends   claim      who may claim a token, and send it now
//! takeover     when another member may send instead         provisional  when "dead" is final
//! refresher    which member refreshes an OA automatically   pair, merge  shared pairs, and which one is current
//! epoch        a database that went back, and the pause     healing    what a member puts back into it
//! app          which app_id and secret_key of an OA count  held       the tokens that a computer has had
//! publication  what a saved refresh changes in a database that is still as it was read
//! trust        which attempts are believed, although others than members can write to the database
//! ```
//!
//! Every point in time is one of the database's clock, unless a name says otherwise. No rule compares a member's clock
//! with the database's.

pub mod access;
pub mod app;
pub mod attempt;
pub mod claim;
pub mod epoch;
pub mod healing;
pub mod held;
pub mod member;
pub mod merge;
pub mod pair;
pub mod provisional;
pub mod publication;
pub mod refresher;
pub mod takeover;
pub mod trust;

#[cfg(test)]
mod properties;
