//! A real terminal: `script` runs a program on one, keys go in, and what it writes comes out.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// How long a shell may take to answer; it takes far less.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program on a terminal.
pub(crate) struct Terminal {
    child: Child,
    keys: ChildStdin,
    shown: Receiver<Vec<u8>>,
}

impl Terminal {
    /// Starts a shell's command line on a terminal, with the environment of `command`.
    pub(crate) fn start(command: &Command, line: &str) -> Self {
        let mut script = Command::new("script");
        script.args(["-qec", line, "/dev/null"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => script.env(name, value),
                None => script.env_remove(name),
            };
        }
        let mut child = script.spawn().expect("`script` is installed");
        let keys = child.stdin.take().unwrap();
        let mut out = child.stdout.take().unwrap();
        let (send, shown) = channel();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = out.read(&mut bytes) {
                if send.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self { child, keys, shown }
    }

    pub(crate) fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Waits until the program has written this text.
    pub(crate) fn wait_for(&self, text: &str) {
        let mut all = Vec::new();
        while !String::from_utf8_lossy(&all).contains(text) {
            let more = self.shown.recv_timeout(PATIENCE);
            all.extend(more.unwrap_or_else(|_| panic!("no `{text}` in {}", String::from_utf8_lossy(&all))));
        }
    }

    /// Waits for the program's end; returns everything that it wrote.
    pub(crate) fn end(mut self) -> String {
        drop(self.keys);
        let all: Vec<u8> = self.shown.iter().flatten().collect();
        self.child.wait().unwrap();
        String::from_utf8(all).unwrap().replace("\r\n", "\n")
    }
}
