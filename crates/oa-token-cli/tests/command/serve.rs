//! `oa-token serve` and `oa-token api-key`, as processes.

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::process::{Child, ChildStdout, Command};

use serde_json::Value;

use crate::bench::{Bench, Ran};

/// A server that runs, and what it prints.
struct Serving {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    address: String,
    socket: String,
}

impl Serving {
    fn start(bench: &Bench) -> Self {
        let mut child = bench.spawn(&["--json", "serve", "--listen", "127.0.0.1:0"]);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut next = || serde_json::from_str::<Value>(&lines.next().expect("a line").unwrap()).unwrap();
        let (first, second) = (next(), next());
        assert_eq!((&first["event"], &second["event"]), (&"listening".into(), &"listening".into()));
        let (address, socket) = (first["address"].as_str().unwrap(), second["socket"].as_str().unwrap());
        assert!(address.starts_with("127.0.0.1:") && !address.ends_with(":0"), "{address}");
        Self { child, lines, address: address.to_owned(), socket: socket.to_owned() }
    }

    fn event(&mut self) -> Value {
        serde_json::from_str(&self.lines.next().expect("a line").unwrap()).unwrap()
    }

    fn get(&self, path: &str, key: &str) -> (u16, String) {
        ask(TcpStream::connect(&self.address).unwrap(), path, key)
    }

    /// Asks until the vault was read.
    fn get_ready(&self, path: &str, key: &str) -> (u16, String) {
        loop {
            let answer = self.get(path, key);
            if answer.0 != 503 {
                return answer;
            }
        }
    }

    fn end(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

fn ask(mut stream: impl Read + Write, path: &str, key: &str) -> (u16, String) {
    let request =
        format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: Bearer {key}\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

fn key(bench: &Bench, args: &[&str]) -> String {
    let ran = bench.run(&[&["api-key", "add"], args].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("một lần"), "{}", ran.err);
    ran.out.trim().to_owned()
}

#[tokio::test]
async fn a_key_gets_the_token_by_tcp_and_by_the_socket_until_it_is_removed() {
    let bench = Bench::new().await;
    bench.run(&["refresh", "shop"]);
    let key = key(&bench, &["n8n", "--oa", "shop", "--can", "status,token", "--expires", "90d"]);
    assert!(key.starts_with("oat_") && key.len() == 53, "the key alone");
    let serving = Serving::start(&bench);
    let (status, body) = serving.get_ready("/v1/oas/shop/token", &key);
    let live = bench.sim.live_pair(crate::bench::APP_ID).unwrap().access_token;
    let answer: Value = serde_json::from_str(&body).unwrap();
    assert!(status == 200 && answer["access_token"] == live.as_str(), "{status}");
    let by_socket = ask(UnixStream::connect(&serving.socket).unwrap(), "/v1/oas/shop", &key);
    assert_eq!(by_socket.0, 200);
    let listed = bench.run(&["--json", "list"]).json()[0].clone();
    assert_eq!(serde_json::from_str::<Value>(&by_socket.1).unwrap(), listed, "the same as `list`");
    assert_eq!(bench.run(&["api-key", "remove", "N8N"]).code, 0);
    // The server learns it from the file.
    while serving.get("/v1/oas/shop/token", &key).0 == 200 {}
    let (status, body) = serving.get("/v1/oas/shop/token", &key);
    assert!(status == 401 && body.contains("khóa API"), "a sentence of the user's language: {body}");
    assert_eq!(serving.end(), Some(0));
    assert!(!std::path::Path::new(&bench.data().join("serve/oa-token.sock")).exists());
    let history = bench.run(&["history", "shop"]).out;
    assert!(history.contains("n8n, 127.0.0.1") && !history.contains(&key), "{history}");
}

#[tokio::test]
async fn keys_are_listed_without_the_keys_and_have_one_name_each() {
    let bench = Bench::new().await;
    assert_eq!(bench.run(&["--json", "api-key", "list"]).json(), serde_json::json!([]));
    let made = bench.run(&["--json", "api-key", "add", "n8n", "--oa", "shop", "--can", "token,status"]).json();
    let key = made["key"].as_str().unwrap().to_owned();
    assert_eq!((&made["name"], &made["can"]), (&"n8n".into(), &serde_json::json!(["status", "token"])));
    let listed = bench.run(&["--json", "api-key", "list"]);
    let row = &listed.json()[0];
    assert_eq!((&row["id"], &row["oas"][0]["name"]), (&made["id"], &"shop".into()));
    assert!(row["expires_at"].is_null() && row["last_used_at"].is_null() && row.get("key").is_none());
    let table = bench.run(&["api-key", "list"]).out;
    assert!(table.starts_with("n8n\tshop\tstatus,token\t"), "{table}");
    for out in [&listed.out, &table] {
        assert!(!out.contains(&key[4..20]));
    }
    for (args, code) in [
        (&["api-key", "add", "N8N", "--oa", "shop", "--can", "token"][..], 2),
        (&["api-key", "add", "x", "--oa", "nobody", "--can", "token"], 3),
        (&["api-key", "add", "x", "--oa", "shop", "--can", "admin"], 2),
        (&["api-key", "add", "x", "--oa", "shop"], 2),
        (&["api-key", "add", "x", "--oa", "shop", "--can", "token", "--expires", "0d"], 2),
        (&["api-key", "remove", "nothing"], 2),
    ] {
        let ran = bench.run(args);
        assert_eq!(ran.code, code, "{args:?}");
        assert!(!ran.err.is_empty(), "{args:?}");
    }
    assert_eq!(bench.run(&["api-key", "remove", made["id"].as_str().unwrap()]).code, 0);
    assert_eq!(bench.run(&["--json", "api-key", "list"]).json(), serde_json::json!([]));
}

#[tokio::test]
async fn where_it_may_not_listen_it_ends_with_a_sentence() {
    let bench = Bench::new().await;
    let open = bench.run(&["serve", "--listen", "0.0.0.0:0"]);
    assert!(open.code == 2 && open.err.contains("--behind-proxy"), "{} {}", open.code, open.err);
    let serving = Serving::start(&bench);
    let taken = Ran::of(&bench.command().args(["--json", "serve", "--listen", &serving.address]).output().unwrap());
    assert_eq!((taken.code, taken.error_code().as_str()), (15, "busy"));
    let socket = bench.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(socket.code == 15 && socket.err.contains("socket"), "{} {}", socket.code, socket.err);
    for wrong in [&["serve", "--listen", "localhost"][..], &["serve", "--behind-proxy", "everyone"]] {
        assert_eq!(bench.run(wrong).code, 2, "{wrong:?}");
    }
    assert_eq!(serving.end(), Some(0));
}

#[tokio::test]
async fn it_refreshes_like_watch_and_is_locked_without_a_vault() {
    let bench = Bench::empty().await;
    let mut serving = Serving::start(&bench);
    assert_eq!(serving.event()["event"], "locked");
    assert_eq!(serving.get("/healthz", "").0, 503);
    assert_eq!(serving.get("/v1/oas", "").0, 401, "the list needs a key too");
    assert_eq!(serving.end(), Some(0));
    bench.import(&bench.shop());
    bench.run(&["refresh", "shop"]);
    assert_eq!(bench.run(&["auto", "shop", "on"]).code, 0);
    let mut serving = Serving::start(&bench);
    assert_eq!(serving.event()["event"], "owns");
    let next = serving.event();
    assert_eq!((&next["event"], &next["name"]), (&"next".into(), &"shop".into()));
    assert_eq!(serving.end(), Some(0));
}
