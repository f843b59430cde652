//! What a process writes, and what the property checks record about it.

use oa_token_model::refresh::Event;
use oa_token_model::refresh::plan::Trigger;

use crate::files::{Fail, Row, has, progress};
use crate::process::{Run, Step};
use crate::scope::Flaw;
use crate::values::{Said, Stage};
use crate::world::Breach;

impl Step<'_> {
    /// Writes the row, if it is unchanged since it was last read, or already as intended.
    pub(crate) fn write(&mut self, run: &mut Run) -> Result<(), Fail> {
        let (slot, wanted) = (self.slot(), (run.mind.stage, run.mind.sends));
        let before = self.world.files.vault.row(run.id).copied();
        let Run { id, seen, mind, .. } = *run;
        let touches = mind.stage != Stage::Responded;
        let (scope, token) = (self.scope, run.token);
        let mut done = self.world.files.write(&scope.rules, touches, |vault| {
            vault.write(id, seen, &mind, slot)?;
            if mind.stage == Stage::Sending { vault.claim(scope, token) } else { Ok(()) }
        });
        if done == Err(Fail::Moved) {
            let row = self.world.files.vault.row(id);
            let looks_ours = row.is_some_and(|row| row.stage.is_named_as(wanted.0) && row.sends == wanted.1);
            if looks_ours && self.scope.has(Flaw::Alike) {
                done = Ok(());
            }
        } else if done == Err(Fail::AlreadySpent) {
            if mind.sends <= 1 {
                self.forget(id);
            }
        } else if done.is_ok() {
            self.overwritten(before, mind.stage);
        }
        done?;
        run.seen = wanted;
        match (mind.stage, mind.answer) {
            (Stage::Sending, _) => {
                self.me().late = false;
                self.claimed(run.by, run.token, mind.is_recovery);
            }
            (Stage::Responded, Some(Said::Tokens(new))) => self.world.ghost.acknowledged |= 1 << new,
            _ => {}
        }
        Ok(())
    }

    pub(crate) fn forget(&mut self, id: u8) {
        let is_unsent = |row: &Row| row.sends <= 1 && matches!(row.stage, Stage::Prepared | Stage::Sending);
        // Best effort: the next process finds a row that stays.
        let forgotten = self.world.files.write(&self.scope.rules, true, |vault| {
            vault.rows.retain(|row| row.id != id || !is_unsent(row));
            Ok(())
        });
        forgotten.ok();
    }

    pub(crate) fn save(&mut self, run: &mut Run, new: u8) -> Event {
        let slot = self.slot();
        let Run { id, seen, mind, .. } = *run;
        let was = (!mind.superseded).then_some(seen);
        let rules = &self.scope.rules;
        let done = self.world.files.write(rules, true, |vault| vault.save(rules, id, was, &mind, new, slot));
        match done {
            Ok(()) => {}
            Err(Fail::Moved) => return Event::Superseded,
            Err(Fail::Full | Fail::AlreadySpent) => return Event::NotDurable,
        }
        run.seen = (Stage::Saved, mind.sends);
        self.world.ghost.acknowledged |= 1 << new;
        Event::Durable
    }

    pub(crate) fn tell(&mut self, run: &Run) {
        if let (Stage::Saved, Some(Said::Tokens(new))) = (run.mind.stage, run.mind.answer)
            && !self.world.files.vault.pairs.iter().any(|pair| pair.token == new)
        {
            self.world.ghost.breach(Breach::ToldUnsaved);
        }
    }

    /// Records a claim of a token. A token that is known to be old must not be claimed unless the user asks.
    pub(crate) fn claimed(&mut self, by: Trigger, token: u8, is_recovery: bool) {
        let files = &self.world.files;
        let is_old = files.vault.records(token) || !files.copy_full && files.copy.records(token);
        if is_old && (by != Trigger::User || is_recovery) {
            self.world.ghost.breach(Breach::SentOld);
        }
    }

    /// Records a send of a token.
    pub(crate) fn sent(&mut self, run: &Run) {
        let is_first = run.is_new && !run.mind.is_recovery;
        let is_further = |row: &Row| progress(row) > progress(&Row { stage: run.seen.0, sends: run.seen.1, ..*row });
        if is_first && self.world.files.vault.row(run.id).is_some_and(is_further) {
            self.world.ghost.breach(Breach::SentTooLate);
        }
        let ghost = &mut self.world.ghost;
        if run.mind.is_recovery {
            if has(ghost.recovered & !ghost.forgotten_recoveries, run.id) {
                ghost.breach(Breach::SentTwice);
            }
            ghost.recovered |= 1 << run.id;
        } else if run.is_new {
            let begun = &mut ghost.begun[usize::from(run.token)];
            *begun += 1;
            let allowed = 1 + ghost.refused[usize::from(run.token)];
            if *begun > allowed && !has(ghost.forgotten, run.token) {
                ghost.breach(Breach::SentTwice);
            }
        }
    }

    pub(crate) fn overwritten(&mut self, before: Option<Row>, stage: Stage) {
        let slot = self.slot();
        let Some(before) = before.filter(|row| row.writer != slot) else { return };
        let is_verdict = matches!(before.stage, Stage::Saved | Stage::Dead | Stage::Refused);
        if is_verdict && stage != Stage::Saved {
            self.world.ghost.breach(Breach::Overwritten);
        }
    }
}
