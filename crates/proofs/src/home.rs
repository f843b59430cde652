//! A home for the real command, with a key file, and practice Zalo as the server.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;
use zalo_sim::{App, Config, Sim};

use crate::proof::{Scale, Trouble};

/// The app of every profile in the proofs.
pub(crate) const APP_ID: &str = "1234567890123456789";
/// Its fake secret key.
pub(crate) const SECRET_KEY: &str = "FAKE_SECRET_0000000000";
/// The content of the key file.
const KEY: &[u8] = b"FAKE_KEY_q7Zt2LmX9vRb4KdW8nHs5JpYc3GfTa6E\n";

/// A folder with a key file beside the data folder; removed when dropped.
pub(crate) struct Home {
    folder: TempDir,
    command: PathBuf,
    origin: String,
}

impl Home {
    /// Makes the folder; `origin` is the server for token requests.
    pub(crate) fn new(scale: &Scale, origin: String) -> Result<Self, Trouble> {
        Self::at(tempfile::tempdir()?, scale, origin)
    }

    /// Makes the home in the given folder, for example on a separate disk.
    pub(crate) fn at(folder: TempDir, scale: &Scale, origin: String) -> Result<Self, Trouble> {
        oa_token_vault::atomic_file::write(&folder.path().join("key"), KEY)?;
        Ok(Self { folder, command: scale.command(), origin })
    }

    /// Returns the data folder, which the command makes.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Returns the vault's file.
    pub(crate) fn vault(&self) -> PathBuf {
        self.data().join("vault.db")
    }

    /// Returns the key file.
    pub(crate) fn key(&self) -> PathBuf {
        self.folder.path().join("key")
    }

    /// Returns the server for token requests.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the folder around the data folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Sets the environment that every call of the command needs, run directly or through another program.
    pub(crate) fn dress<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env_remove("OA_TOKEN_PASSPHRASE_FILE")
            .env("OA_TOKEN_HOME", self.data())
            .env("OA_TOKEN_KEY_FILE", self.key())
            .env("OA_TOKEN_OAUTH_URL", &self.origin)
            .env("OA_TOKEN_API_URL", &self.origin)
            .env("LC_ALL", "vi_VN.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
    }

    /// Returns a call of the command.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.command);
        self.dress(&mut command).args(args);
        command
    }

    /// Runs the command to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Result<Output, Trouble> {
        Ok(self.command(args).output()?)
    }

    /// Starts the command.
    pub(crate) fn start(&self, args: &[&str]) -> Result<Child, Trouble> {
        Ok(self.command(args).spawn()?)
    }

    /// Imports a profile, or with `--replace` among the arguments a newer pair for it.
    pub(crate) fn import(&self, name: &str, refresh_token: &str, args: &[&str]) -> Result<(), Trouble> {
        let text = format!(
            r#"{{"name":"{name}","app_id":"{APP_ID}","secret_key":"{SECRET_KEY}","refresh_token":"{refresh_token}"}}"#
        );
        self.import_text(&text, args)
    }

    /// Imports the content of a text.
    pub(crate) fn import_text(&self, text: &str, args: &[&str]) -> Result<(), Trouble> {
        let mut child = self.command(&[&["import", "-"], args].concat()).stdin(Stdio::piped()).spawn()?;
        child.stdin.take().ok_or("no stdin")?.write_all(text.as_bytes())?;
        let output = child.wait_with_output()?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!("import ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr)).into())
    }
}

/// Starts practice Zalo with the one app.
pub(crate) fn zalo(config: Config) -> Result<Sim, Trouble> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // It runs on its own thread; only the start needs a runtime.
    let sim = runtime.block_on(Sim::start(config))?;
    sim.add_app(App::new(APP_ID, SECRET_KEY));
    Ok(sim)
}
