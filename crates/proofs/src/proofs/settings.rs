//! Cuts the file of the display settings, and opens the real window on what is left.

use std::fs;

use serde_json::{Value, json};

use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::recovery_check::{Shop, Stands};
use crate::rng::Rng;
use crate::window::Window;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "settings",
    about: "settings.json is cut at a random byte, with its copy whole, cut too, or missing; then the window is opened, \
         the OA is refreshed, and the settings are changed",
    holds: "the window opens and refreshes; the copy's settings apply, else the defaults; the change is stored; no token is \
         lost",
    full: 60,
    quick: 1,
    run,
};

/// What becomes of the copy.
const COPIES: [&str; 3] = ["whole", "cut", "missing"];

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    let mut tally = Tally::default();
    if let Some(why) = Window::missing(scale) {
        tally.not_tried.push(why.replace("as a racer", "on settings that were cut"));
        return Ok(tally);
    }
    for number in 0..scale.count {
        let mut rng = Rng::new(scale.seed, number);
        let copy = COPIES[usize::try_from(number)? % COPIES.len()];
        let outcome = one(scale, copy, &mut rng)?;
        tally.count(&format!("with its copy {copy}"), 1);
        tally.note(outcome.map_err(|what| format!("try {number}, the copy {copy}: {what}")));
    }
    Ok(tally)
}

fn one(scale: &Scale, copy: &str, rng: &mut Rng) -> Result<Result<(), String>, Trouble> {
    let mut shop = Shop::unmeasured(tempfile::tempdir()?, scale)?;
    let looks = looks("dark");
    let file = shop.home.data().join("settings.json");
    let mut cut = |text: String| {
        let bytes = usize::try_from(rng.below(text.len() as u64)).unwrap_or_default();
        text.into_bytes()[..bytes].to_vec()
    };
    fs::write(&file, cut(json!({"looks": looks}).to_string()))?;
    let beside = file.with_extension("backup.json");
    match copy {
        "whole" => fs::write(beside, looks.to_string())?,
        "cut" => fs::write(beside, cut(looks.to_string()))?,
        _ => {}
    }
    let window = Window::open(scale, &shop.home)?;
    let outcome = judge(&window, copy == "whole", &looks).and_then(|()| stores(&window, &file));
    drop(window);
    Ok(outcome.and_then(|()| match shop.look()? {
        Stands::Live => shop.judge_pairs(),
        Stands::LostOnTheWire => Err("a pair is lost, and nothing was killed".to_owned()),
    }))
}

/// Returns settings with this theme.
fn looks(theme: &str) -> Value {
    let group = json!({"id": "g1", "name": "FAKE nhóm", "hue": 28, "profiles": ["FAKE-id"]});
    json!({
        "language": "vi", "theme": theme, "lastProfile": null, "order": "urgency", "closeToTray": true,
        "groups": [group], "pins": ["FAKE-id"], "updateChecks": false,
    })
}

/// Fails unless the window has these settings, or the defaults, and refreshes the OA.
fn judge(window: &Window, has_copy: bool, looks: &Value) -> Result<(), String> {
    let here = window.call("get_app_state", &json!({}))?["uiSettings"].clone();
    let wanted = |name: &str, default: Value| if has_copy { looks[name].clone() } else { default };
    for (name, default) in [("groups", json!([])), ("pins", json!([])), ("closeToTray", Value::Null)] {
        if here[name] != wanted(name, default) {
            return Err(format!("{name} of the settings: {}", here[name]));
        }
    }
    let said = window.refresh();
    if said.verdict == "saved" { Ok(()) } else { Err(format!("the window reported {}: {}", said.verdict, said.words)) }
}

/// Fails unless changed settings are stored.
fn stores(window: &Window, file: &std::path::Path) -> Result<(), String> {
    window.call("set_ui_settings", &json!({"uiSettings": looks("light")}))?;
    let stored: Value = fs::read(file)
        .map_err(|error| error.to_string())
        .and_then(|bytes| serde_json::from_slice(&bytes).map_err(|_| "the settings are still cut".to_owned()))?;
    if stored["looks"]["theme"] == "light" { Ok(()) } else { Err("changed settings are not stored".to_owned()) }
}
