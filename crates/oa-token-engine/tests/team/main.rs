//! Two computers, one OA, one practice Zalo, and a real PostgreSQL server as the referee between them.
// The tests start a server of their own, as Debian installs it.
#![cfg(unix)]
#![cfg(test)]

mod apps;
mod awaited;
mod bench;
mod claims;
mod forged;
mod leaver;
mod lost;
mod membership;
mod pasted;
mod quiet;
mod races;
mod returning;
mod stopped;
mod viewer;
