//! The effect of a fault at each moment of a connection. The only module that matches on [`Fault`].

use std::io::Write as _;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::answer::{Answer, HTML, JSON, ZaloError, compact};
use crate::config::{AnswerShape, ExpiresIn, TokensGiven};
use crate::fault::{BodyKind, Fault};
use crate::http::{Framing, Reply};

/// Maximum padding of a huge answer: a thousand times what a client should read.
const PADDING_LIMIT: usize = 64 * 1024 * 1024;
/// The checksum and length at the end of a gzip stream.
const GZIP_TRAILER: usize = 8;
const GATEWAY_PAGE: &str = "<html><body>502 Bad Gateway</body></html>";
const PORTAL_PAGE: &str =
    "<html><head><title>Wi-Fi</title></head><body><form>Sign in to use this network</form></body></html>";

/// What happens at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Step {
    #[default]
    Go,
    Wait(Duration),
    Hold,
    Close,
    Reset,
}

/// A change to the shape of a valid answer.
#[derive(Clone, Debug, Default)]
enum Reshape {
    #[default]
    No,
    ExpiresIn(ExpiresIn),
    Tokens(TokensGiven),
    Error(i64),
}

/// A change to the bytes of an answer.
#[derive(Clone, Copy, Debug, Default)]
enum Dress {
    #[default]
    Plain,
    CutAfter(usize),
    CutInTokens,
    CutAfterTokens,
    Trickle(usize, Duration),
    Huge {
        bytes: usize,
        tokens_first: bool,
    },
    Gzip,
    GzipCut {
        tokens_complete: bool,
    },
    Bom,
    BadUtf8,
    Chunked,
    ContentType(&'static str),
    Status(u16),
}

/// An answer that replaces Zalo's own.
#[derive(Clone, Debug)]
pub(crate) struct Instead {
    pub(crate) reply: Reply,
    pub(crate) error: Option<i64>,
    /// Whether the request is carried out anyway.
    pub(crate) spend: bool,
}

/// What happens to one connection, moment by moment. By default nothing goes wrong.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// Close after the request line.
    pub(crate) close_unread: bool,
    /// Between reading and spending.
    pub(crate) before: Step,
    pub(crate) instead: Option<Instead>,
    /// Between spending and answering.
    pub(crate) after: Step,
    reshape: Reshape,
    dress: Dress,
}

impl Plan {
    /// Makes the plan for a fault.
    pub(crate) fn of(fault: &Fault) -> Self {
        match fault {
            Fault::None => Self::default(),
            Fault::CloseBeforeReading => Self { close_unread: true, ..Self::default() },
            Fault::CloseAfterReading => Self::before(Step::Close),
            Fault::CloseAfterSpending => Self::after(Step::Close),
            Fault::ResetBeforeSpending => Self::before(Step::Reset),
            Fault::ResetAfterSpending => Self::after(Step::Reset),
            Fault::CutBody { after_bytes } => Self::dress(Dress::CutAfter(*after_bytes)),
            Fault::CutBodyInTokens => Self::dress(Dress::CutInTokens),
            Fault::CutAfterTokens => Self::dress(Dress::CutAfterTokens),
            Fault::Slow { ms } => Self::after(Step::Wait(Duration::from_millis(*ms))),
            Fault::SlowBeforeSpending { ms } => Self::before(Step::Wait(Duration::from_millis(*ms))),
            Fault::Trickle { bytes, ms } => Self::dress(Dress::Trickle(*bytes, Duration::from_millis(*ms))),
            Fault::Hold => Self::after(Step::Hold),
            Fault::HoldBeforeSpending => Self::before(Step::Hold),
            Fault::Status { code, body, after_spending } => Self::instead(status_page(*code, *body), *after_spending),
            Fault::Redirect { status, location } => Self::instead(redirect(*status, location), false),
            Fault::Html200 => Self::instead(Reply::ok(HTML, PORTAL_PAGE), false),
            Fault::Html502 => Self::instead(Reply { status: 502, ..Reply::ok(HTML, GATEWAY_PAGE) }, false),
            Fault::Huge { bytes, tokens_first } => {
                Self::dress(Dress::Huge { bytes: *bytes, tokens_first: *tokens_first })
            }
            Fault::Gzip => Self::dress(Dress::Gzip),
            Fault::GzipCut { tokens_complete } => Self::dress(Dress::GzipCut { tokens_complete: *tokens_complete }),
            Fault::Bom => Self::dress(Dress::Bom),
            Fault::BadUtf8 => Self::dress(Dress::BadUtf8),
            Fault::Chunked => Self::dress(Dress::Chunked),
            Fault::WrongContentType => Self::dress(Dress::ContentType(HTML)),
            Fault::ExpiresIn(form) => Self::reshape(Reshape::ExpiresIn(form.clone())),
            Fault::AccessOnly => Self::reshape(Reshape::Tokens(TokensGiven::AccessOnly)),
            Fault::RefreshOnly => Self::reshape(Reshape::Tokens(TokensGiven::RefreshOnly)),
            Fault::SameRefresh => Self::reshape(Reshape::Tokens(TokensGiven::SameRefresh)),
            Fault::TokensWithStatus(status) => Self::dress(Dress::Status(*status)),
            Fault::TokensWithError(code) => Self::reshape(Reshape::Error(*code)),
            Fault::ErrorCode { code, name } => Self::error(Some(*code), ZaloError::new(*code, name).answer().reply),
            Fault::QuotedErrorCode { code, name } => Self::error(
                Some(*code),
                json(vec![("error", code.to_string().into()), ("error_name", name.as_str().into())]),
            ),
            Fault::NameWithoutCode { name } => Self::error(None, json(vec![("error_name", name.as_str().into())])),
            Fault::MessageOnly { message } => Self::error(None, json(vec![("message", message.as_str().into())])),
            Fault::EmptyBody200 { spend } => Self::instead(empty(Framing::Length), *spend),
            Fault::EmptyBodyChunked { spend } => Self::instead(empty(Framing::Chunked), *spend),
            Fault::EmptyBodyNoLength { spend } => Self::instead(empty(Framing::UntilClose), *spend),
        }
    }

    fn before(before: Step) -> Self {
        Self { before, ..Self::default() }
    }

    fn after(after: Step) -> Self {
        Self { after, ..Self::default() }
    }

    fn dress(dress: Dress) -> Self {
        Self { dress, ..Self::default() }
    }

    fn reshape(reshape: Reshape) -> Self {
        Self { reshape, ..Self::default() }
    }

    fn instead(reply: Reply, spend: bool) -> Self {
        Self { instead: Some(Instead { reply, error: None, spend }), ..Self::default() }
    }

    fn error(error: Option<i64>, reply: Reply) -> Self {
        Self { instead: Some(Instead { reply, error, spend: false }), ..Self::default() }
    }

    /// Returns the shape of a valid answer under this plan.
    pub(crate) fn shape(&self, usual: &AnswerShape) -> AnswerShape {
        let usual = usual.clone();
        match &self.reshape {
            Reshape::No => usual,
            Reshape::ExpiresIn(form) => AnswerShape { expires_in: form.clone(), ..usual },
            Reshape::Tokens(tokens) => AnswerShape { tokens: *tokens, ..usual },
            Reshape::Error(code) => AnswerShape { error: Some(*code), ..usual },
        }
    }

    /// Returns the reply to send for an answer under this plan.
    pub(crate) fn reply(&self, answer: &Answer) -> Reply {
        let mut reply = answer.reply.clone();
        match self.dress {
            Dress::CutAfter(bytes) => reply.cut_at = Some(bytes),
            Dress::CutInTokens => reply.cut_at = Some(inside_last_token(answer)),
            Dress::CutAfterTokens => reply.cut_at = Some(after_last_token(answer)),
            Dress::Trickle(bytes, wait) => reply.trickle = Some((bytes, wait)),
            Dress::Huge { bytes, tokens_first } => {
                let padding = format!("\"padding\":\"{}\"", "x".repeat(bytes.min(PADDING_LIMIT)));
                insert_member(&mut reply.body, padding.as_bytes(), !tokens_first);
            }
            Dress::Gzip => pack(&mut reply),
            Dress::GzipCut { tokens_complete } => {
                pack(&mut reply);
                let packed = reply.body.len();
                reply.cut_at = Some(if tokens_complete { packed.saturating_sub(GZIP_TRAILER) } else { packed / 2 });
            }
            Dress::Bom => drop(reply.body.splice(..0, *b"\xEF\xBB\xBF")),
            Dress::BadUtf8 => insert_member(&mut reply.body, b"\"note\":\"\xFF\xFE\xC3\"", true),
            Dress::Chunked => reply.framing = Framing::Chunked,
            Dress::ContentType(content_type) => reply.content_type = content_type,
            Dress::Status(status) if answer.pair.is_some() => reply.status = status,
            Dress::Plain | Dress::Status(_) => {}
        }
        reply
    }
}

/// Finds the last token in the body, as start and length.
fn last_token(answer: &Answer) -> Option<(usize, usize)> {
    let pair = answer.pair.as_ref()?;
    let find = |token: &str| {
        let at = answer.reply.body.windows(token.len()).position(|window| window == token.as_bytes())?;
        Some((at, token.len()))
    };
    find(&pair.access_token).max(find(&pair.refresh_token))
}

fn inside_last_token(answer: &Answer) -> usize {
    last_token(answer).map_or(answer.reply.body.len() / 2, |(at, length)| at + length / 2)
}

fn after_last_token(answer: &Answer) -> usize {
    const QUOTE: usize = 1;
    last_token(answer).map_or(answer.reply.body.len() / 2, |(at, length)| at + length + QUOTE)
}

/// Inserts a member at the start or the end of a JSON object; other bodies stay unchanged.
fn insert_member(body: &mut Vec<u8>, member: &[u8], at_front: bool) {
    if body.len() < 3 || !body.starts_with(b"{") || !body.ends_with(b"}") {
        return;
    }
    if at_front {
        drop(body.splice(1..1, [member, b","].concat()));
    } else {
        let end = body.len() - 1;
        drop(body.splice(end..end, [b",", member].concat()));
    }
}

fn pack(reply: &mut Reply) {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&reply.body).expect("writing to a Vec cannot fail");
    reply.body = encoder.finish().expect("writing to a Vec cannot fail");
    reply.gzip = true;
}

fn json(members: Vec<(&'static str, Value)>) -> Reply {
    Reply::ok(JSON, compact(members))
}

fn empty(framing: Framing) -> Reply {
    Reply { framing, ..Reply::ok(JSON, []) }
}

fn status_page(status: u16, body: BodyKind) -> Reply {
    let reply = match body {
        BodyKind::Html => Reply::ok(HTML, format!("<html><body>{status}</body></html>")),
        BodyKind::Empty => Reply::ok(HTML, []),
        BodyKind::Json => json(vec![("status", Value::from(status))]),
    };
    Reply { status: status.clamp(100, 999), ..reply }
}

fn redirect(status: u16, location: &str) -> Reply {
    // A line break would end the header.
    let location = location.replace(['\r', '\n'], "");
    Reply { status, location: Some(location), ..Reply::ok(HTML, []) }
}
