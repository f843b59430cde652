//! The mishaps a script can ask for, one a request. Says what each means, not how it is done.

use serde::{Deserialize, Serialize};

use crate::config::ExpiresIn;

/// Names one mishap of one request.
///
/// "After spending" means: the request was good, the old refresh token is used up, the new pair exists; what the
/// client gets to see of it is the mishap. A request that would have been refused anyway is refused, and its answer
/// meets the same mishap. In a script file a fault is its name in `snake_case`, with its values as an object:
/// `["close_after_spending", {"cut_body": {"after_bytes": 20}}]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Nothing goes wrong: keeps the place of a request that should pass in the middle of a script.
    None,

    /// The connection is closed after the request line, the rest unread. The token in it is not counted as sent.
    CloseBeforeReading,
    /// The whole request is read, then the connection closed; nothing is spent.
    CloseAfterReading,
    /// The connection is closed without an answer after spending.
    CloseAfterSpending,
    /// A TCP reset instead of an answer; nothing is spent.
    ResetBeforeSpending,
    /// A TCP reset instead of an answer, after spending.
    ResetAfterSpending,

    /// Promises the whole body and closes after so many bytes of it, after spending.
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
    /// Sends the body in small pieces with a wait between them, after spending.
    Trickle {
        /// Bytes a piece; 0 counts as 1.
        bytes: usize,
        /// Milliseconds between pieces.
        ms: u64,
    },
    /// Waits for [`crate::Sim::release`] before answering, after spending.
    Hold,
    /// Waits for [`crate::Sim::release`] before spending, and spends even if the client is gone by then.
    HoldBeforeSpending,

    /// This HTTP status instead of the answer.
    Status {
        /// The status, 100 to 999.
        code: u16,
        /// What the body holds.
        body: BodyKind,
        /// Whether the token is spent all the same.
        after_spending: bool,
    },
    /// A redirect; nothing is spent.
    Redirect {
        /// 301, 302, 303, 307 or 308.
        status: u16,
        /// The `Location`, word for word.
        location: String,
    },
    /// The sign-in page of a captive portal, on 200; nothing is spent.
    Html200,
    /// A gateway's page, on 502; nothing is spent.
    Html502,

    /// A body padded to at least so many bytes, after spending.
    Huge {
        /// Bytes of padding; at most 64 MiB are sent.
        bytes: usize,
        /// Whether the tokens come before the padding.
        tokens_first: bool,
    },
    /// The body packed by gzip, after spending.
    Gzip,
    /// The body packed by gzip and cut, after spending.
    GzipCut {
        /// Whether both tokens can be unpacked from what arrives (only gzip's own checksum is missing then).
        tokens_complete: bool,
    },
    /// A byte order mark before the body, after spending.
    Bom,
    /// Bytes that are no UTF-8 beside the tokens, which are intact; after spending.
    BadUtf8,
    /// The body in chunks, after spending.
    Chunked,
    /// `text/html` over the usual JSON, after spending.
    WrongContentType,

    /// Another `expires_in` in this answer.
    ExpiresIn(ExpiresIn),
    /// A new access token alone; the refresh token is not spent.
    AccessOnly,
    /// A new refresh token alone, after spending.
    RefreshOnly,
    /// A new access token beside the refresh token that was sent, which is not spent.
    SameRefresh,
    /// Both tokens on this HTTP status, after spending.
    TokensWithStatus(u16),
    /// Both tokens beside this `error`, after spending.
    TokensWithError(i64),

    /// This error in the usual form, on 200; nothing is spent. On `getoa` and above -14000 the name is the `message`.
    ErrorCode {
        /// The `error`.
        code: i64,
        /// The `error_name`, or the `message`.
        name: String,
    },
    /// The same with the number as a string.
    QuotedErrorCode {
        /// The `error`.
        code: i64,
        /// The `error_name`.
        name: String,
    },
    /// An error that has a name and no number.
    NameWithoutCode {
        /// The `error_name`.
        name: String,
    },
    /// An error that has a message and nothing else.
    MessageOnly {
        /// The `message`.
        message: String,
    },

    /// 200 and an empty body with `Content-Length: 0`.
    EmptyBody200 {
        /// Whether the token is spent.
        spend: bool,
    },
    /// 200 and an empty body in chunks.
    EmptyBodyChunked {
        /// Whether the token is spent.
        spend: bool,
    },
    /// 200 and an empty body that ends with the connection.
    EmptyBodyNoLength {
        /// Whether the token is spent.
        spend: bool,
    },
}

/// Names what the body of [`Fault::Status`] holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    /// A page.
    Html,
    /// Nothing.
    Empty,
    /// JSON that is not Zalo's.
    Json,
}
