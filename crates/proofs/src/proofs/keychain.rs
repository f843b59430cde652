//! The keychain missing, locked, empty, wrong or unresponsive: a real gnome-keyring on its own bus.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;
use testkit::is_installed;
use zalo_sim::{Config, Sim};

use crate::home::{APP_ID, Home, draft, zalo};
use crate::proof::{Proof, Scale, Tally, Trouble};

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "keychain",
    about: "a keychain that is locked, absent, without a bus, emptied, wrong or unresponsive: the real command with \
         gnome-keyring",
    holds: "exit code 13 with the correct reason, the vault unchanged, and no new key in the keychain",
    full: 6,
    quick: 5,
    run,
};

/// Unlocks the login keyring, making it the first time; then runs the given command.
const UNLOCKED: &str = r#"printf 'FAKE pass\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 || exit 97; exec "$@""#;
/// Replaces the entry's secret by another of the same length, as another program could.
const WRONG: &str = r#"printf 'FAKE pass\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 || exit 97
label=$(secret-tool search --all service vn.oatoken.desktop.vault 2>/dev/null | sed -n 's/^attribute.username = //p' | head -1)
secret-tool search --all service vn.oatoken.desktop.vault 2>&1 | sed -n 's/^attribute\.\(.*\) = \(.*\)$/\1 \2/p' > attributes
head -c 32 /dev/zero | tr '\0' 'x' | secret-tool store --label='OA Token' $(cat attributes) || exit 98
exec "$@""#;

/// What the command finds when it looks for its key.
#[derive(Clone, Copy)]
struct Case {
    name: &'static str,
    bus: Bus,
    /// The expected error code.
    wanted: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bus {
    /// A keyring that was never unlocked.
    Locked,
    /// A bus, and no keyring was ever made.
    Absent,
    /// An address without a bus.
    Missing,
    /// Another keyring, unlocked and empty.
    Emptied,
    /// The entry holds another key.
    Wrong,
    /// A socket that accepts connections and never answers.
    Deaf,
}

/// The case that waits for its timeout is last: it takes twenty seconds.
const CASES: [Case; 6] = [
    Case { name: "locked", bus: Bus::Locked, wanted: "locked" },
    Case { name: "absent", bus: Bus::Absent, wanted: "locked" },
    Case { name: "no bus", bus: Bus::Missing, wanted: "locked" },
    Case { name: "entry deleted", bus: Bus::Emptied, wanted: "key_lost" },
    Case { name: "wrong key", bus: Bus::Wrong, wanted: "locked" },
    Case { name: "deaf", bus: Bus::Deaf, wanted: "locked" },
];

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    let mut tally = Tally::default();
    for tool in ["dbus-run-session", "gnome-keyring-daemon", "secret-tool"] {
        if !is_installed(tool) {
            tally.not_tried.push(format!("the whole proof: {tool} is not installed"));
            return Ok(tally);
        }
    }
    let count = usize::try_from(scale.count)?.min(CASES.len());
    for case in &CASES[..count] {
        tally.note(try_one(scale, *case)?.map_err(|what| format!("{}: {what}", case.name)));
    }
    if count < CASES.len() {
        tally
            .not_tried
            .push("an unresponsive keychain, in the quick run: it waits for a timeout of twenty seconds".to_owned());
    }
    Ok(tally)
}

/// A vault whose key is in its own keyring.
struct Stage {
    home: Home,
    sim: Sim,
    folder: TempDir,
}

fn try_one(scale: &Scale, case: Case) -> Result<Result<(), String>, Trouble> {
    let stage = Stage::new(scale)?;
    let made = stage.on(Bus::Emptied, UNLOCKED, &["--json", "list"])?;
    if !String::from_utf8_lossy(&made.stdout).contains("shop") {
        return Err(format!("no vault was made: {}", String::from_utf8_lossy(&made.stderr)).into());
    }
    if case.bus == Bus::Emptied {
        fs::remove_dir_all(stage.folder.path().join("data/keyrings"))?;
    }
    let (vault, slots) = (fs::read(stage.home.vault())?, stage.slots()?);
    let script = match case.bus {
        Bus::Wrong => WRONG,
        Bus::Emptied => UNLOCKED,
        Bus::Locked | Bus::Absent | Bus::Missing | Bus::Deaf => r#"exec "$@""#,
    };
    if case.bus == Bus::Absent {
        fs::remove_dir_all(stage.folder.path().join("data/keyrings"))?;
    }
    let output = stage.on(case.bus, script, &["--json", "refresh", "shop"])?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Ok(judge(&output, &said, case).and_then(|()| {
        if stage.sim.spends() > 0 {
            return Err("something was sent".to_owned());
        }
        let entries = stage.entries().map_err(|trouble| trouble.to_string())?;
        // The wrong entry is the existing one, with another secret.
        let wanted = usize::from(!matches!(case.bus, Bus::Emptied | Bus::Absent));
        if entries != wanted {
            return Err(format!("{entries} entries in the keychain, not {wanted}"));
        }
        let is_same = fs::read(stage.home.vault()).is_ok_and(|now| now == vault);
        let same_slots = stage.slots().is_ok_and(|now| now == slots);
        if is_same && same_slots { Ok(()) } else { Err("the vault was changed".to_owned()) }
    }))
}

fn judge(output: &Output, said: &str, case: Case) -> Result<(), String> {
    if output.status.code() != Some(13) {
        return Err(format!("ended with {} and not with 13: {said}", output.status));
    }
    // The bus prints its own messages on the same pipe.
    let json = said.find('{').zip(said.rfind('}')).and_then(|(from, to)| said.get(from..=to)).unwrap_or_default();
    let code = serde_json::from_str::<serde_json::Value>(json).map(|error| error["error"]["code"].clone());
    match code {
        Ok(code) if code == case.wanted => Ok(()),
        other => Err(format!("reported {other:?} and not {}", case.wanted)),
    }
}

impl Stage {
    fn new(scale: &Scale) -> Result<Self, Trouble> {
        let sim = zalo(Config::default())?;
        let home = Home::new(scale.command(), sim.origin())?;
        let folder = tempfile::tempdir()?;
        for name in ["data", "run"] {
            fs::DirBuilder::new().mode(0o700).create(folder.path().join(name))?;
        }
        fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o700))?;
        let stage = Self { home, sim, folder };
        let file = stage.folder.path().join("draft.json");
        let token = stage.sim.issue_pair(APP_ID).refresh_token;
        oa_token_vault::atomic_file::write(&file, draft("shop", &token).as_bytes())?;
        let imported = stage.on(Bus::Emptied, UNLOCKED, &["import", &file.to_string_lossy()])?;
        fs::remove_file(&file)?;
        if imported.status.success() {
            return Ok(stage);
        }
        Err(format!("no vault was made: {}", String::from_utf8_lossy(&imported.stderr)).into())
    }

    /// Runs the command on a bus, after the script.
    fn on(&self, bus: Bus, script: &str, args: &[&str]) -> Result<Output, Trouble> {
        let own = self.home.command(args);
        self.run(bus, script, |command| command.arg(own.get_program()).args(own.get_args()))
    }

    fn run(&self, bus: Bus, script: &str, call: impl FnOnce(&mut Command) -> &mut Command) -> Result<Output, Trouble> {
        let socket = self.folder.path().join("run/bus");
        let deaf = if bus == Bus::Deaf { Some(UnixListener::bind(&socket)?) } else { None };
        let mut command = match bus {
            Bus::Missing | Bus::Deaf => Command::new("env"),
            Bus::Locked | Bus::Absent | Bus::Emptied | Bus::Wrong => Command::new("dbus-run-session"),
        };
        self.home.dress(&mut command);
        command.args(["--", "sh", "-c", script, "sh"]);
        call(&mut command);
        // Files instead of pipes: a keyring that outlives its bus would keep a pipe open, and its end would never be
        // seen.
        let (said, complained) = (self.folder.path().join("said"), self.folder.path().join("complained"));
        let status = command
            .stdout(fs::File::create(&said)?)
            .stderr(fs::File::create(&complained)?)
            .current_dir(self.folder.path())
            .env_remove("OA_TOKEN_KEY_FILE")
            .env("XDG_DATA_HOME", self.folder.path().join("data"))
            .env("XDG_RUNTIME_DIR", self.folder.path().join("run"))
            .env("HOME", self.folder.path())
            .env("DBUS_SESSION_BUS_ADDRESS", address(&socket))
            // With a display the keyring would ask the user for the password, and wait.
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("GNOME_KEYRING_CONTROL")
            .status()?;
        drop(deaf);
        fs::remove_file(&socket).ok();
        Ok(Output { status, stdout: fs::read(said)?, stderr: fs::read(complained)? })
    }

    /// Counts the program's entries with another program.
    fn entries(&self) -> Result<usize, Trouble> {
        let search = ["secret-tool", "search", "--all", "service", "vn.oatoken.desktop.vault"];
        let found = self.run(Bus::Emptied, UNLOCKED, |command| command.args(search))?;
        Ok(String::from_utf8_lossy(&found.stdout).matches("secret = ").count())
    }

    fn slots(&self) -> Result<Vec<u8>, Trouble> {
        Ok(self.home.run(&["--json", "key", "list"])?.stdout)
    }
}

fn address(socket: &Path) -> String {
    format!("unix:path={}", socket.display())
}
