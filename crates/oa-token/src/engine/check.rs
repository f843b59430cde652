//! Asks Zalo whose an access token is. Spends nothing, and never refreshes.

use std::collections::HashSet;
use std::path::PathBuf;

use jiff::Timestamp;

use super::{Engine, EngineError, EngineEvent, blocking};
use crate::atomic_file;
use crate::origin::Origin;
use crate::outcome::NextStep;
use crate::profile::{OfficialAccount, ProfileId, ProfileKind, ProfileName};
use crate::secret::Secret;
use crate::token::TokenPair;
use crate::vault::{OaFacts, ProfileEdit, ProfileRecord};
use crate::zalo::{Delivery, OaInfo, OaRefusal, OaRefusalKind, OaRequest, OaVerdict, judge_oa};

/// What Zalo said of an access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// It works.
    Works(OaInfo),
    /// It works, for another OA than the one this profile is of.
    OtherOa {
        /// The profile's.
        known: OfficialAccount,
        /// The one Zalo named.
        found: OaInfo,
    },
    /// There is none.
    NoAccessToken,
    /// What is called an access token cannot even be sent as one.
    NoToken,
    /// Zalo says no.
    No(OaRefusal),
    /// Zalo was not reached.
    NotSent,
    /// No answer, or one that says nothing.
    Unclear,
}

impl Check {
    /// Returns the message id that explains it; the id with `-next` added says what to do.
    pub fn message_id(&self) -> &'static str {
        match self {
            Self::Works(_) => "check-works",
            Self::OtherOa { .. } => "check-other-oa",
            Self::NoAccessToken => "check-no-access-token",
            Self::NoToken => "check-invalid",
            Self::No(refusal) => match refusal.kind {
                OaRefusalKind::Invalid => "check-invalid",
                OaRefusalKind::Expired => "check-expired",
                OaRefusalKind::OaDisabled => "check-oa-disabled",
                OaRefusalKind::NoSuchOa => "check-no-such-oa",
                OaRefusalKind::AppNotActive => "check-app-not-active",
                OaRefusalKind::ApiNotRegistered => "check-api-not-registered",
                OaRefusalKind::AppRemoved => "check-app-removed",
                OaRefusalKind::NotAuthorized => "check-not-authorized",
                OaRefusalKind::RateLimited => "check-rate",
                OaRefusalKind::ProofWanted => "check-proof",
                OaRefusalKind::Other => "check-other",
            },
            Self::NotSent => "check-not-sent",
            Self::Unclear => "check-unclear",
        }
    }

    /// Returns the one button to offer.
    pub fn next_step(&self) -> NextStep {
        match self {
            Self::No(refusal) => match refusal.kind {
                OaRefusalKind::Invalid | OaRefusalKind::Expired => NextStep::SendAgain,
                OaRefusalKind::AppRemoved | OaRefusalKind::NotAuthorized => NextStep::GetNewPair,
                OaRefusalKind::ProofWanted => NextStep::FixSecretKey,
                OaRefusalKind::OaDisabled
                | OaRefusalKind::NoSuchOa
                | OaRefusalKind::AppNotActive
                | OaRefusalKind::ApiNotRegistered
                | OaRefusalKind::RateLimited
                | OaRefusalKind::Other => NextStep::None,
            },
            Self::NoAccessToken | Self::NoToken => NextStep::SendAgain,
            Self::OtherOa { .. } => NextStep::GetNewPair,
            Self::Works(_) | Self::NotSent | Self::Unclear => NextStep::None,
        }
    }

    /// Returns what Zalo said of the OA, if it named one.
    pub fn info(&self) -> Option<&OaInfo> {
        match self {
            Self::Works(info) | Self::OtherOa { found: info, .. } => Some(info),
            Self::NoAccessToken | Self::NoToken | Self::No(_) | Self::NotSent | Self::Unclear => None,
        }
    }
}

impl OaInfo {
    /// Returns what is kept of it beside id and name.
    pub fn facts(&self, now: Timestamp) -> OaFacts {
        OaFacts {
            verified: self.verified,
            followers: self.followers,
            package: self.package.clone(),
            package_until: self.package_until,
            checked_at: now,
        }
    }
}

impl Engine {
    /// Asks Zalo whose a profile's access token is; keeps the OA's name, id, facts and picture with the profile, or that the
    /// token works no more: from then on its state, the list and the question before a send say so.
    pub async fn check(&self, id: &ProfileId) -> Result<Check, EngineError> {
        let record = self.record(id).await?;
        let secrets = self.secrets(&record.profile.id).await?;
        let Some(access) = secrets.current.pair.access else { return Ok(Check::NoAccessToken) };
        let check = self.ask(Some(&record), &access, Some(&secrets.secret_key)).await?;
        if let Check::Works(info) = &check {
            self.keep_oa(&record, info).await?;
            if record.old_copy {
                self.settle_copy(id).await?;
            }
        }
        if let Check::No(OaRefusal { kind: OaRefusalKind::Invalid | OaRefusalKind::Expired, .. }) = &check {
            let (of, generation, now) = (id.clone(), record.current.generation, self.now());
            self.shared.store.run(move |vault| vault.end_access(&of, generation, now)).await?;
            self.shared.tell(EngineEvent::ProfileChanged(id.clone()));
        }
        Ok(check)
    }

    /// Asks the same about a token that was pasted, for this profile or a new one; keeps nothing.
    pub async fn check_pasted(&self, id: Option<&ProfileId>, access: &Secret) -> Result<Check, EngineError> {
        if access.expose().trim().is_empty() {
            return Ok(Check::NoAccessToken);
        }
        let Some(id) = id else { return self.ask(None, access, None).await };
        let record = self.record(id).await?;
        let secrets = self.secrets(&record.profile.id).await?;
        self.ask(Some(&record), access, Some(&secrets.secret_key)).await
    }

    /// Returns whose a pasted pair is, if Zalo says that it is not the OA this profile is of. Who cannot be asked has said
    /// nothing.
    pub async fn other_oa(
        &self,
        id: &ProfileId,
        pasted: &TokenPair,
    ) -> Result<Option<(OfficialAccount, OaInfo)>, EngineError> {
        let Some(access) = &pasted.access else { return Ok(None) };
        if self.record(id).await?.profile.oa.is_none() {
            return Ok(None);
        }
        match self.check_pasted(Some(id), access).await? {
            Check::OtherOa { known, found } => Ok(Some((known, found))),
            Check::Works(_)
            | Check::NoAccessToken
            | Check::NoToken
            | Check::No(_)
            | Check::NotSent
            | Check::Unclear => Ok(None),
        }
    }

    /// Returns the picture of a profile's OA as it came: PNG, JPEG, WebP or GIF.
    pub async fn avatar(&self, id: &ProfileId) -> Option<Vec<u8>> {
        let path = self.avatar_file(id);
        blocking(move || Ok(std::fs::read(path).ok())).await.ok().flatten()
    }

    /// Lists the profiles of whose OA there is a picture.
    pub async fn avatars(&self) -> HashSet<ProfileId> {
        let folder = self.environment().avatars_folder();
        let listed = blocking(move || {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            Ok(entries.filter_map(|entry| ProfileId::parse(&entry.file_name().to_string_lossy()).ok()).collect())
        });
        listed.await.unwrap_or_default()
    }

    /// Returns where an OA's API is; `None` for a practice one while practice Zalo is not there.
    fn api_origin(&self, kind: ProfileKind) -> Option<Origin> {
        match kind {
            ProfileKind::Live => Some(self.environment().api.clone()),
            ProfileKind::Practice => self.token_origin(kind),
        }
    }

    async fn ask(
        &self,
        record: Option<&ProfileRecord>,
        access: &Secret,
        secret_key: Option<&Secret>,
    ) -> Result<Check, EngineError> {
        let kind = record.map_or(ProfileKind::Live, |record| record.profile.kind);
        let api = self.api_origin(kind).ok_or(EngineError::NoPractice)?;
        let Ok(request) = OaRequest::new(&api, access) else { return Ok(Check::NoToken) };
        self.shared.tell_elsewhere(Some(api));
        let mut check = self.judged(&request, record).await;
        // Only when Zalo asks for it: the proof is made of the secret key.
        if let (Check::No(OaRefusal { kind: OaRefusalKind::ProofWanted, .. }), Some(secret_key)) = (&check, secret_key)
        {
            check = self.judged(&request.with_proof(secret_key), record).await;
        }
        let known: Vec<&Secret> = std::iter::once(access).chain(secret_key).collect();
        match &mut check {
            Check::No(refusal) => refusal.error = refusal.error.clone().redacted(&known),
            Check::Works(info) | Check::OtherOa { found: info, .. } => info.redact(&known),
            Check::NoAccessToken | Check::NoToken | Check::NotSent | Check::Unclear => {}
        }
        Ok(check)
    }

    async fn judged(&self, request: &OaRequest, record: Option<&ProfileRecord>) -> Check {
        let answer = match self.shared.client().get_oa(request).await {
            Delivery::Answered { answer } => answer,
            Delivery::NotSent(_) => return Check::NotSent,
            Delivery::Lost(_) => return Check::Unclear,
        };
        match judge_oa(&answer) {
            OaVerdict::Works(found) => match record.and_then(|record| record.profile.oa.clone()) {
                Some(known) if known.id != found.id => Check::OtherOa { known, found },
                _ => Check::Works(found),
            },
            OaVerdict::No(refusal) => Check::No(refusal),
            OaVerdict::Unclear(_) => Check::Unclear,
        }
    }

    async fn keep_oa(&self, record: &ProfileRecord, info: &OaInfo) -> Result<(), EngineError> {
        let id = record.profile.id.clone();
        let oa = OfficialAccount { id: info.id.clone(), name: info.name.clone() };
        let facts = info.facts(self.now());
        let of = id.clone();
        self.shared.store.run(move |vault| vault.set_oa(&of, &oa, &facts)).await?;
        self.take_name(record, info).await?;
        self.keep_avatar(record, info).await;
        self.shared.tell(EngineEvent::ProfileChanged(id));
        Ok(())
    }

    /// Gives an OA that nobody has named its name at Zalo. One that cannot be a name here is left out.
    async fn take_name(&self, record: &ProfileRecord, info: &OaInfo) -> Result<(), EngineError> {
        let Ok(name) = ProfileName::parse(&info.name) else { return Ok(()) };
        if !record.profile.name.is_fallback(&record.profile.app_id) {
            return Ok(());
        }
        let name = Some(name.or_numbered(&self.taken_names().await?));
        self.edit(&record.profile.id, ProfileEdit { name, ..ProfileEdit::default() }).await.map(drop)
    }

    /// Fetches the OA's picture and keeps it. Without one the initials are as good.
    async fn keep_avatar(&self, record: &ProfileRecord, info: &OaInfo) {
        let (Some(address), Some(api)) = (&info.avatar, self.api_origin(record.profile.kind)) else { return };
        let Some(bytes) = self.shared.client().get_image(address, &api).await else { return };
        let (folder, path) = (self.environment().avatars_folder(), self.avatar_file(&record.profile.id));
        let written = blocking(move || {
            std::fs::create_dir_all(folder).and_then(|()| atomic_file::write(&path, &bytes)).ok();
            Ok(())
        });
        drop(written.await);
    }

    fn avatar_file(&self, id: &ProfileId) -> PathBuf {
        self.environment().avatars_folder().join(id.as_str())
    }
}
