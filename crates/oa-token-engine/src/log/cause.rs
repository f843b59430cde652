//! Formats an error: the chain of its causes, and the short id shown in messages and in the log.

use std::error::Error;
use std::io;

use sha2::{Digest, Sha256};

/// Returns an error and its causes, the outermost first. Contains no secret, because no error does.
pub fn cause(error: &(dyn Error + 'static)) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let mut text = error.to_string();
        if let Some(io) = error.downcast_ref::<io::Error>() {
            text = format!("{text} [{:?}]", io.kind());
        }
        // Some errors repeat the text of their source.
        if said.last() != Some(&text) {
            said.push(text);
        }
        next = error.source();
    }
    said.join(": ")
}

/// Returns the short id of an unexpected error, for the message and the log. The same failure always has the same id.
pub fn id(error: &(dyn Error + 'static)) -> String {
    let hash = Sha256::digest(cause(error).as_bytes());
    format!("E-{:02X}{:02X}{:02X}", hash[0], hash[1], hash[2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the folder cannot be used")]
    struct Outer(#[source] io::Error);

    #[test]
    fn the_complete_chain_is_logged_with_the_kind_of_io_errors() {
        let error = Outer(io::ErrorKind::PermissionDenied.into());
        assert_eq!(cause(&error), "the folder cannot be used: permission denied [PermissionDenied]");
    }

    #[test]
    fn the_same_failure_has_the_same_id_and_another_one_has_another() {
        let error = |kind: io::ErrorKind| id(&Outer(kind.into()));
        assert_eq!(error(io::ErrorKind::NotFound), error(io::ErrorKind::NotFound));
        assert_ne!(error(io::ErrorKind::NotFound), error(io::ErrorKind::StorageFull));
        assert_eq!(error(io::ErrorKind::NotFound).len(), 8);
    }
}
