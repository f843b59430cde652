//! Which of an OA's pairs is current.
//!
//! The current pair moves only along `follows`: to a pair for which the current refresh token was spent, or that
//! replaced it. Numbers and times decide nothing. Every other pair stays beside it, and no pair is ever dropped. If
//! another pair may be live, the OA has diverged: only Zalo or a person can say which is the right one.

use std::collections::BTreeSet;

use oa_token_model::refresh::plan::Fingerprint;
use oa_token_model::token::Generation;

use super::pair::{Brought, OaRow, PairRow};

/// A set of tokens.
pub type Tokens = BTreeSet<[u8; 32]>;

/// An OA's pairs, and which is current.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The OA's generation.
    pub generation: Generation,
    /// The current pair.
    pub current: Option<Brought>,
    /// All pairs, in the order they came.
    pub pairs: Vec<PairRow>,
    /// Whether two pairs may be live.
    pub has_diverged: bool,
}

/// What a member knows beyond the pairs it publishes, because older pairs were deleted.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The tokens that its vault records as spent or replaced.
    pub replaced: Tokens,
    /// Its own current pair.
    pub current: Option<Brought>,
    /// The tokens that are not live, as the attempts say: they brought a pair, or Zalo called them invalid.
    pub over: Tokens,
}

/// Adds pairs to an OA. Pairs that are there already change nothing.
#[must_use]
pub fn merge(oa: &OaRow, pairs: Vec<PairRow>, arriving: &[PairRow], known: &Known) -> Merged {
    let mut pairs = pairs;
    for pair in arriving {
        if !pairs.iter().any(|other| other.brought == pair.brought) {
            pairs.push(pair.clone());
        }
    }
    let current = advance(oa.current.as_ref(), &pairs, known);
    let has_moved = current != oa.current;
    let number = find(&pairs, current.as_ref()).map_or(Generation(0), |pair| pair.generation);
    let generation = if has_moved { oa.generation.next().max(number) } else { oa.generation };
    // Each member knows something else of the others' pairs. So none says that there is no rival any more, except with
    // a next pair, which takes a send.
    let has_diverged = has_diverged(current.as_ref(), &pairs, known) || oa.has_diverged && !has_moved;
    Merged { generation, current, pairs, has_diverged }
}

fn find<'a>(pairs: &'a [PairRow], brought: Option<&Brought>) -> Option<&'a PairRow> {
    pairs.iter().find(|pair| Some(&pair.brought) == brought)
}

/// Returns the pair that is current: the last one that can be reached from `from` along `follows`.
pub fn advance(from: Option<&Brought>, pairs: &[PairRow], known: &Known) -> Option<Brought> {
    let mut current = match find(pairs, from) {
        Some(pair) => pair,
        // The OA is new, or its current pair is missing: its lineage begins at the oldest pair that follows none.
        None => pairs.iter().find(|pair| pair.follows.is_none()).or_else(|| pairs.first())?,
    };
    let mut visited = vec![&current.brought];
    while let Some(next) = successor(current, pairs, &visited).or_else(|| jump(current, pairs, known, &visited)) {
        visited.push(&next.brought);
        current = next;
    }
    Some(current.brought.clone())
}

/// Returns the pair that replaced another. Of several, the one that has the same refresh token (only an access token was
/// pasted), then the one that came first.
fn successor<'a>(current: &PairRow, pairs: &'a [PairRow], visited: &[&Brought]) -> Option<&'a PairRow> {
    let refresh = current.refresh?;
    let follows = |pair: &&PairRow| {
        pair.follows == Some(refresh) && !pair.set_aside && !visited.iter().any(|seen| **seen == pair.brought)
    };
    let is_same_token = |pair: &&PairRow| pair.refresh == Some(refresh);
    let mut following = pairs.iter().filter(follows);
    following.clone().find(is_same_token).or_else(|| following.next())
}

/// Returns the current pair of a member whose vault records this pair's token as spent or replaced, although the pairs
/// between them are gone, or that has the only pair that may be live while this one is not.
fn jump<'a>(current: &PairRow, pairs: &'a [PairRow], known: &Known, visited: &[&Brought]) -> Option<&'a PairRow> {
    let token = current.refresh?;
    let theirs = find(pairs, known.current.as_ref())?;
    let is_new = !visited.iter().any(|seen| **seen == theirs.brought);
    // A token that is recorded as replaced leads nowhere.
    let is_live = theirs.refresh.is_some_and(|refresh| !known.replaced.contains(&refresh.0));
    let is_replaced = known.replaced.contains(&token.0);
    let is_last = || known.over.contains(&token.0) && rivals(Some(&current.brought), pairs, known) == [theirs];
    (is_new && is_live && !theirs.set_aside && (is_replaced || is_last())).then_some(theirs)
}

/// Returns the other pairs that may be live: no pair replaced them, and neither Zalo nor a person has set them aside.
pub fn rivals<'a>(current: Option<&Brought>, pairs: &'a [PairRow], known: &Known) -> Vec<&'a PairRow> {
    let token = find(pairs, current).and_then(|pair| pair.refresh);
    let is_replaced = |refresh: Fingerprint| {
        known.replaced.contains(&refresh.0)
            || known.over.contains(&refresh.0)
            || pairs.iter().any(|other| other.follows == Some(refresh) && other.refresh != Some(refresh))
    };
    let may_live = |pair: &&PairRow| {
        !pair.set_aside
            && Some(&pair.brought) != current
            && pair.refresh.is_some_and(|refresh| Some(refresh) != token && !is_replaced(refresh))
    };
    pairs.iter().filter(may_live).collect()
}

fn has_diverged(current: Option<&Brought>, pairs: &[PairRow], known: &Known) -> bool {
    !rivals(current, pairs, known).is_empty()
}

/// Returns the OA's pairs after Zalo or a person said which one is live. All rivals are set aside and kept.
#[must_use]
pub fn choose(oa: &OaRow, mut pairs: Vec<PairRow>, live: &Brought, known: &Known) -> Merged {
    let aside: Vec<Brought> = std::iter::once(oa.current.clone())
        .flatten()
        .chain(rivals(oa.current.as_ref(), &pairs, known).into_iter().map(|pair| pair.brought.clone()))
        .filter(|brought| brought != live)
        .collect();
    for pair in &mut pairs {
        pair.set_aside = if pair.brought == *live { false } else { pair.set_aside || aside.contains(&pair.brought) };
    }
    let has_moved = oa.current.as_ref() != Some(live);
    let generation = if has_moved { oa.generation.next() } else { oa.generation };
    let has_diverged = has_diverged(Some(live), &pairs, known);
    Merged { generation, current: Some(live.clone()), pairs, has_diverged }
}
