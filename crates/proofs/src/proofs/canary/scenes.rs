//! What happens to the secrets before the search.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use zalo_sim::{App, Config, Fault, Sim};

use super::search::{Found, Secrets};
use crate::folders;
use crate::home::{self, APP_ID, Home};
use crate::proof::{Scale, Trouble};
use crate::rng::Rng;

type Play = fn(&mut Stage, &mut Secrets) -> Result<(), Trouble>;

/// Every scene with its name.
pub(super) const SCENES: &[(&str, Play)] = &[
    ("unknown", |stage, _| stage.refresh([Fault::CutBodyInTokens, Fault::CloseAfterSpending])),
    ("saved", |stage, _| stage.refresh([])),
    ("refused, echoed", |stage, _| stage.echo(-14003)),
    ("dead, echoed", |stage, _| stage.echo(-14014)),
    ("saved from a malformed answer", |stage, _| stage.refresh([Fault::TokensWithError(-1)])),
    ("locked", Stage::locked),
    ("not sent", Stage::not_sent),
    ("files full", Stage::full),
    ("aborted in flight", Stage::aborted),
    ("by passphrase", Stage::by_passphrase),
];

/// A home with a profile whose secrets are all random.
pub(super) struct Stage {
    home: Home,
    sim: Sim,
    refresh_token: String,
    secret_key: String,
    key_file: String,
    texts: Vec<(String, Vec<u8>)>,
    is_by_passphrase: bool,
}

fn random(rng: &mut Rng, front: &str) -> String {
    format!("FAKE_{front}_{:016x}{:016x}", rng.next(), rng.next())
}

impl Stage {
    pub(super) fn new(scale: &Scale, rng: &mut Rng, secrets: &mut Secrets) -> Result<Self, Trouble> {
        let sim = home::zalo(Config::default())?;
        let home = Home::new(scale.command(), sim.origin())?;
        let (secret_key, key_file) = (random(rng, "SECRET"), format!("{}{:016x}", random(rng, "KEY_FILE"), rng.next()));
        sim.add_app(App::new(APP_ID, &secret_key));
        oa_token_vault::atomic_file::write(&home.key(), key_file.as_bytes())?;
        let pair = sim.issue_pair(APP_ID);
        for secret in [&secret_key, &key_file, &pair.refresh_token, &pair.access_token] {
            secrets.add(secret);
        }
        let refresh_token = pair.refresh_token;
        let mut stage =
            Self { home, sim, refresh_token, secret_key, key_file, texts: Vec::new(), is_by_passphrase: false };
        stage.import()?;
        Ok(stage)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.home.command(args);
        let folder = self.home.folder();
        command.current_dir(folder).env("HOME", folder).env("TMPDIR", folder).env("RUST_BACKTRACE", "full");
        if self.is_by_passphrase {
            command.env_remove("OA_TOKEN_KEY_FILE").env("OA_TOKEN_PASSPHRASE_FILE", self.home.key());
        }
        command
    }

    fn keep(&mut self, what: &str, output: Output) {
        self.texts.push((format!("stdout of {what}"), output.stdout));
        self.texts.push((format!("stderr of {what}"), output.stderr));
    }

    fn run(&mut self, args: &[&str]) -> Result<(), Trouble> {
        let output = self.command(args).output()?;
        self.keep(&args.join(" "), output);
        Ok(())
    }

    fn import(&mut self) -> Result<(), Trouble> {
        let draft = format!(
            r#"{{"name":"shop","app_id":"{APP_ID}","secret_key":"{}","refresh_token":"{}"}}"#,
            self.secret_key, self.refresh_token
        );
        let mut child = self.command(&["import", "-"]).stdin(Stdio::piped()).spawn()?;
        child.stdin.take().ok_or("no stdin")?.write_all(draft.as_bytes())?;
        let output = child.wait_with_output()?;
        self.keep("import", output);
        Ok(())
    }

    fn refresh(&mut self, faults: impl IntoIterator<Item = Fault>) -> Result<(), Trouble> {
        self.sim.script(faults);
        self.run(&["refresh", "shop"])?;
        self.run(&["--json", "refresh", "shop"])
    }

    /// Zalo's error text repeats what was sent, as a web page would.
    fn echo(&mut self, code: i64) -> Result<(), Trouble> {
        let name = format!("<b>refresh_token={}</b> secret_key: {}", self.refresh_token, self.secret_key);
        self.refresh([Fault::ErrorCode { code, name: name.clone() }, Fault::MessageOnly { message: name }])
    }

    fn locked(&mut self, _: &mut Secrets) -> Result<(), Trouble> {
        let mut other = self.command(&["refresh", "shop"]);
        let wrong = self.home.folder().join("wrong-key");
        oa_token_vault::atomic_file::write(&wrong, b"FAKE_other_x8Lr3TzQ6mVw1BkN9sHd4JpYc7GfUa2E")?;
        let output = other.env("OA_TOKEN_KEY_FILE", wrong).output()?;
        self.keep("refresh while locked", output);
        Ok(())
    }

    fn not_sent(&mut self, _: &mut Secrets) -> Result<(), Trouble> {
        // No program listens on port 9 of this computer.
        let output = self.command(&["refresh", "shop"]).env("OA_TOKEN_OAUTH_URL", "http://127.0.0.1:9").output()?;
        self.keep("refresh without a server", output);
        Ok(())
    }

    /// No file may grow: every write fails as on a full disk.
    fn full(&mut self, _: &mut Secrets) -> Result<(), Trouble> {
        let own = self.command(&["--json", "refresh", "shop"]);
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\""]).arg(own.get_program()).args(own.get_args());
        self.home.dress(&mut shell).current_dir(self.home.folder());
        let output = shell.output()?;
        self.keep("refresh where files are full", output);
        Ok(())
    }

    /// Inspects the process while the request is in progress, and ends it with a signal that writes a core file.
    fn aborted(&mut self, _: &mut Secrets) -> Result<(), Trouble> {
        self.sim.script([Fault::Hold]);
        let spent = self.sim.wait_for_spend(1);
        let child = self.command(&["refresh", "shop"]).spawn()?;
        tokio::runtime::Builder::new_current_thread().build()?.block_on(spent);
        let process = PathBuf::from(format!("/proc/{}", child.id()));
        for what in ["cmdline", "environ", "comm"] {
            self.texts.push((format!("/proc/PID/{what}"), fs::read(process.join(what)).unwrap_or_default()));
        }
        let limits = fs::read_to_string(process.join("limits")).unwrap_or_default();
        let core = limits.lines().find(|line| line.starts_with("Max core file size"));
        if core.is_some_and(|line| !line.split_whitespace().skip(4).take(2).eq(["0", "0"])) {
            return Err("core files are not disabled".into());
        }
        Command::new("kill").args(["-ABRT", &child.id().to_string()]).status()?;
        let output = child.wait_with_output()?;
        #[cfg(unix)]
        if std::os::unix::process::ExitStatusExt::core_dumped(&output.status) {
            return Err("a core was dumped".into());
        }
        self.keep("refresh, aborted", output);
        self.sim.release();
        self.run(&["refresh", "shop"])
    }

    fn by_passphrase(&mut self, _: &mut Secrets) -> Result<(), Trouble> {
        fs::remove_dir_all(self.home.data())?;
        self.is_by_passphrase = true;
        self.import()?;
        self.refresh([])
    }

    /// Makes every call that must not print a secret.
    pub(super) fn ask_everything(&mut self) -> Result<(), Trouble> {
        for args in [
            &["list"][..],
            &["--json", "list"],
            &["history"],
            &["--json", "history", "shop"],
            &["doctor"],
            &["--json", "doctor"],
            &["key", "list"],
            &["--json", "key", "list"],
            &["refresh", "--due"],
            &["refresh", "no such shop"],
            &["--json", "token", "no such shop"],
            &["export", "shop", "--format", "no such format"],
        ] {
            self.run(args)?;
        }
        // The name is taken: the error must not repeat the input.
        self.import()
    }

    /// Searches everything printed and every file of the home, except where the secret belongs.
    pub(super) fn search(&mut self, secrets: &Secrets) -> Result<Found, Trouble> {
        let mut live = Secrets::default();
        if let Some(pair) = self.sim.live_pair(APP_ID) {
            live.add(&pair.access_token);
            live.add(&pair.refresh_token);
        }
        debug_assert!(self.key_file.len() > 32, "a key file of this length is taken");
        let mut found = Found::default();
        let mut look = |place: String, bytes: &[u8]| {
            found.searched += 1;
            if secrets.are_in(bytes) || live.are_in(bytes) {
                found.places.push(place);
            }
        };
        for (place, bytes) in &self.texts {
            look(place.clone(), bytes);
        }
        for path in folders::files(self.home.folder())?.into_iter().filter(|path| *path != self.home.key()) {
            look(name(&path), &fs::read(&path)?);
        }
        Ok(found)
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
