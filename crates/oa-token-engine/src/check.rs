//! Asks Zalo which OA an access token belongs to. Spends nothing, and never refreshes.

use std::collections::HashSet;
use std::path::PathBuf;

use oa_token_model::origin::Origin;
use oa_token_model::outcome::NextStep;
use oa_token_model::profile::{OfficialAccount, ProfileId, ProfileKind, ProfileName};
use oa_token_model::records::{ProfileEdit, ProfileRecord};
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;
use oa_token_model::zalo::{Delivery, OaInfo, OaRefusal, OaRefusalKind, OaRequest, OaVerdict, judge_oa};
use oa_token_vault::atomic_file;

use crate::{Engine, EngineError, EngineEvent, blocking};

/// Zalo's answer about an access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// The token works.
    Works(OaInfo),
    /// The token works, but for another OA than the profile's.
    OtherOa {
        /// The profile's OA.
        known: OfficialAccount,
        /// The OA Zalo named.
        found: OaInfo,
    },
    /// There is no access token.
    NoAccessToken,
    /// The text cannot be sent as an access token.
    NoToken,
    /// Zalo refused.
    No(OaRefusal),
    /// Zalo could not be reached.
    NotSent,
    /// No answer, or an unclear one.
    Unclear,
}

impl Check {
    /// Returns the id of the message that explains the result; the id plus `-next` says what to do.
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

    /// Returns Zalo's data about the OA, if it named one.
    pub fn info(&self) -> Option<&OaInfo> {
        match self {
            Self::Works(info) | Self::OtherOa { found: info, .. } => Some(info),
            Self::NoAccessToken | Self::NoToken | Self::No(_) | Self::NotSent | Self::Unclear => None,
        }
    }
}

/// Questions to Zalo that spend nothing.
#[derive(Clone, Copy)]
pub struct Checks<'a> {
    pub(crate) engine: &'a Engine,
}

impl Checks<'_> {
    /// Asks Zalo which OA a profile's access token belongs to. Stores the OA's name, id, facts and picture with the
    /// profile, or records that the token no longer works, so that the state, the list and the question before a send
    /// show it.
    pub async fn token(self, id: &ProfileId) -> Result<Check, EngineError> {
        let record = self.engine.profiles().get(id).await?;
        let secrets = self.engine.profiles().secrets(&record.profile.id).await?;
        let Some(access) = secrets.current.pair.access else { return Ok(Check::NoAccessToken) };
        let check = self.ask(Some(&record), &access, Some(&secrets.secret_key)).await?;
        if let Check::Works(info) = &check {
            self.keep_oa(&record, info).await?;
            if record.old_copy {
                self.engine.profiles().resolve_copy(id).await?;
            }
        }
        if let Check::No(OaRefusal { kind: OaRefusalKind::Invalid | OaRefusalKind::Expired, .. }) = &check {
            let (of, generation, now) = (id.clone(), record.current.generation, self.engine.now());
            self.engine.shared.store.run(move |vault| vault.end_access(&of, generation, now)).await?;
            self.engine.shared.emit(EngineEvent::ProfileChanged(id.clone()));
        }
        Ok(check)
    }

    /// Asks the same about a pasted token, for this profile or a new one; stores nothing.
    pub async fn pasted(self, id: Option<&ProfileId>, access: &Secret) -> Result<Check, EngineError> {
        if access.expose().trim().is_empty() {
            return Ok(Check::NoAccessToken);
        }
        let Some(id) = id else { return self.ask(None, access, None).await };
        let record = self.engine.profiles().get(id).await?;
        let secrets = self.engine.profiles().secrets(&record.profile.id).await?;
        self.ask(Some(&record), access, Some(&secrets.secret_key)).await
    }

    /// Returns the owner of a pasted pair, if Zalo says that it is not this profile's OA. If Zalo cannot be asked,
    /// returns `None`.
    pub async fn other_oa(
        self,
        id: &ProfileId,
        pasted: &TokenPair,
    ) -> Result<Option<(OfficialAccount, OaInfo)>, EngineError> {
        let Some(access) = &pasted.access else { return Ok(None) };
        if self.engine.profiles().get(id).await?.profile.oa.is_none() {
            return Ok(None);
        }
        match self.pasted(Some(id), access).await? {
            Check::OtherOa { known, found } => Ok(Some((known, found))),
            Check::Works(_)
            | Check::NoAccessToken
            | Check::NoToken
            | Check::No(_)
            | Check::NotSent
            | Check::Unclear => Ok(None),
        }
    }

    /// Returns the picture of a profile's OA as received: PNG, JPEG, WebP or GIF.
    pub async fn avatar(self, id: &ProfileId) -> Option<Vec<u8>> {
        let path = self.avatar_file(id);
        blocking(move || Ok(std::fs::read(path).ok())).await.ok().flatten()
    }

    /// Lists the profiles that have a picture of their OA.
    pub async fn avatars(self) -> HashSet<ProfileId> {
        let folder = self.engine.environment().avatars_folder();
        let listed = blocking(move || {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            Ok(entries.filter_map(|entry| ProfileId::parse(&entry.file_name().to_string_lossy()).ok()).collect())
        });
        listed.await.unwrap_or_default()
    }

    /// Returns the origin of the OA API; `None` for a practice profile while practice Zalo is not available.
    fn api_origin(self, kind: ProfileKind) -> Option<Origin> {
        match kind {
            ProfileKind::Live => Some(self.engine.environment().api.clone()),
            ProfileKind::Practice => self.engine.token_origin(kind),
        }
    }

    async fn ask(
        self,
        record: Option<&ProfileRecord>,
        access: &Secret,
        secret_key: Option<&Secret>,
    ) -> Result<Check, EngineError> {
        let kind = record.map_or(ProfileKind::Live, |record| record.profile.kind);
        let api = self.api_origin(kind).ok_or(EngineError::NoPractice)?;
        let Ok(request) = OaRequest::new(&api, access) else { return Ok(Check::NoToken) };
        self.engine.shared.emit_elsewhere(Some(api));
        let mut check = self.judged(&request, record).await;
        // Only if Zalo asks for it: the proof is derived from the secret key.
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

    async fn judged(self, request: &OaRequest, record: Option<&ProfileRecord>) -> Check {
        let answer = match self.engine.shared.client().get_oa(request).await {
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

    async fn keep_oa(self, record: &ProfileRecord, info: &OaInfo) -> Result<(), EngineError> {
        let id = record.profile.id.clone();
        let oa = info.account();
        let facts = info.facts(self.engine.now());
        let of = id.clone();
        self.engine.shared.store.run(move |vault| vault.set_oa(&of, &oa, &facts)).await?;
        // Best effort: a name that another process takes meanwhile must not hide the answer.
        self.take_name(record, info).await.ok();
        self.keep_avatar(record, info).await;
        self.engine.shared.emit(EngineEvent::ProfileChanged(id));
        Ok(())
    }

    /// Gives an OA without a name of its own the name it has at Zalo, if that is valid here.
    async fn take_name(self, record: &ProfileRecord, info: &OaInfo) -> Result<(), EngineError> {
        let Ok(name) = ProfileName::parse(&info.name) else { return Ok(()) };
        if !record.profile.name.is_fallback(&record.profile.app_id) {
            return Ok(());
        }
        let name = Some(name.or_numbered(&self.engine.profiles().taken_names().await?));
        self.engine.profiles().edit(&record.profile.id, ProfileEdit { name, ..ProfileEdit::default() }).await.map(drop)
    }

    /// Downloads and stores the OA's picture. On failure the initials are shown.
    async fn keep_avatar(self, record: &ProfileRecord, info: &OaInfo) {
        let (Some(address), Some(api)) = (&info.avatar, self.api_origin(record.profile.kind)) else { return };
        let Some(bytes) = self.engine.shared.client().get_image(address, &api).await else { return };
        let (folder, path) = (self.engine.environment().avatars_folder(), self.avatar_file(&record.profile.id));
        let written = blocking(move || {
            std::fs::create_dir_all(folder).and_then(|()| atomic_file::write(&path, &bytes)).ok();
            Ok(())
        });
        drop(written.await);
    }

    fn avatar_file(self, id: &ProfileId) -> PathBuf {
        self.engine.environment().avatars_folder().join(id.as_str())
    }
}
