//! Arguments of `oa-token api-key`.

use clap::{Args, Subcommand};
use jiff::SignedDuration;
use oa_token_model::api::Permission;

use super::days;
use crate::completion::{names, permissions};

/// `oa-token api-key`.
#[derive(Debug, Subcommand)]
pub(crate) enum ApiKeyCall {
    /// Makes a key and prints it once.
    Add(AddApiKey),
    /// Lists the keys.
    List,
    /// Removes a key.
    Remove {
        /// The key's name or id.
        #[arg(value_name = "NAME")]
        name: String,
    },
}

/// `oa-token api-key add`.
#[derive(Debug, Args)]
pub(crate) struct AddApiKey {
    /// The key's name: which program uses it.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// The profiles it may use.
    #[arg(long, value_name = "NAME", required = true, num_args = 1.., add = names())]
    pub(crate) oa: Vec<String>,
    /// What it may do: `status`, `token`, `refresh`.
    #[arg(long, value_name = "PERMISSION", required = true, num_args = 1.., value_delimiter = ',', add = permissions())]
    pub(crate) can: Vec<Permission>,
    /// How long it is valid; without an end if omitted.
    #[arg(long, value_name = "DURATION", value_parser = days)]
    pub(crate) expires: Option<SignedDuration>,
}
