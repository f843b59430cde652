//! A search for what must stay secret: addresses of places, signing secrets, bot tokens, chats, API keys and tokens.

use std::io::Write as _;
use std::process::Stdio;

use testkit::{Receiver, Reply};
use zalo_sim::Config;

use super::super::canary::search::Secrets;
use crate::home::{APP_ID, Home, SECRET_KEY, zalo};
use crate::proof::{Scale, Tally, Trouble};
use crate::serving::{self, Serving};

const BOT: &str = "123456789:FAKE_BOT_q7Zt2LmX9vRb4KdW8nHs5Jp";
const CHAT: &str = "@FAKE_chat_k3Vw8QmZ1xTn6Rb";
const PATHS: [&str; 2] = ["FAKE_place_w8Kd2Xv5Nq7Rt4Lm9Zb", "FAKE_alert_h3Js6Pc1Gf8Ya5Ue2Wo"];

pub(super) fn search(scale: &Scale) -> Result<Tally, Trouble> {
    let (sim, receiver, telegram) = (zalo(Config::default())?, Receiver::start()?, Receiver::start()?);
    let home = Home::new(scale.command(), sim.origin())?;
    home.import("shop", &sim.issue_pair(APP_ID).refresh_token, &[])?;
    let mut secrets = Secrets::default();
    for secret in [BOT, CHAT, PATHS[0], PATHS[1], SECRET_KEY] {
        secrets.add(secret);
    }
    let mut places = Vec::new();
    let run = |args: &[&str], text: &str| -> Result<(Vec<u8>, Vec<u8>), Trouble> {
        let mut command = home.command(args);
        let mut child = command.env("OA_TOKEN_TELEGRAM_URL", telegram.origin()).stdin(Stdio::piped()).spawn()?;
        child.stdin.take().ok_or("no stdin")?.write_all(text.as_bytes())?;
        let output = child.wait_with_output()?;
        Ok((output.stdout, output.stderr))
    };
    // What these print on stdout is their result: the secret itself.
    let (place, alert) = (format!("{}/{}", receiver.origin(), PATHS[0]), format!("{}/{}", receiver.origin(), PATHS[1]));
    for (args, text) in [
        (&["-v", "place", "add", "shop", "--webhook", "-", "--with-token", "--name", "web"][..], place.as_str()),
        (&["-v", "alert", "add", "--webhook", "-"], alert.as_str()),
    ] {
        let (printed, err) = run(args, text)?;
        secrets.add(String::from_utf8(printed)?.trim());
        places.push((args.join(" "), err));
    }
    let (printed, err) = run(&["-v", "alert", "add", "--telegram"], &format!("{BOT}\n{CHAT}\n"))?;
    places.push(("alert add --telegram".to_owned(), [printed, err].concat()));
    let key = serving::key(&home, "n8n", &["--oa", "shop", "--can", "status,token,refresh"])?;
    secrets.add(&key);
    let replies = [
        Reply::Taken,
        Reply::Status(401, format!("{BOT} {CHAT}")),
        Reply::Status(302, alert.clone()),
        Reply::Status(503, place.clone()),
    ];
    for reply in replies {
        receiver.always(reply.clone());
        telegram.always(reply);
        for args in [
            &["-v", "refresh", "shop"][..],
            &["-v", "place", "test", "shop", "web"],
            &["-v", "alert", "test", "telegram"],
            &["-v", "alert", "test", "webhook"],
            &["-v", "place", "deliver"],
            &["--json", "place", "list"],
            &["--json", "alert", "list"],
            &["alert", "list"],
            &["--json", "api-key", "list"],
            &["--json", "history"],
            &["doctor", "--log"],
            &["alert", "add", "--telegram", BOT],
        ] {
            let (out, err) = run(args, "")?;
            places.push((args.join(" "), [out, err].concat()));
        }
        secrets.add(&sim.live_pair(APP_ID).ok_or("no live pair")?.access_token);
        secrets.add(&sim.live_pair(APP_ID).ok_or("no live pair")?.refresh_token);
    }
    let server = Serving::start(&home, &["--verbose"])?;
    for path in ["/v1/oas", "/v1/oas/shop/token"] {
        server.get(path, &key)?;
    }
    for path in ["/metrics?names=true", "/metrics", "/v1/openapi.json", "/healthz"] {
        places.push((format!("the answer to {path}"), server.get(path, &key)?.text.into_bytes()));
    }
    // Requests that hold a key where none belongs, or a wrong one: neither answer nor log repeats it.
    let wrong = format!("{}x", &key[..key.len() - 1]);
    secrets.add(&wrong);
    for (path, with) in [
        (format!("/v1/oas?key={key}"), ""),
        (format!("/v1/oas/{key}/token"), key.as_str()),
        (format!("/{key}"), wrong.as_str()),
        ("/v1/oas/shop/token".to_owned(), wrong.as_str()),
    ] {
        places.push(("the answer to a wrong request".to_owned(), server.get(&path, with)?.text.into_bytes()));
    }
    for head in [
        format!("GET /v1/oas HTTP/1.1\r\nhost: {key}\r\n\r\n"),
        format!("GET /v1/oas HTTP/1.1\r\nhost: localhost\r\norigin: https://{key}\r\n\r\n"),
        format!("{key} /v1/oas HTTP/1.1\r\n\r\n"),
    ] {
        places.push(("the answer to a hostile request".to_owned(), server.raw(head.as_bytes())?.text.into_bytes()));
    }
    places.push(("what serve printed".to_owned(), server.end()?));
    for file in testkit::folder::files(&home.data())? {
        places.push((file.display().to_string(), std::fs::read(&file)?));
    }
    let mut tally = Tally::default();
    tally.count("texts and files searched", places.len() as u64);
    tally.count(
        "of these, copies of the vault",
        places.iter().filter(|(place, _)| place.contains("backups")).count() as u64,
    );
    for (place, bytes) in places {
        tally.note(if secrets.are_in(&bytes) {
            Err(format!("a secret in {}", place.replace(BOT, "…")))
        } else {
            Ok(())
        });
    }
    Ok(tally)
}
