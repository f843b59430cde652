//! Everything true about Zalo OA tokens.

pub mod profile;
pub mod secret;
pub mod token;
