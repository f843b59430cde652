//! Corrections of a place: what it is called, where it is, what it gets.

use oa_token_model::destination::{
    CopyForm, DeliveryProgress, Destination, DestinationId, DestinationName, FileTarget, Target, WebhookAddress,
};

use super::Destinations;
use crate::EngineError;

/// What to change of a place; `None` leaves a value as it is, also where the place has none of that kind.
#[derive(Debug, Clone, Default)]
pub struct PlaceEdit {
    /// Its name.
    pub name: Option<DestinationName>,
    /// Where the receiver is. It is sent the current pair again.
    pub address: Option<WebhookAddress>,
    /// Whether the receiver gets the access token.
    pub with_token: Option<bool>,
    /// Whether the receiver also gets the OA's states.
    pub with_states: Option<bool>,
    /// Whether the user is reminded to paste the token there.
    pub reminds: Option<bool>,
    /// In which form the token is copied for a place where the user pastes it.
    pub copied_as: Option<CopyForm>,
    /// Whether the receiver may be in a private network.
    pub private_network: Option<bool>,
    /// Which file is written, and how. It is written at once.
    pub file: Option<FileTarget>,
}

impl PlaceEdit {
    fn apply(self, destination: &mut Destination, progress: &mut DeliveryProgress) {
        if let Some(name) = self.name {
            destination.name = name;
        }
        match &mut destination.target {
            Target::Webhook(webhook) => {
                let before = webhook.clone();
                webhook.address = self.address.unwrap_or_else(|| webhook.address.clone());
                webhook.with_token = self.with_token.unwrap_or(webhook.with_token);
                webhook.with_states = self.with_states.unwrap_or(webhook.with_states);
                webhook.private_network = self.private_network.unwrap_or(webhook.private_network);
                if webhook.address != before.address || webhook.with_token != before.with_token {
                    *progress = DeliveryProgress::default();
                } else if *webhook != before {
                    progress.restart();
                }
            }
            Target::File(file) => {
                if let Some(new) = self.file.filter(|new| new != file) {
                    *file = new;
                    *progress = DeliveryProgress::default();
                }
            }
            Target::ByHand { note, reminds, form } => {
                // The note is what the user calls it.
                destination.name.as_str().clone_into(note);
                *reminds = self.reminds.unwrap_or(*reminds);
                *form = self.copied_as.unwrap_or(*form);
            }
        }
    }
}

impl Destinations<'_> {
    /// Changes what a place is called, where it is or what it gets.
    ///
    /// # Errors
    /// As the vault: a name that another place of the OA has is refused.
    pub async fn edit(self, id: &DestinationId, edit: PlaceEdit) -> Result<(), EngineError> {
        self.change(id, move |destination, progress| edit.apply(destination, progress)).await
    }
}
