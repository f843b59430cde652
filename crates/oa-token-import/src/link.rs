//! Puts groups together that are one OA: the app's values and the tokens may stand apart.

use std::collections::HashMap;

use crate::draft::DraftField;
use crate::group::{Found, Group, Role, Scope};
use crate::left_out::{LeftOut, Reason};
use crate::session::Session;
use crate::split::split;

const APP: [DraftField; 2] = [DraftField::AppId, DraftField::SecretKey];
const ALL: [DraftField; 4] =
    [DraftField::AppId, DraftField::SecretKey, DraftField::RefreshToken, DraftField::AccessToken];

/// Collects the tokens that an answer in the input has replaced.
pub(crate) fn note_spent(scope: &Scope, session: &Session) {
    let mut asked: Vec<(usize, String)> = Vec::new();
    let mut answered: Vec<(usize, Vec<String>)> = Vec::new();
    exchanges(scope, &mut asked, &mut answered);
    let mut spent = session.spent.borrow_mut();
    for (exchange, token) in asked {
        let successors = answered.iter().filter(|(of, _)| *of == exchange).flat_map(|(_, tokens)| tokens);
        if successors.clone().count() > 0 && !successors.clone().any(|successor| *successor == token) {
            spent.push(token);
        }
    }
}

fn exchanges(scope: &Scope, asked: &mut Vec<(usize, String)>, answered: &mut Vec<(usize, Vec<String>)>) {
    let group = &scope.group;
    let tokens = group.values(DraftField::RefreshToken);
    if let Some(exchange) = group.exchange.filter(|_| !tokens.is_empty()) {
        match group.role {
            Role::Request => asked.extend(tokens.into_iter().map(|token| (exchange, token))),
            Role::Answer => answered.push((exchange, tokens)),
            Role::Settings | Role::Store => {}
        }
    }
    scope.inside.iter().for_each(|inner| exchanges(inner, asked, answered));
}

/// Combines everything inside a scope, from the inside out: values that stand nearer to each other belong together.
pub(crate) fn combine(scope: Scope, session: &Session, left_out: &mut Vec<LeftOut>) -> Vec<Group> {
    let mut group = scope.group;
    left_out.append(&mut group.left_out);
    let (spent, found): (Vec<Found>, Vec<Found>) = std::mem::take(&mut group.found)
        .into_iter()
        .partition(|found| found.field == DraftField::RefreshToken && session.spent.borrow().contains(&found.clean()));
    group.found = found;
    if !spent.is_empty() && !group.has(DraftField::RefreshToken) {
        // The refresh that spent it ended its access token.
        let (ended, found): (Vec<Found>, Vec<Found>) =
            std::mem::take(&mut group.found).into_iter().partition(|found| found.field == DraftField::AccessToken);
        group.found = found;
        left_out.extend(ended.into_iter().map(|found| found.left_out(Reason::Older)));
    }
    if !group.has_app() && !group.has_token() {
        // A name alone is a tool's: a request's, a folder's.
        group.found.clear();
    }
    left_out.extend(spent.into_iter().map(|found| found.left_out(Reason::Spent)));
    let mut groups = split(group);
    for group in &mut groups {
        left_out.append(&mut group.left_out);
    }
    for inner in scope.inside {
        groups.extend(combine(inner, session, left_out));
    }
    merge(groups)
}

/// Merges groups that are one OA.
fn merge(groups: Vec<Group>) -> Vec<Group> {
    let groups = without_repeats(groups);
    let groups = fragments(groups);
    let (apps, tokens): (Vec<Group>, Vec<Group>) =
        groups.into_iter().partition(|group| group.has_app() || group.found.is_empty());
    link(apps, tokens)
}

/// What a group says, without names.
type Said = Vec<(DraftField, String)>;

/// Groups, and which of them hold a value: a table may have ten thousand rows.
#[derive(Default)]
struct Known {
    groups: Vec<(Said, Group)>,
    holders: HashMap<(DraftField, String), Vec<usize>>,
    without_token: Vec<usize>,
}

impl Known {
    /// Returns a group that says all of this.
    fn around(&self, said: &Said) -> Option<usize> {
        let holders = said.iter().map(|value| self.holders.get(value).map_or(&[][..], Vec::as_slice));
        let fewest = holders.min_by_key(|holders| holders.len())?;
        fewest.iter().copied().find(|at| said.iter().all(|value| self.groups[*at].0.contains(value)))
    }

    /// Returns a group that says only a part of this.
    fn inside(&self, said: &Said) -> Option<usize> {
        let is_token =
            |(field, _): &&(DraftField, String)| matches!(field, DraftField::RefreshToken | DraftField::AccessToken);
        let holders = said.iter().filter(is_token).filter_map(|token| self.holders.get(token)).flatten();
        let mut candidates = holders.chain(&self.without_token).copied();
        candidates
            .find(|at| !self.groups[*at].0.is_empty() && self.groups[*at].0.iter().all(|value| said.contains(value)))
    }

    fn index(&mut self, at: usize) {
        for value in &self.groups[at].0 {
            let holders = self.holders.entry(value.clone()).or_default();
            if holders.last() != Some(&at) {
                holders.push(at);
            }
        }
        self.without_token.retain(|other| *other != at);
        if !self.groups[at].1.has_token() {
            self.without_token.push(at);
        }
    }
}

/// Drops a group whose values are all in another one.
fn without_repeats(groups: Vec<Group>) -> Vec<Group> {
    let mut known = Known::default();
    for group in groups {
        let telling = group.found.iter().filter(|found| found.field != DraftField::Name);
        let said: Said = telling.map(|found| (found.field, found.clean())).collect();
        if let Some(at) = known.around(&said) {
            note(&mut known.groups[at].1, group);
        } else if let Some(at) = known.inside(&said) {
            let (_, smaller) = std::mem::replace(&mut known.groups[at], (said, group));
            note(&mut known.groups[at].1, smaller);
            known.index(at);
        } else {
            known.groups.push((said, group));
            known.index(known.groups.len() - 1);
        }
    }
    known.groups.into_iter().map(|(_, group)| group).collect()
}

/// Keeps what a dropped group knew besides its values.
fn note(kept: &mut Group, dropped: Group) {
    for found in dropped.found {
        let freshest = kept.found.iter_mut().find(|other| other.field == found.field && other.clean() == found.clean());
        if let Some(other) = freshest {
            other.freshness = other.freshness.max(found.freshness);
        } else if found.field == DraftField::Name && !kept.has(DraftField::Name) {
            kept.found.push(found);
        }
    }
    kept.title = kept.title.take().or(dropped.title);
    kept.oa_id = kept.oa_id.take().or(dropped.oa_id);
    kept.empty.extend(dropped.empty);
    kept.references.extend(dropped.references);
    kept.exporter = kept.exporter.or(dropped.exporter);
    kept.is_zalo |= dropped.is_zalo;
}

/// Takes everything of another group.
fn take(into: &mut Group, from: Group) {
    let new = |found: &Found, into: &Group| {
        !into.found.iter().any(|other| other.field == found.field && other.clean() == found.clean())
    };
    for found in &from.found {
        if new(found, into) {
            into.found.push(found.clone());
        }
    }
    note(into, from);
}

fn names_zalo(group: &Group) -> bool {
    group.is_zalo || group.found.iter().any(|found| found.is_zalo)
}

/// Reports whether two groups may be one: no field of both has different values.
fn is_compatible(one: &Group, other: &Group) -> bool {
    let mut shares = false;
    for field in ALL {
        let (ours, theirs) = (one.values(field), other.values(field));
        if ours.is_empty() || theirs.is_empty() {
            continue;
        }
        if !ours.iter().any(|value| theirs.contains(value)) {
            return false;
        }
        shares = true;
    }
    let is_named_alike =
        names_zalo(one) == names_zalo(other) || one.role == Role::Request || other.role == Role::Request;
    let complements = APP.into_iter().all(|field| one.has(field) != other.has(field));
    shares || (complements && is_named_alike)
}

/// Merges an app id and a secret key that stand apart, and groups that share a value.
fn fragments(mut groups: Vec<Group>) -> Vec<Group> {
    let mut at = 0;
    while at < groups.len() {
        // A row is never merged with another row: a table has thousands of them and few other groups.
        let others: Vec<usize> = (0..groups.len()).filter(|other| !groups[*other].is_row).collect();
        let Some((poor, partners)) = (at..groups.len()).find_map(|at| Some((at, mergeable(&groups, at, &others)?)))
        else {
            break;
        };
        let group = groups.remove(poor);
        for partner in partners {
            let partner = if partner > poor { partner - 1 } else { partner };
            take(&mut groups[partner], group.clone());
        }
        at = 0;
    }
    groups
}

/// Returns the groups that a group is a part of; `None` if it stays alone.
fn mergeable(groups: &[Group], at: usize, others: &[usize]) -> Option<Vec<usize>> {
    let partners = partners(groups, at, others);
    let is_part = !partners.is_empty() && (partners.len() == 1 || !groups[at].has_token());
    is_part.then_some(partners)
}

fn partners(groups: &[Group], at: usize, others: &[usize]) -> Vec<usize> {
    let one = &groups[at];
    if !one.has_app() {
        return Vec::new();
    }
    let is_whole = |group: &Group| APP.into_iter().all(|field| group.has(field));
    let is_partner = |other: &Group| {
        other.has_app()
            && !(is_whole(one) && is_whole(other) && one.has_token() && other.has_token())
            && is_compatible(one, other)
    };
    let is_other = |other: &usize| *other != at && is_partner(&groups[*other]);
    if one.is_row {
        return others.iter().copied().filter(is_other).collect();
    }
    (0..groups.len()).filter(is_other).collect()
}

/// Gives tokens that stand alone to the app beside them.
fn link(mut apps: Vec<Group>, mut tokens: Vec<Group>) -> Vec<Group> {
    let owners: Vec<usize> = (0..apps.len()).filter(|at| apps[*at].has_app()).collect();
    if tokens.is_empty() {
        return apps;
    }
    let is_rows = tokens.len() > 1 && tokens.iter().all(|group| group.is_row);
    match owners.as_slice() {
        [] if is_rows => {}
        [] => {
            let first = tokens.remove(0);
            let merged = tokens.into_iter().fold(first, |mut into, from| {
                take(&mut into, from);
                into
            });
            tokens = vec![merged];
        }
        [owner] if is_rows && !apps[*owner].has_token() => {
            let app = apps.remove(*owner);
            for group in &mut tokens {
                take(group, Group { title: None, ..app.clone() });
            }
        }
        [owner] => tokens.drain(..).for_each(|group| take(&mut apps[*owner], group)),
        _ => give_by_id(&mut apps, &mut tokens, &owners),
    }
    apps.extend(tokens);
    apps
}

/// Several apps: tokens go to the one with the same OA, or to the only one without tokens.
fn give_by_id(apps: &mut [Group], tokens: &mut Vec<Group>, owners: &[usize]) {
    let waiting: Vec<usize> = owners.iter().copied().filter(|at| !apps[*at].has_token()).collect();
    let only = match (waiting.as_slice(), tokens.len()) {
        ([only], 1) => Some(*only),
        _ => None,
    };
    let mut left = Vec::new();
    for group in tokens.drain(..) {
        let same = owners.iter().copied().find(|at| group.oa_id.is_some() && apps[*at].oa_id == group.oa_id);
        match same.or(only) {
            Some(owner) => take(&mut apps[owner], group),
            None => left.push(group),
        }
    }
    *tokens = left;
}
