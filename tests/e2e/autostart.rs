//! Starting with the computer: a file where the desktop looks for it, written and removed by a switch.

use crate::bench::Bench;
use crate::window::{Page, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_switch_writes_and_removes_what_the_desktop_starts() {
    let bench = Bench::new().await;
    let home = bench.home.path().to_owned();
    // It lies below the home folder, or where the variable says.
    let file = move || {
        let found = ["HOME/.config", "XDG_CONFIG_HOME"].map(|folder| home.join(folder).join("autostart"));
        let files = found.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        files.map(|file| std::fs::read_to_string(file.path()).unwrap()).next()
    };
    bench
        .open(None, async move |page: &Page| {
            page.get("paste-area").await;
            page.chord(thirtyfour::Key::Control, ",").await;
            page.select("[data-testid='background-start'][aria-checked='false']:not([disabled])")
                .await
                .click()
                .await
                .unwrap();
            until(|| file().is_some()).await;
            let written = file().unwrap();
            let line = format!("Exec={} --hidden", env!("CARGO_BIN_EXE_oa-token-desktop"));
            assert!(written.lines().any(|each| each.replace('"', "") == line), "{written}");
            page.select("[data-testid='background-start'][aria-checked='true']").await.click().await.unwrap();
            until(|| file().is_none()).await;
            page.select("[data-testid='background-start'][aria-checked='false']").await;
        })
        .await;
}
