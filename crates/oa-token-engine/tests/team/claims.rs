//! What is asked right before the send, and attempts that their computer left.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use oa_token_engine::{Answer, ClaimVerdict, ClaimWish, Engine, LocalCopy, NoWord, Referee, Synced};
use oa_token_model::profile::ProfileId;
use oa_token_model::records::ProfileEdit;
use oa_token_model::refresh::plan::{AttemptId, Trigger};
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;
use testkit::APP_ID;
use zalo_sim::Fault;

use crate::bench::{Computer, Team};

/// What happens between the steps of a refresh.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Between {
    /// The claim is gone by the time of the send, as after a suspended computer.
    ClaimGone,
    /// The second look is as old as the first, as of a program that looked before another one of this computer adopted
    /// what there was.
    OldLook,
    /// The membership is read again after the look, as another task does.
    NewMembership,
    /// A person enters this pair during the first look.
    Pasted,
    /// The database goes back to a dump between look and claim.
    WentBack,
    /// The first byte of the second request cannot be sent, as without the Internet.
    SecondUnsent,
}

/// The referee of a computer to which that happens.
struct Disturbed {
    what: Between,
    looks: Arc<dyn Referee>,
    claims: Arc<dyn Referee>,
    before: Mutex<Option<Synced>>,
    pasted: Mutex<Option<(Engine, TokenPair)>>,
    confirmed: AtomicUsize,
    restore: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl Disturbed {
    fn new(computer: &Computer, what: Between) -> Self {
        let looks = Arc::clone(&computer.referee) as Arc<dyn Referee>;
        let is_new = what == Between::NewMembership;
        let claims = if is_new { computer.referee_of_a_new_membership() } else { Arc::clone(&computer.referee) };
        let (before, pasted, restore) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { what, looks, claims, before, pasted, confirmed: AtomicUsize::new(0), restore }
    }

    fn at(computer: &Computer, what: Between) {
        computer.engine.set_referee(Arc::new(Self::new(computer, what)));
    }

    fn by_paste(computer: &Computer, pair: TokenPair) {
        let pasted = Mutex::new(Some((computer.engine.clone(), pair)));
        computer.engine.set_referee(Arc::new(Self { pasted, ..Self::new(computer, Between::Pasted) }));
    }
}

impl Referee for Disturbed {
    fn shares(&self, oa: &ProfileId) -> bool {
        self.looks.shares(oa)
    }

    fn sync<'a>(&'a self, oa: &'a ProfileId, local: &'a LocalCopy) -> Answer<'a, Result<Synced, NoWord>> {
        Box::pin(async {
            let synced = self.looks.sync(oa, local).await?;
            let pasted = self.pasted.lock().unwrap().take();
            if let Some((engine, pair)) = pasted {
                engine.profiles().edit(oa, ProfileEdit { pair: Some(pair), ..ProfileEdit::default() }).await.unwrap();
            }
            if self.what != Between::OldLook {
                return Ok(synced);
            }
            let before = self.before.lock().unwrap().replace(synced.clone());
            Ok(before.filter(|before| !before.arriving.is_empty()).unwrap_or(synced))
        })
    }

    fn claim<'a>(&'a self, wish: ClaimWish<'a>) -> Answer<'a, Result<ClaimVerdict, NoWord>> {
        if let Some(restore) = self.restore.lock().unwrap().take() {
            restore();
        }
        self.claims.claim(wish)
    }

    fn again<'a>(&'a self, oa: &'a ProfileId, id: &'a AttemptId, by: Trigger) -> Answer<'a, Result<bool, NoWord>> {
        self.claims.again(oa, id, by)
    }

    fn confirm<'a>(&'a self, id: &'a AttemptId) -> Answer<'a, bool> {
        Box::pin(async move {
            let is_second = self.confirmed.fetch_add(1, Ordering::Relaxed) == 1;
            let is_lost = self.what == Between::ClaimGone || self.what == Between::SecondUnsent && is_second;
            !is_lost && self.claims.confirm(id).await
        })
    }

    fn release<'a>(&'a self, id: &'a AttemptId) -> Answer<'a, ()> {
        self.claims.release(id)
    }

    fn is_in_flight<'a>(&'a self, id: &'a AttemptId) -> Answer<'a, Result<bool, NoWord>> {
        self.claims.is_in_flight(id)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_membership_that_is_read_again_before_a_claim_hinders_no_refresh() {
    let team = Team::new().await;
    let shop = team.computer("shop").await;
    Disturbed::at(&shop, Between::NewMembership);
    let outcome = shop.click().await;
    assert_eq!((outcome.result.outcome_name(), outcome.result.reason()), ("saved", None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_pair_that_another_program_of_this_computer_has_adopted_is_not_adopted_again() {
    let team = Team::new().await;
    let (shop, server) = (team.computer("shop").await, team.computer("server").await);
    assert_eq!(shop.click().await.result.outcome_name(), "saved");
    Disturbed::at(&server, Between::OldLook);
    for _ in 0..3 {
        let outcome = server.click().await;
        assert_eq!((outcome.result.outcome_name(), outcome.result.reason()), ("saved", None));
    }
    server.assert_live(&team).await;
    team.assert_sends(1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_pair_that_a_person_enters_while_another_one_arrives_is_not_taken_for_spent() {
    let team = Team::new().await;
    let (shop, server) = (team.computer("shop").await, team.computer("server").await);
    assert_eq!(shop.click().await.result.outcome_name(), "saved");
    pasted_and_clicked(&team, &server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_pair_that_a_person_enters_while_the_last_one_turns_out_to_be_dead_is_not_taken_for_dead() {
    let team = Team::new().await;
    let (shop, server) = (team.computer("shop").await, team.computer("server").await);
    team.sim.advance(Duration::from_hours(100 * 24));
    assert_eq!(shop.click().await.result.reason(), Some("dead"));
    pasted_and_clicked(&team, &server).await;
}

async fn pasted_and_clicked(team: &Team, computer: &Computer) {
    let new = team.sim.issue_pair(APP_ID);
    let (access, refresh) = (Secret::new(&*new.access_token), Secret::new(&*new.refresh_token));
    Disturbed::by_paste(computer, TokenPair { access: Some(access), refresh: Some(refresh) });
    let outcome = computer.click().await;
    assert_eq!((outcome.result.outcome_name(), outcome.result.reason()), ("saved", None));
    assert_eq!(team.sim.sends_of(&new.refresh_token), 1);
    computer.assert_live(team).await;
    team.assert_sends(1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_claim_that_is_not_confirmed_right_before_the_first_byte_is_not_sent_and_given_back() {
    let team = Team::new().await;
    let (shop, server) = (team.computer("shop").await, team.computer("server").await);
    Disturbed::at(&shop, Between::ClaimGone);
    let outcome = shop.click().await;
    assert_eq!((outcome.result.outcome_name(), outcome.result.reason()), ("not_sent", Some("no_referee")));
    assert_eq!(team.sim.sends_of(&team.first.refresh_token), 0);
    assert_eq!(team.count("attempt WHERE state = 'not_sent'"), "1");
    let outcome = server.click().await;
    assert_eq!(outcome.result.outcome_name(), "saved", "{outcome:?}");
    team.assert_sends(1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_attempt_whose_computer_is_gone_is_continued_after_its_deadline_under_its_id() {
    let team = Team::new().await;
    let (shop, server) = (team.computer("shop").await, team.computer("server").await);
    assert_eq!(shop.click().await.result.outcome_name(), "saved");
    assert_eq!(server.click().await.result.outcome_name(), "saved");
    leave_attempt(&team);
    let file = server.leave_lock(&team, "00000000-0000-7000-8000-000000000001");
    // While another program here has it open and locked, that one may continue the attempt.
    file.lock().unwrap();
    let outcome = server.click().await;
    assert_eq!(outcome.result.outcome_name(), "busy", "{outcome:?}");
    drop(file);
    let outcome = server.click().await;
    assert_eq!(outcome.result.outcome_name(), "saved", "{outcome:?}");
    server.assert_live(&team).await;
    assert_eq!(team.count("attempt WHERE recoveries = 1 AND holder = 'server' AND state = 'saved'"), "1");
    // The first computer finds the pair when it is back, and does not send.
    let spends = team.sim.spends();
    let outcome = shop.click().await;
    assert_eq!(outcome.result.outcome_name(), "saved", "{outcome:?}");
    assert_eq!(team.sim.spends(), spends);
    shop.assert_live(&team).await;
    team.assert_sends(1);
}

/// Leaves an attempt with the current token, whose computer is gone and whose deadline is over.
fn leave_attempt(team: &Team) {
    let orphan = "INSERT INTO oa_token.attempt (id, oa, kind, spends, fingerprint, state, holder, deadline)
        SELECT '00000000-0000-7000-8000-000000000001', oa, 'refresh', generation, refresh_print, 'claimed', 'shop',
            clock_timestamp() - interval '1 second'
        FROM oa_token.pair ORDER BY received_at DESC LIMIT 1";
    team.server.sql("team", orphan).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_attempt_that_was_continued_and_not_sent_is_continued_again() {
    let team = Team::new().await;
    let (shop, server) = (team.computer("shop").await, team.computer("server").await);
    assert_eq!(shop.click().await.result.outcome_name(), "saved");
    assert_eq!(server.click().await.result.outcome_name(), "saved");
    leave_attempt(&team);
    for _ in 0..2 {
        Disturbed::at(&server, Between::ClaimGone);
        assert_eq!(server.click().await.result.reason(), Some("no_referee"));
    }
    server.engine.set_referee(Arc::clone(&server.referee) as _);
    let outcome = server.click().await;
    assert_eq!(outcome.result.outcome_name(), "saved", "{outcome:?}");
    assert_eq!(team.count("attempt WHERE recoveries = 1 AND holder = 'server' AND state = 'saved'"), "1");
    server.assert_live(&team).await;
    team.assert_sends(1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_recovery_that_was_not_sent_is_made_later_without_a_person() {
    let team = Team::new().await;
    let shop = team.computer("shop").await;
    Disturbed::at(&shop, Between::SecondUnsent);
    team.sim.script([Fault::CloseAfterReading]);
    let outcome = shop.click().await;
    assert_eq!(outcome.result.outcome_name(), "unknown", "{outcome:?}");
    assert_eq!(team.sim.sends_of(&team.first.refresh_token), 1);
    let outcome = shop.engine.refresh().send(&shop.profile, Trigger::Automatic).await.unwrap();
    assert_eq!(outcome.result.outcome_name(), "saved", "{outcome:?}");
    assert_eq!(team.sim.sends_of(&team.first.refresh_token), 2);
    assert_eq!(team.count("attempt WHERE recoveries = 1 AND state = 'saved'"), "1");
    shop.assert_live(&team).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_claim_in_a_database_that_has_gone_back_since_the_look_is_not_granted() {
    let team = Arc::new(Team::new().await);
    let (shop, server) = (team.computer("shop").await, team.computer("server").await);
    assert_eq!(shop.click().await.result.outcome_name(), "saved");
    assert_eq!(server.click().await.result.outcome_name(), "saved");
    // The dump lacks the claim of what the shop sends now, and so does the look, as if it were before that claim.
    let dump = team.server.dump().unwrap();
    let spends = team.sim.spends();
    team.sim.script([Fault::Hold]);
    let clicking = shop.clicking();
    team.sim.wait_for_spend(spends + 1).await;
    let of = Arc::clone(&team);
    let restore: Box<dyn FnOnce() + Send> = Box::new(move || of.server.restore(&dump).unwrap());
    let restore = Mutex::new(Some(restore));
    server.engine.set_referee(Arc::new(Disturbed { restore, ..Disturbed::new(&server, Between::WentBack) }));
    let outcome = server.click().await;
    assert_eq!((outcome.result.outcome_name(), outcome.result.reason()), ("not_sent", Some("epoch_open")));
    team.sim.release();
    clicking.await.unwrap();
    team.assert_sends(1);
}
