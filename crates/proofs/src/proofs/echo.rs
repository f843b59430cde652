//! Zalo's error text repeats a secret in disguise: nothing shown or stored unencrypted may reveal it.

mod clothes;

use std::fs;

use clothes::Worn;
use oa_token_model::redaction;
use oa_token_model::secret::{Secret, SecretBytes};
use oa_token_model::zalo::{DeadAnswer, RawAnswer, Verdict, judge_reply};
use serde_json::json;

use crate::bare::Bare;
use crate::folders;
use crate::home::{Home, SECRET_KEY};
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::rng::Rng;
use crate::secret_parts::Parts;
use crate::threads::{cores, share_out};

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "echo",
    about: "refusals whose text repeats the token or the secret_key: cut, halved, in pieces, in other case, in base64, \
         hex, form encoding or escapes, once or twice, among control characters; one in a hundred through the command",
    holds: "no twelve characters of the secret, plain or encoded, in any text that is shown, printed, kept in history \
         or in a file; no character that controls a terminal",
    full: 10_000,
    quick: 500,
    run,
};

const THROUGH_THE_COMMAND: u64 = 100;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    share_out(scale.count, cores(), |numbers| {
        let mut tally = Tally::default();
        for number in numbers {
            let mut rng = Rng::new(scale.seed, number);
            let token = format!("FAKE_RT_{:016x}{:016x}{:016x}", rng.next(), rng.next(), rng.next());
            let secret = if rng.below(4) == 0 { SECRET_KEY } else { token.as_str() };
            let worn = Worn::new(secret, &mut rng);
            let mut telling = Parts::default();
            telling.add(secret.as_bytes());
            telling.add(worn.wears.as_bytes());
            tally.count(worn.cut, 1);
            let through_command = number % THROUGH_THE_COMMAND == 0;
            let tried = if through_command {
                tally.count("through the command", 1);
                by_command(scale, &token, &worn, &telling)?
            } else {
                in_process(&token, &worn, &telling)
            };
            tally.note(tried.map_err(|what| format!("try {number}, {}: {what}", worn.cut)));
        }
        Ok(tally)
    })
}

fn body(worn: &Worn) -> String {
    let code = worn.code;
    json!({"error": code, "error_name": worn.said, "error_description": worn.said, "error_reason": worn.said})
        .to_string()
}

fn in_process(token: &str, worn: &Worn, telling: &Parts) -> Result<(), String> {
    let (sent, key) = (Secret::new(token), Secret::new(SECRET_KEY));
    let known = [&sent, &key];
    let bytes = SecretBytes::new(body(worn).into_bytes());
    let mut shown = vec![redaction::raw(&bytes, &known)];
    shown.extend(redaction::lines(&bytes, &known).into_iter().map(|line| line.shown));
    let answer = RawAnswer::new(200, Vec::new(), bytes, true);
    let error = match judge_reply(&answer, Some(&sent)) {
        Verdict::Refused(error) | Verdict::Dead(DeadAnswer::Said(error)) => error.redacted(&known),
        other @ (Verdict::Tokens(_) | Verdict::Dead(_) | Verdict::Unclear(_)) => {
            return Err(format!("is judged {other:?}"));
        }
    };
    for said in [&error.name, &error.description, &error.reason] {
        if let Some(char) = acting(said.as_bytes()) {
            return Err(format!("{char:?} controls a terminal"));
        }
    }
    shown.extend([error.name, error.description, error.reason]);
    match shown.iter().find(|shown| telling.are_in(shown.as_bytes())) {
        Some(shown) => Err(format!("shown: {shown:?}")),
        None => Ok(()),
    }
}

fn by_command(scale: &Scale, token: &str, worn: &Worn, telling: &Parts) -> Result<Result<(), String>, Trouble> {
    let zalo = Bare::saying(&body(worn))?;
    let home = Home::new(scale.command(), zalo.origin())?;
    home.import("shop", token, &[])?;
    for args in [
        &["refresh", "shop"][..],
        &["--json", "refresh", "shop"],
        &["history", "shop"],
        &["--json", "history", "shop"],
        &["list"],
        &["doctor"],
    ] {
        let output = home.run(args)?;
        for (name, bytes) in [("stdout", output.stdout), ("stderr", output.stderr)] {
            let what = format!("{name} of {}", args.join(" "));
            if telling.are_in(&bytes) {
                return Ok(Err(format!("{what}: {}", String::from_utf8_lossy(&bytes))));
            }
            if let Some(char) = acting(&bytes) {
                return Ok(Err(format!("{what}: {char:?} controls a terminal")));
            }
        }
    }
    for path in folders::files(&home.data())? {
        if telling.are_in(&fs::read(&path)?) {
            return Ok(Err(format!("in {}", path.display())));
        }
    }
    Ok(Ok(()))
}

/// Finds a control character in the bytes, without using the code under test.
pub(super) fn acting(bytes: &[u8]) -> Option<char> {
    let text = String::from_utf8_lossy(bytes);
    text.chars().find(|char| match u32::from(*char) {
        0x09 | 0x0A => false,
        0..=0x1F | 0x7F..=0x9F | 0x061C | 0x200B | 0x200E..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFEFF => true,
        number => (0xE0000..=0xE007F).contains(&number),
    })
}
