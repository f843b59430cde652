//! The HTTP API for other programs on this computer (`oa-token serve`). Speaks HTTP/1.1; decides nothing about tokens:
//! that is `oa_token_model::api`, and the engine acts.
//!
//! ```text
//! server        what runs: listeners, connections, the end
//! options       where to listen, and which names and proxies are accepted
//! listen/       TCP, Unix socket, named pipe
//! connection    one connection: time limits, sizes, the number of connections
//! guard         refuses a request by its head, before it is looked at
//! route         from method, path and query to what is asked for
//! service       one request: guard, key, route, answer
//! token, refresh, status, metrics    what the routes do
//! book          what the vault holds, in memory, as current as half a second
//! limits        waiting requests per key, failed keys per address, tries per OA
//! usage         counts what was handed out, for the history
//! reply         answers as HTTP
//! ```

mod book;
mod connection;
mod guard;
mod limits;
mod listen;
mod metrics;
mod options;
mod refresh;
mod reply;
mod route;
mod server;
mod service;
mod status;
mod token;
mod usage;

pub use listen::CannotListen;
pub use options::{InvalidProxyAddress, Proxy, Say, ServerOptions};
pub use server::Server;

/// The `OpenAPI` 3.1 document of the API, as it is served.
pub const OPENAPI: &str = include_str!("openapi.json");
