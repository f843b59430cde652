//! Text in, drafts out; a pair in, text out. Pure: no files, no storage, no network.

pub mod draft;
pub mod export;
pub mod import;
mod members;
pub mod outlet;
