//! Calls to practice Zalo in another process: checks that it runs, and gets a first pair by consent, as a user does.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::config::App;
use crate::persistence::Pair;
use crate::{consent, form, oauth};

/// Time limit of one exchange on this computer: a busy disk may delay a save by seconds.
const LIMIT: Duration = Duration::from_secs(10);
/// A callback without a listener: the code is read from the page.
const CALLBACK: &str = "http://127.0.0.1/";

#[derive(Deserialize)]
struct GivenPair {
    access_token: String,
    refresh_token: String,
}

/// Reports whether a server listens at this address.
pub(super) async fn is_served(address: SocketAddr) -> bool {
    timeout(LIMIT, TcpStream::connect(address)).await.is_ok_and(|connected| connected.is_ok())
}

/// Gives consent for the app and exchanges the code for a pair.
pub(super) async fn first_pair(address: SocketAddr, app: &App) -> io::Result<Pair> {
    let (path, callback) = (consent::PATH, form::encode(CALLBACK));
    let target = format!("{path}?app_id={}&redirect_uri={callback}", app.app_id);
    let page = ask(address, &format!("GET {target} HTTP/1.1\r\nHost: {address}\r\n\r\n")).await?;
    let code = code_in(&page).ok_or(io::ErrorKind::InvalidData)?;
    let body = format!("code={code}&app_id={}&grant_type=authorization_code", app.app_id);
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {address}\r\nsecret_key: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        oauth::PATH,
        app.secret_key,
        body.len()
    );
    let given: GivenPair = serde_json::from_str(&ask(address, &(head + &body)).await?)?;
    Ok(Pair { access_token: given.access_token, refresh_token: given.refresh_token })
}

/// Sends a request and returns the answer's body.
async fn ask(address: SocketAddr, request: &str) -> io::Result<String> {
    let exchange = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok::<_, io::Error>(answer)
    };
    let answer = timeout(LIMIT, exchange).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    let (_, body) = answer.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(body.to_owned())
}

/// Extracts the code from the consent page's link.
fn code_in(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("?code=")?;
    let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-' && letter != '_')?;
    Some(&rest[..end])
}
