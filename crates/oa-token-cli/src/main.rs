//! The command `oa-token`: the same core and the same vault as the window, for servers and scripts.
//!
//! `args` defines the arguments and `help` their texts, `commands` has one file per call, `error` the exit codes,
//! `output` the output.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use oa_token_engine::clock::SystemClock;
use oa_token_engine::host::ThisHost;
use oa_token_engine::i18n::Language;
use oa_token_engine::paths::{Environment, InvalidEnvironment};
use oa_token_engine::zalo_client::ClientOptions;
use oa_token_engine::{AttemptPhase, Engine, EngineError, EngineEvent, EngineOptions, FrontEnd, Timeouts, log};
use oa_token_vault::keys::OsKeychain;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::args::{Call, Cli};
use crate::commands::SandboxServer;
use crate::error::{CliError, exit};
use crate::output::Words;

mod args;
mod commands;
mod completion;
mod ending;
mod error;
mod help;
mod manual;
mod nearest;
mod output;
mod service;
mod table;

fn main() -> ExitCode {
    oa_token_engine::memory::keep_private();
    let language = Language::of_environment(|name| std::env::var(name).ok());
    let arguments: Vec<String> = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let wants = |flag: &str| arguments.iter().skip(1).any(|argument| argument == flag);
    let mut words = Words::new(language, wants("--json"));
    if let Some(shell) = completion::asked() {
        return finish(&words, completion::answer(&words, shell, &arguments));
    }
    if let Some(call) = help::asked(&arguments) {
        return finish(&words, help::print(&words, &call));
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.kind() == clap::error::ErrorKind::DisplayVersion => {
            return finish(&words, output::line(concat!("oa-token ", env!("CARGO_PKG_VERSION"))).map(|()| exit::DONE));
        }
        Err(error) => return finish(&words, Err(CliError::of_arguments(&error))),
    };
    (words.quiet, words.color) = (cli.quiet, cli.color);
    if let Some(printed) = without_vault(&words, &cli.call) {
        return finish(&words, printed);
    }
    // A single-threaded runtime is enough: the vault has its own threads, and every further thread costs time. Threads
    // stay alive once started, because the system may refuse a new one later.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().thread_keep_alive(FOR_EVER).build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return finish(&words, Err(EngineError::NoThread(error).into())),
    };
    let environment = Environment::read(|name| std::env::var_os(name), dirs::data_local_dir());
    // Dropping it writes the queued lines.
    let _log = environment.as_ref().ok().map(|environment| {
        let (home, program) = (environment.home.clone(), "oa-token");
        log::start(&log::Options { home, program, aloud: cli.verbose })
    });
    finish(&words, runtime.block_on(run(&words, cli.call, environment)))
}

/// Makes a call that needs neither environment nor runtime.
fn without_vault(words: &Words, call: &Call) -> Option<Result<u8, CliError>> {
    if let Call::Help { calls } = call {
        return Some(help::print(words, calls));
    }
    if let Call::Man { calls, out } = call {
        return Some(out.as_ref().map_or_else(|| manual::print(words, calls), |folder| manual::write(folder)));
    }
    if let Call::Completions { shell } = call { Some(completion::print(*shell)) } else { None }
}

/// Longer than any process runs.
const FOR_EVER: Duration = Duration::from_secs(u32::MAX as u64);

fn finish(words: &Words, result: Result<u8, CliError>) -> ExitCode {
    let code = result.unwrap_or_else(|failure| {
        // The reader of the output has closed it, which is not an error.
        if failure.is_closed_pipe() {
            return exit::DONE;
        }
        note(&failure);
        words.fail(&failure);
        failure.exit()
    });
    ExitCode::from(code)
}

/// Logs the failure that ended the command. Usage errors are logged at debug level only.
fn note(failure: &CliError) {
    let (code, exit) = (failure.code(), failure.exit());
    if exit == exit::USAGE || exit == exit::NO_PROFILE {
        tracing::debug!(code, exit, "ended");
    } else {
        tracing::warn!(code, exit, cause = log::cause(failure), "ended");
    }
}

async fn run(words: &Words, call: Call, environment: Result<Environment, InvalidEnvironment>) -> Result<u8, CliError> {
    if let Call::Demo = call {
        return commands::demo::run(words).await;
    }
    let environment = environment?;
    if let Call::Doctor { log: true, .. } = call {
        return commands::doctor::log(words, &environment);
    }
    if let Call::Doctor { restore_backup, .. } = call {
        return commands::doctor::run(words, restore_backup, engine(words, environment)?).await;
    }
    if let Call::Service { call } = call {
        return commands::service::run(words, &environment, call);
    }
    // Declared before the engine, so that it is dropped after the engine has finished its running work.
    let practice = SandboxServer::default();
    let engine = engine(words, environment)?;
    tokio::spawn(tell_meanwhile(engine.events(), words.clone()));
    if let Call::Serve(call) = call {
        // Shuts down gracefully: it answers the requests in progress first.
        let code = commands::serve::run(words, &engine, call).await;
        engine.refresh().drain().await;
        return code;
    }
    if !matches!(call, Call::Refresh(_) | Call::Token { .. } | Call::Authorize { .. } | Call::Watch) {
        // These calls send nothing that must be saved: the process may be killed at any time.
        let code = commands::run(words, &engine, &practice, call).await;
        // The backup after an import must finish first.
        engine.refresh().drain().await;
        return code;
    }
    // A service is stopped regularly: for `watch` that is success.
    let interrupted = if matches!(call, Call::Watch) { exit::DONE } else { INTERRUPTED };
    tokio::select! {
        biased;
        () = ending::told_to_end() => {
            // Requests in flight must be completed and saved first.
            engine.refresh().drain().await;
            Ok(interrupted)
        }
        code = commands::run(words, &engine, &practice, call) => {
            engine.refresh().drain().await;
            code
        }
    }
}

/// Notifies the user once when an answer cannot be saved yet, because killing the process would lose it. Also names the
/// target of each send that goes neither to Zalo nor to this computer.
async fn tell_meanwhile(mut events: Receiver<EngineEvent>, words: Words) {
    let mut is_told = false;
    loop {
        match events.recv().await {
            Ok(EngineEvent::AttemptMoved(_, AttemptPhase::RetryingSave)) if !is_told => {
                is_told = true;
                output::note(&words.say("cli-retrying-save"));
            }
            Ok(EngineEvent::SentElsewhere(origin)) => words.name_origin(&origin),
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

/// Exit code of an interrupted process: 128 plus the number of SIGINT, as in shells.
const INTERRUPTED: u8 = 130;

/// Starts an engine with this environment.
pub(crate) fn engine(words: &Words, environment: Environment) -> Result<Engine, CliError> {
    let reason = words.clone();
    let engine = Engine::start(EngineOptions {
        environment,
        clock: Arc::new(SystemClock),
        keychain: Arc::new(OsKeychain::new()),
        client: ClientOptions::default(),
        timeouts: Timeouts::default(),
        host: Arc::new(ThisHost::saying(move || reason.say("awake-reason"))),
        front_end: FrontEnd::Command,
    })?;
    engine.alerts().speak(words.language());
    Ok(engine)
}
