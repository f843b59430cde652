//! Two computers, one OA, one practice Zalo, and a real PostgreSQL server as the referee between them.
#![cfg(test)]

mod bench;
mod claims;
mod lost;
mod membership;
mod races;
mod stopped;
