//! The vault and the window, locked and opened again: a passphrase, a lost keychain entry, a damaged file.

use thirtyfour::Key;

use crate::bench::{Bench, fill_form};
use crate::tour::home::{add, add_valid};
use crate::tour::look;
use crate::window::{self, Page};

const PASSPHRASE: &str = "FAKE cá voi xanh kho";

/// The variables without the key file: the keychain, if there is one, keeps the key.
fn without_key_file(bench: &Bench) -> Vec<(String, String)> {
    let mut variables = bench.variables(None);
    variables.retain(|(name, _)| name != "OA_TOKEN_KEY_FILE");
    variables
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passphrase_locks_and_opens_the_window_and_is_asked_before_a_secret_is_shown() {
    let bench = Bench::new().await;
    add(&bench, &bench.engine().await, "Cà phê Hà Nội").await;
    let mut variables = bench.variables(None);
    // A passphrase that was typed for something else does not count.
    variables.push(("OA_TOKEN_TEST_STEP_UP_MS".to_owned(), "0".to_owned()));
    window::open(bench.home.path(), &variables, async move |page: &Page| {
        page.click("settings").await;
        page.click("settings-protection").await;
        page.click("passphrase-edit").await;
        page.fill("passphrase-new", PASSPHRASE).await;
        page.fill("passphrase-again", PASSPHRASE).await;
        page.click("passphrase-save").await;
        page.get("lock-after").await;
        look(page, "protection").await;
        page.click("lock-now").await;
        page.get("lock-screen").await;
        page.settle().await;
        assert!(!page.source().await.contains("Cà phê Hà Nội"), "not even a name is shown");
        page.fill("lock-passphrase", PASSPHRASE).await;
        page.keys(Key::Enter).await;
        page.gone("lock-screen").await;
        page.click("reveal-secret_key").await;
        page.get("step-up-passphrase").await;
        look(page, "step-up").await;
        page.fill("step-up-passphrase", "sai mật khẩu").await;
        page.keys(Key::Enter).await;
        page.reads("step-up-said", "chưa đúng").await;
        look(page, "step-up-wrong").await;
        page.resize(590, 390).await;
        look(page, "step-up-small").await;
        page.keys(Key::Escape).await;
        page.gone("step-up-passphrase").await;
        assert!(!page.source().await.contains("FAKE_SECRET"), "nothing is shown");
        page.chord(Key::Control, "l").await;
        page.get("lock-screen").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_keychain_the_first_oa_asks_for_a_passphrase() {
    let bench = Bench::new().await;
    let first = bench.first.clone();
    window::open(bench.home.path(), &without_key_file(&bench), async move |page: &Page| {
        fill_form(page, "shop", &first.refresh_token).await;
        page.click("form-save").await;
        page.get("vault-new-passphrase").await;
        look(page, "vault-new-passphrase").await;
        page.fill("vault-new-passphrase", PASSPHRASE).await;
        page.fill("vault-new-passphrase-again", PASSPHRASE).await;
        page.click("vault-make").await;
        page.gone("vault-make").await;
        page.click("form-save").await;
        page.get("send").await;
    })
    .await;
    window::open(bench.home.path(), &without_key_file(&bench), async move |page: &Page| {
        page.get("vault-passphrase").await;
        look(page, "vault-passphrase").await;
        page.fill("vault-passphrase", PASSPHRASE).await;
        page.click("vault-open").await;
        page.get("send").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recovery_code_opens_the_vault_after_the_keychain_entry_is_lost() {
    let bench = Bench::new().await;
    let first = bench.first.clone();
    let variables = without_key_file(&bench);
    let (told, code) = std::sync::mpsc::channel();
    window::open_with_keyring(bench.home.path(), &variables, async move |page: &Page| {
        fill_form(page, "Shop Thảo My", &first.refresh_token).await;
        page.click("form-send").await;
        page.click("first-later").await;
        page.reads("verdict", "Đã lưu").await;
        // The code is offered after the second saved refresh.
        page.gone("recovery-banner").await;
        page.click("send").await;
        page.click_if_there("confirm-send").await;
        page.get("recovery-banner").await;
        look(page, "recovery-offered").await;
        page.click("recovery-begin").await;
        let shown = page.get("recovery-code").await;
        let code = shown.prop("textContent").await.unwrap().unwrap();
        // Each group stands before its number.
        let shown: Vec<char> = code.chars().filter(char::is_ascii_alphanumeric).collect();
        let code: String = shown.chunks(5).flat_map(|group| &group[..4]).collect();
        page.click("recovery-group").await;
        look(page, "recovery-group").await;
        let dialog = page.text().await;
        let asked =
            (1..=7).find(|number| dialog.contains(&format!("nhóm thứ {number}"))).expect("the number of the group");
        page.fill("recovery-group", &code[(asked - 1) * 4..asked * 4].to_lowercase()).await;
        page.click("recovery-confirm").await;
        page.gone("recovery-banner").await;
        told.send(code).unwrap();
    })
    .await;
    let code = code.recv().unwrap();
    // As after a new installation of the system: the folder is there, the keyring is another.
    std::fs::remove_dir_all(bench.path("XDG_DATA_HOME").join("keyrings")).unwrap();
    window::open_with_keyring(bench.home.path(), &variables, async move |page: &Page| {
        page.get("vault-recovery").await;
        look(page, "vault-key-lost").await;
        page.fill("vault-recovery", &code).await;
        page.click("vault-open").await;
        page.reads("state", "còn hạn").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_vault_is_replaced_by_its_backup() {
    let bench = Bench::new().await;
    let engine = bench.engine().await;
    add(&bench, &engine, "Cà phê Hà Nội").await;
    engine.refresh().drain().await;
    drop(engine);
    let file = bench.path("data/vault.db");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[..100].fill(0);
    std::fs::write(&file, bytes).unwrap();
    bench
        .open(None, async move |page: &Page| {
            page.get("vault-restore-backup").await;
            look(page, "vault-damaged").await;
            page.click("vault-restore-backup").await;
            page.choose("Cà phê Hà Nội").await;
            page.get("send").await;
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_oa_moves_to_another_computer_in_a_file() {
    let bench = Bench::new().await;
    add_valid(&bench, &bench.engine().await, "Phở Thìn").await;
    bench
        .open(Some("phở.oatoken"), async move |page: &Page| {
            page.click("more").await;
            page.click("menu-move").await;
            page.fill("move-passphrase", PASSPHRASE).await;
            page.fill("move-passphrase-again", PASSPHRASE).await;
            page.click("move-confirm").await;
            page.get("move-done").await;
            look(page, "move-done").await;
            page.click("move-close").await;
            page.reads("state", "Đã chuyển sang máy khác").await;
        })
        .await;

    let there = Bench::new().await;
    let mut variables = there.variables(None);
    variables.push(("OA_TOKEN_TEST_OPEN_PATH".to_owned(), bench.path("phở.oatoken").display().to_string()));
    window::open(there.home.path(), &variables, async move |page: &Page| {
        page.click("first-run-move").await;
        page.fill("sealed-passphrase", PASSPHRASE).await;
        page.click("sealed-open").await;
        page.get("sealed-row").await;
        look(page, "sealed").await;
        page.click("sealed-take").await;
        page.reads("state", "còn hạn").await;
    })
    .await;
}
