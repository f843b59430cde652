//! Import (text to drafts) and export (a pair to text). Pure: no files, no storage, no network.

pub mod draft;
pub mod export;
pub mod import;
mod members;
pub mod outlet;
