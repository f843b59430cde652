//! A newer version, as a program that a package manager owns tells of it.

use std::io::{Read, Write};
use std::net::TcpListener;

use crate::bench::Bench;
use crate::desktop::clipboard;
use crate::tour;
use crate::tour::home::add;
use crate::window::{Page, until};

/// Serves a manifest of this version; gives its address.
fn release(version: &str) -> String {
    let body = format!(r#"{{"version":"{version}","notes":"","platforms":{{}}}}"#);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/releases/latest/download/latest.json", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = [0; 4096];
            if stream.read(&mut head).is_ok() {
                let length = body.len();
                write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}").ok();
            }
        }
    });
    address
}

async fn open<F>(version: &str, body: F)
where
    F: for<'a> AsyncFnOnce(&'a Page) + Send + 'static,
{
    let bench = Bench::new().await;
    add(&bench, &bench.engine().await, "Cà phê Hà Nội").await;
    let mut variables = bench.variables(None);
    variables.push(("OA_TOKEN_TEST_UPDATE_URL".to_owned(), release(version)));
    crate::window::open(bench.home.path(), &variables, body).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_version_is_told_of_with_the_command_that_installs_it() {
    open("99.0.0", async |page: &Page| {
        page.choose("Cà phê Hà Nội").await;
        page.reads("update", "Có bản 99.0.0.").await;
        tour::look(page, "update").await;
        page.click("update-copy").await;
        until(|| clipboard() == "sudo apt install ./oa-token_99.0.0_*.deb").await;
        page.click("update-close").await;
        page.gone("update").await;
        page.click("settings").await;
        page.reads("update-group", "đã có bản 99.0.0").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_version_is_never_offered() {
    open("0.0.1", async |page: &Page| {
        page.click("settings").await;
        page.reads("update-group", "mới nhất").await;
        page.gone("update").await;
    })
    .await;
}
