//! `oa-token service`: runs `watch` or `serve` at each logon.

use i18n_embed_fl::fl;
use oa_token_engine::paths::Environment;
use serde_json::json;

use crate::args::ServiceCall;
use crate::error::{CliError, exit};
use crate::output::{self, Words, shown};
use crate::service::{self, Background, ServiceFault, Unit};

pub(crate) fn run(words: &Words, environment: &Environment, call: ServiceCall) -> Result<u8, CliError> {
    match call {
        ServiceCall::Install { service } => install(words, environment, service),
        ServiceCall::Remove { service } => remove(words, service),
    }
}

fn install(words: &Words, environment: &Environment, background: Background) -> Result<u8, CliError> {
    let program = std::env::current_exe().map_err(|_| ServiceFault::OddPath)?;
    let unit = service::install(&Unit::of(background, &program, environment)?)?;
    if words.json {
        output::json(&[json!({"service": background.name(), "installed": true, "unit": unit})])?;
        return Ok(exit::DONE);
    }
    let call = format!("oa-token {}", background.name());
    output::line(&fl!(words.loader(), "cli-service-installed", call = call, unit = unit))?;
    if cfg!(target_os = "linux") {
        words.note(&words.say("cli-service-linger"));
    }
    Ok(exit::DONE)
}

fn remove(words: &Words, chosen: Option<Background>) -> Result<u8, CliError> {
    let mut rows = Vec::new();
    for background in Background::ALL.into_iter().filter(|one| chosen.is_none_or(|chosen| chosen == *one)) {
        let unit = service::remove(background)?;
        if !words.json {
            let call = format!("oa-token {}", background.name());
            output::line(&match &unit {
                Some(unit) => fl!(words.loader(), "cli-service-removed", call = call, unit = unit.as_str()),
                None => fl!(words.loader(), "cli-service-absent", call = call),
            })?;
        }
        rows.push(json!({"service": background.name(), "installed": false, "unit": unit}));
    }
    if words.json {
        output::json(&rows)?;
    }
    Ok(exit::DONE)
}

/// Returns the exit code of a service that was not installed or removed.
pub(crate) fn exit_of(why: &ServiceFault) -> u8 {
    match why {
        #[cfg(any(windows, test))]
        ServiceFault::OfThisSession(_) => exit::USAGE,
        ServiceFault::OddPath => exit::USAGE,
        #[cfg(any(unix, test))]
        ServiceFault::Foreign(_) => exit::CANNOT_SAVE,
        ServiceFault::NoManager | ServiceFault::Refused(_) | ServiceFault::File(..) => exit::CANNOT_SAVE,
    }
}

/// Explains why a service was not installed or removed.
pub(crate) fn explain(why: &ServiceFault, words: &Words) -> String {
    let loader = words.loader();
    match why {
        ServiceFault::NoManager => words.say("cli-service-no-manager"),
        ServiceFault::Refused(name) => fl!(loader, "cli-service-refused", program = (*name).to_owned()),
        #[cfg(any(unix, test))]
        ServiceFault::Foreign(path) => fl!(loader, "cli-service-foreign", file = shown(path)),
        ServiceFault::File(path, _) => fl!(loader, "cli-cannot-write", file = shown(path)),
        ServiceFault::OddPath => words.say("cli-service-odd-path"),
        #[cfg(any(windows, test))]
        ServiceFault::OfThisSession(name) => fl!(loader, "cli-service-session", variable = (*name).to_owned()),
    }
}
