//! What happened to an OA, as the history keeps it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::profile::ProfileId;
use crate::refresh::plan::{AttemptId, AttemptKind};
use crate::refresh::{AttemptState, StartedBy};
use crate::token::Generation;
use crate::zalo::{DeadAnswer, ZaloError};

/// An event in a profile's history. Serialised as text, never with a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum HistoryEvent {
    /// The profile was created with its first pair.
    Imported,
    /// A newer pair was pasted or imported.
    Replaced {
        /// Its number.
        generation: Generation,
    },
    /// The name, app id or secret key was changed.
    Edited,
    /// The user deleted it. It can be restored for a while.
    Deleted,
    /// The user restored it.
    Restored,
    /// Automatic refresh was switched on.
    AutomaticOn,
    /// Automatic refresh was switched off.
    AutomaticOff,
    /// It was moved to another computer.
    MovedAway,
    /// It was taken back from another computer.
    TakenBack,
    /// The vault was an older state, and this OA was brought up to date from the second copy.
    Healed,
    /// Values sealed by an older version were sealed again in this version's format.
    Sealed,
    /// Two files hold different pairs of it, and neither records the other's pair.
    OldCopy,
    /// It is known again which pair is valid.
    CopySettled,
    /// A token was sent to an origin that is neither Zalo's nor this computer.
    SentElsewhere {
        /// The origin.
        origin: String,
    },
    /// It was imported from a bundle, with or without a newer pair.
    CarriedIn {
        /// The number that its newest pair has here.
        generation: Generation,
    },
    /// The app, secret key or pair of a bundle replaced the local values, after a person confirmed.
    CarriedOver {
        /// The number of its current pair.
        generation: Generation,
    },
    /// A program got an access token with this key of the HTTP API for the first time.
    ApiFirstUse {
        /// The key's name.
        key: String,
        /// The key's id.
        key_id: String,
        /// Where the request came from.
        peer: String,
        /// The pair.
        generation: Generation,
    },
    /// How many times programs got an access token with this key on one day.
    ApiDay {
        /// The key's name.
        key: String,
        /// The key's id.
        key_id: String,
        /// The day, in Vietnam.
        day: Date,
        /// How many times.
        count: u64,
    },
    /// Another computer of the team brought this pair.
    FromTeam {
        /// The number that it has here.
        generation: Generation,
    },
    /// Another computer of the team changed the app id or the secret key.
    AppFromTeam {
        /// Its name.
        by: String,
        /// Whether values were replaced that had been entered here meanwhile.
        over: bool,
    },
    /// The team's database went back in time, and this computer put back what it had lost of the OA.
    PutBack {
        /// How many pairs.
        pairs: u32,
        /// How many attempts.
        attempts: u32,
    },
    /// The team's database held something about the OA that no member had written. It was not followed.
    TeamAltered,
    /// An attempt ended, or its result was reported as unknown.
    Attempt {
        /// Its state.
        state: AttemptState,
        /// The pair it brought.
        generation: Option<Generation>,
        /// What it sent.
        #[serde(default)]
        kind: AttemptKind,
        /// Who started it; unknown of older entries, and if another process continued it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<StartedBy>,
    },
}

impl HistoryEvent {
    /// Returns the name that the command's JSON uses.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Replaced { .. } => "replaced",
            Self::Edited => "edited",
            Self::Deleted => "deleted",
            Self::Restored => "restored",
            Self::AutomaticOn => "automatic_on",
            Self::AutomaticOff => "automatic_off",
            Self::MovedAway => "moved_away",
            Self::TakenBack => "taken_back",
            Self::Healed => "healed",
            Self::Sealed => "sealed",
            Self::OldCopy => "old_copy",
            Self::CopySettled => "copy_settled",
            Self::SentElsewhere { .. } => "sent_elsewhere",
            Self::CarriedIn { .. } => "carried_in",
            Self::CarriedOver { .. } => "carried_over",
            Self::ApiFirstUse { .. } => "api_first_use",
            Self::ApiDay { .. } => "api_day",
            Self::FromTeam { .. } => "from_team",
            Self::AppFromTeam { over: false, .. } => "app_from_team",
            Self::AppFromTeam { over: true, .. } => "app_over",
            Self::PutBack { .. } => "put_back",
            Self::TeamAltered => "team_altered",
            Self::Attempt { state, .. } => state.name(),
        }
    }

    /// Returns the pair that the event is about, if any.
    pub fn generation(&self) -> Option<Generation> {
        match self {
            Self::Imported => Some(Generation::FIRST),
            Self::Replaced { generation }
            | Self::CarriedIn { generation }
            | Self::CarriedOver { generation }
            | Self::FromTeam { generation }
            | Self::ApiFirstUse { generation, .. } => Some(*generation),
            Self::Edited
            | Self::Deleted
            | Self::Restored
            | Self::AutomaticOn
            | Self::AutomaticOff
            | Self::MovedAway
            | Self::TakenBack
            | Self::Healed
            | Self::Sealed
            | Self::OldCopy
            | Self::CopySettled
            | Self::SentElsewhere { .. }
            | Self::AppFromTeam { .. }
            | Self::PutBack { .. }
            | Self::TeamAltered
            | Self::ApiDay { .. } => None,
            Self::Attempt { generation, .. } => *generation,
        }
    }

    /// Returns who started the refresh that the event is about, if that is known. A code is always sent by the user.
    pub fn started_by(&self) -> Option<StartedBy> {
        if let Self::Attempt { kind: AttemptKind::Refresh, by, .. } = self { *by } else { None }
    }

    /// Returns the error that Zalo answered, if any.
    pub fn zalo(&self) -> Option<&ZaloError> {
        let Self::Attempt { state, .. } = self else { return None };
        if let AttemptState::Refused(error) | AttemptState::Dead(DeadAnswer::Said(error)) = state {
            Some(error)
        } else {
            None
        }
    }

    /// Returns the event's detail verbatim: Zalo's error code and name, an origin, a key and what it was used for, the
    /// name of a computer, or the numbers of pairs and attempts that were put back.
    pub fn said(&self) -> Option<String> {
        if let Self::ApiFirstUse { key, peer, .. } = self {
            return Some(format!("{key}, {peer}"));
        }
        if let Self::ApiDay { key, day, count, .. } = self {
            return Some(format!("{key}, {day}, {count}"));
        }
        if let Self::PutBack { pairs, attempts } = self {
            return Some(format!("{pairs}, {attempts}"));
        }
        let named = if let Self::AppFromTeam { by, .. } = self { Some(by.as_str()) } else { self.origin() };
        let named = named.filter(|name| !name.is_empty());
        named.map(str::to_owned).or_else(|| self.zalo().map(ZaloError::said))
    }

    /// Returns the origin, if a token was sent elsewhere than to Zalo.
    pub fn origin(&self) -> Option<&str> {
        if let Self::SentElsewhere { origin } = self { Some(origin) } else { None }
    }

    /// Returns the message id.
    pub fn message_id(&self) -> &'static str {
        match self {
            Self::Imported => "history-imported",
            Self::Replaced { .. } => "history-replaced",
            Self::Edited => "history-edited",
            Self::Deleted => "history-deleted",
            Self::Restored => "history-restored",
            Self::AutomaticOn => "history-automatic-on",
            Self::AutomaticOff => "history-automatic-off",
            Self::MovedAway => "history-moved-away",
            Self::TakenBack => "history-taken-back",
            Self::Healed => "history-healed",
            Self::Sealed => "history-sealed",
            Self::OldCopy => "history-old-copy",
            Self::CopySettled => "history-copy-settled",
            Self::SentElsewhere { .. } => "history-sent-elsewhere",
            Self::CarriedIn { .. } => "history-carried-in",
            Self::CarriedOver { .. } => "history-carried-over",
            Self::ApiFirstUse { .. } => "history-api-first-use",
            Self::ApiDay { .. } => "history-api-day",
            Self::FromTeam { .. } => "history-from-team",
            Self::AppFromTeam { over: false, .. } => "history-app-from-team",
            Self::AppFromTeam { over: true, .. } => "history-app-over",
            Self::PutBack { .. } => "history-put-back",
            Self::TeamAltered => "history-team-altered",
            Self::Attempt { state, kind: AttemptKind::Exchange, .. } => match state {
                AttemptState::Saved => "history-consent-saved",
                AttemptState::Refused(_) | AttemptState::Dead(_) => "history-consent-refused",
                AttemptState::NotSent(_) => "history-consent-not-sent",
                AttemptState::Prepared | AttemptState::Sending | AttemptState::Responded | AttemptState::Unknown(_) => {
                    "history-consent-unknown"
                }
            },
            Self::Attempt { state, kind: AttemptKind::Refresh, .. } => match state {
                AttemptState::Saved => "history-saved",
                AttemptState::Refused(_) => "history-refused",
                AttemptState::Dead(_) => "history-dead",
                AttemptState::NotSent(_) => "history-not-sent",
                AttemptState::Prepared | AttemptState::Sending | AttemptState::Responded | AttemptState::Unknown(_) => {
                    "history-unknown"
                }
            },
        }
    }
}

/// One entry of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// When it happened.
    pub at: Timestamp,
    /// The profile it belongs to.
    pub profile: ProfileId,
    /// The profile's current name.
    pub name: String,
    /// What happened.
    pub event: HistoryEvent,
    /// The attempt it is about, if any.
    pub attempt: Option<AttemptId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_of_an_older_version_is_read_and_its_starter_is_unknown() {
        let old = r#"{"what":"attempt","state":{"state":"saved"},"generation":2,"kind":"refresh"}"#;
        let read: HistoryEvent = serde_json::from_str(old).unwrap();
        assert_eq!((read.message_id(), read.started_by()), ("history-saved", None));
        assert_eq!(serde_json::to_string(&read).unwrap(), old, "and is written as before");
        let HistoryEvent::Attempt { state, generation, kind, .. } = read else { panic!("an attempt") };
        let by = |by| HistoryEvent::Attempt { state: state.clone(), generation, kind, by: Some(by) };
        for starter in [StartedBy::User, StartedBy::Automatic, StartedBy::Command] {
            let stored = serde_json::to_string(&by(starter)).unwrap();
            assert!(stored.starts_with(&old[..old.len() - 1]), "{stored}");
            assert_eq!(serde_json::from_str::<HistoryEvent>(&stored).unwrap().started_by(), Some(starter));
        }
    }
}
