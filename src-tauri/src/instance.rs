//! Allows one window per home: a second start asks the first process to show its window and ends.
//!
//! The first process holds the lock `locks/window` and listens on a loopback port. The port and two random words are in
//! `locks/window.address`, which only the user can read. The second process proves itself with one word; the first
//! answers with the other. Another program on that port, or another user, can neither open the window nor keep it from
//! opening.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oa_token_vault::{atomic_file, owner, private_file};

/// How long a second start waits for the first process, which may be opening its window or replacing another process.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// Delay between two attempts.
const RETRY: Duration = Duration::from_millis(50);
/// Timeout of a connection. Without it, Windows tries a closed port for seconds.
const CONNECT: Duration = Duration::from_millis(250);
/// How long the first process waits for the word of a client.
const KNOCK: Duration = Duration::from_secs(1);
/// Length of a word in bytes: 16 random bytes as base64url.
const WORD: usize = 22;

/// A message from a second start to the first process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum StartRequest {
    /// Show the window.
    Show = b's',
    /// No request: the second start is hidden too.
    Nothing = b'n',
    /// The process that replaces the first one has started.
    Successor = b'r',
}

impl StartRequest {
    fn of(byte: u8) -> Option<Self> {
        [Self::Show, Self::Nothing, Self::Successor].into_iter().find(|request| *request as u8 == byte)
    }
}

/// Result of a start.
pub(crate) enum Start {
    /// This process is the first on its home.
    First(Instance),
    /// Another process runs; it has shown its window if that was requested.
    Second,
    /// Another process runs but does not answer.
    Silent,
}

/// The first process on a home. Holds the lock until it is dropped.
pub(crate) struct Instance {
    // `None` on a file system without locks. The vault is safe with two processes, so the window opens anyway.
    _lock: Option<File>,
    door: Option<Door>,
}

struct Door {
    listener: TcpListener,
    address: Address,
}

/// Port and words that `locks/window.address` holds.
struct Address {
    port: u16,
    knock: String,
    answer: String,
}

/// Becomes the first process on the home with this lock folder, or sends `request` to the process that is.
pub(crate) fn start(locks: &Path, request: StartRequest, patience: Duration) -> Start {
    let until = Instant::now() + patience;
    let file = address_file(locks);
    loop {
        match take_lock(locks) {
            Ok(Some(lock)) => {
                // If the lock file was deleted, a second process can lock a new one. The address file still leads to
                // the first.
                let is_second = Address::read(&file).is_some_and(|first| first.tell(request, until).is_ok());
                return if is_second { Start::Second } else { Start::First(Instance::new(Some(lock), &file)) };
            }
            Ok(None) => {
                if Address::read(&file).is_some_and(|first| first.tell(request, until).is_ok()) {
                    return Start::Second;
                }
                if Instant::now() >= until {
                    return Start::Silent;
                }
                thread::sleep(RETRY);
            }
            // If the home is not writable, belongs to another user or has no locks, the window reports it.
            Err(_) => return Start::First(Instance::new(None, &file)),
        }
    }
}

/// Reports to the process which this one replaces that this one has started.
pub(crate) fn announce_begun(locks: &Path) {
    if let Some(first) = Address::read(&address_file(locks)) {
        // If the message is lost, the old process keeps running and ends this one.
        first.tell(StartRequest::Successor, Instant::now() + PATIENCE).ok();
    }
}

fn address_file(locks: &Path) -> PathBuf {
    locks.join("window.address")
}

fn take_lock(locks: &Path) -> io::Result<Option<File>> {
    if owner::shut_out_by_us(locks).is_some() {
        return Err(ErrorKind::PermissionDenied.into());
    }
    private_file::make_folder(locks)?;
    let file = private_file::open_private(&locks.join("window"), false)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

impl Instance {
    fn new(lock: Option<File>, file: &Path) -> Self {
        // Without a listener the program still runs; a second start then reports that it does not answer.
        let door = if lock.is_some() { Door::open(file).ok() } else { None };
        Self { _lock: lock, door }
    }

    /// Calls `hear` for each message, for as long as the program runs.
    pub(crate) fn listen(mut self, hear: impl Fn(StartRequest) + Send + 'static) -> Self {
        if let Some(Door { listener, address }) = self.door.take() {
            let wait = move || {
                for connection in listener.incoming() {
                    match connection.and_then(|stream| address.answer(stream)) {
                        Ok(request) => hear(request),
                        // Avoids a busy loop if `accept` keeps failing, for example when no file descriptor is free.
                        Err(_) => thread::sleep(RETRY),
                    }
                }
            };
            thread::Builder::new().name("instance".to_owned()).spawn(wait).ok();
        }
        self
    }
}

impl Door {
    fn open(file: &Path) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = Address { port: listener.local_addr()?.port(), knock: word()?, answer: word()? };
        atomic_file::write(file, format!("{} {} {}\n", address.port, address.knock, address.answer).as_bytes())?;
        Ok(Self { listener, address })
    }
}

impl Address {
    fn read(file: &Path) -> Option<Self> {
        let text = fs::read_to_string(file).ok()?;
        let [port, knock, answer] = text.split_whitespace().collect::<Vec<_>>().try_into().ok()?;
        (knock.len() == WORD && answer.len() == WORD).then_some(())?;
        Some(Self { port: port.parse().ok()?, knock: knock.to_owned(), answer: answer.to_owned() })
    }

    /// Sends a message to the first process; fails unless it answers with its word.
    fn tell(&self, request: StartRequest, until: Instant) -> io::Result<()> {
        let mut stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)), CONNECT)?;
        let left = until.saturating_duration_since(Instant::now()).max(RETRY);
        stream.set_read_timeout(Some(left))?;
        stream.set_write_timeout(Some(left))?;
        stream.write_all(&[self.knock.as_bytes(), &[request as u8]].concat())?;
        let mut answer = [0; WORD];
        stream.read_exact(&mut answer)?;
        if answer == *self.answer.as_bytes() { Ok(()) } else { Err(ErrorKind::InvalidData.into()) }
    }

    /// Answers a client that knows the word; returns its request.
    fn answer(&self, mut stream: TcpStream) -> io::Result<StartRequest> {
        stream.set_read_timeout(Some(KNOCK))?;
        stream.set_write_timeout(Some(KNOCK))?;
        let mut asked = [0; WORD + 1];
        stream.read_exact(&mut asked)?;
        let (knock, request) = asked.split_at(WORD);
        let request = StartRequest::of(request[0]).filter(|_| knock == self.knock.as_bytes());
        let request = request.ok_or(ErrorKind::PermissionDenied)?;
        stream.write_all(self.answer.as_bytes())?;
        Ok(request)
    }
}

fn word() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| ErrorKind::Other)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    const SHORT: Duration = Duration::from_millis(300);

    /// Starts a first process; returns it and the messages it receives.
    fn first(locks: &Path) -> (Instance, mpsc::Receiver<StartRequest>) {
        let Start::First(instance) = start(locks, StartRequest::Show, SHORT) else { panic!("not the first") };
        let (tells, hears) = mpsc::channel();
        (instance.listen(move |request| tells.send(request).unwrap()), hears)
    }

    #[test]
    fn a_second_start_shows_the_first_ones_window_and_a_hidden_one_does_not() {
        let home = tempfile::tempdir().unwrap();
        let locks = home.path().join("locks");
        let (_instance, hears) = first(&locks);
        assert!(matches!(start(&locks, StartRequest::Nothing, PATIENCE), Start::Second));
        assert!(matches!(start(&locks, StartRequest::Show, PATIENCE), Start::Second));
        announce_begun(&locks);
        for request in [StartRequest::Nothing, StartRequest::Show, StartRequest::Successor] {
            assert_eq!(hears.recv_timeout(PATIENCE), Ok(request));
        }
    }

    #[test]
    fn another_home_is_another_instance() {
        let homes = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let _first = first(homes[0].path());
        assert!(matches!(start(homes[1].path(), StartRequest::Show, SHORT), Start::First(_)));
    }

    #[test]
    fn a_deleted_lock_file_does_not_cause_a_second_window() {
        let home = tempfile::tempdir().unwrap();
        let (_instance, hears) = first(home.path());
        fs::remove_file(home.path().join("window")).unwrap();
        assert!(matches!(start(home.path(), StartRequest::Show, PATIENCE), Start::Second));
        assert_eq!(hears.recv_timeout(PATIENCE), Ok(StartRequest::Show));
    }

    #[test]
    fn an_instance_that_does_not_answer_is_reported_and_one_that_ended_is_ignored() {
        let home = tempfile::tempdir().unwrap();
        let Start::First(silent) = start(home.path(), StartRequest::Show, SHORT) else { panic!("not the first") };
        assert!(matches!(start(home.path(), StartRequest::Show, SHORT), Start::Silent));
        drop(silent);
        assert!(matches!(start(home.path(), StartRequest::Show, SHORT), Start::First(_)));
    }

    #[test]
    fn a_foreign_program_at_the_port_neither_opens_the_window_nor_blocks_it() {
        let home = tempfile::tempdir().unwrap();
        let (instance, hears) = first(home.path());
        let address = Address::read(&home.path().join("window.address")).unwrap();
        let mut stranger = TcpStream::connect((Ipv4Addr::LOCALHOST, address.port)).unwrap();
        stranger.write_all(&[b'x'; WORD + 1]).unwrap();
        let mut answer = Vec::new();
        stranger.read_to_end(&mut answer).ok();
        assert!(answer.is_empty() && hears.try_recv().is_err(), "the stranger does not know the secret word");
        drop(instance);

        // The port of a killed process, taken by a program that cannot read the address file.
        let home = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let line = format!("{port} {} {}\n", "k".repeat(WORD), "a".repeat(WORD));
        fs::write(home.path().join("window.address"), line).unwrap();
        thread::spawn(move || listener.accept().unwrap().0.write_all(&[b'b'; WORD]).unwrap());
        assert!(matches!(start(home.path(), StartRequest::Show, PATIENCE), Start::First(_)));
    }

    #[test]
    fn a_home_that_cannot_be_written_still_has_a_window() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("a-file");
        fs::write(&file, "").unwrap();
        assert!(matches!(start(&file.join("locks"), StartRequest::Show, SHORT), Start::First(_)));
    }
}
