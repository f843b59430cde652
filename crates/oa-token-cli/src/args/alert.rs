//! Arguments of `oa-token alert`.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};

use crate::completion::files;

/// `oa-token alert`.
#[derive(Debug, Subcommand)]
pub(crate) enum AlertCall {
    /// Lists the channels.
    List,
    /// Adds a channel.
    Add(AlertAdd),
    /// Tries a channel out.
    Test {
        /// The channel's id or kind.
        #[arg(value_name = "CHANNEL")]
        channel: String,
    },
    /// Removes a channel.
    Remove {
        /// The channel's id or kind.
        #[arg(value_name = "CHANNEL")]
        channel: String,
    },
}

/// `oa-token alert add`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("kind").required(true).args(["telegram", "webhook"]))]
pub(crate) struct AlertAdd {
    /// A chat in Telegram: the token of a bot and the id of the chat, from a prompt, stdin or a file.
    #[arg(long)]
    pub(crate) telegram: bool,
    /// The file with both, one a line.
    #[arg(long, value_name = "FILE", requires = "telegram", add = files())]
    pub(crate) credentials: Option<PathBuf>,
    /// The address of a receiver, or `-` to read it from stdin.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) webhook: Option<String>,
    /// Allows an address in a private network.
    #[arg(long, requires = "webhook")]
    pub(crate) private_network: bool,
}
