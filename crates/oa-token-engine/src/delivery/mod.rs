//! Brings new pairs to the places that use them. Delivery runs beside the attempts: a place that fails never affects the
//! save, and one that hangs blocks neither the OA nor the end of the process.
//!
//! Nothing is queued: a place is due while it lacks the current pair, however that pair came, so a process that died
//! leaves its work to the next one. `worker` looks which places are due, `once` sends to one of them, `file` writes a
//! file, `places` and `edit` are what window and command call.

mod edit;
mod file;
mod once;
mod places;
mod worker;

pub use edit::PlaceEdit;
pub use places::{Delivered, Destinations, NewWebhook, PlaceStatus, TestResult};

pub(crate) use file::sweep;
pub(crate) use once::post_body;
pub(crate) use worker::{Deliveries, deliver, deliver_all, run};
