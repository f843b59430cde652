//! The attacker's files: an honest file with changed content or changed bytes.

use oa_token_model::refresh::{AttemptState, UnknownCause};
use oa_token_model::secret::Secret;
use oa_token_vault::sealed_file::seal_content;
use serde_json::{Value, json};

use super::stage::Stage;
use crate::proof::Trouble;
use crate::rng::Rng;

/// The passphrase of every file.
pub(super) const PASSPHRASE: &str = "FAKE mật khẩu của tệp";
/// Texts that no call may print.
pub(super) const SECRETS: [&str; 4] = ["FAKE_SECRET", "FAKE_AT_theirs", "FAKE_RT_theirs", PASSPHRASE];
/// Memory in KiB, passes, lanes: the minimum, so that ten thousand files are opened in minutes.
const CHEAP: [u32; 3] = [8, 1, 1];
/// The offset of the passphrase's cost in a file: after the mark, the version, the length and the salt.
const COST: usize = 16 + 1 + 4 + 16;

/// A file, and what was done to it.
pub(super) struct Crafted {
    pub(super) what: String,
    pub(super) bytes: Vec<u8>,
}

/// Makes the file of a try: most are intact with other content, some are damaged.
pub(super) fn file(stage: &Stage, rng: &mut Rng) -> Result<Crafted, Trouble> {
    let mut content = stage.content.clone();
    let mut what = Vec::new();
    // The attacker includes some of the OAs, most with later pairs of his own.
    choose_profiles(&mut content, rng);
    for at in 0..profiles(&mut content).len() {
        if rng.below(4) > 0 {
            what.push(take_over(&mut profiles(&mut content)[at], rng));
        }
    }
    let changes = if rng.below(4) == 0 { 1 + rng.below(3) } else { 0 };
    for _ in 0..changes {
        what.push(change(&mut content, rng));
    }
    let mac: String = stage.mac.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(digit).collect();
    match rng.below(16) {
        0..=4 => content["vault"] = json!(mac),
        5..=7 => content["vault"] = json!("00".repeat(32)),
        8 => content["vault"] = odd(rng),
        _ => {}
    }
    let mut text = serde_json::to_vec(&content)?;
    if rng.below(12) == 0 {
        what.push("JSON damaged".to_owned());
        damage(&mut text, rng);
    }
    let mut bytes = seal_content(&text, &Secret::new(PASSPHRASE), CHEAP)?;
    match rng.below(12) {
        0 => {
            what.push("file damaged".to_owned());
            damage(&mut bytes, rng);
        }
        1 => {
            what.push("cost raised".to_owned());
            let at = COST + 4 * usize::try_from(rng.below(3))?;
            let most = [0, 5, 1 << 19, u32::MAX];
            bytes[at..at + 4].copy_from_slice(&rng.of(&most).to_le_bytes());
        }
        _ => {}
    }
    Ok(Crafted { what: what.join(", "), bytes })
}

fn digit(half: u8) -> char {
    char::from_digit(half.into(), 16).unwrap_or('0')
}

fn profiles(content: &mut Value) -> &mut Vec<Value> {
    // Structural changes come last, so the list is still there.
    content["profiles"].as_array_mut().expect("a valid file has a list of profiles")
}

fn choose_profiles(content: &mut Value, rng: &mut Rng) {
    let chosen = rng.below(16).max(1);
    let mut place = 0;
    profiles(content).retain(|_| {
        place += 1;
        chosen & (1 << (place - 1)) != 0
    });
    if rng.below(20) == 0 {
        let first = profiles(content)[0].clone();
        profiles(content).push(first);
    }
}

/// Adds a pair of the attacker's as the newest, with other values beside it, as an expert would.
fn take_over(profile: &mut Value, rng: &mut Rng) -> String {
    let mut what = vec!["a pair"];
    let mut pair = profile["pairs"][0].clone();
    pair["generation"] = json!(100 + rng.below(900));
    pair["access_token"] = json!(format!("FAKE_AT_theirs_{}", rng.next()));
    pair["refresh_token"] = json!(format!("FAKE_RT_theirs_{}", rng.next()));
    pair["obtained_at"] = time(rng);
    let pairs = profile["pairs"].as_array_mut().expect("a valid profile has a list of pairs");
    if rng.below(2) == 0 {
        pairs.clear();
    }
    pairs.insert(0, pair);
    if rng.below(3) == 0 {
        what.push("app_id");
        profile["app_id"] = json!("9999999999999999999");
    }
    if rng.below(3) == 0 {
        what.push("secret_key");
        profile["secret_key"] = json!("FAKE_SECRET_theirs");
    }
    match rng.below(4) {
        0 => {
            what.push("OA");
            profile["oa"] = json!(["8888", "Theirs"]);
        }
        1 => profile["oa"] = Value::Null,
        _ => {}
    }
    if rng.below(3) == 0 {
        what.push("spend");
        let generation = profile["pairs"][0]["generation"].clone();
        profile["spends"] = json!([spend(&generation, rng)]);
    }
    what.join("+")
}

fn spend(generation: &Value, rng: &mut Rng) -> Value {
    let states = [
        AttemptState::Prepared,
        AttemptState::Sending,
        AttemptState::Responded,
        AttemptState::Saved,
        AttemptState::Unknown(UnknownCause::Crashed),
    ];
    json!({
        "id": format!("FAKE-attempt-{}", rng.below(3)),
        "spends": generation,
        "brought": rng.below(1000),
        "state": rng.of(&states),
        "sends": rng.of(&[0, 1, u32::MAX]),
        "recoveries": rng.of(&[0, 1, u32::MAX]),
        "lost": null,
        "released": rng.below(2) == 0,
        "prepared_at": time(rng),
        "sent_at": time(rng),
        "answered_at": time(rng),
    })
}

fn time(rng: &mut Rng) -> Value {
    let times = ["9998-06-01T00:00:00Z", "2100-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z"];
    json!(rng.of(&times))
}

/// Changes one value anywhere.
fn change(content: &mut Value, rng: &mut Rng) -> String {
    let mut at = content;
    let mut path = Vec::new();
    loop {
        let count = match &*at {
            Value::Array(list) => list.len(),
            Value::Object(members) => members.len(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
        };
        // Descend into the lists of profiles and pairs, because their content matters more.
        if count == 0 || (path.len() > 2 && rng.below(5) == 0) {
            break;
        }
        let place = usize::try_from(rng.below(count as u64)).unwrap_or_default();
        let (name, next) = match at {
            Value::Array(list) => (place.to_string(), &mut list[place]),
            Value::Object(members) => match members.iter_mut().nth(place) {
                Some((name, next)) => (name.clone(), next),
                None => return "nothing".to_owned(),
            },
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return "nothing".to_owned(),
        };
        path.push(name);
        at = next;
    }
    *at = odd(rng);
    path.join(".")
}

fn odd(rng: &mut Rng) -> Value {
    let values = [
        Value::Null,
        json!(0),
        json!(-1),
        json!(u64::MAX),
        json!(1.5e300),
        json!(true),
        json!(""),
        json!("-x"),
        json!("../../x"),
        json!("00000000-0000-4000-8000-000000000001"),
        json!("\u{1b}]52;c;RkFLRQ==\u{7}\n\u{202e}"),
        json!("A".repeat(100_000)),
        json!("9998-06-01T00:00:00Z"),
        json!([]),
        json!({}),
        json!([[[[[[[[]]]]]]]]),
        json!("FAKE_RT_theirs"),
    ];
    rng.of(&values).clone()
}

/// Changes, cuts or appends bytes.
fn damage(bytes: &mut Vec<u8>, rng: &mut Rng) {
    let at = usize::try_from(rng.below(bytes.len() as u64)).unwrap_or_default();
    match rng.below(4) {
        0 => bytes.truncate(at),
        1 => bytes.extend_from_slice(&rng.next().to_le_bytes()),
        _ => bytes[at] ^= 1 << rng.below(8),
    }
}
