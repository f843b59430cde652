//! Ctrl-Z and `fg` in a real terminal, as users do it.

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use zalo_sim::Fault;

use super::Set;
use super::judge::{self, Seen};
use crate::proof::{Tally, Trouble};
use crate::recovery_check::{NAME, SAVED, Shop};
use crate::rng::Rng;
use crate::sends;

/// How long a busy computer may take from the typed line to the request.
const TO_PHASE: Duration = Duration::from_secs(30);
/// How often the screen is read.
const LOOK: Duration = Duration::from_millis(100);
/// Prints the exit code of the refresh; the typed line itself does not match the printed one.
const TELL_END: &str = "echo END=$((0+$?))";

/// A separate terminal, with a shell in it.
struct Terminal<'a> {
    shop: &'a Shop,
}

/// Types a refresh, stops it by Ctrl-Z, and continues it by `fg`.
pub(super) fn try_one(set: &Set<'_>, rng: &mut Rng, tally: &mut Tally) -> Result<(), String> {
    let length = set.lengths.stop(rng);
    let about = |what: String| format!("Ctrl-Z, {length:?}, fg: {what}");
    let mut shop = stop_and_go_on(set, length).map_err(|trouble| about(trouble.to_string()))?;
    tally.count("stopped: by Ctrl-Z in a terminal", 1);
    judge::at_the_end(&mut shop, &Seen { died: false, said_saved: true }).map_err(about)
}

fn stop_and_go_on(set: &Set<'_>, length: Duration) -> Result<Shop, Trouble> {
    let shop = Shop::unmeasured(tempfile::tempdir()?, set.scale)?;
    shop.sim.script([Fault::Slow { ms: 3_000 }]);
    let terminal = Terminal::open(&shop)?;
    terminal.type_keys(&[&format!("'{}' refresh {NAME}", set.scale.command().display()), "Enter"])?;
    if !sends::are_read(&shop.sim, 1, TO_PHASE) {
        return Err(format!("the typed refresh sent nothing: {}", terminal.screen()?).into());
    }
    terminal.type_keys(&["C-z"])?;
    thread::sleep(length);
    terminal.type_keys(&["fg", "Enter"])?;
    terminal.type_keys(&[TELL_END, "Enter"])?;
    let until = Instant::now() + set.lengths.bound;
    loop {
        let screen = terminal.screen()?;
        if screen.contains("END=0") && screen.contains(SAVED) {
            break;
        }
        if screen.lines().any(|line| line.starts_with("END=")) {
            return Err(format!("the terminal shows {:?}", screen.trim()).into());
        }
        if Instant::now() > until {
            return Err("it did not end".into());
        }
        thread::sleep(LOOK);
    }
    drop(terminal);
    Ok(shop)
}

impl<'a> Terminal<'a> {
    fn open(shop: &'a Shop) -> Result<Self, Trouble> {
        let terminal = Self { shop };
        let mut open = terminal.tmux();
        // Programs started by tmux inherit its environment, so it gets the home's variables.
        open.args(["-f", "/dev/null", "new-session", "-d", "-x", "200", "-y", "50", "bash", "--norc", "--noprofile"]);
        let status = shop.home.dress(&mut open).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        if status.success() { Ok(terminal) } else { Err("tmux opens no terminal".into()) }
    }

    fn type_keys(&self, keys: &[&str]) -> Result<(), Trouble> {
        let status = self.tmux().arg("send-keys").args(keys).status()?;
        if status.success() { Ok(()) } else { Err("tmux takes no keys".into()) }
    }

    fn screen(&self) -> Result<String, Trouble> {
        Ok(String::from_utf8_lossy(&self.tmux().args(["capture-pane", "-p"]).output()?.stdout).into_owned())
    }

    fn tmux(&self) -> Command {
        let mut tmux = Command::new("tmux");
        tmux.arg("-u").arg("-S").arg(self.shop.home.folder().join("tmux")).env_remove("TMUX").stdin(Stdio::null());
        tmux
    }
}

impl Drop for Terminal<'_> {
    fn drop(&mut self) {
        // Kills only the server of this socket.
        drop(self.tmux().arg("kill-server").stderr(Stdio::null()).status());
    }
}
