//! `oa-token doctor`: reports problems of the installation. Sends nothing; changes nothing unless a backup is restored.

use i18n_embed_fl::fl;
use oa_token_engine::paths::Environment;
use oa_token_engine::{Engine, EngineError};
use serde::Serialize;

use super::doctor_checks as checks;
use crate::error::{CliError, engine_exit, exit};
use crate::output::{self, Words};

/// The severity of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Ok,
    Warn,
    Fail,
}

/// One check. The JSON keys `check`, `ok` and `detail` are older names for `id`, `status` and the sentences.
#[derive(Serialize)]
pub(super) struct Check {
    id: &'static str,
    status: Status,
    /// The result.
    sentence: String,
    /// The next step; `None` if there is nothing to do.
    step: Option<String>,
    #[serde(rename = "check")]
    subject: &'static str,
    ok: bool,
    detail: String,
    #[serde(skip)]
    exit: u8,
}

impl Check {
    /// Makes a result without a problem.
    pub(super) fn fine(id: &'static str, sentence: String) -> Self {
        let detail = sentence.clone();
        Self { id, status: Status::Ok, sentence, step: None, subject: id, ok: true, detail, exit: exit::DONE }
    }

    /// Makes a result with a problem. With the exit code of success it is only a warning.
    pub(super) fn wrong(id: &'static str, sentence: String, step: String, exit: u8) -> Self {
        let status = if exit == exit::DONE { Status::Warn } else { Status::Fail };
        let detail = if step.is_empty() { sentence.clone() } else { format!("{sentence} {step}") };
        let step = (!step.is_empty()).then_some(step);
        Self { id, status, sentence, step, subject: id, ok: false, detail, exit }
    }

    /// Makes a result from an error of the engine.
    pub(super) fn failed(words: &Words, id: &'static str, error: &EngineError) -> Self {
        let (sentence, step) = words.explain_apart(error);
        Self::wrong(id, sentence, step, engine_exit(error))
    }
}

pub(crate) async fn run(words: &Words, restore_backup: bool, engine: Engine) -> Result<u8, CliError> {
    let mut found = vec![checks::folder(words, &engine)];
    if restore_backup {
        found.push(restored(words, &engine).await?);
    }
    let opened = engine.open().await;
    found.extend(checks::owners(words, &engine, opened.as_ref().err()).await);
    found.push(checks::room(words, &engine).await);
    match opened {
        Ok(true) => {
            found.push(Check::fine("vault", output::shown(&engine.environment().vault_file())));
            found.push(checks::file(words, &engine).await);
            found.push(checks::key(words, &engine).await);
            found.extend(checks::altered(words, &engine).await);
            found.push(checks::second_copy(words, &engine).await);
            found.push(checks::old_copies(words, &engine).await);
            found.push(checks::locks(words, &engine).await);
            found.push(checks::schedule(words, &engine).await);
            found.push(checks::clock(words, &engine).await);
            found.push(checks::open_attempts(words, &engine).await);
            found.push(checks::answers(words, &engine).await);
            found.extend(super::team_report::checks(words, &engine).await);
        }
        Ok(false) => {
            found.push(Check::fine("vault", words.say("vault-none")));
            found.push(checks::key_source(words, &engine).await);
        }
        Err(error) => found.push(Check::failed(words, "vault", &error)),
    }
    found.push(checks::backups(words, &engine).await);
    let origins = [&engine.environment().oauth, &engine.environment().api].map(ToString::to_string).join(", ");
    found.push(Check::fine("origins", origins));
    tell(words, &found)?;
    Ok(found.iter().map(|check| check.exit).max().unwrap_or(exit::DONE))
}

/// Prints the last lines of the log, for a report.
pub(crate) fn log(words: &Words, environment: &Environment) -> Result<u8, CliError> {
    let lines = oa_token_engine::log::recent(&environment.home);
    if words.json {
        output::json(&lines)?;
    } else if lines.is_empty() {
        words.note(&words.say("cli-no-log"));
    } else {
        output::line(&lines.join("\n"))?;
    }
    Ok(exit::DONE)
}

async fn restored(words: &Words, engine: &Engine) -> Result<Check, CliError> {
    let backup = engine.backups().restore().await?;
    let (at, count) = (output::local(backup.at), backup.profiles.to_string());
    Ok(Check::fine("backups", fl!(words.loader(), "cli-doctor-backup-restored", at = at, count = count)))
}

fn tell(words: &Words, found: &[Check]) -> Result<(), CliError> {
    if words.json {
        return output::json(&found);
    }
    for check in found {
        let mark = match check.status {
            Status::Ok => "✓",
            Status::Warn => "!",
            Status::Fail => "✗",
        };
        output::line(&format!("{mark} {}: {}", words.say(&format!("cli-doctor-{}", check.id)), check.detail))?;
    }
    Ok(())
}
