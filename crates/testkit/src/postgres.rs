//! A PostgreSQL server of its own for a test.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::{Trouble, free_port};

/// The owner's name.
pub const OWNER: &str = "oa_team";
/// The owner's password.
pub const PASSWORD: &str = "FAKE_PG_PASSWORD_0000";

/// How long a server may take to start or to stop.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A server in a temporary folder, run by an ordinary user, on a free port of this computer. It is stopped and its
/// folder removed when this is dropped, also by a panic.
pub struct Postgres {
    /// Unmounted before the folder is removed.
    pub(crate) disk: Option<SmallDisk>,
    pub(crate) folder: TempDir,
    pub(crate) programs: PathBuf,
    pub(crate) port: u16,
}

impl Postgres {
    /// Makes a cluster with the database `team` and its owner, and starts it. Only SCRAM is accepted.
    pub fn start() -> Result<Self, Trouble> {
        Self { disk: None, folder: folder()?, programs: programs()?, port: free_port() }.made()
    }

    /// Makes the same on a disk of its own of so many MiB, in memory. Fails without the right to mount one.
    pub fn start_on_small_disk(size: u32) -> Result<Self, Trouble> {
        let folder = folder()?;
        let disk = SmallDisk::mount(folder.path().join("data"), size)?;
        Self { disk: Some(disk), folder, programs: programs()?, port: free_port() }.made()
    }

    fn made(self) -> Result<Self, Trouble> {
        let server = self;
        let secret = server.folder.path().join("password");
        oa_token_vault::atomic_file::write(&secret, PASSWORD.as_bytes())?;
        give(&secret)?;
        let mut init = server.program("initdb");
        init.arg("-D").arg(server.data()).args(["-U", OWNER, "-A", "scram-sha-256", "-E", "UTF8", "--no-locale"]);
        init.arg("--no-sync").arg(format!("--pwfile={}", secret.display()));
        done(init.output()?)?;
        server.configure()?;
        server.resume()?;
        server.sql("postgres", "CREATE DATABASE team")?;
        Ok(server)
    }

    /// Fills the small disk to its last byte.
    pub fn fill_disk(&self) -> Result<(), Trouble> {
        self.disk.as_ref().ok_or("its disk is not a small one")?;
        let mut file = fs::File::create(self.filling())?;
        let (mut written, mut part) = (0_u64, 1 << 20);
        // In ever smaller parts.
        while part > 0 {
            match file.write(&vec![0; part]) {
                Ok(count @ 1..) => written += count as u64,
                Ok(0) | Err(_) => part /= 2,
            }
        }
        if written == 0 { Err("the disk was full before".into()) } else { Ok(()) }
    }

    /// Makes room on it again.
    pub fn empty_disk(&self) -> Result<(), Trouble> {
        Ok(fs::remove_file(self.filling())?)
    }

    fn filling(&self) -> PathBuf {
        self.data().join("filling")
    }

    /// Reports whether PostgreSQL is installed.
    pub fn is_installed() -> bool {
        programs().is_ok()
    }

    /// Adds the settings that every server has. Of two lines with one name the last counts.
    pub(crate) fn configure(&self) -> Result<(), Trouble> {
        let more = format!(
            "port = {}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{}'\nfsync = off\n\
             full_page_writes = off\nwal_level = replica\nmax_wal_senders = 4\nlog_statement = 'all'\n",
            self.port,
            self.folder.path().display()
        );
        let path = self.data().join("postgresql.conf");
        let settings = fs::read_to_string(&path)? + &more;
        oa_token_vault::atomic_file::write(&path, settings.as_bytes())?;
        give(&path)
    }

    /// Starts it again after [`Postgres::stop`].
    pub fn resume(&self) -> Result<(), Trouble> {
        let mut control = self.program("pg_ctl");
        control.arg("-D").arg(self.data()).arg("-l").arg(self.log()).args(["-w", "-s", "start"]);
        control.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if control.status()?.success() {
            return Ok(());
        }
        let log = fs::read_to_string(self.log())?;
        let last = log.lines().rev().take(4).collect::<Vec<_>>();
        Err(format!("PostgreSQL did not start: {last:?}").into())
    }

    /// Stops it at once, as a power cut does.
    pub fn stop(&self) -> Result<(), Trouble> {
        let mut control = self.program("pg_ctl");
        control.arg("-D").arg(self.data()).args(["-m", "immediate", "-w", "-s", "stop"]);
        done(control.output()?).map(drop)
    }

    /// Returns its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns the folder of its Unix socket.
    pub fn socket_folder(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the address of the database `team`, without the password.
    pub fn address(&self) -> String {
        format!("postgres://{OWNER}@127.0.0.1:{}/team", self.port)
    }

    /// Returns the server's log, in which each statement is.
    pub fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// Runs statements as the owner, and returns what they print: rows in lines, columns separated by `|`.
    pub fn sql(&self, database: &str, statements: &str) -> Result<String, Trouble> {
        let mut psql = self.client("psql", database);
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statements]);
        Ok(String::from_utf8(done(psql.output()?)?.stdout)?.trim_end().to_owned())
    }

    /// Returns a dump of the database `team`.
    pub fn dump(&self) -> Result<Vec<u8>, Trouble> {
        Ok(done(self.client("pg_dump", "team").output()?)?.stdout)
    }

    /// Replaces the database `team` by a dump.
    pub fn restore(&self, dump: &[u8]) -> Result<(), Trouble> {
        self.sql("postgres", "DROP DATABASE team WITH (FORCE)")?;
        self.sql("postgres", "CREATE DATABASE team")?;
        let file = self.folder.path().join("dump.sql");
        oa_token_vault::atomic_file::write(&file, dump)?;
        give(&file)?;
        let mut psql = self.client("psql", "team");
        psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f"]).arg(&file);
        done(psql.output()?).map(drop)
    }

    /// Changes a setting that needs no new start.
    pub fn set(&self, name: &str, value: &str) -> Result<(), Trouble> {
        self.sql("postgres", &format!("ALTER SYSTEM SET {name} = '{value}'"))?;
        self.sql("postgres", "SELECT pg_reload_conf()").map(drop)
    }

    /// Lets the server speak TLS with a certificate for this name of it. Returns the authority that signed it, as DER.
    pub fn encrypt(&self, name: &str) -> Result<Vec<u8>, Trouble> {
        let new = |more: &[&str]| {
            let mut command = self.program("/usr/bin/openssl");
            command.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]);
            command.args(["-days", "2", "-subj", "/CN=FAKE"]).args(more);
            done(command.output()?)
        };
        new(&["-keyout", "ca.key", "-out", "ca.pem"])?;
        let (name, leaf) = (format!("subjectAltName={name}"), "basicConstraints=critical,CA:FALSE");
        let keys = ["-CA", "ca.pem", "-CAkey", "ca.key", "-keyout", "server.key", "-out", "server.pem"];
        new(&[&keys[..], &["-addext", &name, "-addext", leaf]].concat())?;
        let mut convert = self.program("/usr/bin/openssl");
        done(convert.args(["x509", "-in", "ca.pem", "-outform", "DER", "-out", "ca.der"]).output()?)?;
        let path = |name: &str| self.folder.path().join(name);
        self.set("ssl_cert_file", &path("server.pem").to_string_lossy())?;
        self.set("ssl_key_file", &path("server.key").to_string_lossy())?;
        self.set("ssl", "on")?;
        Ok(fs::read(path("ca.der"))?)
    }

    /// Starts a pooler in transaction mode in front of it.
    pub fn pooler(&self) -> Result<Pooler, Trouble> {
        let (port, folder) = (free_port(), self.folder.path());
        let users = folder.join("users.txt");
        let settings = folder.join("pgbouncer.ini");
        let text = format!(
            "[databases]\nteam = host=127.0.0.1 port={} dbname=team\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {port}\nunix_socket_dir =\nauth_type = scram-sha-256\nauth_file = {}\n\
             pool_mode = transaction\ndefault_pool_size = 4\nserver_tls_sslmode = disable\n",
            self.port,
            users.display()
        );
        for (path, text) in [(&users, format!("\"{OWNER}\" \"{PASSWORD}\"\n")), (&settings, text)] {
            oa_token_vault::atomic_file::write(path, text.as_bytes())?;
            give(path)?;
        }
        let mut command = self.program("/usr/sbin/pgbouncer");
        let process = command.arg("-q").arg(&settings).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let pooler = Pooler { process, port };
        let until = Instant::now() + PATIENCE;
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            if Instant::now() > until {
                return Err("pgbouncer did not start".into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(pooler)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn client(&self, name: &str, database: &str) -> Command {
        let mut command = self.program(name);
        command.env("PGPASSWORD", PASSWORD).args(["-h", "127.0.0.1", "-U", OWNER, "-p"]);
        command.arg(self.port.to_string()).args(["-d", database]);
        command
    }

    /// Returns a call of one of its programs. The server refuses to run as root, so root becomes somebody else.
    pub(crate) fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.folder.path()).stdin(Stdio::null()).env("LC_ALL", "C").env_remove("PGHOST");
        command
    }
}

/// A file system in memory, at a folder that it makes; unmounted when this is dropped.
pub(crate) struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: PathBuf, size: u32) -> Result<Self, Trouble> {
        fs::create_dir(&at)?;
        let options = format!("size={size}m,uid=65534,gid=65534,mode=0700");
        done(Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(&at).output()?)?;
        Ok(Self(at))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("--lazy").arg(&self.0).output());
    }
}

/// A pgbouncer in transaction mode, ended when this is dropped.
pub struct Pooler {
    process: Child,
    port: u16,
}

impl Pooler {
    /// Returns its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // A server that a test has stopped is not there any more.
        self.stop().ok();
        let until = Instant::now() + PATIENCE;
        while self.data().join("postmaster.pid").exists() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Makes the folder. A path of a socket is at most about a hundred bytes long.
pub(crate) fn folder() -> Result<TempDir, Trouble> {
    let folder = tempfile::Builder::new().prefix("oatpg").tempdir_in("/tmp")?;
    give(folder.path())?;
    Ok(folder)
}

/// Gives a file of root to the user that runs the server.
fn give(path: &Path) -> Result<(), Trouble> {
    if is_root() {
        done(Command::new("chown").arg("65534:65534").arg(path).output()?)?;
    }
    Ok(())
}

fn is_root() -> bool {
    let told = Command::new("id").arg("-u").output();
    told.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Finds the newest server's programs. Debian keeps them beside each other, and out of the path.
pub(crate) fn programs() -> Result<PathBuf, Trouble> {
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let number = |name: OsString| name.to_str().and_then(|name| name.parse::<u32>().ok());
    let newest = installed.filter_map(|entry| Some((number(entry.file_name())?, entry.path().join("bin")))).max();
    let (_, programs) = newest.ok_or("PostgreSQL is not installed (apt-get install postgresql)")?;
    Ok(programs)
}

pub(crate) fn done(output: Output) -> Result<Output, Trouble> {
    if output.status.success() {
        return Ok(output);
    }
    Err(format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr)).into())
}
