//! The command `oa-token`: the same core and the same vault as the window, for servers and scripts.
//!
//! `args` says what can be asked, `commands` has one file a call, `failure` the exit codes, `say` what is printed.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use oa_token::clock::SystemClock;
use oa_token::engine::{Engine, EngineError, EngineEvent, EngineOptions, Phase, Timeouts};
use oa_token::host::ThisHost;
use oa_token::i18n::Language;
use oa_token::keys::OsKeychain;
use oa_token::log;
use oa_token::paths::{Environment, InvalidEnvironment};
use oa_token::zalo::ClientOptions;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::args::{Call, Cli};
use crate::commands::PracticeZalo;
use crate::failure::{Failure, exit};
use crate::say::Words;

mod args;
mod commands;
mod ending;
mod failure;
mod say;

fn main() -> ExitCode {
    oa_token::memory::keep_private();
    let language = Language::of_environment(|name| std::env::var(name).ok());
    let arguments: Vec<String> = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let wants = |flag: &str| arguments.iter().skip(1).any(|argument| argument == flag);
    let words = Words::new(language, wants("--json"));
    if wants("--help") || wants("-h") || arguments.get(1).is_some_and(|first| first == "help") {
        return finish(&words, say::line(&words.say("cli-help")).map(|()| exit::DONE));
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.kind() == clap::error::ErrorKind::DisplayVersion => {
            return finish(&words, say::line(concat!("oa-token ", env!("CARGO_PKG_VERSION"))).map(|()| exit::DONE));
        }
        Err(error) => return finish(&words, Err(Failure::of_arguments(&error))),
    };
    // One thread carries the call; the vault's work has threads of its own, and each more is waited for at each step.
    // A thread that has once been given stays: the system may refuse the next one.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().thread_keep_alive(FOR_EVER).build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return finish(&words, Err(EngineError::NoThread(error).into())),
    };
    let environment = Environment::read(|name| std::env::var_os(name), dirs::data_local_dir());
    // What is left to write is written when this is dropped.
    let _log = environment.as_ref().ok().map(|environment| {
        let (home, program) = (environment.home.clone(), "oa-token");
        log::start(&log::Options { home, program, aloud: cli.verbose })
    });
    finish(&words, runtime.block_on(run(&words, cli.call, environment)))
}

/// Longer than any program runs.
const FOR_EVER: Duration = Duration::from_secs(u32::MAX as u64);

fn finish(words: &Words, result: Result<u8, Failure>) -> ExitCode {
    let code = result.unwrap_or_else(|failure| {
        // Who read the output has read enough.
        if failure.is_closed_pipe() {
            return exit::DONE;
        }
        note(&failure);
        words.fail(&failure);
        failure.exit()
    });
    ExitCode::from(code)
}

/// Notes what ended the command. What was typed wrong is nobody's fault but the typist's, and is not kept.
fn note(failure: &Failure) {
    let (code, exit) = (failure.code(), failure.exit());
    if exit == exit::USAGE || exit == exit::NO_PROFILE {
        tracing::debug!(code, exit, "ended");
    } else {
        tracing::warn!(code, exit, cause = log::cause(failure), "ended");
    }
}

async fn run(words: &Words, call: Call, environment: Result<Environment, InvalidEnvironment>) -> Result<u8, Failure> {
    if let Call::Demo = call {
        return commands::demo::run(words).await;
    }
    let environment = environment?;
    if let Call::Doctor { log: true, .. } = call {
        return commands::doctor::log(words, &environment);
    }
    if let Call::Doctor { restore_backup, .. } = call {
        return commands::doctor::run(words, restore_backup, keeper(words, environment)?).await;
    }
    // Dropped after the engine has brought home what is in flight.
    let practice = PracticeZalo::default();
    let keeper = keeper(words, environment)?;
    tokio::spawn(tell_meanwhile(keeper.events(), words.clone()));
    if !matches!(call, Call::Refresh(_) | Call::Token { .. } | Call::Authorize { .. } | Call::Watch) {
        // Nothing of this is in flight anywhere: the system may end it at any moment.
        let code = commands::run(words, &keeper, &practice, call).await;
        // What was imported is backed up before the end.
        keeper.drain().await;
        return code;
    }
    // A service is told to end each day: that is no failure.
    let interrupted = if matches!(call, Call::Watch) { exit::DONE } else { INTERRUPTED };
    tokio::select! {
        biased;
        () = ending::told_to_end() => {
            // What is on the wire is brought home first.
            keeper.drain().await;
            Ok(interrupted)
        }
        code = commands::run(words, &keeper, &practice, call) => {
            keeper.drain().await;
            code
        }
    }
}

/// Says once that an answer can't be saved yet: ending the program by force would lose it. And at each send where it goes,
/// if that is neither Zalo nor this computer.
async fn tell_meanwhile(mut events: Receiver<EngineEvent>, words: Words) {
    let mut is_told = false;
    loop {
        match events.recv().await {
            Ok(EngineEvent::AttemptMoved(_, Phase::RetryingSave)) if !is_told => {
                is_told = true;
                say::note(&words.say("cli-retrying-save"));
            }
            Ok(EngineEvent::SentElsewhere(origin)) => words.name_origin(&origin),
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

/// The exit code of a program that was told to end: 128 and SIGINT's number, as shells count.
const INTERRUPTED: u8 = 130;

/// Starts an engine on this environment.
pub(crate) fn keeper(words: &Words, environment: Environment) -> Result<Engine, Failure> {
    let reason = words.clone();
    Ok(Engine::start(EngineOptions {
        environment,
        clock: Arc::new(SystemClock),
        keychain: Arc::new(OsKeychain::new()),
        client: ClientOptions::default(),
        timeouts: Timeouts::default(),
        computer: Arc::new(ThisHost::saying(move || reason.say("awake-reason"))),
    })?)
}
