//! One window per home: a second start shows the first's window and ends.
//!
//! The first holds the lock `locks/window` and listens on a port of this computer. The port and two random words are in
//! `locks/window.address`, readable by the user alone: whoever starts second proves itself by the one word, the first answers
//! with the other. Another program at that port, or another user, can neither open the window nor keep it from opening.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oa_token::{atomic_file, owner, paths};

/// How long a second start waits for the first: it may be painting its window, or taking another's place.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// How often it tries again.
const RETRY: Duration = Duration::from_millis(50);
/// How long a connection may take; without it, Windows tries a closed port for seconds.
const CONNECT: Duration = Duration::from_millis(250);
/// How long the first waits for the word of whoever connected.
const KNOCK: Duration = Duration::from_secs(1);
/// Bytes of a word: 16 random ones as base64url.
const WORD: usize = 22;

/// What the first is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Wish {
    /// Show the window.
    Show = b's',
    /// Nothing: the second start was to have no window either.
    Nothing = b'n',
    /// The process that takes the first one's place has begun.
    Successor = b'r',
}

impl Wish {
    fn of(byte: u8) -> Option<Self> {
        [Self::Show, Self::Nothing, Self::Successor].into_iter().find(|wish| *wish as u8 == byte)
    }
}

/// What this start is.
pub(crate) enum Start {
    /// The first on this home.
    First(Instance),
    /// Another runs, and has shown its window if that was wanted.
    Second,
    /// Another runs and does not answer.
    Silent,
}

/// The first program on a home, for as long as this lives.
pub(crate) struct Instance {
    // `None` on a file system without locks: the vault is safe with two programs, so the window opens.
    _lock: Option<File>,
    door: Option<Door>,
}

struct Door {
    listener: TcpListener,
    address: Address,
}

/// Where the first listens, and the words that are exchanged.
struct Address {
    port: u16,
    knock: String,
    answer: String,
}

/// Becomes the first program on the home with this folder of locks, or tells the one that is.
pub(crate) fn start(locks: &Path, wish: Wish, patience: Duration) -> Start {
    let until = Instant::now() + patience;
    let file = address_file(locks);
    loop {
        match take_lock(locks) {
            Ok(Some(lock)) => {
                // Whoever deletes a lock file lets a second program lock a new one; the address still tells of the first.
                let is_second = Address::read(&file).is_some_and(|first| first.tell(wish, until).is_ok());
                return if is_second { Start::Second } else { Start::First(Instance::new(Some(lock), &file)) };
            }
            Ok(None) => {
                if Address::read(&file).is_some_and(|first| first.tell(wish, until).is_ok()) {
                    return Start::Second;
                }
                if Instant::now() >= until {
                    return Start::Silent;
                }
                thread::sleep(RETRY);
            }
            // A home that cannot be written, is another user's, or knows no locks, is told of in the window.
            Err(_) => return Start::First(Instance::new(None, &file)),
        }
    }
}

/// Tells the program that this process is to take the place of that it has begun.
pub(crate) fn tell_begun(locks: &Path) {
    if let Some(first) = Address::read(&address_file(locks)) {
        // One that does not hear it goes on itself, and ends this process.
        first.tell(Wish::Successor, Instant::now() + PATIENCE).ok();
    }
}

fn address_file(locks: &Path) -> PathBuf {
    locks.join("window.address")
}

fn take_lock(locks: &Path) -> io::Result<Option<File>> {
    if owner::shut_out_by_us(locks).is_some() {
        return Err(ErrorKind::PermissionDenied.into());
    }
    paths::make_folder(locks)?;
    let file = paths::open_private(&locks.join("window"), false)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

impl Instance {
    fn new(lock: Option<File>, file: &Path) -> Self {
        // Without a door the program runs; a second start says that it does not answer.
        let door = if lock.is_some() { Door::open(file).ok() } else { None };
        Self { _lock: lock, door }
    }

    /// Calls `hear` for each wish, for as long as the program runs.
    pub(crate) fn listen(mut self, hear: impl Fn(Wish) + Send + 'static) -> Self {
        if let Some(Door { listener, address }) = self.door.take() {
            let wait = move || {
                for connection in listener.incoming() {
                    match connection.and_then(|stream| address.answer(stream)) {
                        Ok(wish) => hear(wish),
                        // Out of descriptors, say: not as fast as the processor can.
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

    /// Tells the first; fails unless it answers with its word.
    fn tell(&self, wish: Wish, until: Instant) -> io::Result<()> {
        let mut stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)), CONNECT)?;
        let left = until.saturating_duration_since(Instant::now()).max(RETRY);
        stream.set_read_timeout(Some(left))?;
        stream.set_write_timeout(Some(left))?;
        stream.write_all(&[self.knock.as_bytes(), &[wish as u8]].concat())?;
        let mut answer = [0; WORD];
        stream.read_exact(&mut answer)?;
        if answer == *self.answer.as_bytes() { Ok(()) } else { Err(ErrorKind::InvalidData.into()) }
    }

    /// Answers whoever connected, if it knows the word; returns what it wishes.
    fn answer(&self, mut stream: TcpStream) -> io::Result<Wish> {
        stream.set_read_timeout(Some(KNOCK))?;
        stream.set_write_timeout(Some(KNOCK))?;
        let mut asked = [0; WORD + 1];
        stream.read_exact(&mut asked)?;
        let (knock, wish) = asked.split_at(WORD);
        let wish = Wish::of(wish[0]).filter(|_| knock == self.knock.as_bytes());
        let wish = wish.ok_or(ErrorKind::PermissionDenied)?;
        stream.write_all(self.answer.as_bytes())?;
        Ok(wish)
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

    /// Starts a first program; returns what it hears.
    fn first(locks: &Path) -> (Instance, mpsc::Receiver<Wish>) {
        let Start::First(instance) = start(locks, Wish::Show, SHORT) else { panic!("not the first") };
        let (tells, hears) = mpsc::channel();
        (instance.listen(move |wish| tells.send(wish).unwrap()), hears)
    }

    #[test]
    fn a_second_start_shows_the_first_ones_window_and_a_hidden_one_does_not() {
        let home = tempfile::tempdir().unwrap();
        let locks = home.path().join("locks");
        let (_instance, hears) = first(&locks);
        assert!(matches!(start(&locks, Wish::Nothing, PATIENCE), Start::Second));
        assert!(matches!(start(&locks, Wish::Show, PATIENCE), Start::Second));
        tell_begun(&locks);
        for wish in [Wish::Nothing, Wish::Show, Wish::Successor] {
            assert_eq!(hears.recv_timeout(PATIENCE), Ok(wish));
        }
    }

    #[test]
    fn another_home_is_another_program() {
        let homes = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let _first = first(homes[0].path());
        assert!(matches!(start(homes[1].path(), Wish::Show, SHORT), Start::First(_)));
    }

    #[test]
    fn a_lock_file_that_was_deleted_makes_no_second_window() {
        let home = tempfile::tempdir().unwrap();
        let (_instance, hears) = first(home.path());
        fs::remove_file(home.path().join("window")).unwrap();
        assert!(matches!(start(home.path(), Wish::Show, PATIENCE), Start::Second));
        assert_eq!(hears.recv_timeout(PATIENCE), Ok(Wish::Show));
    }

    #[test]
    fn one_that_does_not_answer_is_told_and_one_that_ended_is_forgotten() {
        let home = tempfile::tempdir().unwrap();
        let Start::First(silent) = start(home.path(), Wish::Show, SHORT) else { panic!("not the first") };
        assert!(matches!(start(home.path(), Wish::Show, SHORT), Start::Silent));
        drop(silent);
        assert!(matches!(start(home.path(), Wish::Show, SHORT), Start::First(_)));
    }

    #[test]
    fn a_stranger_at_the_port_neither_opens_the_window_nor_keeps_it_from_opening() {
        let home = tempfile::tempdir().unwrap();
        let (instance, hears) = first(home.path());
        let address = Address::read(&home.path().join("window.address")).unwrap();
        let mut stranger = TcpStream::connect((Ipv4Addr::LOCALHOST, address.port)).unwrap();
        stranger.write_all(&[b'x'; WORD + 1]).unwrap();
        let mut answer = Vec::new();
        stranger.read_to_end(&mut answer).ok();
        assert!(answer.is_empty() && hears.try_recv().is_err(), "it does not know the word");
        drop(instance);

        // The port of one that was killed, taken by somebody who cannot read the file.
        let home = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let line = format!("{port} {} {}\n", "k".repeat(WORD), "a".repeat(WORD));
        fs::write(home.path().join("window.address"), line).unwrap();
        thread::spawn(move || listener.accept().unwrap().0.write_all(&[b'b'; WORD]).unwrap());
        assert!(matches!(start(home.path(), Wish::Show, PATIENCE), Start::First(_)));
    }

    #[test]
    fn a_home_that_cannot_be_written_still_has_a_window() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("a-file");
        fs::write(&file, "").unwrap();
        assert!(matches!(start(&file.join("locks"), Wish::Show, SHORT), Start::First(_)));
    }
}
