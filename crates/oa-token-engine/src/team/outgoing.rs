//! What this vault holds of an OA, sealed and named as the team stores it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::AttemptState;
use oa_token_model::refresh::plan::{AttemptKind, Entry, Fingerprint};
use oa_token_model::secret::Secret;
use oa_token_model::token::{Generation, StoredPair, TokenPair};
use oa_token_team::keys::place::PairPlace;
use oa_token_team::postgres::{SealedPair, Sharing};
use oa_token_team::rules::attempt::{AttemptRow, SharedState, set_aside};
use oa_token_team::rules::healing::LocalOa;
use oa_token_team::rules::member::{OaId, Role};
use oa_token_team::rules::merge::{Known, rivals};
use oa_token_team::rules::pair::{Brought, Ends, PairRow};

use super::database::DatabaseReferee;
use super::local::LocalCopy;

impl DatabaseReferee {
    /// Returns what this vault holds, as the team stores it.
    pub(super) fn sharing(&self, id: &ProfileId, oa: &OaId, local: &LocalCopy) -> Sharing {
        let (me, secrets) = (&self.membership.me, &self.membership.secrets);
        let mut copy = LocalOa { generation: self.state().memory.generations.get(oa).copied(), ..LocalOa::default() };
        let mut sealed = HashMap::new();
        let held = self.held(id, local);
        let print_of = |generation: Generation| held.get(&generation).copied();
        for entry in local.entries.iter().filter(|entry| is_own(entry)) {
            let code = || self.state().codes.get(&entry.id).copied();
            let print = match entry.kind {
                AttemptKind::Refresh => print_of(entry.spends),
                AttemptKind::Exchange => code(),
            };
            // The token was never in the team, or was deleted long ago.
            let Some(fingerprint) = print else { continue };
            copy.attempts.push(AttemptRow {
                id: entry.id.clone(),
                oa: oa.clone(),
                kind: entry.kind,
                spends: entry.spends,
                fingerprint,
                state: SharedState::of(&entry.attempt.state),
                released: entry.released,
                holder: me.clone(),
                awaits: Vec::new(),
                deadline: Timestamp::MIN,
                recoveries: entry.attempt.recoveries,
                dead_at: None,
                brought: entry.brought,
            });
        }
        for pair in local.pairs.iter().rev() {
            let by = local.entries.iter().find(|entry| entry.brought == Some(pair.generation));
            let own = by.is_none_or(is_own);
            let refresh = pair.pair.refresh.as_ref().and_then(|token| secrets.print(token));
            if !own {
                continue;
            }
            let older = || held.range(..pair.generation).next_back().map(|(_, print)| *print);
            let brought = match by {
                Some(entry) => match entry.kind {
                    AttemptKind::Refresh => Brought::by_attempt(&entry.id, me, entry.attempt.sends),
                    AttemptKind::Exchange => Brought::Consent { id: entry.id.0.clone() },
                },
                None => match self.pasted(local, pair) {
                    Some(print) => Brought::Paste { id: print.to_hex() },
                    None => continue,
                },
            };
            let follows = match by {
                Some(entry) if entry.kind == AttemptKind::Refresh => print_of(entry.spends),
                Some(_) | None => older(),
            };
            if pair.generation == local.current {
                copy.known.current = Some(brought.clone());
            }
            let row = PairRow {
                brought,
                generation: pair.generation,
                follows,
                refresh,
                ends: Ends { access: pair.expiry.access_expires_at, refresh: pair.expiry.refresh_expires_at },
                by_member: me.clone(),
                received_at: Timestamp::MIN,
                set_aside: false,
            };
            sealed.insert(row.brought.clone(), self.sealed(oa, &row, &pair.pair));
            copy.pairs.push(row);
        }
        let current = print_of(local.current);
        copy.known.replaced = held.values().filter(|print| Some(**print) != current).map(|print| print.0).collect();
        let saved = |entry: &&Entry| entry.kind == AttemptKind::Refresh && entry.attempt.state == AttemptState::Saved;
        let over = local.entries.iter().filter(saved).filter_map(|entry| print_of(entry.spends)).chain(current);
        let known = Known { over: over.map(|print| print.0).collect(), ..Known::default() };
        let replaced = rivals(None, &copy.pairs, &known).into_iter();
        let aside: Vec<_> = replaced.filter_map(|pair| Some(set_aside(pair, pair.refresh?, oa))).collect();
        copy.attempts.extend(aside);
        let is_viewer = self.role() == Role::Viewer;
        let local = (!is_viewer).then_some(copy);
        let (removed, roles) = (self.membership.removed.clone(), self.membership.roles.clone());
        let codes = Arc::clone(secrets) as _;
        Sharing { me: me.clone(), oa: oa.clone(), local, sealed, gone: Vec::new(), removed, roles, codes }
    }

    /// Notes which refresh tokens are here, and returns all that the OA has had here.
    pub(super) fn held(&self, id: &ProfileId, local: &LocalCopy) -> BTreeMap<Generation, Fingerprint> {
        let print = |pair: &StoredPair| {
            let token = pair.pair.refresh.as_ref()?;
            Some((pair.generation, self.membership.secrets.print(token)?))
        };
        let prints: Vec<_> = local.pairs.iter().filter_map(print).collect();
        let mut state = self.state();
        state.memory.held.note(id, prints);
        state.memory.held.of(id)
    }

    /// Returns what identifies a pair that a person entered: the same one entered on two computers is one pair. An access
    /// token that became known later makes another pair with the same refresh token.
    fn pasted(&self, local: &LocalCopy, pair: &StoredPair) -> Option<Fingerprint> {
        let print = |token: &Secret| self.membership.secrets.print(token);
        let TokenPair { access, refresh } = &pair.pair;
        let (Some(refresh), Some(access)) = (refresh, access) else {
            return refresh.as_ref().or(access.as_ref()).and_then(print);
        };
        let is_earlier = |other: &StoredPair| {
            other.generation < pair.generation
                && other.pair.refresh.as_ref() == Some(refresh)
                && other.pair != pair.pair
        };
        if local.pairs.iter().any(is_earlier) {
            return print(&Secret::new(format!("{}\n{}", refresh.expose(), access.expose())));
        }
        print(refresh)
    }

    fn sealed(&self, oa: &OaId, row: &PairRow, pair: &TokenPair) -> SealedPair {
        let place = PairPlace::new(oa, row);
        let seal =
            |place, token: &Option<Secret>| self.membership.secrets.seal(place, token.as_ref()?.expose().as_bytes());
        SealedPair { access: seal(place.access(), &pair.access), refresh: seal(place.refresh(), &pair.refresh) }
    }
}

/// Reports whether this computer made an attempt. One that was adopted has no send of this computer.
fn is_own(entry: &Entry) -> bool {
    use oa_token_model::refresh::AttemptState as State;
    match entry.attempt.state {
        State::Prepared => false,
        State::Saved | State::Dead(_) | State::Unknown(_) => entry.attempt.sends > 0,
        State::Sending | State::NotSent(_) | State::Responded | State::Refused(_) => true,
    }
}
