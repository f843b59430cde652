//! `oa-token authorize` and `oa-token check`: over a pipe, as over SSH.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};

use oa_token_engine::Engine;
use oa_token_model::secret::Secret;
use oa_token_model::zalo::OaRequest;
use oa_token_vault::keys::KeySource;
use serde_json::json;
use testkit::UNREACHABLE;
use zalo_sim::{App, Fault};

use crate::bench::{APP_ID, Bench, Ran, SECRET_KEY};

const CALLBACK: &str = "https://shop.example/zalo";

/// A call that waits for the pasted address.
struct Waiting {
    child: Child,
    link: String,
}

impl Waiting {
    /// Starts the call and reads the link, which stands alone on the first line.
    fn start(bench: &Bench, args: &[&str]) -> Self {
        let mut child = bench.command().args(args).stdin(Stdio::piped()).spawn().unwrap();
        let mut link = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut link).unwrap();
        Self { child, link: link.trim_end().to_owned() }
    }

    fn value(&self, name: &str) -> Option<&str> {
        let query = self.link.split_once('?')?.1;
        query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }

    /// What the browser's address bar shows after an admin's yes.
    fn allow(&self, bench: &Bench) -> String {
        bench.sim.consent(APP_ID, CALLBACK, self.value("code_challenge")).unwrap().address
    }

    fn paste(mut self, address: &str) -> Ran {
        writeln!(self.child.stdin.take().unwrap(), "{address}").unwrap();
        Ran::of(&self.child.wait_with_output().unwrap())
    }
}

#[tokio::test]
async fn a_first_pair_by_link_and_paste_and_the_callback_is_remembered() {
    let bench = Bench::empty().await;
    let draft = json!({"name": "shop", "app_id": APP_ID, "secret_key": SECRET_KEY}).to_string();
    bench.import(&draft);
    assert_eq!(bench.run(&["authorize", "shop"]).code, 2, "no callback is saved yet");
    let waiting = Waiting::start(&bench, &["authorize", "shop", "--redirect-uri", CALLBACK]);
    assert!(waiting.link.starts_with(&format!("{}/v4/oa/permission?app_id={APP_ID}&", bench.sim.origin())));
    assert_eq!(waiting.value("redirect_uri"), Some("https%3A%2F%2Fshop.example%2Fzalo"));
    assert_eq!(waiting.value("code_challenge").map(str::len), Some(43));
    let address = waiting.allow(&bench);
    let ran = waiting.paste(&address);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 1), "{}", ran.err);
    assert!(ran.out.starts_with("shop: "), "{}", ran.out);
    assert!(
        ran.err.lines().count() == 2 && !ran.err.contains("http"),
        "two sentences for the user at the terminal: {}",
        ran.err
    );
    bench.assert_live();
    // The second time the callback is known; JSON has the row of `refresh` after the link.
    let waiting = Waiting::start(&bench, &["--json", "authorize", "shop", "--no-pkce"]);
    assert_eq!(waiting.value("code_challenge"), None);
    let address = waiting.allow(&bench);
    let ran = waiting.paste(&address);
    assert_eq!((ran.code, ran.json()[0]["outcome"].as_str(), ran.err.as_str()), (0, Some("saved"), ""));
    bench.assert_live();
    assert_eq!(bench.sim.ledger().violations, Vec::<String>::new());
}

#[tokio::test]
async fn bad_pastes_exit_with_2_and_a_refusal_of_zalo_with_11_and_nothing_is_lost() {
    let bench = Bench::new().await;
    let call = ["--json", "authorize", "shop", "--redirect-uri", CALLBACK];
    for pasted in
        ["", "FAKE_code", "https://other.example/?code=FAKE", CALLBACK, "https://shop.example/zalo?state=x&code=y"]
    {
        let ran = Waiting::start(&bench, &call).paste(pasted);
        assert_eq!((ran.code, ran.error_code().as_str()), (2, "bad_input"), "{pasted}");
    }
    assert_eq!(bench.sim.ledger().requests.len(), 0, "none of the codes was sent");
    let ran = Waiting::start(&bench, &call).paste("https://shop.example/zalo?code=FAKE_code_of_yesterday");
    assert_eq!((ran.code, ran.json()[0]["outcome"].as_str()), (11, Some("rejected")));
    assert_eq!((&ran.json()[0]["reason"], &ran.json()[0]["zalo"]["code"]), (&json!("refused"), &json!(-14005)));
    assert_eq!(bench.run(&["authorize", "shop", "--redirect-uri", "no address"]).code, 2);
    assert_eq!(bench.run(&["authorize", "nobody", "--redirect-uri", CALLBACK]).code, 3);
    let mut app = App::new(APP_ID, SECRET_KEY);
    app.active = false;
    bench.sim.add_app(app);
    let ran = Waiting::start(&bench, &call).paste("https://shop.example/zalo?code=FAKE_code");
    assert_eq!((ran.code, &ran.json()[0]["zalo"]["code"]), (11, &json!(-14002)));
    bench.sim.add_app(App::new(APP_ID, SECRET_KEY));
    bench.run(&["refresh", "shop"]);
    bench.assert_live();
}

#[tokio::test]
async fn after_the_end_of_stdin_a_loopback_callback_is_still_awaited() {
    let bench = Bench::new().await;
    let port = (30_000..32_000).find(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap();
    let callback = format!("http://127.0.0.1:{port}/zalo");
    bench.sim.script([Fault::Hold]);
    let mut waiting = Waiting::start(&bench, &["--json", "authorize", "shop", "--redirect-uri", &callback]);
    drop(waiting.child.stdin.take());
    let challenge = waiting.value("code_challenge").map(str::to_owned);
    let address = bench.sim.consent(APP_ID, &callback, challenge.as_deref()).unwrap().address;
    let target = address.split_once(&port.to_string()).unwrap().1;
    let ask = |target: String| {
        let mut browser = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
        write!(browser, "GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").unwrap();
        let mut line = String::new();
        BufReader::new(browser).read_line(&mut line).unwrap();
        line
    };
    assert!(ask(target.to_owned()).contains(" 400 "), "a request without the state must be rejected");
    let good = format!("{target}&state={}", waiting.value("state").unwrap());
    assert!(ask(good).contains(" 200 "));
    bench.sim.wait_for_request(1).await;
    assert!(waiting.child.try_wait().unwrap().is_none(), "the command waits for the answer");
    bench.sim.release();
    let ran = Ran::of(&waiting.child.wait_with_output().unwrap());
    assert_eq!((ran.code, ran.json()[0]["outcome"].as_str()), (0, Some("saved")), "{}", ran.err);
    bench.assert_live();
}

#[tokio::test]
async fn a_used_port_and_an_http_callback_are_reported_before_the_link() {
    let bench = Bench::new().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let callback = format!("http://{}/zalo", taken.local_addr().unwrap());
    let ran = Waiting::start(&bench, &["authorize", "shop", "--redirect-uri", &callback]).paste("x");
    assert!(ran.err.starts_with("Chú ý: một chương trình khác đang dùng cổng"), "{}", ran.err);
    let exposed = ["authorize", "shop", "--redirect-uri", "http://shop.example/zalo"];
    let ran = Waiting::start(&bench, &exposed).paste("x");
    assert!(ran.err.starts_with("Chú ý: callback bắt đầu bằng http://"), "{}", ran.err);
    let refused = bench.run(&[&exposed[..], &["--no-pkce"]].concat());
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("PKCE"), "{}", refused.err);
}

#[tokio::test]
async fn a_byte_order_mark_is_removed_from_a_piped_passphrase() {
    let bench = Bench::new().await;
    let added = bench.run_with(&["key", "add-passphrase"], "\u{feff}FAKE cá voi xanh dài\r\n");
    assert_eq!(added.code, 0, "{}", added.err);
    let engine = Engine::start(bench.options()).unwrap();
    assert!(engine.open().await.unwrap());
    let typed = KeySource::Passphrase(Secret::new("FAKE cá voi xanh dài"));
    engine.protection().unlock_by(typed).await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn sigterm_ends_the_wait_for_a_paste_immediately() {
    let bench = Bench::new().await;
    let mut waiting = Waiting::start(&bench, &["authorize", "shop", "--redirect-uri", CALLBACK]);
    // To wait for a program closes its stdin, which is an answer too.
    let _open = waiting.child.stdin.take();
    let id = waiting.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert_eq!(waiting.child.wait().unwrap().code(), Some(130));
}

#[tokio::test]
async fn the_consent_of_another_oa_is_refused_without_a_terminal() {
    let bench = Bench::new().await;
    bench.run(&["refresh", "shop"]);
    assert_eq!(bench.run(&["check", "shop"]).code, 0, "the OA is identified now");
    let call = ["--json", "authorize", "shop", "--redirect-uri", CALLBACK];
    let ran = Waiting::start(&bench, &call).paste("https://shop.example/zalo?code=FAKE_code&oa_id=999");
    assert_eq!((ran.code, ran.error_code().as_str()), (2, "bad_input"));
    bench.assert_live();
}

#[tokio::test]
async fn check_reports_its_result_by_exit_code_and_spends_no_token() {
    let bench = Bench::new().await;
    assert_eq!(bench.run(&["check", "shop"]).code, 10, "there is no access token yet");
    bench.run(&["refresh", "shop"]);
    let spends = bench.sim.spends();
    let ran = bench.run(&["--json", "check", "shop"]);
    assert_eq!((ran.code, &ran.json()["verdict"]), (0, &json!("works")));
    assert_eq!(ran.json()["oa"]["name"], "Cửa hàng Ví Dụ");
    assert_eq!(bench.run(&["list", "--json"]).json()[0]["oa"]["id"], "1234567890123456789");
    let told = bench.run(&["check", "shop"]).out;
    assert!(told.contains("Cửa hàng Ví Dụ") && told.contains("12/08/2027"), "{told}");
    bench.sim.script_getoa([Fault::ErrorCode { code: -216, name: "FAKE no".to_owned() }, Fault::CloseAfterReading]);
    let ran = bench.run(&["--json", "check", "shop"]);
    assert_eq!((ran.code, &ran.json()["zalo"]["code"]), (11, &json!(-216)));
    assert_eq!(bench.run(&["check", "shop"]).code, 12);
    assert_eq!(bench.run_env("OA_TOKEN_API_URL", UNREACHABLE, &["check", "shop"]).code, 10);
    assert_eq!(bench.run(&["check", "nobody"]).code, 3);
    assert_eq!(bench.sim.spends(), spends);
    assert!(bench.sim.ledger().requests.iter().any(|request| request.path == OaRequest::PATH));
    bench.assert_live();
}
