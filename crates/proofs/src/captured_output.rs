//! One call of the command with a timeout: its output, its exit, and whether a user can understand it.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::home::Home;
use crate::proof::Trouble;

/// Longer than any call to practice Zalo without a fault may take, including its recovery and waits for locks.
const LIMIT: Duration = Duration::from_secs(100);
/// How often to check whether a call has ended.
const LOOK: Duration = Duration::from_millis(2);
/// Letters that are frequent in Vietnamese sentences and absent from errors in other languages.
const VIETNAMESE: &str = "ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ";
/// Texts that must never be shown to a user.
const CRASH: [&str; 3] = ["panicked", "RUST_BACKTRACE", "stack backtrace"];

/// How a call ended.
#[derive(Debug, Clone)]
pub(crate) struct CallResult {
    /// The call, for messages.
    pub(crate) call: String,
    /// The exit code; `None` if a signal ended it, or if it hung and was killed.
    pub(crate) code: Option<i32>,
    /// Its stdout.
    pub(crate) out: String,
    /// Its stderr.
    pub(crate) err: String,
    /// Whether it hung and was killed.
    pub(crate) late: bool,
}

impl CallResult {
    /// Returns stdout as JSON; null if it is not JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_default()
    }

    /// Returns the first row of the JSON.
    pub(crate) fn row(&self) -> Value {
        self.json()[0].clone()
    }

    /// Fails if the call hung, crashed, or failed without a sentence for the user.
    pub(crate) fn judge(&self) -> Result<(), String> {
        let call = &self.call;
        if self.late {
            return Err(format!("`{call}` did not end and was killed"));
        }
        if CRASH.iter().any(|word| self.err.contains(word) || self.out.contains(word)) || self.code == Some(101) {
            return Err(format!("`{call}` panicked"));
        }
        let Some(code) = self.code else { return Err(format!("`{call}` was ended by a signal")) };
        let is_sentence = |text: &str| text.to_lowercase().chars().any(|letter| VIETNAMESE.contains(letter));
        // JSON rows name outcome and reason with fixed words.
        let told =
            is_sentence(&self.err) || is_sentence(&self.out) || (call.starts_with("--json") && !self.out.is_empty());
        if code != 0 && !told {
            return Err(format!("`{call}` ended with {code} and no sentence"));
        }
        Ok(())
    }

    /// Fails unless it ended with one of these codes.
    pub(crate) fn wants(&self, codes: &[i32]) -> Result<(), String> {
        self.judge()?;
        if self.code.is_some_and(|code| codes.contains(&code)) {
            return Ok(());
        }
        Err(format!("`{}` ended with {:?}, expected {codes:?}", self.call, self.code))
    }
}

/// Runs the command to its end.
pub(crate) fn say(home: &Home, args: &[&str]) -> Result<CallResult, Trouble> {
    finish(home.command(args).spawn()?, args)
}

/// Runs a call that the caller has prepared.
pub(crate) fn say_of(command: &mut Command, args: &[&str]) -> Result<CallResult, Trouble> {
    finish(command.spawn()?, args)
}

/// Runs the command with this on stdin.
pub(crate) fn say_with(home: &Home, args: &[&str], text: &str) -> Result<CallResult, Trouble> {
    let mut child = home.command(args).stdin(Stdio::piped()).spawn()?;
    child.stdin.take().ok_or("no stdin")?.write_all(text.as_bytes())?;
    finish(child, args)
}

/// Asks a running call to end, as a system does at shutdown.
pub(crate) fn end(child: Child, args: &[&str]) -> Result<CallResult, Trouble> {
    drop(Command::new("kill").args(["-TERM", &child.id().to_string()]).stderr(Stdio::null()).status());
    finish(child, args)
}

/// Waits for a call to end.
pub(crate) fn finish(child: Child, args: &[&str]) -> Result<CallResult, Trouble> {
    finish_within(LIMIT, child, args)
}

/// Waits for a call to end, and kills it after the limit.
pub(crate) fn finish_within(limit: Duration, mut child: Child, args: &[&str]) -> Result<CallResult, Trouble> {
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let (out, err) = (thread::spawn(move || text(out)), thread::spawn(move || text(err)));
    let until = Instant::now() + limit;
    let mut late = false;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if Instant::now() > until {
            late = true;
            child.kill()?;
            break child.wait()?;
        }
        thread::sleep(LOOK);
    };
    let join = |reader: thread::JoinHandle<String>| reader.join().map_err(|_| "a reader panicked");
    Ok(CallResult { call: args.join(" "), code: status.code(), out: join(out)?, err: join(err)?, late })
}

fn text(pipe: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    // If a pipe breaks, keep what was read before.
    pipe.map(|mut pipe| pipe.read_to_end(&mut bytes)).transpose().ok();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(call: &str, code: i32, out: &str, err: &str) -> CallResult {
        let (call, out, err) = (call.to_owned(), out.to_owned(), err.to_owned());
        CallResult { call, code: Some(code), out, err, late: false }
    }

    #[test]
    fn a_failure_without_a_vietnamese_sentence_is_detected() {
        assert!(said("list", 13, "", "Kho bị khóa.").judge().is_ok());
        assert!(said("list", 0, "", "").judge().is_ok());
        assert!(said("list", 13, "", "locked").judge().is_err());
        assert!(said("list", 13, "", "").judge().is_err());
        assert!(said("--json refresh", 11, "[]", "").judge().is_ok());
        assert!(said("list", 0, "", "thread 'main' panicked at ổ").judge().is_err());
        assert!(said("list", 13, "", "Kho bị khóa.").wants(&[0, 13]).is_ok());
        assert!(said("list", 13, "", "Kho bị khóa.").wants(&[0]).is_err());
    }
}
