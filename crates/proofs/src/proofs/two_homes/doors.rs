//! The ways in which a second program reaches the same vault, each as a way to call the command.

use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::{DirBuilderExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::proof::{Scale, Trouble};
use crate::recovery_check::Shop;
use crate::watched::Watched;

/// Compiled at run time, because the library is for this machine.
const NO_FLOCK: &str = include_str!("no_flock.c");

/// How the second program reaches the vault of the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A second home whose vault is a symlink.
    Symlink,
    /// A second home whose vault is a hard link.
    HardLink,
    /// A second home with the vault mounted into it as a single file.
    BindMount,
    /// The same home; the first program's locks have no effect.
    FirstWithoutLocks,
    /// The same home; the second program's locks have no effect.
    SecondWithoutLocks,
    /// The same home; neither program's locks have an effect.
    BothWithoutLocks,
    /// The same home; the lock files are removed while a refresh is on the wire.
    LocksRemoved,
    /// The same home, from two PID namespaces.
    PidNamespaces,
}

impl Kind {
    /// All of them.
    pub(super) const ALL: &[Self] = &[
        Self::Symlink,
        Self::HardLink,
        Self::BindMount,
        Self::FirstWithoutLocks,
        Self::SecondWithoutLocks,
        Self::BothWithoutLocks,
        Self::LocksRemoved,
        Self::PidNamespaces,
    ];

    /// Reports whether some call after a kill of the first finds a lock file that shows that it is gone.
    pub(super) fn is_told_at_once(self) -> bool {
        !matches!(self, Self::FirstWithoutLocks | Self::BothWithoutLocks | Self::LocksRemoved)
    }

    /// Reports whether the second itself finds that lock file, so that it does not have to wait.
    pub(super) fn tells_the_second(self) -> bool {
        matches!(self, Self::Symlink | Self::PidNamespaces)
    }

    fn wants_preload(self) -> bool {
        matches!(self, Self::FirstWithoutLocks | Self::SecondWithoutLocks | Self::BothWithoutLocks)
    }
}

/// What this machine lacks for some of the kinds.
pub(super) struct Missing {
    namespaces: Option<String>,
    processes: Option<String>,
    compiler: Option<String>,
}

impl Missing {
    /// Checks the machine.
    pub(super) fn look() -> Self {
        let works = |program: &str, args: &[&str]| {
            let status = Command::new(program).args(args).stdout(Stdio::null()).stderr(Stdio::null()).status();
            status.is_ok_and(|status| status.success())
        };
        let named = |works: bool, why: &str| (!works).then(|| why.to_owned());
        Self {
            namespaces: named(works("unshare", &["-m", "true"]), "`unshare -m` is not installed or not permitted"),
            processes: named(
                works("unshare", &["--kill-child", "-p", "-f", "--mount-proc", "true"]),
                "`unshare -p` is not installed or not permitted",
            ),
            compiler: named(works("gcc", &["--version"]), "gcc is not installed"),
        }
    }

    /// Returns why a kind cannot be tried, if it cannot.
    pub(super) fn why(&self, kind: Kind) -> Option<&str> {
        match kind {
            Kind::BindMount => self.namespaces.as_deref(),
            Kind::PidNamespaces => self.processes.as_deref(),
            Kind::FirstWithoutLocks | Kind::SecondWithoutLocks | Kind::BothWithoutLocks => self.compiler.as_deref(),
            Kind::Symlink | Kind::HardLink | Kind::LocksRemoved => None,
        }
    }
}

/// Both ways to one vault.
pub(super) struct Doors<'a> {
    kind: Kind,
    shop: &'a Shop,
    program: PathBuf,
    /// The data folder of the second.
    second: PathBuf,
    /// The library that disables locks.
    preload: PathBuf,
}

/// One of the two ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    /// The original home.
    First,
    /// The other way.
    Second,
}

impl<'a> Doors<'a> {
    /// Makes the second way to the shop's vault.
    pub(super) fn make(kind: Kind, scale: &Scale, shop: &'a Shop) -> Result<Self, Trouble> {
        let folder = shop.home.folder();
        let doors = Self {
            kind,
            shop,
            program: scale.command(),
            second: folder.join("second"),
            preload: folder.join("locks.so"),
        };
        match kind {
            Kind::Symlink => symlink(shop.home.vault(), doors.second_vault()?)?,
            Kind::HardLink => fs::hard_link(shop.home.vault(), doors.second_vault()?)?,
            // The mount point.
            Kind::BindMount => drop(File::create(doors.second_vault()?)?),
            Kind::FirstWithoutLocks | Kind::SecondWithoutLocks | Kind::BothWithoutLocks => doors.compile()?,
            Kind::LocksRemoved | Kind::PidNamespaces => {}
        }
        Ok(doors)
    }

    /// Starts a call through one of the doors.
    pub(super) fn start(&self, door: Door, args: &[&str]) -> Result<Watched, Trouble> {
        let mut command = self.command(door);
        self.shop.home.dress(&mut command).args(args);
        if door == Door::Second && matches!(self.kind, Kind::Symlink | Kind::HardLink | Kind::BindMount) {
            command.env("OA_TOKEN_HOME", &self.second);
        }
        if self.is_without_locks(door) {
            command.env("LD_PRELOAD", &self.preload);
        }
        let program = Watched::start(&mut command)?;
        Ok(if self.kind == Kind::PidNamespaces { program.below() } else { program })
    }

    /// Removes every lock file, as a user who tidies up would.
    pub(super) fn remove_locks(&self) -> Result<(), Trouble> {
        for entry in fs::read_dir(self.shop.home.data().join("locks"))? {
            fs::remove_file(entry?.path())?;
        }
        Ok(())
    }

    fn command(&self, door: Door) -> Command {
        let mut command = match (self.kind, door) {
            (Kind::PidNamespaces, _) => {
                let mut unshare = Command::new("unshare");
                unshare.args(["--kill-child", "-p", "-f", "--mount-proc"]);
                unshare
            }
            (Kind::BindMount, Door::Second) => {
                let mut unshare = Command::new("unshare");
                let script = r#"mount --bind "$0" "$1" && shift && exec "$@""#;
                unshare.args(["-m", "sh", "-c", script]).arg(self.shop.home.vault()).arg(self.second.join("vault.db"));
                unshare
            }
            _ => return Command::new(&self.program),
        };
        command.arg(&self.program);
        command
    }

    fn is_without_locks(&self, door: Door) -> bool {
        match self.kind {
            Kind::BothWithoutLocks => true,
            Kind::FirstWithoutLocks => door == Door::First,
            Kind::SecondWithoutLocks => door == Door::Second,
            Kind::Symlink | Kind::HardLink | Kind::BindMount | Kind::LocksRemoved | Kind::PidNamespaces => false,
        }
    }

    fn second_vault(&self) -> Result<PathBuf, Trouble> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.second)?;
        Ok(self.second.join("vault.db"))
    }

    fn compile(&self) -> Result<(), Trouble> {
        debug_assert!(self.kind.wants_preload());
        let source = self.preload.with_extension("c");
        fs::write(&source, NO_FLOCK)?;
        let status = Command::new("gcc").args(["-shared", "-fPIC", "-o"]).args([&self.preload, &source]).status()?;
        if status.success() { check_preload(&self.preload) } else { Err("gcc cannot compile a library".into()) }
    }
}

/// Fails if the library has no effect: the second of two `flock` calls on one file must succeed.
fn check_preload(library: &Path) -> Result<(), Trouble> {
    let file = library.with_extension("control");
    let script = r#"exec 8>"$0" 9>"$0"; flock -n 8 && flock -n 9"#;
    let locks = |preload: Option<&Path>| {
        let mut sh = Command::new("sh");
        sh.args(["-c", script]).arg(&file);
        preload.map(|library| sh.env("LD_PRELOAD", library));
        sh.status().map(|status| status.success())
    };
    match (locks(None)?, locks(Some(library))?) {
        (false, true) => Ok(()),
        (plain, preloaded) => {
            Err(format!("two locks on one file: {plain} without the library, {preloaded} with it").into())
        }
    }
}
