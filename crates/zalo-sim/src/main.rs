//! `zalo-sim`: practice Zalo as a separate program, for end-to-end tests and manual experiments.

use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs, thread};

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;
use zalo_sim::{App, Config, Fault, Sim};

const USAGE: &str = "\
usage: zalo-sim [--port N] [--ledger FILE] [--app APP_ID:SECRET_KEY_FILE]… [--refresh-token-file FILE]…
                [--callback ADDRESS] [--script FILE.json]

Prints its origin on the first line and serves until stdin is closed or it is asked to end.
--refresh-token-file makes a token live for the --app before it, unless the ledger knows it already;
--callback saves the callback address of the --app before it; a script is an array of faults.
";

/// The parsed arguments.
#[derive(Default)]
struct Arguments {
    config: Config,
    apps: Vec<App>,
    /// App id and refresh token.
    tokens: Vec<(String, String)>,
    script: Vec<Fault>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let outcome = match parse(env::args().skip(1)) {
        Ok(arguments) => serve(arguments).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // If stderr is closed, there is no place to report the error.
            drop(write!(io::stderr(), "zalo-sim: {error}\n\n{USAGE}"));
            ExitCode::from(2)
        }
    }
}

fn parse(mut words: impl Iterator<Item = String>) -> io::Result<Arguments> {
    let mut arguments = Arguments::default();
    while let Some(option) = words.next() {
        let value =
            words.next().ok_or_else(|| bad(format!("{option}: the value is missing, or there is no such option")))?;
        match option.as_str() {
            "--port" => arguments.config.port = value.parse().map_err(|_| bad("--port: not a port number"))?,
            "--ledger" => arguments.config.ledger_file = Some(PathBuf::from(value)),
            "--app" => {
                let (app_id, file) = value.split_once(':').ok_or_else(|| bad("--app: needs APP_ID:SECRET_KEY_FILE"))?;
                arguments.apps.push(App::new(app_id, first_line(file)?));
            }
            "--refresh-token-file" => {
                let app = arguments.apps.last().ok_or_else(|| bad("--refresh-token-file: needs an --app before it"))?;
                arguments.tokens.push((app.app_id.clone(), first_line(&value)?));
            }
            "--callback" => {
                let app = arguments.apps.last_mut().ok_or_else(|| bad("--callback: needs an --app before it"))?;
                app.callback = Some(value);
            }
            "--script" => {
                let script = fs::read(&value).map_err(|error| at(&value, &error))?;
                arguments.script = serde_json::from_slice(&script)?;
            }
            _ => return Err(bad(format!("{option}: no such option"))),
        }
    }
    Ok(arguments)
}

async fn serve(arguments: Arguments) -> io::Result<()> {
    let sim = Sim::start(arguments.config).await?;
    for app in arguments.apps {
        sim.add_app(app);
    }
    for (app_id, token) in &arguments.tokens {
        sim.register_refresh_token(app_id, token);
    }
    sim.script(arguments.script);
    // Before the origin is printed, because a reader of the origin may request the end at once.
    let end = end()?;
    let mut stdout = io::stdout();
    writeln!(stdout, "{}", sim.origin())?;
    stdout.flush()?;
    end.await;
    sim.stop().await;
    Ok(())
}

/// Starts to listen for the end of stdin and for termination signals; returns a future that waits for either.
fn end() -> io::Result<impl Future<Output = ()>> {
    let (closed, stdin) = oneshot::channel::<()>();
    // A blocking read cannot be cancelled; the thread ends with the process.
    thread::Builder::new().name("stdin".to_owned()).spawn(move || {
        let mut piece = [0; 1024];
        while matches!(io::stdin().read(&mut piece), Ok(1..)) {}
        drop(closed);
    })?;
    let mut request = EndSignals::listen()?;
    Ok(async move {
        tokio::select! {
            _ = stdin => {}
            () = request.spoken() => {}
        }
    })
}

/// Listens for SIGTERM, SIGINT and SIGHUP.
#[cfg(unix)]
struct EndSignals {
    terminate: Signal,
    interrupt: Signal,
    hangup: Signal,
}

#[cfg(unix)]
impl EndSignals {
    fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    async fn spoken(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
            _ = self.hangup.recv() => {}
        }
    }
}

/// Listens for Ctrl-C, Ctrl-Break, a closed console and the end of the session.
#[cfg(windows)]
struct EndSignals {
    typed: tokio::signal::windows::CtrlC,
    broken: tokio::signal::windows::CtrlBreak,
    closed: tokio::signal::windows::CtrlClose,
    session: tokio::signal::windows::CtrlLogoff,
    shutdown: tokio::signal::windows::CtrlShutdown,
}

#[cfg(windows)]
impl EndSignals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_logoff, ctrl_shutdown};
        Ok(Self {
            typed: ctrl_c()?,
            broken: ctrl_break()?,
            closed: ctrl_close()?,
            session: ctrl_logoff()?,
            shutdown: ctrl_shutdown()?,
        })
    }

    async fn spoken(&mut self) {
        tokio::select! {
            _ = self.typed.recv() => {}
            _ = self.broken.recv() => {}
            _ = self.closed.recv() => {}
            _ = self.session.recv() => {}
            _ = self.shutdown.recv() => {}
        }
    }
}

fn first_line(file: &str) -> io::Result<String> {
    let text = fs::read_to_string(file).map_err(|error| at(file, &error))?;
    Ok(text.lines().next().unwrap_or_default().trim().to_owned())
}

fn at(file: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{file}: {error}"))
}

fn bad(message: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message.into())
}
