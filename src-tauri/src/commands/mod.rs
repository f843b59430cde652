//! The commands of the page. Each body parses, calls the core and makes a view; none logs its arguments.

pub(crate) mod authorization;
pub(crate) mod auto_refresh;
pub(crate) mod background;
pub(crate) mod bundles;
pub(crate) mod check;
pub(crate) mod export;
pub(crate) mod history;
pub(crate) mod imports;
pub(crate) mod lists;
pub(crate) mod places;
pub(crate) mod profiles;
pub(crate) mod protection;
pub(crate) mod refresh;
pub(crate) mod sandbox;
pub(crate) mod secrets;
pub(crate) mod settings;
pub(crate) mod start;
pub(crate) mod team;
pub(crate) mod trash;
pub(crate) mod updates;
