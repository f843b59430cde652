//! What the team holds of an OA and this vault lacks.

use std::collections::HashSet;

use jiff::Timestamp;
use oa_token_model::refresh::plan::{AttemptId, AttemptKind, Fingerprint};
use oa_token_model::secret::Secret;
use oa_token_model::token::{Expiry, StoredPair, TokenPair};
use oa_token_team::keys::place::PairPlace;
use oa_token_team::postgres::Share;
use oa_token_team::rules::attempt::{AttemptRow, SharedState};
use oa_token_team::rules::member::{OaId, Role};
use oa_token_team::rules::pair::{Brought, PairRow};
use oa_token_team::rules::trust::Trust;

use super::database::DatabaseReferee;
use super::local::LocalCopy;
use super::referee::{Arriving, Synced};

impl DatabaseReferee {
    /// Returns the successors of the current pair that this vault lacks, and the verdict on its token.
    pub(super) fn lacking(&self, oa: &OaId, local: &LocalCopy, share: &Share) -> Synced {
        let secrets = &self.membership.secrets;
        let print = |pair: &StoredPair| pair.pair.refresh.as_ref().and_then(|token| secrets.print(token));
        let ours: HashSet<[u8; 32]> = local.pairs.iter().filter_map(print).map(|print| print.0).collect();
        let current = local.current_pair().and_then(print);
        // A viewer has no refresh token, and a computer that has just got the OA has no pair: both take the current one.
        let Some(current) = current else { return self.newest(oa, local, share) };
        let mut path = Vec::new();
        let mut at = find(&share.shared.pairs, share.shared.oa.current.as_ref());
        if let Some(pair) = at.filter(|pair| pair.refresh == Some(current)) {
            return self.completed(oa, local, share, pair, current);
        }
        let is_over = self.is_over(share, current);
        // Where the way from this token to the team's pair is not known, or leads past another one that was replaced here, a
        // token that is over holds nothing back.
        let otherwise = |path| if is_over { path } else { Vec::new() };
        let arriving = loop {
            let Some(pair) = at else { break otherwise(path) };
            if pair.refresh == Some(current) || path.len() > share.shared.pairs.len() {
                break path;
            }
            // A pair that is here and is not current was replaced here: the team does not know yet.
            if pair.refresh.is_some_and(|print| ours.contains(&print.0)) {
                break otherwise(path);
            }
            path.push(pair);
            if pair.follows == Some(current) {
                break path;
            }
            at = share.shared.pairs.iter().find(|other| other.refresh.is_some() && other.refresh == pair.follows);
        };
        let arriving: Vec<_> = arriving.into_iter().rev().map_while(|pair| self.opened(oa, share, pair)).collect();
        let dead = self.verdict(share, current).filter(|_| arriving.is_empty());
        Synced { arriving, dead, ..Synced::default() }
    }

    /// Returns the team's current pair, if it has this vault's refresh token and an access token that became known later,
    /// and the verdict on the refresh token.
    fn completed(&self, oa: &OaId, local: &LocalCopy, share: &Share, pair: &PairRow, current: Fingerprint) -> Synced {
        let ours: Vec<_> = local.pairs.iter().filter_map(|pair| pair.pair.access.as_ref()).collect();
        let is_new = |arriving: &Arriving| arriving.pair.access.as_ref().is_some_and(|access| !ours.contains(&access));
        // Only a person enters an access token alone.
        let entered = (pair.follows == pair.refresh).then(|| self.opened(oa, share, pair)).flatten();
        let arriving = entered.filter(is_new).into_iter().collect();
        Synced { arriving, dead: self.verdict(share, current), ..Synced::default() }
    }

    /// Returns the attempt of another computer to which Zalo said that a token is not valid.
    fn verdict(&self, share: &Share, token: Fingerprint) -> Option<(AttemptId, Timestamp)> {
        let is_dead = |row: &&AttemptRow| {
            row.fingerprint == token
                && row.state == SharedState::Dead
                && !row.released
                && row.holder != self.membership.me
        };
        let dead = share.shared.attempts.iter().find(is_dead)?;
        Some((dead.id.clone(), dead.dead_at.unwrap_or(share.now)))
    }

    /// Reports whether a token is not live: another computer has spent it for a pair, or Zalo called it invalid.
    fn is_over(&self, share: &Share, token: Fingerprint) -> bool {
        let is_end = |row: &AttemptRow| {
            row.state == SharedState::Dead || row.state == SharedState::Saved && row.holder != self.membership.me
        };
        let ends = |row: &&AttemptRow| row.fingerprint == token && row.blocks() && is_end(row);
        share.shared.attempts.iter().find(ends).is_some_and(|row| {
            let code = share.codes.get(&row.id).map(Vec::as_slice);
            self.membership.secrets.trust(row, code) == Trust::Genuine
        })
    }

    /// Returns the team's current pair, if its access token is not the one that is here.
    fn newest(&self, oa: &OaId, local: &LocalCopy, share: &Share) -> Synced {
        let ours = local.current_pair().and_then(|pair| pair.pair.access.as_ref());
        let newest = find(&share.shared.pairs, share.shared.oa.current.as_ref());
        let newest = newest.and_then(|pair| self.opened(oa, share, pair));
        let newest = newest.filter(|arriving| arriving.pair.refresh.is_some() || arriving.pair.access.is_some());
        let arriving =
            newest.filter(|arriving| arriving.pair.refresh.is_some() || arriving.pair.access.as_ref() != ours);
        Synced { arriving: arriving.into_iter().collect(), ..Synced::default() }
    }

    fn opened(&self, oa: &OaId, share: &Share, pair: &PairRow) -> Option<Arriving> {
        let (place, sealed) = (PairPlace::new(oa, pair), share.sealed.get(&pair.brought)?);
        let open = |place, sealed: &Option<Vec<u8>>| {
            let plain = self.membership.secrets.open(place, sealed.as_ref()?)?;
            String::from_utf8(plain.expose().to_vec()).ok().map(Secret::new)
        };
        let refresh = open(place.refresh(), &sealed.refresh);
        // The fingerprint decides what this token follows, so it must be this token's.
        let is_readable = self.role() != Role::Viewer;
        if is_readable && refresh.as_ref().and_then(|token| self.membership.secrets.print(token)) != pair.refresh {
            return None;
        }
        let ends = pair.ends.capped(pair.received_at);
        let attempt = match &pair.brought {
            Brought::Attempt { id, .. } => Some((AttemptId(id.clone()), AttemptKind::Refresh)),
            Brought::Consent { id } => Some((AttemptId(id.clone()), AttemptKind::Exchange)),
            Brought::Paste { .. } => None,
        };
        Some(Arriving {
            // A viewer has no ledger of sends.
            attempt: attempt.filter(|_| is_readable),
            pair: TokenPair { access: open(place.access(), &sealed.access), refresh },
            expiry: Expiry {
                issued_at: Some(pair.received_at),
                access_expires_at: ends.access,
                refresh_expires_at: ends.refresh,
            },
            received_at: pair.received_at,
        })
    }
}

fn find<'a>(pairs: &'a [PairRow], brought: Option<&Brought>) -> Option<&'a PairRow> {
    pairs.iter().find(|pair| Some(&pair.brought) == brought)
}
