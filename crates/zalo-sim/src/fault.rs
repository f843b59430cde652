//! The faults that a script can request, one per request. Defines their meaning, not their implementation.

use serde::{Deserialize, Serialize};

use crate::config::ExpiresIn;

/// One fault of one request.
///
/// "After spending" means: the request was valid, the old refresh token is spent, the new pair exists; the fault
/// affects only what the client receives. A request that would be refused anyway is refused, and its answer gets the
/// same fault. In a script file a fault is its name in `snake_case`, with its values as an object:
/// `["close_after_spending", {"cut_body": {"after_bytes": 20}}]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// No fault: a placeholder for a request that succeeds in the middle of a script.
    None,

    /// Closes the connection after the request line and leaves the rest unread. Its token does not count as sent.
    CloseBeforeReading,
    /// Reads the whole request, then closes the connection; nothing is spent.
    CloseAfterReading,
    /// Closes the connection without an answer, after spending.
    CloseAfterSpending,
    /// Sends a TCP reset instead of an answer; nothing is spent.
    ResetBeforeSpending,
    /// Sends a TCP reset instead of an answer, after spending.
    ResetAfterSpending,

    /// Announces the whole body and closes after so many bytes of it, after spending.
    CutBody {
        /// Bytes of the body that arrive.
        after_bytes: usize,
    },
    /// The same, in the middle of the refresh token.
    CutBodyInTokens,
    /// The same, with both tokens complete and the rest missing.
    CutAfterTokens,

    /// Waits before answering, after spending.
    Slow {
        /// Milliseconds.
        ms: u64,
    },
    /// Waits before spending, then answers.
    SlowBeforeSpending {
        /// Milliseconds.
        ms: u64,
    },
    /// Sends the body in small pieces with pauses, after spending.
    Trickle {
        /// Bytes per piece; 0 counts as 1.
        bytes: usize,
        /// Milliseconds between pieces.
        ms: u64,
    },
    /// Waits for [`crate::Sim::release`] before answering, after spending.
    Hold,
    /// Waits for [`crate::Sim::release`] before spending, and spends even if the client has disconnected by then.
    HoldBeforeSpending,

    /// Sends this HTTP status instead of the answer.
    Status {
        /// The status, 100 to 999.
        code: u16,
        /// The contents of the body.
        body: BodyKind,
        /// Whether the token is spent anyway.
        after_spending: bool,
    },
    /// Sends a redirect; nothing is spent.
    Redirect {
        /// 301, 302, 303, 307 or 308.
        status: u16,
        /// The `Location`, verbatim.
        location: String,
    },
    /// Sends the sign-in page of a captive portal, with status 200; nothing is spent.
    Html200,
    /// Sends a gateway's page, with status 502; nothing is spent.
    Html502,

    /// Pads the body to at least so many bytes, after spending.
    Huge {
        /// Bytes of padding; at most 64 MiB are sent.
        bytes: usize,
        /// Whether the tokens come before the padding.
        tokens_first: bool,
    },
    /// Compresses the body with gzip, after spending.
    Gzip,
    /// Compresses the body with gzip and cuts it, after spending.
    GzipCut {
        /// Whether both tokens can be decompressed from the part that arrives (then only gzip's checksum is missing).
        tokens_complete: bool,
    },
    /// Sends a byte order mark before the body, after spending.
    Bom,
    /// Sends invalid UTF-8 beside the intact tokens, after spending.
    BadUtf8,
    /// Sends the body in chunks, after spending.
    Chunked,
    /// Sends the usual JSON as `text/html`, after spending.
    WrongContentType,

    /// Uses another `expires_in` in this answer.
    ExpiresIn(ExpiresIn),
    /// Sends only a new access token; the refresh token is not spent.
    AccessOnly,
    /// Sends only a new refresh token, after spending.
    RefreshOnly,
    /// Sends a new access token with the refresh token that was sent, which is not spent.
    SameRefresh,
    /// Sends both tokens with this HTTP status, after spending.
    TokensWithStatus(u16),
    /// Sends both tokens with this `error`, after spending.
    TokensWithError(i64),

    /// Sends this error in the usual form, with status 200; nothing is spent. On `getoa` and above -14000 the name is
    /// the `message`.
    ErrorCode {
        /// The `error`.
        code: i64,
        /// The `error_name`, or the `message`.
        name: String,
    },
    /// The same, with the code as a string.
    QuotedErrorCode {
        /// The `error`.
        code: i64,
        /// The `error_name`.
        name: String,
    },
    /// Sends an error with a name and no code.
    NameWithoutCode {
        /// The `error_name`.
        name: String,
    },
    /// Sends an error with only a message.
    MessageOnly {
        /// The `message`.
        message: String,
    },

    /// Sends status 200 and an empty body with `Content-Length: 0`.
    EmptyBody200 {
        /// Whether the token is spent.
        spend: bool,
    },
    /// Sends status 200 and an empty body in chunks.
    EmptyBodyChunked {
        /// Whether the token is spent.
        spend: bool,
    },
    /// Sends status 200 and an empty body that ends with the connection.
    EmptyBodyNoLength {
        /// Whether the token is spent.
        spend: bool,
    },
}

/// The contents of the body of [`Fault::Status`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    /// An HTML page.
    Html,
    /// Nothing.
    Empty,
    /// JSON that is not Zalo's.
    Json,
}
