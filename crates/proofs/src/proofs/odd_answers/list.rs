//! The oddities by name, each with its expected meaning. Data only; the code that tries them is in the parent module.
//!
//! ```text
//! bodies  texts: shapes, keys, depth, nesting, refusals, texts that are not answers
//! bytes   charsets, compressions, sizes
//! wire    status lines, headers, chunks, lengths, cuts
//! ```

mod bodies;
mod bytes;
mod wire;

use oa_token_model::zalo::UnclearCause;

/// A pair that no other oddity has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) access: String,
    pub(super) refresh: String,
}

impl Pair {
    /// Makes the pair with this number, from letters that hardly compress.
    pub(super) fn of(number: usize) -> Self {
        Self {
            access: format!("FAKE_AT_{number:04}_RfBh5NdqsWzhcX8bDDe-1A463Z34Fhy1GVi63AoTU1InwujqF"),
            refresh: format!("FAKE_RT_{number:04}_L2Y2BO9Prn-I1SkM08T4J99bZQYVbOBPfTVeRgrLdPK4ZqGX9G"),
        }
    }

    /// Inserts the tokens into a text: `$A` and `$R`, and `$PAIR` for both as Zalo writes them, without the braces.
    fn in_text(&self, text: &str) -> String {
        let both = r#""access_token":"$A","refresh_token":"$R","expires_in":"90000""#;
        text.replace("$PAIR", both).replace("$A", &self.access).replace("$R", &self.refresh)
    }

    /// Returns the answer in the form that Zalo documents.
    fn documented(&self) -> Vec<u8> {
        self.in_text("{$PAIR}").into_bytes()
    }
}

/// The expected meaning of an oddity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Both tokens, and whether the answer counts as confirmed.
    Both { confirmed: bool },
    /// Only the access token: the other one was not complete.
    Access,
    /// Only the refresh token.
    Refresh,
    /// The sent token is invalid.
    Dead,
    /// Zalo refused.
    Refused,
    /// There was no token, and the state of the sent one is unknown.
    Unclear(UnclearCause),
    /// A limit: a complete pair that is not recognised; the bytes are stored as received.
    Unread,
    /// A limit: `reqwest` returns no answer.
    Lost,
    /// A limit: `reqwest` returns the head without a body.
    NoBody,
}

/// Both tokens, as Zalo documents it.
const SURE: Wanted = Wanted::Both { confirmed: true };
/// Both tokens, not as documented.
const ODD: Wanted = Wanted::Both { confirmed: false };

/// One oddity: its bytes on the wire, in pieces that are sent one after the other.
#[derive(Debug, Clone)]
pub(super) struct Odd {
    pub(super) name: String,
    pub(super) wanted: Wanted,
    pub(super) pieces: Vec<Vec<u8>>,
    /// The pair in it, if it is not the given one.
    pub(super) own: Option<Pair>,
}

impl Odd {
    fn new(name: impl Into<String>, wanted: Wanted, pieces: Vec<Vec<u8>>) -> Self {
        Self { name: name.into(), wanted, pieces, own: None }
    }

    /// Makes an oddity with only an odd body.
    fn of_body(name: impl Into<String>, wanted: Wanted, body: &[u8]) -> Self {
        Self::with_headers(name, wanted, "", body)
    }

    /// Makes an oddity with odd headers, each ended by `\r
    /// `, and possibly an odd body.
    fn with_headers(name: impl Into<String>, wanted: Wanted, headers: &str, body: &[u8]) -> Self {
        let head = format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
        Self::new(name, wanted, vec![[head.as_bytes(), body].concat()])
    }
}

/// Returns every oddity, with the tokens of this pair.
pub(super) fn all(pair: &Pair) -> Vec<Odd> {
    [bodies::all(pair), bytes::all(pair), wire::all(pair)].concat()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn at_least_150_unusual_answers_have_their_own_names() {
        let odds = all(&Pair::of(1));
        let names: HashSet<&str> = odds.iter().map(|odd| odd.name.as_str()).collect();
        let twice: Vec<&str> = odds.iter().map(|odd| odd.name.as_str()).filter(|name| !names.contains(name)).collect();
        assert_eq!(names.len(), odds.len(), "twice: {twice:?}");
        assert!(names.len() >= 150, "{}", names.len());
    }

    #[test]
    fn the_list_is_the_same_for_every_pair() {
        let names = |number| all(&Pair::of(number)).into_iter().map(|odd| odd.name).collect::<Vec<_>>();
        assert_eq!(names(1), names(2));
        assert_ne!(all(&Pair::of(1))[0].pieces, all(&Pair::of(2))[0].pieces);
    }
}
