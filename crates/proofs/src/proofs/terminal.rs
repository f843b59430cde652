//! Foreign text through every call: no control character reaches the terminal, and no line is forged.

use std::ffi::OsString;
use std::io::Write as _;
use std::process::{Output, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::echo::acting;
use crate::bare::Bare;
use crate::home::{Home, draft};
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::rng::Rng;
use crate::threads::{cores, share_out};

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "terminal",
    about: "every call of the command with foreign text that holds escape codes, C1 controls, line ends, direction \
         marks and tags: in refusals, tokens, names, files, arguments, variables",
    holds: "of the bytes below 0x20 only line ends and tabs reach stdout and stderr; no C1 control, no direction mark, \
         and no line that starts with foreign text",
    full: 100,
    quick: 2,
    run,
};

/// The beginning of a forged line.
const FORGED: &str = "Shop B:";
/// Control characters, one by one; whole sequences are made of them.
const ACTS: &[&str] = &[
    "\u{1b}]52;c;RkFLRQ==\u{7}",
    "\u{1b}]0;title\u{7}",
    "\u{1b}[2J",
    "\u{9b}2J",
    "\u{9d}0;x\u{9c}",
    "\u{1}\u{8}\u{c}\u{e}\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{202e}",
    "\u{2066}",
    "\u{e0041}",
    "\u{feff}\u{200b}",
    "\r",
];

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    share_out(scale.count, cores(), |numbers| {
        let mut tally = Tally::default();
        for number in numbers {
            let mut rng = Rng::new(scale.seed, number);
            let act = format!("{}{}", rng.of(ACTS), rng.of(ACTS));
            let words = *rng.of(&["", "lỗi "]);
            let words = format!("{words}{act}\n{FORGED} saved, pair 9\r{act}");
            let scene = Scene { home: Home::new(scale.command(), String::new())?, words };
            for (what, output) in scene.play()? {
                tally.note(check(&output).map_err(|why| format!("try {number}, {what:?}: {why}")));
            }
        }
        Ok(tally)
    })
}

fn check(output: &Output) -> Result<(), String> {
    for bytes in [&output.stdout, &output.stderr] {
        if let Some(char) = acting(bytes) {
            return Err(format!("{char:?} in {:?}", String::from_utf8_lossy(bytes)));
        }
        let text = String::from_utf8_lossy(bytes);
        if text.lines().any(|line| line.starts_with(FORGED)) {
            return Err(format!("a line is forged: {text:?}"));
        }
    }
    Ok(())
}

struct Scene {
    home: Home,
    words: String,
}

type Played = Vec<(String, Output)>;

impl Scene {
    fn play(&self) -> Result<Played, Trouble> {
        let mut played = Played::new();
        self.refused(&mut played)?;
        self.odd_tokens(&mut played)?;
        self.asked_for(&mut played)?;
        Ok(played)
    }

    fn call(&self, zalo: &Bare, args: &[&str], stdin: &str, played: &mut Played) -> Result<(), Trouble> {
        let mut command = self.home.command(args);
        command.env("OA_TOKEN_OAUTH_URL", zalo.origin()).env("OA_TOKEN_API_URL", zalo.origin());
        let mut child = command.stdin(Stdio::piped()).spawn()?;
        // A process that does not read its stdin has closed it.
        child.stdin.take().ok_or("no stdin")?.write_all(stdin.as_bytes()).ok();
        if args.contains(&"watch") {
            thread::sleep(Duration::from_millis(1500));
            child.kill()?;
        }
        played.push((args.join(" "), child.wait_with_output()?));
        Ok(())
    }

    fn import(&self, zalo: &Bare, name: &str, played: &mut Played) -> Result<(), Trouble> {
        self.call(zalo, &["import", "-"], &draft(name, &format!("FAKE_RT_{name}")), played)
    }

    /// Zalo answers everything with such an error text.
    fn refused(&self, played: &mut Played) -> Result<(), Trouble> {
        let zalo = says(&json!({
            "error": -14004, "error_name": self.words, "message": self.words,
            "error_description": self.words, "error_reason": self.words,
        }))?;
        self.import(&zalo, "shop", played)?;
        for args in [
            &["refresh", "shop"][..],
            &["--json", "refresh", "shop"],
            &["history"],
            &["--json", "history"],
            &["list"],
            &["--json", "list"],
            &["doctor"],
            &["token", "shop"],
            &["check", "shop"],
            &["auto", "on", "shop"],
            &["auto", "shop", "on"],
            &["watch"],
        ] {
            self.call(&zalo, args, "", played)?;
        }
        let callback = ["authorize", "shop", "--callback", "https://example.com/callback"];
        self.call(&zalo, &callback, &format!("https://example.com/callback?error={}&state=x\n", self.words), played)?;
        self.call(&zalo, &callback, &format!("{}\n", self.words), played)
    }

    /// Zalo's tokens and the OA's name contain them.
    fn odd_tokens(&self, played: &mut Played) -> Result<(), Trouble> {
        let zalo = says(&json!({
            "access_token": format!("FAKE_AT_odd{}", self.words), "refresh_token": format!("FAKE_RT_odd{}", self.words),
            "expires_in": self.words, "error": 0, "message": self.words,
            "data": {"oa_id": "1234567890", "name": self.words, "package_name": self.words},
        }))?;
        self.import(&zalo, "odd", played)?;
        for args in [
            &["refresh", "odd"][..],
            &["token", "odd"],
            &["--json", "token", "odd"],
            &["check", "odd"],
            &["--json", "check", "odd"],
            &["list"],
            &["--json", "list"],
            &["history", "odd"],
            &["doctor"],
        ] {
            self.call(&zalo, args, "", played)?;
        }
        for format in ["text", "env", "json", "json-iso", "tsv", "postman-environment", "curl"] {
            for more in [None, Some("--with-refresh-token")] {
                let args: Vec<&str> = ["export", "odd", "--format", format].into_iter().chain(more).collect();
                self.call(&zalo, &args, "", played)?;
            }
        }
        Ok(())
    }

    /// The call itself, or the imported text, contains them.
    fn asked_for(&self, played: &mut Played) -> Result<(), Trouble> {
        let zalo = says(&json!({}))?;
        let words = self.words.as_str();
        for args in [
            &["refresh", words][..],
            &["--json", "refresh", words],
            &["token", words],
            &["export", "odd", "--format", words],
            &["export", "odd", "--format", "env", "--access-name", words],
            &["export", "odd", "-o", words],
            &["import", words],
            &["authorize", "odd", "--callback", words],
            &["key", "add-file", words],
            &["key", "remove", words],
            &["history", words],
            &["auto", words, "on"],
            &["token", "odd", "--min-life", words],
            &[words],
        ] {
            self.call(&zalo, args, "", played)?;
        }
        for text in [
            // Names are trimmed at their edges; in the middle such text is refused.
            draft(&format!("x{words}"), "FAKE_RT_named"),
            json!({"name": "x", "app_id": words, "secret_key": words, "refresh_token": words}).to_string(),
            format!("refresh_token={words}\n{words}=1\n"),
            words.to_owned(),
        ] {
            self.call(&zalo, &["import", "-"], &text, played)?;
        }
        for variable in ["OA_TOKEN_OAUTH_URL", "OA_TOKEN_KEY_FILE", "OA_TOKEN_HOME", "OA_TOKEN_PASSPHRASE_FILE"] {
            let mut command = self.home.command(&["doctor"]);
            if variable == "OA_TOKEN_PASSPHRASE_FILE" {
                command.env_remove("OA_TOKEN_KEY_FILE");
            }
            let value = OsString::from(if variable == "OA_TOKEN_OAUTH_URL" {
                words.to_owned()
            } else {
                format!("/nonexistent/{words}")
            });
            played.push((format!("doctor with {variable}"), command.env(variable, value).output()?));
        }
        Ok(())
    }
}

fn says(body: &serde_json::Value) -> Result<Bare, Trouble> {
    Bare::saying(&body.to_string())
}
