//! Runs the command with a delay after each system call, counted over all threads, so that it can be killed between any
//! two.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Output};
use std::thread;

use crate::home::Home;
use crate::proof::{Scale, Trouble};

/// All calls that change a file or the network, and the one that shows that the answer was read.
const CALLS: &str = "write,writev,pwrite64,pwritev,fsync,fdatasync,sync_file_range,ftruncate,fallocate,rename,renameat,\
                     renameat2,unlink,unlinkat,connect,sendto,sendmsg,recvfrom";
/// Delay after each call, in microseconds: enough for a kill to come in between even on a busy computer.
const HOLD_MICROS: u32 = 2000;

/// What was observed in a run.
pub(crate) struct Seen {
    /// Number of calls made.
    pub(crate) calls: u64,
    /// Number of successful syncs since the answer, or a part of it, was read; `None` if it was not read.
    pub(crate) syncs_since_answer: Option<usize>,
    /// Its exit and output.
    pub(crate) output: Output,
}

/// Runs the command and kills it after the given number of calls, before the next one; if there are fewer, does not
/// kill it.
pub(crate) fn killed_after(scale: &Scale, home: &Home, args: &[&str], calls: u64) -> Result<Seen, Trouble> {
    program_killed_after(&scale.command(), home, args, calls)
}

/// Does the same with another program than the command.
pub(crate) fn program_killed_after(program: &Path, home: &Home, args: &[&str], calls: u64) -> Result<Seen, Trouble> {
    let mut strace = Command::new("strace");
    let hold = format!("inject={CALLS}:delay_exit={HOLD_MICROS}");
    // With -D the child is the command itself, and `strace` is its grandchild.
    strace.args(["-D", "-f", "-y", "-s", "16", "-e", &format!("trace={CALLS}"), "-e", &hold]).arg(program);
    let mut child = home.dress(&mut strace).args(args).spawn()?;
    let mut printed = child.stdout.take().ok_or("no stdout")?;
    let reader = thread::spawn(move || {
        let mut text = Vec::new();
        printed.read_to_end(&mut text).map(|_| text)
    });
    let mut count = Count::default();
    for line in BufReader::new(child.stderr.take().ok_or("no stderr")?).split(b'\n') {
        if count.calls == calls {
            child.kill()?;
        }
        count.note(&String::from_utf8_lossy(&line?));
        if count.calls == calls {
            child.kill()?;
        }
    }
    let status = child.wait()?;
    let stdout = reader.join().map_err(|_| "the reader panicked")??;
    let output = Output { status, stdout, stderr: Vec::new() };
    Ok(Seen { calls: count.calls, syncs_since_answer: count.syncs_since_answer, output })
}

#[derive(Default)]
struct Count {
    calls: u64,
    syncs_since_answer: Option<usize>,
}

impl Count {
    /// Counts a line of `strace` if a call ends on it, unless the call only wakes a thread.
    fn note(&mut self, line: &str) {
        let Some((call, result)) = line.split_once(") = ").or_else(|| line.split_once(")  = ")) else { return };
        if call.contains("eventfd") {
            return;
        }
        self.calls += 1;
        if let Some(syncs) = &mut self.syncs_since_answer {
            let is_sync = ["fsync", "fdatasync"].iter().any(|name| call.contains(name));
            *syncs += usize::from(is_sync && result.starts_with('0'));
        } else if call.contains("recvfrom") && call.contains("HTTP/1.1 200") {
            self.syncs_since_answer = Some(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_counted_once_and_wakeups_are_ignored() {
        let mut count = Count::default();
        for line in [
            "strace: Process 15397 attached",
            "[pid 7] write(4<anon_inode:[eventfd]>, \"\"..., 8) = 8 (DELAYED)",
            "[pid 7] fsync(14</data>)  = 0 (DELAYED)",
            "[pid 7] fsync(14</data/vault.db> <unfinished ...>",
            "[pid 7] <... fsync resumed>) = 0 (DELAYED)",
            "[pid 8] recvfrom(12<socket:[1]>, 0x1, 8192, 0, NULL, NULL) = -1 EAGAIN (Resource temporarily unavailable)",
        ] {
            count.note(line);
        }
        assert_eq!((count.calls, count.syncs_since_answer), (3, None));
        count.note("[pid 8] recvfrom(12<socket:[1]>, \"HTTP/1.1 200 OK\\r\"..., 8192, 0, NULL, NULL) = 823");
        count.note("[pid 8] fsync(14</data>)  = 0 (DELAYED)");
        count.note("[pid 8] fdatasync(14</data/vault.db>)  = 0 (DELAYED)");
        assert_eq!((count.calls, count.syncs_since_answer), (6, Some(2)));
    }
}
