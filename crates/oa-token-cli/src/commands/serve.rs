//! `oa-token serve`: the HTTP API for other programs, and automatic refresh as with `watch`, in one process.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use i18n_embed_fl::fl;
use oa_token_engine::Engine;
use oa_token_server::{CannotListen, Server, ServerOptions};
use serde_json::json;

use super::watch;
use crate::args::Serve;
use crate::ending;
use crate::error::{CliError, exit};
use crate::output::{Words, shown};

/// Runs until the process is asked to stop. Requests under way are answered first.
pub(crate) async fn run(words: &Words, engine: &Engine, call: Serve) -> Result<u8, CliError> {
    let server = bind(words, engine, call).await?;
    let address = server.address().to_string();
    let sentence = fl!(words.loader(), "serve-listening", address = format!("http://{address}"));
    watch::line(words, engine.now(), "listening", &sentence, json!({"address": address}));
    if let Some(socket) = server.socket() {
        let sentence = fl!(words.loader(), "serve-socket", path = shown(socket));
        watch::line(words, engine.now(), "listening", &sentence, json!({"socket": socket}));
    }
    tokio::select! {
        () = server.run(ending::told_to_end()) => Ok(exit::DONE),
        ended = watch::run(words, engine) => ended,
    }
}

/// Begins to listen. The default socket is omitted if it cannot be created.
async fn bind(words: &Words, engine: &Engine, call: Serve) -> Result<Server, CliError> {
    let is_chosen = call.socket.is_some();
    let sentences = words.clone();
    let options = ServerOptions {
        listen: call.listen,
        socket: call.socket.or_else(|| usual_socket(engine)),
        hosts: call.host,
        proxies: call.behind_proxy,
        say: Arc::new(move |id| sentences.say(id)),
    };
    match Server::bind(engine.clone(), options.clone()).await {
        Err(CannotListen::Socket(path, _) | CannotListen::OpenFolder(path)) if !is_chosen => {
            words.note(&fl!(words.loader(), "serve-no-socket", path = shown(&path)));
            Ok(Server::bind(engine.clone(), ServerOptions { socket: None, ..options }).await?)
        }
        bound => Ok(bound?),
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "Windows may have none")]
fn usual_socket(engine: &Engine) -> Option<PathBuf> {
    Some(engine.environment().home.join("serve").join("oa-token.sock"))
}

#[cfg(windows)]
fn usual_socket(_: &Engine) -> Option<PathBuf> {
    let user = std::env::var("USERNAME").ok()?;
    Some(PathBuf::from(format!(r"\\.\pipe\oa-token-{user}")))
}

/// Returns the exit code of a server that cannot listen.
pub(crate) fn exit_of(why: &CannotListen) -> u8 {
    match why {
        CannotListen::Address(_, error) if error.kind() != ErrorKind::AddrInUse => exit::USAGE,
        CannotListen::SocketTaken(_) | CannotListen::Address(..) => exit::BUSY,
        CannotListen::OpenFolder(_) | CannotListen::Socket(..) => exit::CANNOT_SAVE,
        CannotListen::NotLoopback(_) => exit::USAGE,
    }
}

/// Explains why the server cannot listen.
pub(crate) fn explain(why: &CannotListen, words: &Words) -> String {
    let loader = words.loader();
    match why {
        CannotListen::NotLoopback(address) => fl!(loader, "cli-listen-not-loopback", address = address.to_string()),
        CannotListen::Address(address, error) if error.kind() == ErrorKind::AddrInUse => {
            fl!(loader, "cli-listen-taken", address = address.to_string())
        }
        CannotListen::Address(address, _) => fl!(loader, "cli-listen-address", address = address.to_string()),
        CannotListen::SocketTaken(path) => fl!(loader, "cli-socket-taken", path = shown(path)),
        CannotListen::OpenFolder(path) => fl!(loader, "cli-socket-open-folder", path = shown(path)),
        CannotListen::Socket(path, _) => fl!(loader, "cli-socket", path = shown(path)),
    }
}
