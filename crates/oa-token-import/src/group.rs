//! Values that belong together, as one object, request, row or section holds them, before OAs are made of them.

use oa_token_model::secret::Secret;

use crate::draft::{DraftField, clean_value};
use crate::keys::{self, Key, Meaning};
use crate::left_out::{LeftOut, Reason};
use crate::place::Location;
use crate::value::{self, Kind};

/// A value that may be a field's.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// The field.
    pub(crate) field: DraftField,
    /// The value as it was written.
    pub(crate) value: Secret,
    /// The key as it was written.
    pub(crate) key: String,
    /// Where it stands.
    pub(crate) place: Location,
    /// The words of the key that tell one OA from another.
    pub(crate) qualifier: String,
    /// Whether the key says that it is Zalo's.
    pub(crate) is_zalo: bool,
    /// How new it is.
    pub(crate) freshness: Freshness,
}

impl Found {
    /// Returns the value without what is never part of it.
    pub(crate) fn clean(&self) -> String {
        clean_value(self.value.expose())
    }

    /// Returns how this value is reported when it is not taken.
    pub(crate) fn left_out(self, reason: Reason) -> LeftOut {
        LeftOut { field: self.field, value: self.value, place: self.place, reason }
    }
}

/// How new a token is. An answer outranks the request that it answered; what a tool stored outranks what it began with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Freshness {
    /// In a saved call of the API.
    Sent,
    /// Typed or configured.
    #[default]
    Configured,
    /// In an answer, or a file of tokens alone.
    Answered,
    /// Stored by a tool that refreshes.
    Stored,
}

/// What a group is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Role {
    /// Settings.
    #[default]
    Settings,
    /// A request for tokens.
    Request,
    /// An answer with tokens.
    Answer,
    /// The memory of a tool that refreshes.
    Store,
}

/// A program that exports the names of secrets without their values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exporter {
    /// Postman: initial values only, or shared values.
    Postman,
    /// Bruno: `vars:secret`.
    Bruno,
    /// Another one.
    Other,
}

/// Values that belong together.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about what was read")]
pub(crate) struct Group {
    /// What it is.
    pub(crate) role: Role,
    /// The values.
    pub(crate) found: Vec<Found>,
    /// A name from outside: a request's, an environment's, a section's.
    pub(crate) title: Option<(String, Location)>,
    /// The OA's id, if the input has it.
    pub(crate) oa_id: Option<String>,
    /// Which exchange with Zalo it belongs to.
    pub(crate) exchange: Option<usize>,
    /// Whether it is one of many of its kind: a row, an entry of a list.
    pub(crate) is_row: bool,
    /// Whether a part of its path names Zalo.
    pub(crate) is_zalo: bool,
    /// Whether a part of its path names another service.
    pub(crate) is_foreign: bool,
    /// Whether it is switched off.
    pub(crate) is_inactive: bool,
    /// Whether it asks for tokens.
    pub(crate) has_grant: bool,
    /// Whether it has the life or the end of a token.
    pub(crate) has_expiry: bool,
    /// Whether it has what only a user's tokens have: a life of an hour beside the refresh token's.
    pub(crate) expires_in: Option<String>,
    /// Whether it has a life of the refresh token.
    pub(crate) has_refresh_life: bool,
    /// Fields whose value is empty, and the program that left it so.
    pub(crate) empty: Vec<DraftField>,
    /// Fields whose value is a reference.
    pub(crate) references: Vec<DraftField>,
    /// What is not taken.
    pub(crate) left_out: Vec<LeftOut>,
    /// Short lines before its values, which may be names, and their lines.
    pub(crate) headings: Vec<(usize, String)>,
    /// The program that wrote it.
    pub(crate) exporter: Option<Exporter>,
}

impl Group {
    /// Takes a key and its value if the key is known; reports whether it is.
    pub(crate) fn offer(&mut self, key: &str, value: &str, place: &Location) -> bool {
        let Some(read) = keys::read(key) else { return false };
        self.take(key, read, value, place);
        true
    }

    /// Takes a value whose key was read.
    pub(crate) fn take(&mut self, key: &str, read: Key, value: &str, place: &Location) {
        match read.meaning {
            Meaning::Field(field) => self.field(field, key, read, value, place),
            Meaning::WebhookSecret => {
                if value::kind(value) == Kind::Literal {
                    self.leave(DraftField::SecretKey, value, place, Reason::WebhookSecret);
                }
            }
            Meaning::OaId => self.oa_id = Some(clean_value(value)).filter(|id| !id.is_empty()),
            Meaning::ExpiresIn => (self.has_expiry, self.expires_in) = (true, Some(clean_value(value))),
            Meaning::ExpiresAt => self.has_expiry = true,
            Meaning::RefreshExpiresIn => self.has_refresh_life = true,
            Meaning::GrantType => self.has_grant = true,
        }
    }

    fn field(&mut self, field: DraftField, key: &str, read: Key, value: &str, place: &Location) {
        let is_token = matches!(field, DraftField::RefreshToken | DraftField::AccessToken);
        let kind = if field == DraftField::Name { Kind::Literal } else { value::kind(value) };
        let reason = match kind {
            Kind::Empty => return self.empty.push(field),
            Kind::Reference => return self.references.push(field),
            Kind::BotToken if is_token => Some(Reason::BotToken),
            Kind::BotToken | Kind::Literal if read.is_bot => Some(Reason::BotToken),
            Kind::BotToken | Kind::Literal if read.is_previous => Some(Reason::Previous),
            Kind::BotToken | Kind::Literal if read.is_foreign || self.is_foreign => Some(Reason::OtherService),
            Kind::BotToken | Kind::Literal if read.is_user => Some(Reason::UserToken),
            Kind::BotToken | Kind::Literal => None,
        };
        if let Some(reason) = reason {
            // Of other services only tokens are named: a program has dozens of their settings.
            return if is_token || reason != Reason::OtherService {
                self.leave(field, value, place, reason);
            };
        }
        if field == DraftField::AppId && value::is_rounded(value) {
            return self.leave(field, value, place, Reason::Rounded);
        }
        if self.is_inactive {
            return self.leave(field, value, place, Reason::Inactive);
        }
        if value.trim().is_empty() {
            return;
        }
        self.found.push(Found {
            field,
            value: Secret::new(value),
            key: shown(key, field).to_owned(),
            place: place.clone(),
            qualifier: read.qualifier,
            is_zalo: read.is_zalo,
            freshness: match self.role {
                Role::Settings | Role::Request => Freshness::Configured,
                Role::Answer => Freshness::Answered,
                Role::Store => Freshness::Stored,
            },
        });
    }

    /// Records a value that is not taken. Names are not recorded.
    pub(crate) fn leave(&mut self, field: DraftField, value: &str, place: &Location, reason: Reason) {
        if field != DraftField::Name {
            self.left_out.push(LeftOut { field, value: Secret::new(value), place: place.clone(), reason });
        }
    }

    /// Leaves out every value.
    pub(crate) fn leave_all(&mut self, reason: Reason) {
        let found = std::mem::take(&mut self.found);
        self.left_out.extend(
            found.into_iter().filter(|found| found.field != DraftField::Name).map(|found| found.left_out(reason)),
        );
    }

    /// Reports whether it has a value of a field.
    pub(crate) fn has(&self, field: DraftField) -> bool {
        self.found.iter().any(|found| found.field == field)
    }

    /// Reports whether it has a token.
    pub(crate) fn has_token(&self) -> bool {
        self.has(DraftField::RefreshToken) || self.has(DraftField::AccessToken)
    }

    /// Reports whether it has a value of the app.
    pub(crate) fn has_app(&self) -> bool {
        self.has(DraftField::AppId) || self.has(DraftField::SecretKey)
    }

    /// Returns the values of a field, cleaned, each once, in order.
    pub(crate) fn values(&self, field: DraftField) -> Vec<String> {
        let mut values: Vec<String> = Vec::new();
        for found in self.found.iter().filter(|found| found.field == field) {
            let clean = found.clean();
            if !values.contains(&clean) {
                values.push(clean);
            }
        }
        values
    }

    /// Finishes a group that was read: marks an answer, and leaves out the tokens of a Zalo user.
    pub(crate) fn finish(&mut self) {
        /// A user's access token lives an hour, an OA's 25.
        const USER_LIFE: &str = "3600";
        if self.has_refresh_life && self.expires_in.as_deref() == Some(USER_LIFE) {
            self.leave_all(Reason::UserToken);
        }
        let is_pair = self.has(DraftField::AccessToken) && self.has(DraftField::RefreshToken);
        if self.role == Role::Settings && is_pair && self.has_expiry && !self.has_app() {
            self.role = Role::Answer;
            for found in &mut self.found {
                found.freshness = found.freshness.max(Freshness::Answered);
            }
        }
    }

    /// Reports whether it says nothing at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty() && self.left_out.is_empty() && self.empty.is_empty() && self.references.is_empty()
    }
}

/// Returns a key as it may be shown. The words before a key may hold a value.
fn shown(key: &str, field: DraftField) -> &str {
    const LONGEST: usize = 60;
    let key = key.trim();
    let is_plain = key.len() <= LONGEST && !key.split_whitespace().any(value::is_like_a_secret);
    if is_plain || !key.contains(char::is_whitespace) { key } else { field.key() }
}

/// Groups as the input nests them.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    /// The values directly in it.
    pub(crate) group: Group,
    /// What is inside.
    pub(crate) inside: Vec<Self>,
}

impl Scope {
    /// Makes a scope of one group.
    pub(crate) fn of(mut group: Group) -> Self {
        group.finish();
        Self { group, inside: Vec::new() }
    }

    /// Reports whether nothing in it is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.group.is_empty() && self.inside.iter().all(Self::is_empty)
    }
}
