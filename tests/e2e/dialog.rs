//! The system's own save dialog, once for real.

use std::process::Command;

use crate::bench::{Bench, SECRET_KEY, fill_form};
use crate::window::{Page, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_systems_save_dialog_writes_the_file() {
    let bench = Bench::new().await;
    let (token, file) = (bench.first.refresh_token.clone(), bench.path("chosen.json"));
    let wanted = file.clone();
    bench
        .open(None, async move |page: &Page| {
            fill_form(page, "Trường Hoa Sen", SECRET_KEY, &token).await;
            page.click("form-send").await;
            page.reads("verdict", "Đã lưu").await;
            page.click("export").await;
            page.click("export-format-json").await;
            page.click("export-save").await;
            answer_dialog(&wanted.display().to_string()).await;
            until(|| wanted.exists()).await;
            page.get("toast").await;
        })
        .await;
    assert!(std::fs::read_to_string(&file).unwrap() == bench.answer(false));
}

/// Types a path into the save dialog, as a person would.
async fn answer_dialog(path: &str) {
    let path = path.to_owned();
    let typed = tokio::task::spawn_blocking(move || {
        let xdotool = |args: &[&str]| Command::new("xdotool").args(args).status().is_ok_and(|status| status.success());
        xdotool(&["search", "--sync", "--onlyvisible", "--name", "Save|Lưu", "windowfocus"])
            && xdotool(&["key", "ctrl+a"])
            && xdotool(&["type", "--delay", "5", &path])
            && xdotool(&["key", "Return"])
    });
    assert!(typed.await.unwrap(), "the save dialog accepted the path");
}
