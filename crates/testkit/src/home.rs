//! A home for the real command.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use oa_token_engine::EngineOptions;
use tempfile::TempDir;

use crate::Trouble;
use crate::options::options;
use crate::profile::draft;
use crate::values::KEY;

/// A folder with a key file beside the data folder; removed when dropped.
pub struct Home {
    folder: TempDir,
    command: PathBuf,
    origin: String,
}

impl Home {
    /// Makes the folder for this program; `origin` is the server for token requests.
    pub fn new(command: PathBuf, origin: String) -> Result<Self, Trouble> {
        Self::at(tempfile::tempdir()?, command, origin)
    }

    /// Makes the home in the given folder, for example on a separate disk.
    pub fn at(folder: TempDir, command: PathBuf, origin: String) -> Result<Self, Trouble> {
        oa_token_vault::atomic_file::write(&folder.path().join("key"), KEY.as_bytes())?;
        Ok(Self { folder, command, origin })
    }

    /// Returns the data folder, which the command makes.
    pub fn data(&self) -> PathBuf {
        self.folder().join("data")
    }

    /// Returns the vault's file.
    pub fn vault(&self) -> PathBuf {
        self.data().join("vault.db")
    }

    /// Returns the key file.
    pub fn key(&self) -> PathBuf {
        self.folder().join("key")
    }

    /// Returns the server for token requests.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the folder around the data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the options of an engine on this home, as the command starts one.
    pub fn options(&self) -> Result<EngineOptions, Trouble> {
        options(self.folder(), &self.origin)
    }

    /// Sets the environment that every call of the command needs, run directly or through another program.
    pub fn dress<'a>(&self, command: &'a mut Command) -> &'a mut Command {
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
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.command);
        self.dress(&mut command).args(args);
        command
    }

    /// Runs the command to its end.
    pub fn run(&self, args: &[&str]) -> Result<Output, Trouble> {
        Ok(self.command(args).output()?)
    }

    /// Runs the command to its end with this on stdin.
    pub fn run_with(&self, args: &[&str], text: &str) -> Result<Output, Trouble> {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn()?;
        child.stdin.take().ok_or("no stdin")?.write_all(text.as_bytes())?;
        Ok(child.wait_with_output()?)
    }

    /// Starts the command.
    pub fn start(&self, args: &[&str]) -> Result<Child, Trouble> {
        Ok(self.command(args).spawn()?)
    }

    /// Imports a profile, or with `--replace` among the arguments a newer pair for it.
    pub fn import(&self, name: &str, refresh_token: &str, args: &[&str]) -> Result<(), Trouble> {
        self.import_text(&draft(name, refresh_token), args)
    }

    /// Imports the content of a text.
    pub fn import_text(&self, text: &str, args: &[&str]) -> Result<(), Trouble> {
        let output = self.run_with(&[&["import", "-"], args].concat(), text)?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!("import ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr)).into())
    }
}
