//! The log: actions and causes of failures, in lines that can be attached to a report.
//!
//! The core and its shells write it with `tracing`. A line contains ids, states, paths and causes, but never a secret
//! or the name of an OA. It is best effort: lines wait in a queue for a separate thread, so a full, read-only or
//! hanging disk neither breaks nor delays an attempt.
//!
//! `line` formats a line, `cause` formats an error, `file` limits the size of the files, `writer` has the thread and
//! its queue.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

mod cause;
mod file;
mod line;
mod writer;

pub use cause::{cause, id};
pub use file::recent;
use writer::Writer;

/// Only events of these targets are logged; those of other crates may contain addresses and headers.
const OURS: &str = "oa_token";

/// Options of the log.
#[derive(Debug, Clone)]
pub struct Options {
    /// The data folder; the log is in its folder `log`.
    pub home: PathBuf,
    /// The program that writes: the command or the window.
    pub program: &'static str,
    /// Whether each line is also written to stderr.
    pub aloud: bool,
}

/// Keeps the log of this process running. Dropping it writes the queued lines and waits for that at most half a second.
pub struct Log(Arc<Writer>);

impl Drop for Log {
    fn drop(&mut self) {
        self.0.flush();
    }
}

/// Returns the log's folder.
pub fn folder(home: &Path) -> PathBuf {
    home.join("log")
}

/// Starts the log of this process. A second call has no effect.
pub fn start(options: &Options) -> Log {
    let least = if options.aloud { Level::DEBUG } else { Level::INFO };
    let writer = Arc::new(Writer::new(folder(&options.home), options.aloud));
    let lines = Lines { writer: Arc::clone(&writer), program: options.program, least };
    let is_first = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(lines)).is_ok();
    if is_first {
        log_panics();
    }
    Log(writer)
}

/// Logs where a panic happened, without its message, which may contain a value.
fn log_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic");
        usual(panic);
    }));
}

/// Formats events as lines.
struct Lines {
    writer: Arc<Writer>,
    program: &'static str,
    least: Level,
}

impl<S: Subscriber> Layer<S> for Lines {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        metadata.target().starts_with(OURS) && *metadata.level() <= self.least
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let level = *event.metadata().level();
        self.writer.write(line::line(level, self.program, &fields.message, &fields.others));
    }
}

/// The fields of one event.
#[derive(Default)]
struct Fields {
    message: String,
    others: Vec<(&'static str, String)>,
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "message" => value.clone_into(&mut self.message),
            name => self.others.push((name, value.to_owned())),
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}
