//! The vault, its second copy and an older vault file, for one OA.

use oa_token_model::refresh::late::{Arrival, Current};
use oa_token_model::refresh::lineage::{Newer, Progress, Side, knows_attempt};
use oa_token_model::refresh::plan::AttemptKind;
use oa_token_model::token::Generation;

use crate::rules::{Numbered, Rules};
use crate::scope::{Flaw, Scope};
use crate::values::{Mind, Said, Stage, Why, attempt_id, print};

/// A set of tokens or attempts, by number.
pub(crate) type Set = u16;

pub(crate) fn has(set: Set, number: u8) -> bool {
    set & (1 << number) != 0
}

/// A stored pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Pair {
    pub(crate) number: u8,
    pub(crate) token: u8,
    pub(crate) by: Option<u8>,
}

/// A row of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Row {
    pub(crate) id: u8,
    pub(crate) token: u8,
    pub(crate) spends: u8,
    pub(crate) stage: Stage,
    pub(crate) sends: u8,
    pub(crate) recoveries: u8,
    pub(crate) lost: Option<Why>,
    /// Whether it claims no token, because another row does.
    pub(crate) released: bool,
    /// Which process holds it, according to the vault.
    pub(crate) hold: Option<u8>,
    /// Which process wrote it or took it over last. No decision uses this.
    pub(crate) writer: u8,
}

impl Row {
    /// Returns the row of an attempt whose answer was not processed yet.
    pub(crate) fn answered(id: u8, token: u8, spends: u8, send: u8) -> Self {
        let (stage, lost, hold, writer) = (Stage::Responded, None, None, u8::MAX);
        Self { id, token, spends, stage, sends: send, recoveries: 0, lost, released: false, hold, writer }
    }

    pub(crate) fn keeps(&self) -> bool {
        self.stage.keeps() && !self.released
    }
}

/// The stage and number of sends of a row when it was last read.
pub(crate) type Seen = (Stage, u8);

/// Why a write to a file failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fail {
    Full,
    Moved,
    AlreadySpent,
}

/// The contents of a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct File {
    pub(crate) pairs: Vec<Pair>,
    pub(crate) current: u8,
    pub(crate) newest: u8,
    pub(crate) spent: Set,
    pub(crate) replaced: Set,
    pub(crate) rows: Vec<Row>,
    /// Answers by attempt and send. The copy holds only those that were not processed yet.
    pub(crate) answers: Vec<(u8, u8, Said)>,
    pub(crate) old_copy: bool,
    pub(crate) revision: u8,
}

impl File {
    pub(crate) fn new() -> Self {
        let first = Pair { number: 1, token: 1, by: None };
        Self {
            pairs: vec![first],
            current: 1,
            newest: 1,
            spent: 0,
            replaced: 0,
            rows: Vec::new(),
            answers: Vec::new(),
            old_copy: false,
            revision: 0,
        }
    }

    pub(crate) fn current(&self) -> Pair {
        *self.pairs.iter().find(|pair| pair.number == self.current).expect("the current pair is never deleted")
    }

    pub(crate) fn row(&self, id: u8) -> Option<&Row> {
        self.rows.iter().find(|row| row.id == id)
    }

    pub(crate) fn answer(&self, id: u8) -> Option<(u8, Said)> {
        let of_it = self.answers.iter().filter(|(of, _, _)| *of == id);
        of_it.max_by_key(|(_, send, _)| *send).map(|(_, send, said)| (*send, *said))
    }

    pub(crate) fn has_answer(&self, id: u8, send: u8) -> bool {
        self.answers.iter().any(|(of, at, _)| (*of, *at) == (id, send))
    }

    /// Reports whether a token is recorded as spent or replaced.
    pub(crate) fn records(&self, token: u8) -> bool {
        has(self.spent | self.replaced, token)
    }

    /// Reports whether a row prevents a token from being sent, or the token is recorded as spent.
    pub(crate) fn knows_send(&self, token: u8) -> bool {
        has(self.spent, token) || self.rows.iter().any(|row| row.token == token && row.keeps())
    }

    fn is_taken(&self, token: u8, but: u8) -> bool {
        self.rows.iter().any(|row| row.id != but && row.token == token && row.keeps())
    }

    /// Adds a new row.
    pub(crate) fn insert(&mut self, row: Row) -> Result<(), Fail> {
        if has(self.spent, row.token) || self.is_taken(row.token, row.id) || self.row(row.id).is_some() {
            return Err(Fail::AlreadySpent);
        }
        self.rows.push(row);
        self.revision += 1;
        Ok(())
    }

    /// Adds the row of an answered attempt. It claims no token if another row claims it already.
    pub(crate) fn take_in(&mut self, row: Row, said: Said) -> Result<(), Fail> {
        if self.row(row.id).is_some() {
            return Err(Fail::AlreadySpent);
        }
        let is_known = self.records(row.token) || self.pairs.iter().any(|pair| pair.token == row.token);
        self.old_copy |= !is_known;
        self.rows.push(Row { released: self.is_taken(row.token, row.id), ..row });
        self.answers.push((row.id, row.sends, said));
        self.revision += 1;
        Ok(())
    }

    /// Writes a row from a process's memory, if it is unchanged since that process read it.
    pub(crate) fn write(&mut self, id: u8, was: Seen, mind: &Mind, writer: u8) -> Result<(), Fail> {
        let Row { token, released, .. } = *self.row(id).ok_or(Fail::Moved)?;
        if mind.stage.keeps() && !released && self.is_taken(token, id) {
            return Err(Fail::AlreadySpent);
        }
        let row = self.rows.iter_mut().find(|row| row.id == id).ok_or(Fail::Moved)?;
        if !row.stage.is_named_as(was.0) || row.sends != was.1 {
            return Err(Fail::Moved);
        }
        row.stage = mind.stage;
        (row.sends, row.recoveries, row.lost) = (mind.sends, mind.recoveries, mind.lost);
        row.writer = writer;
        let awaits_recovery = matches!(mind.stage, Stage::Unknown(_)) && mind.recoveries == 0;
        if !matches!(mind.stage, Stage::Prepared | Stage::Sending | Stage::Responded) && !awaits_recovery {
            row.hold = None;
        }
        self.keep_answer(id, mind);
        self.revision += 1;
        Ok(())
    }

    /// Fails if the token is no longer the current one.
    pub(crate) fn claim(&self, scope: &Scope, token: u8) -> Result<(), Fail> {
        let may = self.current().token == token || scope.has(Flaw::Unclaimed);
        if may { Ok(()) } else { Err(Fail::AlreadySpent) }
    }

    fn keep_answer(&mut self, id: u8, mind: &Mind) {
        let Some(said) = mind.answer else { return };
        if !self.has_answer(id, mind.sends) {
            self.answers.push((id, mind.sends, said));
        }
    }

    /// Stores a pair from an answer; `was` is `None` for a late answer.
    pub(crate) fn save(
        &mut self,
        rules: &Rules,
        id: u8,
        was: Option<Seen>,
        mind: &Mind,
        token: u8,
        writer: u8,
    ) -> Result<(), Fail> {
        let row = *self.row(id).ok_or(Fail::Moved)?;
        if let Some(was) = was {
            self.write(id, was, mind, writer)?;
        } else {
            self.keep_answer(id, mind);
            self.revision += 1;
        }
        let released = self.is_taken(row.token, id);
        for row in self.rows.iter_mut().filter(|row| row.id == id) {
            (row.stage, row.hold, row.writer, row.released) = (Stage::Saved, None, writer, released);
        }
        let pair = self.current();
        let current = Current {
            generation: Generation(pair.number.into()),
            refresh: Some(print(pair.token)),
            brought_by: pair.by.map(attempt_id),
        };
        let spends = Generation(row.spends.into());
        let arrival = (rules.arrival)(&current, &attempt_id(id), AttemptKind::Refresh, spends, print(row.token));
        self.spent |= 1 << row.token;
        self.replaced &= !(1 << row.token);
        let number = self.add(token, Some(id));
        match arrival {
            Arrival::Current => (self.current, self.old_copy) = (number, false),
            Arrival::Sibling => self.old_copy = true,
            Arrival::Extra => {}
        }
        Ok(())
    }

    fn add(&mut self, token: u8, by: Option<u8>) -> u8 {
        self.newest += 1;
        self.pairs.push(Pair { number: self.newest, token, by });
        self.newest
    }

    /// Stores a pasted pair and makes it the current one.
    pub(crate) fn paste(&mut self, token: u8) {
        let before = self.current().token;
        if !self.records(before) {
            self.replaced |= 1 << before;
        }
        self.current = self.add(token, None);
        self.old_copy = false;
        self.revision += 1;
    }

    /// Replaces the contents by another file's. Keeps the record of spent tokens, the holders and the answers. Adopts
    /// the answers that the other file has for its unprocessed rows.
    fn take(&mut self, other: &Self, flaw: Option<Flaw>) {
        let is_unread =
            |id: u8, send: u8| other.row(id).is_some_and(|row| row.stage == Stage::Responded && row.sends == send);
        for answer in other.answers.iter().filter(|(id, send, _)| is_unread(*id, *send)) {
            if flaw != Some(Flaw::HollowRow) && !self.answers.contains(answer) {
                self.answers.push(*answer);
            }
        }
        let hold = |id: u8| self.row(id).and_then(|row| row.hold);
        let rows = other.rows.iter().map(|row| Row { hold: hold(row.id), ..*row }).collect();
        self.rows = rows;
        self.pairs.clone_from(&other.pairs);
        (self.current, self.newest, self.revision) = (other.current, other.newest, other.revision);
        self.old_copy = other.old_copy;
        self.spent = (self.spent & !other.replaced) | other.spent;
        self.replaced = (self.replaced & !other.spent) | other.replaced;
    }

    /// Merges a diverged file: its pairs that may be live, and its attempts with their answers.
    fn join(&mut self, other: &Self, flaw: Option<Flaw>) {
        let current = other.current().token;
        let is_whole = flaw != Some(Flaw::LonelyFork);
        let may_live = |token: u8| token == current || is_whole && !has(other.spent, token);
        for token in other.pairs.iter().map(|pair| pair.token).filter(|token| may_live(*token)) {
            if !self.pairs.iter().any(|pair| pair.token == token) {
                self.add(token, None);
            }
        }
        if is_whole {
            self.add_rows(other, flaw);
        }
    }

    /// Adds the attempts that only the other file has, with their answers.
    fn add_rows(&mut self, other: &Self, flaw: Option<Flaw>) {
        for row in &other.rows {
            if self.row(row.id).is_none() && !(flaw == Some(Flaw::OneRow) && self.is_claimed_twice(row)) {
                self.rows.push(Row { released: row.released || self.is_claimed_twice(row), ..*row });
                self.answers.extend(other.answers.iter().filter(|(id, _, _)| *id == row.id));
            }
        }
    }

    fn is_claimed_twice(&self, row: &Row) -> bool {
        row.keeps() && self.is_taken(row.token, row.id)
    }

    fn side(&self, other: &Self) -> Numbered {
        let token = self.current().token;
        let knows = |theirs: &Row| knows_attempt(self.row(theirs.id).map(progress), progress(theirs));
        let side = Side {
            current: Some(print(token)),
            records_other: self.records(other.current().token),
            knows_pairs: other.pairs.iter().all(|pair| {
                let token = pair.token;
                has(other.spent, token) || self.records(token) || self.pairs.iter().any(|ours| ours.token == token)
            }),
            knows_attempts: other.rows.iter().all(knows),
            holds_back: self.rows.iter().any(|row| row.token == token && row.keeps()),
            revision: self.revision.into(),
        };
        Numbered { side, generation: self.current }
    }
}

pub(crate) fn progress(row: &Row) -> Progress {
    let sends = u32::from(row.sends);
    match row.stage {
        Stage::Prepared => (sends, 0),
        Stage::Sending => (sends, 1),
        Stage::Responded => (sends, 2),
        Stage::Unknown(_) => (sends, 3),
        Stage::Saved => (u32::MAX, 2),
        Stage::NotSent { .. } | Stage::Refused | Stage::Dead => (u32::MAX, 1),
    }
}

/// The files, and whether each is writable.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "three disks that fill up independently")]
pub(crate) struct Files {
    pub(crate) vault: File,
    pub(crate) copy: File,
    /// An older vault file, and whether it has the copy's stamp.
    pub(crate) older: Option<(File, bool)>,
    /// Whether vault and copy have the same stamp.
    pub(crate) in_step: bool,
    pub(crate) vault_full: bool,
    pub(crate) copy_full: bool,
    pub(crate) spool_full: bool,
    pub(crate) flaw: Option<Flaw>,
}

impl Files {
    pub(crate) fn new(has_older: bool, flaw: Option<Flaw>) -> Self {
        Self {
            vault: File::new(),
            copy: File::new(),
            older: has_older.then(|| (File::new(), true)),
            in_step: true,
            vault_full: false,
            copy_full: false,
            spool_full: false,
            flaw,
        }
    }

    /// Reports whether an answer could be saved.
    pub(crate) fn can_spend(&self) -> bool {
        !self.vault_full && !self.spool_full
    }

    /// Makes the vault at least as new as its copy.
    pub(crate) fn compare(&mut self, rules: &Rules) -> Result<(), Fail> {
        if self.in_step {
            return Ok(());
        }
        if self.vault_full {
            return Err(Fail::Full);
        }
        if self.copy_full {
            // The vault is used without its copy.
            return Ok(());
        }
        match (rules.newer)(&self.vault.side(&self.copy), &self.copy.side(&self.vault)) {
            Newer::Same => {}
            Newer::First => self.vault.add_rows(&self.copy, self.flaw),
            Newer::Second => {
                let ours = self.vault.clone();
                self.vault.take(&self.copy, self.flaw);
                self.vault.add_rows(&ours, self.flaw);
            }
            Newer::Fork => {
                self.vault.join(&self.copy, self.flaw);
                self.vault.old_copy = true;
                self.vault.revision += 1;
            }
        }
        self.mirror();
        Ok(())
    }

    fn mirror(&mut self) {
        self.copy.take(&self.vault, self.flaw);
        let copy = &mut self.copy;
        let is_unread = |id: u8| copy.rows.iter().any(|row| row.id == id && row.stage == Stage::Responded);
        copy.answers.retain(|(id, _, _)| is_unread(*id));
        for row in &mut self.copy.rows {
            row.hold = None;
        }
        self.in_step = true;
        if let Some((_, in_step)) = &mut self.older {
            *in_step = false;
        }
    }

    /// Runs `work` as one transaction on the vault, then updates the copy if the transaction touches it.
    pub(crate) fn write(
        &mut self,
        rules: &Rules,
        touches: bool,
        work: impl FnOnce(&mut File) -> Result<(), Fail>,
    ) -> Result<(), Fail> {
        self.compare(rules)?;
        if self.vault_full {
            return Err(Fail::Full);
        }
        let mut vault = self.vault.clone();
        work(&mut vault)?;
        self.vault = vault;
        if touches {
            self.in_step = false;
            if !self.copy_full {
                self.mirror();
            }
        }
        Ok(())
    }

    /// Replaces the vault by the older file.
    pub(crate) fn put_back(&mut self) {
        if let Some((older, in_step)) = self.older.take() {
            self.vault = older;
            self.in_step = in_step;
        }
    }

    /// Reduces revisions to small numbers: only their order matters.
    pub(crate) fn tidy(&mut self) {
        const FAR: u8 = 3;
        let older = self.older.as_ref().map(|(older, _)| older.revision);
        let least = self.vault.revision.min(self.copy.revision).min(older.unwrap_or(u8::MAX));
        let near = |revision: u8| (revision - least).min(FAR);
        self.vault.revision = near(self.vault.revision);
        self.copy.revision = near(self.copy.revision);
        if let Some((older, _)) = &mut self.older {
            older.revision = near(older.revision);
        }
    }
}
