//! What an update of the program asks the engine.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use zalo_sim::Fault;

use crate::bench::Bench;

/// Serves these answers, each once, in this order; gives the address.
fn server(answers: Vec<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/latest.json", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut head = [0; 4096];
            assert!(stream.read(&mut head).unwrap() > 0);
            stream.write_all(answer.as_bytes()).ok();
        }
    });
    address
}

fn answer(status: &str, header: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{header}\r\n{body}")
}

#[tokio::test]
async fn a_manifest_is_read_also_after_a_redirect_and_never_without_end_or_in_the_clear_from_another_computer() {
    let bench = Bench::new().await;
    let manifest = async |address: &str| bench.engine.updates().manifest(address).await;
    let moved = answer("302 Found", "location: /other.json\r\n", "");
    let address = server(vec![moved, answer("200 OK", "", "{}")]);
    assert_eq!(manifest(&address).await.as_deref(), Some(&b"{}"[..]));
    for refused in [answer("404 Not Found", "", "{}"), answer("200 OK", "", &"x".repeat(300 * 1024))] {
        assert_eq!(manifest(&server(vec![refused])).await, None);
    }
    assert_eq!(manifest("http://updates.example.invalid/latest.json").await, None);
    assert_eq!(manifest("no address").await, None);
}

#[tokio::test]
async fn what_is_under_way_is_known_and_a_backup_is_made() {
    let bench = Bench::new().await;
    bench.click().await;
    let ready = bench.engine.updates().under_way().await.unwrap();
    assert_eq!((ready.open_attempts, ready.due_in, ready.answers_waiting, ready.has_backup), (0, None, 0, true));
    bench.set_automatic().await;
    let due_in = bench.engine.updates().under_way().await.unwrap().due_in.unwrap();
    assert!((20..26).contains(&(due_in.as_secs() / 3600)), "{due_in:?}");

    bench.sim.script([Fault::Hold]);
    let sending = bench.clicking();
    while bench.engine.updates().under_way().await.unwrap().open_attempts == 0 {
        tokio::task::yield_now().await;
    }
    bench.sim.release();
    sending.await.unwrap();
    assert_eq!(bench.engine.updates().under_way().await.unwrap().open_attempts, 0);
}
