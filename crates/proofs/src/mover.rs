//! Moves an OA to a file as the window does, or takes it back: in a process of its own, so that it can be killed. The
//! command has no such call.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use oa_token_engine::{Engine, target};
use oa_token_model::secret::Secret;

use crate::home::Home;
use crate::proof::Trouble;
use crate::recovery_check::NAME;
use crate::say;

/// Selects this process.
const ASKED: &str = "move-for-a-proof";
/// In place of a file: takes the OA back.
const BACK: &str = "back";

/// The passphrase of the file.
pub(crate) const PASSPHRASE: &str = "FAKE cá voi xanh lơ";

/// Returns the arguments of the process that moves the OA of this home into a file, or takes it back without one.
pub(crate) fn arguments(home: &Home, file: Option<&PathBuf>) -> [String; 4] {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    [ASKED.to_owned(), text(home.folder()), home.origin().to_owned(), file.map_or(BACK.to_owned(), |file| text(file))]
}

/// Does it, if these are the arguments of such a process.
pub(crate) fn done(arguments: &[String]) -> Option<ExitCode> {
    let [asked, folder, origin, file] = arguments else { return None };
    if asked != ASKED {
        return None;
    }
    match move_one(folder, origin, file) {
        Ok(()) => Some(ExitCode::SUCCESS),
        Err(trouble) => {
            say(&trouble.to_string());
            Some(ExitCode::FAILURE)
        }
    }
}

fn move_one(folder: &str, origin: &str, file: &str) -> Result<(), Trouble> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(async {
        let engine: Engine = testkit::started(testkit::options(folder.as_ref(), origin)?).await?;
        let id = engine.profiles().named(NAME).await?.ok_or("the OA is missing")?;
        if file == BACK {
            return Ok(engine.bundles().take_back(&id).await?);
        }
        let (environment, file) = (engine.environment().clone(), PathBuf::from(file));
        let write = move |bytes: Vec<u8>| Ok::<_, Trouble>(target::write(&environment, &file, &bytes)?);
        engine.bundles().move_away(&[id], Secret::new(PASSPHRASE), write).await?;
        Ok(())
    })
}
