//! Writes a profile's export to its file after each refresh. A failing outlet never touches the save: it is told, and
//! tried again with the next refresh.

use super::attempt::find;
use super::facts::Facts;
use super::{Keeper, KeeperError, KeeperEvent, Shared, blocking};
use crate::exchange::export::{self, Subject};
use crate::exchange::outlet::choice_of;
use crate::outlet::{Outlet, OutletFault, OutletReport};
use crate::profile::{ProfileId, ProfileKind};
use crate::target::{self, CannotWriteTarget};
use crate::vault::{ProfileRecord, ProfileSecrets};

/// Writes the outlet of a profile, if it has one, and notes how that went.
pub(super) async fn write(shared: &Shared, id: &ProfileId) -> Option<OutletReport> {
    // Most have none: all the rest is not read for them.
    find(shared, id).await.ok()?.outlet?;
    let facts = Facts::read(shared, id).await.ok()?;
    let outlet = facts.record.outlet.clone()?;
    let fault = write_file(shared, &facts.record, &facts.secrets, &outlet).await.err();
    let report = OutletReport { at: shared.now(), fault };
    let of = id.clone();
    // What is not noted is noted with the next refresh.
    drop(shared.store.run(move |vault| vault.note_outlet(&of, &report)).await);
    Some(report)
}

async fn write_file(
    shared: &Shared,
    record: &ProfileRecord,
    secrets: &ProfileSecrets,
    outlet: &Outlet,
) -> Result<(), OutletFault> {
    let choice = choice_of(outlet).ok_or(OutletFault::Unknown)?;
    let live = &shared.options.environment.api;
    let api = match record.profile.kind {
        ProfileKind::Live => live.clone(),
        ProfileKind::Practice => shared.token_origin(record.profile.kind).unwrap_or_else(|| live.clone()),
    };
    let (profile, secret_key) = (&record.profile, &secrets.secret_key);
    let text = export::write(&Subject { profile, stored: &secrets.current, secret_key, api: &api }, &choice)?;
    let (path, environment) = (outlet.path.clone(), shared.options.environment.clone());
    let written = blocking(move || Ok(target::write(&environment, &path, text.expose()))).await;
    match written {
        Ok(written) => written.map_err(|why| match why {
            CannotWriteTarget::InHome
            | CannotWriteTarget::KeyFile
            | CannotWriteTarget::Vault
            | CannotWriteTarget::Device
            | CannotWriteTarget::Foreign => OutletFault::Refused,
            CannotWriteTarget::Io(_) => OutletFault::CannotWrite,
        }),
        Err(_) => Err(OutletFault::CannotWrite),
    }
}

impl Keeper {
    /// Sets the file a profile's export is written to after each refresh, and writes it now; `None` for no file.
    pub async fn set_outlet(
        &self,
        id: &ProfileId,
        outlet: Option<Outlet>,
    ) -> Result<Option<OutletReport>, KeeperError> {
        let (of, has_one) = (id.clone(), outlet.is_some());
        self.shared.store.run(move |vault| vault.set_outlet(&of, outlet.as_ref())).await?;
        let report = if has_one { self.write_outlet(id).await } else { None };
        self.shared.tell(KeeperEvent::ProfileChanged(id.clone()));
        Ok(report)
    }

    /// Writes a profile's outlet now; `None` if it has none.
    pub async fn write_outlet(&self, id: &ProfileId) -> Option<OutletReport> {
        let report = write(&self.shared, id).await;
        self.shared.tell(KeeperEvent::ProfileChanged(id.clone()));
        report
    }
}
