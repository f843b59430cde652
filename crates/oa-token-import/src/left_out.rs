//! Recognised values that are not imported, and why.

use oa_token_model::secret::Secret;

use crate::draft::DraftField;
use crate::place::Location;

/// Why a recognised value is not imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The key says that it is an old value: `_prev`, `old_`.
    Previous,
    /// Its row is switched off, inactive or disabled.
    Inactive,
    /// An answer in the input shows that it was used; its successor is taken.
    Spent,
    /// The input has a newer one for the same OA.
    Older,
    /// It is a Zalo Bot's token.
    BotToken,
    /// It is a Zalo user's token.
    UserToken,
    /// It is the secret of the OA's webhook.
    WebhookSecret,
    /// It belongs to another service.
    OtherService,
    /// It is a number that a program has rounded: `3.14E+18`.
    Rounded,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Previous,
        Self::Inactive,
        Self::Spent,
        Self::Older,
        Self::BotToken,
        Self::UserToken,
        Self::WebhookSecret,
        Self::OtherService,
        Self::Rounded,
    ];
}

/// A recognised value that is not imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The field that it would be.
    pub field: DraftField,
    /// The value.
    pub value: Secret,
    /// Where it stands.
    pub place: Location,
    /// Why it is not imported.
    pub reason: Reason,
}
