//! OAs that the vault's file says too little or too much of: an old copy, and one that was changed from outside.

use oa_token_model::records::ProfileEdit;
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;
use vault_files::{put, read};

use super::home::add;
use crate::bench::{APP_ID, Bench};

#[path = "../../ipc/vault_files.rs"]
mod vault_files;

/// The OA whose pair may be older than one in another copy of the vault.
const OLD_COPY: &str = "Bánh mì Phượng";
/// The OA that somebody changed without the vault's key.
const ALTERED: &str = "Chè Huế";

/// Adds both; no engine that was opened before sees the vault as it is then.
pub(crate) async fn furnish(bench: &Bench) {
    let data = bench.path("data");
    let engine = bench.engine().await;
    add(bench, &engine, OLD_COPY).await;
    add(bench, &engine, ALTERED).await;
    drop(engine);
    let before = read(&data);
    paste(bench).await;
    let [vault, _] = read(&data);
    put(&data, &before);
    paste(bench).await;
    let [_, copy] = read(&data);
    // Neither of these two knows of the pair that the other holds.
    put(&data, &[vault, copy]);
    // The first process that opens it finds that.
    drop(bench.engine().await);
    let vault = rusqlite::Connection::open(data.join("vault.db")).unwrap();
    vault.execute("UPDATE profile SET kind = 'practice' WHERE name = ?1", [ALTERED]).unwrap();
}

async fn paste(bench: &Bench) {
    let engine = bench.engine().await;
    let id = engine.profiles().named(OLD_COPY).await.unwrap().unwrap();
    let pair = TokenPair { access: None, refresh: Some(Secret::new(bench.sim.issue_pair(APP_ID).refresh_token)) };
    engine.profiles().edit(&id, ProfileEdit { pair: Some(pair), ..ProfileEdit::default() }).await.unwrap();
}
