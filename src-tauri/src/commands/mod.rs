//! The commands of the page. Each body parses, calls the core and makes a view; none logs its arguments.

pub(crate) mod background;
pub(crate) mod check;
pub(crate) mod clock;
pub(crate) mod consent;
pub(crate) mod exchange;
pub(crate) mod history;
pub(crate) mod imports;
pub(crate) mod profiles;
pub(crate) mod protection;
pub(crate) mod refresh;
pub(crate) mod sandbox;
pub(crate) mod secrets;
pub(crate) mod settings;
pub(crate) mod start;
pub(crate) mod transfer;
pub(crate) mod trash;
