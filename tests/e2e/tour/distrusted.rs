//! OAs that the vault's file says too little or too much of: an old copy, and one that was changed from outside.

use oa_token_model::records::ProfileEdit;
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;

use super::home::add;
use crate::bench::{APP_ID, Bench};

/// The OA whose pair may be older than one in another copy of the vault.
pub(crate) const OLD_COPY: &str = "Bánh mì Phượng";
/// The OA that somebody changed without the vault's key.
pub(crate) const ALTERED: &str = "Chè Huế";

const FILES: [&str; 2] = ["vault.db", "recovery.db"];

/// Adds both; no engine that was opened before sees the vault as it is then.
pub(crate) async fn furnish(bench: &Bench) {
    let engine = bench.engine().await;
    add(bench, &engine, OLD_COPY).await;
    add(bench, &engine, ALTERED).await;
    drop(engine);
    let before = files(bench);
    paste(bench).await;
    let [vault, _] = files(bench);
    put(bench, &before);
    paste(bench).await;
    let [_, copy] = files(bench);
    // Neither of these two knows of the pair that the other holds.
    put(bench, &[vault, copy]);
    // The first process that opens it finds that.
    drop(bench.engine().await);
    let vault = rusqlite::Connection::open(bench.path("data/vault.db")).unwrap();
    vault.execute("UPDATE profile SET kind = 'practice' WHERE name = ?1", [ALTERED]).unwrap();
}

async fn paste(bench: &Bench) {
    let engine = bench.engine().await;
    let id = engine.profiles().named(OLD_COPY).await.unwrap().unwrap();
    let pair = TokenPair { access: None, refresh: Some(Secret::new(bench.sim.issue_pair(APP_ID).refresh_token)) };
    engine.profiles().edit(&id, ProfileEdit { pair: Some(pair), ..ProfileEdit::default() }).await.unwrap();
}

fn files(bench: &Bench) -> [Vec<u8>; 2] {
    FILES.map(|name| std::fs::read(bench.path("data").join(name)).unwrap())
}

/// Puts them in the place of what is there, each by another file of its own.
fn put(bench: &Bench, files: &[Vec<u8>; 2]) {
    for (name, bytes) in FILES.into_iter().zip(files) {
        oa_token_vault::atomic_file::write(&bench.path("data").join(name), bytes).unwrap();
    }
}
