//! Manifests and downloads of updates that are damaged, older, of others, or mixed up; and a window that is offered such a
//! manifest, and stopped while it looks.

use oa_token_update::{Keys, Offer, UpdateRefusal, offer, signing_key, verify};
use serde_json::{Value, json};

use crate::bare::Bare;
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::recovery_check::{Shop, Stands};
use crate::rng::Rng;
use crate::window::Window;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "updates",
    about: "manifests, signatures and downloads of an update, mixed and changed in some bytes, for programs of several \
         versions; and the window offered manifests that are cut, older, of no form, or break off, and killed while it looks",
    holds: "only the signed bytes of the announced, newer version are taken; the window names no other version, goes on, and \
         refreshes",
    full: 200_000,
    quick: 2_000,
    run,
};

/// The key whose secret half was thrown away, and what it signed.
const KEY: &str = include_str!("../../../oa-token-update/tests/fixtures/key.pub");
const INSTALLER: &[u8] = include_bytes!("../../../oa-token-update/tests/fixtures/installer.bin");
/// The key that took over from it, signed by the root and by another key, and its signature of the same bytes.
const SUCCESSOR: &str = include_str!("../../../oa-token-update/tests/fixtures/successor.pub");
const ROOT: &str = include_str!("../../../oa-token-update/tests/fixtures/root.pub");
const BY_ROOT: &str = include_str!("../../../oa-token-update/tests/fixtures/successor.pub.sig");
const BY_OTHER: &str = include_str!("../../../oa-token-update/tests/fixtures/successor-by-other.sig");
const BY_SUCCESSOR: &str = include_str!("../../../oa-token-update/tests/fixtures/installer-by-successor.sig");
const MANIFESTS: [&str; 6] = [
    include_str!("../../../oa-token-update/tests/fixtures/right.json"),
    include_str!("../../../oa-token-update/tests/fixtures/older.json"),
    include_str!("../../../oa-token-update/tests/fixtures/other-version.json"),
    include_str!("../../../oa-token-update/tests/fixtures/wrong-key.json"),
    include_str!("../../../oa-token-update/tests/fixtures/no-version.json"),
    include_str!("../../../oa-token-update/tests/fixtures/plain-http.json"),
];
const SYSTEM: &str = "windows-x86_64";
const RUNNING: [&str; 5] = ["0.0.1", "0.1.0", "0.1.9", "0.2.0", "1.0.0"];
/// Every version that a signature covers, with those to which it is newer.
const SIGNED: [(&str, &str); 4] = [("0.0.9", "0.0.1"), ("0.2.0", "0.0.1"), ("0.2.0", "0.1.0"), ("0.2.0", "0.1.9")];
/// In full one in this many tries opens the window; in a short run one does.
const WINDOW_OF: u64 = 4_000;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    let mut tally = Tally::default();
    for number in 0..scale.count {
        let mut rng = Rng::new(scale.seed, number);
        let outcome = one(&mut rng, &mut tally);
        tally.note(outcome.map_err(|what| format!("try {number}: {what}")));
    }
    if let Some(why) = Window::missing(scale) {
        tally.not_tried.push(why.replace("as a racer", "with odd manifests"));
        return Ok(tally);
    }
    for number in 0..scale.count.div_ceil(WINDOW_OF) {
        let mut rng = Rng::new(scale.seed, number);
        let (what, answer, wanted) = answer(number, &mut rng);
        let outcome = offered(scale, &answer, wanted, number % 3 == 2)?;
        tally.count(&format!("the window was offered {what}"), 1);
        tally.note(outcome.map_err(|why| format!("window {number}, {what}: {why}")));
    }
    Ok(tally)
}

/// Takes a manifest and a download as the updater does, each changed or not.
fn one(rng: &mut Rng, tally: &mut Tally) -> Result<(), String> {
    let parse = |text: &str| serde_json::from_str::<Value>(text).map_err(|error| error.to_string());
    let mut manifest = parse(rng.of::<&str>(&MANIFESTS))?;
    let has_successor = rng.below(3) == 0;
    if has_successor || rng.below(3) == 0 {
        let signature = if has_successor { BY_ROOT } else { *rng.of(&[BY_OTHER, BY_SUCCESSOR, ""]) };
        manifest["key"] = json!({"public": SUCCESSOR, "signature": signature});
    }
    let build = &mut manifest["platforms"][SYSTEM];
    // The signature of another release, or of the key that took over, or a changed one.
    let is_by_successor = rng.below(3) == 0;
    if is_by_successor {
        build["signature"] = json!(BY_SUCCESSOR);
    } else if rng.below(3) == 0 {
        build["signature"] = parse(rng.of::<&str>(&MANIFESTS))?["platforms"][SYSTEM]["signature"].clone();
    }
    if rng.below(3) == 0 {
        build["signature"] = json!(changed(build["signature"].as_str().unwrap_or_default().as_bytes(), rng));
    }
    if rng.below(3) == 0 {
        manifest["version"] = json!(*rng.of(&["0.1.0", "0.2.0", "0.2.1", "9.0.0", "v0.2.0", "0.2", ""]));
    }
    let mut text = manifest.to_string().into_bytes();
    if rng.below(6) == 0 {
        text.truncate(usize::try_from(rng.below(text.len() as u64)).unwrap_or_default());
    }
    let mut bytes = INSTALLER.to_vec();
    let is_whole = rng.below(3) > 0;
    if !is_whole {
        let at = usize::try_from(rng.below(bytes.len() as u64)).unwrap_or_default();
        bytes[at] ^= 1 << rng.below(8);
    }
    let running = *rng.of(&RUNNING);
    let Ok(Offer { version, url, .. }) = taken(&text, &bytes, running) else {
        tally.count("refused", 1);
        return Ok(());
    };
    tally.count(if has_successor { "taken, signed by the key that took over" } else { "taken" }, 1);
    let is_signed_and_newer = SIGNED.contains(&(version.to_string().as_str(), running));
    if is_whole && is_signed_and_newer && has_successor == is_by_successor && url.starts_with("https://") {
        return Ok(());
    }
    Err(format!("{version} is taken by {running}; whole: {is_whole}, by the key that took over: {is_by_successor}"))
}

/// Does what the updater does.
fn taken(manifest: &[u8], bytes: &[u8], running: &str) -> Result<Offer, UpdateRefusal> {
    let offer = offer(manifest, SYSTEM, running)?;
    let key = signing_key(manifest, running, Keys { releases: KEY, root: Some(ROOT) })?;
    verify(bytes, &offer.signature, &offer.version, &key)?;
    Ok(offer)
}

/// Changes one byte to another letter.
fn changed(bytes: &[u8], rng: &mut Rng) -> String {
    let mut bytes = bytes.to_vec();
    let at = usize::try_from(rng.below(bytes.len() as u64)).unwrap_or_default();
    if let Some(byte) = bytes.get_mut(at) {
        *byte = if *byte == b'A' { b'B' } else { b'A' };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Returns what a server answers, and the version that the window may name.
fn answer(number: u64, rng: &mut Rng) -> (&'static str, Vec<u8>, Option<&'static str>) {
    let body = |version: &str| json!({"version": version, "notes": "", "platforms": {}}).to_string();
    let whole = |body: &str| {
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len()).into_bytes()
    };
    let newer = body("99.0.0");
    match number % 6 {
        0 => (
            "one that was cut",
            whole(&newer[..usize::try_from(rng.below(newer.len() as u64)).unwrap_or_default()]),
            None,
        ),
        1 => ("an older version", whole(&body("0.0.1")), None),
        2 => ("one that breaks off", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{".to_vec(), None),
        3 => ("no version", whole(&body("latest")), None),
        4 => ("an error", b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(), None),
        _ => ("a newer version", whole(&newer), Some("99.0.0")),
    }
}

/// Opens the window with this manifest, kills it in some tries, and judges it.
fn offered(scale: &Scale, answer: &[u8], wanted: Option<&str>, is_killed: bool) -> Result<Result<(), String>, Trouble> {
    let mut shop = Shop::unmeasured(tempfile::tempdir()?, scale)?;
    let server = Bare::open()?;
    server.say(vec![answer.to_vec()]);
    let address = format!("{}/releases/latest/download/latest.json", server.origin());
    let open = || Window::open_with(scale, &shop.home, &[("OA_TOKEN_TEST_UPDATE_URL", &address)]);
    let mut window = open()?;
    if is_killed {
        window.kill();
        drop(window);
        window = open()?;
    }
    let said = window.refresh();
    let mut outcome = if said.verdict == "saved" { Ok(()) } else { Err(format!("it reported {}", said.verdict)) };
    outcome = outcome.and_then(|()| names(&window, wanted));
    drop(window);
    Ok(outcome.and_then(|()| match shop.look()? {
        Stands::Live => shop.judge_pairs(),
        Stands::LostOnTheWire => Err("a pair is lost".to_owned()),
    }))
}

/// Fails unless the window names this version, or none.
fn names(window: &Window, wanted: Option<&str>) -> Result<(), String> {
    let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
    loop {
        let version = window.call("get_update", &json!({}))?["version"].clone();
        match (version.as_str(), wanted) {
            (here, wanted) if here == wanted => return Ok(()),
            // It looks while the window opens.
            (None, Some(_)) if std::time::Instant::now() < until => std::thread::yield_now(),
            (here, _) => return Err(format!("it names {here:?}")),
        }
    }
}
