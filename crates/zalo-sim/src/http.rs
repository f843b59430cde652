//! A minimal HTTP/1.1 implementation that controls each byte: parses a request, writes a reply. Knows nothing of Zalo.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Maximum length of a request line: enough for a query with a long callback and a state.
const LINE_LIMIT: usize = 16 * 1024;
/// Maximum length of a head: four times the usual server limit for one header.
const HEAD_LIMIT: usize = 32 * 1024;
/// Maximum length of a body: a refresh is under 1 KiB.
const BODY_LIMIT: usize = 64 * 1024;
/// Maximum time until a request has arrived: a client that is silent for longer is gone.
const READ_LIMIT: Duration = Duration::from_secs(30);
/// How long a closing connection is drained, so that a reset does not destroy the reply to an unread request.
const DRAIN_LIMIT: Duration = Duration::from_secs(1);

/// Why no request could be read.
#[derive(Debug)]
pub(crate) enum Unreadable {
    /// The client connected and disconnected, or was silent.
    Nothing,
    /// The client disconnected in the middle, or the connection broke.
    Cut,
    /// The bytes are not a valid request; the text is the reason and contains none of the bytes.
    Bad(&'static str),
}

impl From<io::Error> for Unreadable {
    fn from(_: io::Error) -> Self {
        Self::Cut
    }
}

/// The first line of a request.
#[derive(Debug)]
pub(crate) struct RequestLine {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
}

/// The rest of a request.
#[derive(Debug)]
pub(crate) struct Request {
    /// Names in lower case, values trimmed, in order.
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether more bytes came after the body.
    pub(crate) surplus: bool,
}

impl Request {
    /// Returns every value of a header.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Returns the first value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// Reads exactly the first line, so that a fault can leave the rest unread.
pub(crate) async fn read_line(stream: &mut TcpStream) -> Result<RequestLine, Unreadable> {
    tokio::time::timeout(READ_LIMIT, line(stream)).await.unwrap_or(Err(Unreadable::Nothing))
}

async fn line(stream: &mut TcpStream) -> Result<RequestLine, Unreadable> {
    let mut line = Vec::new();
    loop {
        let mut byte = [0];
        if stream.read(&mut byte).await? == 0 {
            return Err(if line.is_empty() { Unreadable::Nothing } else { Unreadable::Cut });
        }
        if byte[0] == b'\n' {
            break;
        }
        line.push(byte[0]);
        if line.len() > LINE_LIMIT {
            return Err(Unreadable::Bad("the request line is too long"));
        }
    }
    parse_line(&line).ok_or(Unreadable::Bad("the first line is no HTTP/1.1 request line"))
}

fn parse_line(line: &[u8]) -> Option<RequestLine> {
    let line = std::str::from_utf8(line.strip_suffix(b"\r")?).ok()?;
    let mut words = line.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let sound = words.next().is_none()
        && version == "HTTP/1.1"
        && !method.is_empty()
        && method.bytes().all(|byte| byte.is_ascii_uppercase())
        && target.starts_with('/')
        && target.bytes().all(|byte| byte.is_ascii_graphic());
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    sound.then(|| RequestLine { method: method.to_owned(), path: path.to_owned(), query: query.map(str::to_owned) })
}

/// Reads the headers and the body.
pub(crate) async fn read_rest(stream: &mut TcpStream) -> Result<Request, Unreadable> {
    tokio::time::timeout(READ_LIMIT, rest(stream)).await.unwrap_or(Err(Unreadable::Cut))
}

async fn rest(stream: &mut TcpStream) -> Result<Request, Unreadable> {
    const END: &[u8] = b"\r\n\r\n";
    // The end of the first line, so that a head without headers also ends with an empty line.
    let mut bytes = b"\r\n".to_vec();
    let head_length = loop {
        if let Some(at) = bytes.windows(END.len()).position(|window| window == END) {
            break at + END.len();
        }
        if bytes.len() > HEAD_LIMIT {
            return Err(Unreadable::Bad("the headers are too long"));
        }
        read_some(stream, &mut bytes).await?;
    };
    let mut body = bytes.split_off(head_length);
    let headers = parse_headers(&bytes).ok_or(Unreadable::Bad("a header is malformed"))?;
    let mut request = Request { headers, body: Vec::new(), surplus: false };
    let length = body_length(&request)?;
    while body.len() < length {
        read_some(stream, &mut body).await?;
    }
    request.surplus = body.len() > length;
    body.truncate(length);
    request.body = body;
    Ok(request)
}

async fn read_some(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Result<(), Unreadable> {
    let mut piece = [0; 4096];
    let count = stream.read(&mut piece).await?;
    bytes.extend_from_slice(&piece[..count]);
    if count == 0 { Err(Unreadable::Cut) } else { Ok(()) }
}

fn parse_headers(head: &[u8]) -> Option<Vec<(String, String)>> {
    let lines = std::str::from_utf8(head).ok()?.split("\r\n").filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (name, value) = line.split_once(':')?;
            let sound = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
            sound.then(|| (name.to_ascii_lowercase(), value.trim_matches([' ', '\t']).to_owned()))
        })
        .collect()
}

fn body_length(request: &Request) -> Result<usize, Unreadable> {
    if request.header("transfer-encoding").is_some() {
        return Err(Unreadable::Bad("the body has no Content-Length"));
    }
    let mut lengths = request.all("content-length");
    let Some(length) = lengths.next() else { return Ok(0) };
    if lengths.next().is_some() {
        return Err(Unreadable::Bad("there is more than one Content-Length"));
    }
    let digits = length.bytes().all(|byte| byte.is_ascii_digit());
    match length.parse() {
        Ok(length) if digits && length <= BODY_LIMIT => Ok(length),
        Ok(_) | Err(_) => Err(Unreadable::Bad("the Content-Length is no number or too large")),
    }
}

/// How the end of a body is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Framing {
    #[default]
    Length,
    Chunked,
    UntilClose,
}

/// An answer as it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) location: Option<String>,
    /// The `Date` header, if any.
    pub(crate) date: Option<String>,
    pub(crate) gzip: bool,
    pub(crate) framing: Framing,
    pub(crate) body: Vec<u8>,
    /// How many bytes of the body are sent although all were announced.
    pub(crate) cut_at: Option<usize>,
    /// Bytes per piece and the pause between pieces.
    pub(crate) trickle: Option<(usize, Duration)>,
}

impl Reply {
    /// Returns a complete reply with status 200.
    pub(crate) fn ok(content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            content_type,
            location: None,
            date: None,
            gzip: false,
            framing: Framing::Length,
            body: body.into(),
            cut_at: None,
            trickle: None,
        }
    }

    /// Reports whether the announced body is sent completely.
    pub(crate) fn is_complete(&self) -> bool {
        self.cut_at.is_none_or(|cut| cut >= self.body.len())
    }

    fn head(&self) -> String {
        use std::fmt::Write as _;
        let reason = reason(self.status);
        let mut head = format!("HTTP/1.1 {} {reason}\r\nContent-Type: {}\r\n", self.status, self.content_type);
        let mut add = |name: &str, value: &dyn std::fmt::Display| {
            write!(head, "{name}: {value}\r\n").expect("writing to a String cannot fail");
        };
        if let Some(location) = &self.location {
            add("Location", location);
        }
        if let Some(date) = &self.date {
            add("Date", date);
        }
        if self.gzip {
            add("Content-Encoding", &"gzip");
        }
        match self.framing {
            Framing::Length => add("Content-Length", &self.body.len()),
            Framing::Chunked => add("Transfer-Encoding", &"chunked"),
            Framing::UntilClose => {}
        }
        add("Connection", &"close");
        head.push_str("\r\n");
        head
    }

    /// Writes the reply and closes the sending side.
    ///
    /// # Errors
    /// Errors of the socket; a client may disconnect at any time.
    pub(crate) async fn write(&self, stream: &mut TcpStream) -> io::Result<()> {
        stream.write_all(self.head().as_bytes()).await?;
        let body = &self.body[..self.cut_at.unwrap_or(usize::MAX).min(self.body.len())];
        match (self.framing, self.trickle) {
            (Framing::Chunked, _) => stream.write_all(&chunked(body)).await?,
            (Framing::Length | Framing::UntilClose, None) => stream.write_all(body).await?,
            (Framing::Length | Framing::UntilClose, Some((bytes, wait))) => {
                for piece in body.chunks(bytes.max(1)) {
                    stream.write_all(piece).await?;
                    tokio::time::sleep(wait).await;
                }
            }
        }
        stream.shutdown().await
    }
}

/// Splits a body into about three chunks, so that a client must join them.
fn chunked(body: &[u8]) -> Vec<u8> {
    let mut framed = Vec::with_capacity(body.len() + 64);
    for piece in body.chunks((body.len() / 3).max(1)) {
        framed.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
        framed.extend_from_slice(piece);
        framed.extend_from_slice(b"\r\n");
    }
    framed.extend_from_slice(b"0\r\n\r\n");
    framed
}

/// Reads what the client still sends, for a moment, so that closing does not reset the connection.
pub(crate) async fn drain(stream: &mut TcpStream) {
    let all = async {
        let mut piece = [0; 4096];
        while matches!(stream.read(&mut piece).await, Ok(1..)) {}
    };
    // A timeout and a closed connection are both fine here.
    drop(tokio::time::timeout(DRAIN_LIMIT, all).await);
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "Sandbox",
    }
}
