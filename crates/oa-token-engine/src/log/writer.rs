//! The thread that writes the lines, and its queue. Logging never blocks on either.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use super::file;

/// Queue size in lines. If the disk hangs, further lines are dropped.
const WAITING: usize = 1024;
/// How long the program waits for its last lines when it ends.
const PATIENCE: Duration = Duration::from_millis(500);

/// A message for the thread.
enum Message {
    Line(String),
    /// Reports when all lines before it are written.
    Flush(SyncSender<()>),
}

/// Accepts lines without blocking.
pub(super) struct Writer {
    folder: PathBuf,
    aloud: bool,
    /// Created with the first line; `None` if the thread could not be started. Then there is no log.
    queue: OnceLock<Option<SyncSender<Message>>>,
}

impl Writer {
    pub(super) fn new(folder: PathBuf, aloud: bool) -> Self {
        Self { folder, aloud, queue: OnceLock::new() }
    }

    /// Queues a line, if there is room.
    pub(super) fn write(&self, line: String) {
        if let Some(queue) = self.queue.get_or_init(|| start(self.folder.clone(), self.aloud)) {
            queue.try_send(Message::Line(line)).ok();
        }
    }

    /// Waits a short time until all lines so far are written.
    pub(super) fn flush(&self) {
        let Some(Some(queue)) = self.queue.get() else { return };
        let (done, written) = sync_channel(1);
        if queue.try_send(Message::Flush(done)).is_ok() {
            // Lines not written by then are lost.
            written.recv_timeout(PATIENCE).ok();
        }
    }
}

fn start(folder: PathBuf, aloud: bool) -> Option<SyncSender<Message>> {
    let (queue, messages) = sync_channel(WAITING);
    let thread = thread::Builder::new().name("log".to_owned()).spawn(move || run(&folder, aloud, &messages));
    thread.is_ok().then_some(queue)
}

/// Writes until the queue is closed; all queued lines are written at once.
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
        // Best effort: if the disk is full, read-only or missing, there is no log.
        file::append(folder, &lines).ok();
        for done in waiting {
            done.send(()).ok();
        }
    }
}
