//! Arguments of `oa-token place`.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use oa_token_model::destination::Preset;
use oa_token_model::export::Format;

use super::format;
use crate::completion::{files, formats, names};

/// `oa-token place`.
#[derive(Debug, Subcommand)]
pub(crate) enum PlaceCall {
    /// Lists the places.
    List {
        /// Only of this profile.
        #[arg(value_name = "NAME", add = names())]
        name: Option<String>,
    },
    /// Adds a place.
    Add(PlaceAdd),
    /// Tries a place out.
    Test {
        /// The profile.
        #[arg(value_name = "NAME", add = names())]
        name: String,
        /// The place's name or id.
        #[arg(value_name = "PLACE")]
        place: String,
    },
    /// Removes a place.
    Remove {
        /// The profile.
        #[arg(value_name = "NAME", add = names())]
        name: String,
        /// The place's name or id.
        #[arg(value_name = "PLACE")]
        place: String,
    },
    /// Sends what is due.
    Deliver {
        /// The profiles; all if omitted.
        #[arg(value_name = "NAME", add = names())]
        names: Vec<String>,
    },
}

/// `oa-token place add`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("kind").required(true).args(["webhook", "file", "note"]))]
pub(crate) struct PlaceAdd {
    /// The profile.
    #[arg(value_name = "NAME", add = names())]
    pub(crate) oa: String,
    /// The address of a receiver, or `-` to read it from stdin.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) webhook: Option<String>,
    /// A file that is replaced after each refresh.
    #[arg(long, value_name = "FILE", requires = "format", add = files())]
    pub(crate) file: Option<PathBuf>,
    /// The format of the file.
    #[arg(long, value_name = "FORMAT", value_parser = format, requires = "file", add = formats())]
    pub(crate) format: Option<Format>,
    /// A note about a place where the token is pasted by hand.
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
    /// The place's name.
    #[arg(long, value_name = "PLACE")]
    pub(crate) name: Option<String>,
    /// Sends the access token along.
    #[arg(long, requires = "webhook")]
    pub(crate) with_token: bool,
    /// What the receiver is.
    #[arg(long, value_name = "PRESET", requires = "webhook")]
    pub(crate) preset: Option<PresetName>,
    /// Allows an address in a private network.
    #[arg(long, requires = "webhook")]
    pub(crate) private_network: bool,
}

/// The receivers with ready instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PresetName {
    /// n8n.
    N8n,
    /// Make.
    Make,
    /// `WordPress`.
    Wordpress,
    /// Node.
    Node,
    /// Python.
    Python,
    /// Google Sheets by Apps Script.
    AppsScript,
}

impl From<PresetName> for Preset {
    fn from(name: PresetName) -> Self {
        match name {
            PresetName::N8n => Self::N8n,
            PresetName::Make => Self::Make,
            PresetName::Wordpress => Self::WordPress,
            PresetName::Node => Self::Node,
            PresetName::Python => Self::Python,
            PresetName::AppsScript => Self::AppsScript,
        }
    }
}
