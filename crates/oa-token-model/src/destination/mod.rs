//! The places that use an OA's token, and how a new pair gets there. Pure: the vault stores them, the engine delivers.
//!
//! A place is due when the pair it holds is not the current one, however that pair came. Nothing is queued.

mod address;
mod copy_form;
mod due;
mod event;
mod fault;
mod file;
mod place;
mod progress;
mod signature;
mod webhook;

pub use address::{AddressClass, InvalidAddress, PlaceHost};
pub use copy_form::CopyForm;
pub use due::{CLAIM, Due, PlaceState, due};
pub use event::{WebhookEvent, body, test_mark};
pub use fault::DeliveryFault;
pub use file::FileTarget;
pub use place::{
    Destination, DestinationId, DestinationKind, DestinationName, DestinationRecord, InvalidDestinationName, Target,
};
pub use progress::{DeliveryEntry, DeliveryProgress, DeliveryState, PairMark};
pub use signature::{SignedHeaders, message_id};
pub use webhook::{Preset, Webhook, WebhookAddress, WebhookSecret};
