//! The thread that writes the lines, and the queue before it. Whoever logs never waits for either.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use super::file;

/// Lines that may wait; with a disk that hangs, further ones are dropped.
const WAITING: usize = 1024;
/// How long the end of a program waits for its last lines.
const PATIENCE: Duration = Duration::from_millis(500);

/// Something for the thread to do.
enum Message {
    Line(String),
    /// Tell when all before it is written.
    Flush(SyncSender<()>),
}

/// Takes lines without waiting.
pub(super) struct Writer {
    folder: PathBuf,
    aloud: bool,
    /// Made with the first line; `None` if no thread could be started, and then there is no log.
    queue: OnceLock<Option<SyncSender<Message>>>,
}

impl Writer {
    pub(super) fn new(folder: PathBuf, aloud: bool) -> Self {
        Self { folder, aloud, queue: OnceLock::new() }
    }

    /// Has a line written, if there is room for it in the queue.
    pub(super) fn write(&self, line: String) {
        if let Some(queue) = self.queue.get_or_init(|| start(self.folder.clone(), self.aloud)) {
            queue.try_send(Message::Line(line)).ok();
        }
    }

    /// Waits a little until all lines so far are written.
    pub(super) fn flush(&self) {
        let Some(Some(queue)) = self.queue.get() else { return };
        let (done, written) = sync_channel(1);
        if queue.try_send(Message::Flush(done)).is_ok() {
            // What is not written by then is lost.
            written.recv_timeout(PATIENCE).ok();
        }
    }
}

fn start(folder: PathBuf, aloud: bool) -> Option<SyncSender<Message>> {
    let (queue, messages) = sync_channel(WAITING);
    let thread = thread::Builder::new().name("log".to_owned()).spawn(move || run(&folder, aloud, &messages));
    thread.is_ok().then_some(queue)
}

/// Writes until the queue is gone: what waits together is one write.
fn run(folder: &std::path::Path, aloud: bool, messages: &Receiver<Message>) {
    while let Ok(first) = messages.recv() {
        let (mut lines, mut waiting) = (String::new(), Vec::new());
        for message in std::iter::once(first).chain(messages.try_iter()) {
            match message {
                Message::Line(line) => lines.push_str(&line),
                Message::Flush(done) => waiting.push(done),
            }
        }
        if aloud {
            io::stderr().lock().write_all(lines.as_bytes()).ok();
        }
        // Full, read-only, gone: then there is no log, and nothing else is worse for it.
        file::append(folder, &lines).ok();
        for done in waiting {
            done.send(()).ok();
        }
    }
}
