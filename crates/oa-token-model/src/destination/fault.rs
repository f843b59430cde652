//! Why a pair did not reach a place.

use serde::{Deserialize, Serialize};

/// Why a place was not brought up to date. The pair is saved in the vault all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryFault {
    /// File system error: the folder is missing, the disk is full, or writing is not allowed.
    CannotWrite,
    /// The file belongs to this program, or is not a safe place for a token.
    Refused,
    /// The pair lacks a token that the format needs.
    NoToken,
    /// A token holds a character the format cannot carry.
    OddToken,
    /// This version does not know the stored choice.
    Unknown,
    /// The name of the host was not found.
    NoHost,
    /// The address is in a private network, and the user did not allow that for this place.
    PrivateAddress,
    /// The address is one that no place may have, such as that of a cloud's metadata.
    ForbiddenAddress,
    /// No connection, or it ended before the answer.
    NotReached,
    /// The certificate does not prove that the host is the one that was named.
    Certificate,
    /// No answer in time.
    TimedOut,
    /// The receiver answered with a redirect. Redirects are not followed.
    Redirect,
    /// The receiver wants to be signed in to first, or did not confirm what it took.
    NotConfirmed,
    /// The receiver refused: it answered with a 4xx status.
    Rejected,
    /// The receiver failed: it answered with a 5xx status.
    ReceiverFailed,
    /// The receiver answered 410: it wants nothing more.
    Gone,
}

impl DeliveryFault {
    /// Returns the message id that explains it.
    pub fn message_id(self) -> &'static str {
        match self {
            Self::CannotWrite => "outlet-cannot-write",
            Self::Refused => "outlet-refused",
            Self::NoToken => "outlet-no-token",
            Self::OddToken => "export-odd-token",
            Self::Unknown => "outlet-unknown",
            Self::NoHost => "place-no-host",
            Self::PrivateAddress => "place-private-address",
            Self::ForbiddenAddress => "place-forbidden-address",
            Self::NotReached => "place-not-reached",
            Self::Certificate => "place-certificate",
            Self::TimedOut => "place-timed-out",
            Self::Redirect => "place-redirect",
            Self::NotConfirmed => "place-not-confirmed",
            Self::Rejected => "place-rejected",
            Self::ReceiverFailed => "place-receiver-failed",
            Self::Gone => "place-gone",
        }
    }

    /// Returns the message id of what the user can do; `None` if the explanation says it. `status` is that of the answer.
    pub fn next_id(self, status: Option<u16>) -> Option<&'static str> {
        match (self, status) {
            (Self::Rejected, Some(401 | 403)) => Some("place-next-secret"),
            (Self::Rejected, Some(404)) => Some("place-next-missing"),
            (Self::Rejected | Self::ReceiverFailed, _) => Some("place-next-look"),
            (Self::NotReached | Self::TimedOut, _) => Some("place-next-reach"),
            (Self::Certificate, _) => Some("place-next-certificate"),
            (Self::NotConfirmed, _) => Some("place-next-confirm"),
            (Self::Gone, _) => Some("place-next-gone"),
            (Self::CannotWrite, _) => Some("place-next-file"),
            (
                Self::Refused
                | Self::NoToken
                | Self::OddToken
                | Self::Unknown
                | Self::NoHost
                | Self::PrivateAddress
                | Self::ForbiddenAddress
                | Self::Redirect,
                _,
            ) => None,
        }
    }
}
