//! What is true about Zalo OA tokens. Pure: every result depends on the arguments alone. No clock, file, network or
//! async, and no `rusqlite`, `reqwest` or `tokio` among the dependencies.
//!
//! ```text
//! secret, printable, redaction   values that must not be seen, and text that must not steer
//! profile, token, origin         basic types: parsed once, valid from then on
//! records                        what the vault stores, as the rest of the program sees it
//! zalo                           requests, and the meaning of answers
//! refresh                        the states of one attempt to spend a refresh token
//! schedule                       when a profile is refreshed automatically
//! expiry, clock_skew             when tokens end, and how far two clocks may differ
//! outcome                        the result of a refresh, with the message that explains it
//! status, attention, triage      the state of a profile, what it needs, and what every list shows of it
//! notifications, recovery_offer  what the user is notified of, once each; when a recovery code is offered
//! authorization                  the consent link, and the address it returns to
//! export, destination            a pair as text, the places that get it, and how it is delivered
//! alert                          what a person is told outside the computer, once a matter
//! api                            the HTTP API for other programs: keys, permissions, answers
//! calendar, state_table          deadlines for a calendar, states for a spreadsheet; without secrets
//! bundle                         profiles on their way from one vault to another
//! ```

pub mod alert;
pub mod api;
pub mod attention;
pub mod authorization;
pub mod bundle;
pub mod calendar;
pub mod clock_skew;
mod csv;
pub mod destination;
pub mod expiry;
pub mod explanation;
pub mod export;
pub mod notifications;
pub mod origin;
pub mod outcome;
pub mod printable;
pub mod profile;
pub mod records;
pub mod recovery_offer;
pub mod redaction;
pub mod refresh;
pub mod schedule;
pub mod secret;
mod shell;
pub mod state_table;
pub mod status;
pub mod token;
pub mod triage;
pub mod zalo;
