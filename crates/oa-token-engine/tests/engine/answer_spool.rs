//! The vault fails between receiving an answer and keeping it, and the program dies before it can.

use std::time::Duration;

use oa_token_engine::AttemptPhase;
use oa_token_model::refresh::plan::Trigger;
use rusqlite::Connection;
use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench, dies, refresh_until};

/// Refreshes in a program that dies once it has told that the answer cannot be saved.
async fn die_while_saving(bench: &Bench) {
    bench.sim.script([Fault::Hold]);
    let (mut options, id) = (bench.options(), bench.profile.clone());
    // The answer is held back until the vault is: a busy computer takes its time for that.
    options.client.timeouts.answer = Duration::from_secs(60);
    let process = tokio::spawn(dies(options, move |engine| async move {
        refresh_until(&engine, &id, AttemptPhase::RetryingSave).await;
    }));
    bench.sim.wait_for_spend(1).await;
    // Somebody holds the file for longer than SQLite waits.
    let greedy = Connection::open(bench.data().join("vault.db")).unwrap();
    greedy.execute_batch("BEGIN EXCLUSIVE").unwrap();
    bench.sim.release();
    process.await.unwrap();
    greedy.execute_batch("ROLLBACK").unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_the_vault_could_not_take_outlives_its_program() {
    let bench = Bench::new().await;
    die_while_saving(&bench).await;
    let next = bench.another_engine().await;
    assert_eq!(next.health().answers_waiting().await, 1);
    let live = bench.sim.live_pair(APP_ID).unwrap();
    crate::crashes::assert_nothing_in_clear(&bench.data(), &[&live.access_token, &live.refresh_token]);
    // Another program has the files locked at that moment. (On Windows a locked file cannot be read: it is read later.)
    let files = std::fs::read_dir(bench.data().join("inflight")).unwrap();
    let looked_at = files.map(|entry| std::fs::File::open(entry.unwrap().path()).unwrap()).collect::<Vec<_>>();
    if cfg!(unix) {
        for file in &looked_at {
            file.lock().unwrap();
        }
    }
    next.refresh().recover().await.unwrap();
    drop(looked_at);
    bench.assert_live().await;
    assert_eq!(bench.sends_of_first(), 1, "the answer was already there: nothing was sent again");
    // What could not be emptied is emptied the next time.
    next.refresh().send(&bench.profile, Trigger::Recovery).await.unwrap();
    assert_eq!(next.health().answers_waiting().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_found_after_its_attempt_was_abandoned_is_kept() {
    let bench = Bench::new().await;
    let data = bench.data();
    die_while_saving(&bench).await;
    // A folder that was away, on a disk that was not mounted: nobody finds the answer.
    std::fs::rename(data.join("inflight"), bench.home.path().join("away")).unwrap();
    let next = bench.another_engine().await;
    next.refresh().recover().await.unwrap();
    assert_eq!(
        next.refresh().send(&bench.profile, Trigger::User).await.unwrap().result.message_id(),
        "dead-lost-answer"
    );

    std::fs::remove_dir_all(data.join("inflight")).unwrap();
    std::fs::rename(bench.home.path().join("away"), data.join("inflight")).unwrap();
    next.refresh().send(&bench.profile, Trigger::Recovery).await.unwrap();
    bench.assert_live().await;
    assert_eq!(next.health().answers_waiting().await, 0);
    let before = bench.sim.spends();
    next.refresh().send(&bench.profile, Trigger::Recovery).await.unwrap();
    assert_eq!(bench.sim.spends(), before, "a late answer is not searched for again");
}

// Windows takes away or replaces no file that a program has open.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_without_a_row_in_any_file_is_kept() {
    let bench = Bench::new().await;
    let data = bench.data();
    let before = ["vault.db", "recovery.db"].map(|name| (name, std::fs::read(data.join(name)).unwrap()));
    bench.sim.script([Fault::Hold]);
    let click = bench.clicking();
    bench.sim.wait_for_spend(1).await;
    // The whole folder is put back from before the click.
    for (name, content) in before {
        oa_token_vault::atomic_file::write(&data.join(name), &content).unwrap();
        std::fs::remove_file(data.join(format!("{name}-journal"))).ok();
    }
    bench.sim.release();
    assert_eq!(click.await.unwrap().result.message_id(), "saved");
    bench.assert_live().await;
    assert_eq!(bench.engine.health().answers_waiting().await, 0);
    assert_eq!(bench.click().await.result.message_id(), "saved");
    assert_eq!(bench.sends_of_first(), 1);
}

#[tokio::test]
async fn a_refresh_whose_answer_was_saved_leaves_nothing_beside_the_vault() {
    let bench = Bench::new().await;
    bench.click().await;
    assert_eq!(bench.engine.health().answers_waiting().await, 0);
}

#[tokio::test]
async fn without_room_beside_the_vault_nothing_is_sent() {
    let bench = Bench::new().await;
    let folder = bench.data().join("inflight");
    // A file where the folder should be: no room can be made in it.
    oa_token_vault::atomic_file::write(&folder, b"").unwrap();
    assert_eq!(bench.click().await.result.message_id(), "not-sent-cannot-save");
    assert_eq!(bench.sim.spends(), 0);
    std::fs::remove_file(&folder).unwrap();
    assert_eq!(bench.click().await.result.message_id(), "saved");
}
