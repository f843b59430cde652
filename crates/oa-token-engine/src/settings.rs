//! The settings stored in the vault, and the HTTP client they configure.

use std::sync::PoisonError;

use oa_token_model::records::SettingName;
use oa_token_model::secret::Secret;
use oa_token_model::zalo::ProxyAddress;

use crate::zalo_client::{ClientOptions, ProxyChoice, ZaloClient};
use crate::{Engine, EngineError};

/// How long a copied access token stays in the clipboard: long enough to set up a tool.
const ACCESS_CLIPBOARD_SECONDS: u32 = 120;
/// How long other secrets stay: long enough for a paste.
const OTHER_CLIPBOARD_SECONDS: u32 = 30;
/// The longest time that can be set: an hour.
const MOST_CLIPBOARD_SECONDS: u32 = 3600;

fn clipboard(is_access_token: bool) -> (SettingName, u32) {
    if is_access_token {
        (SettingName::AccessClipboardSeconds, ACCESS_CLIPBOARD_SECONDS)
    } else {
        (SettingName::OtherClipboardSeconds, OTHER_CLIPBOARD_SECONDS)
    }
}

/// The settings stored in the vault.
#[derive(Clone, Copy)]
pub struct VaultSettings<'a> {
    pub(crate) engine: &'a Engine,
}

impl VaultSettings<'_> {
    /// Reads a setting; `None` means the default. A missing or locked vault has the default too.
    pub async fn get(self, name: SettingName) -> Option<Secret> {
        self.engine.shared.store.run(move |vault| vault.setting(name)).await.ok().flatten()
    }

    /// Writes a setting; `None` restores the default.
    pub async fn set(self, name: SettingName, value: Option<Secret>) -> Result<(), EngineError> {
        self.engine.shared.store.run(move |vault| vault.set_setting(name, value.as_ref())).await
    }

    /// Returns how long a copied secret stays in the clipboard, in seconds; 0 means forever.
    pub async fn clipboard_seconds(self, is_access_token: bool) -> u32 {
        let (name, usual) = clipboard(is_access_token);
        let kept = self.get(name).await;
        kept.and_then(|text| text.expose().parse().ok()).unwrap_or(usual)
    }

    /// Sets the seconds; more than an hour counts as an hour.
    pub async fn set_clipboard_seconds(self, is_access_token: bool, seconds: u32) -> Result<(), EngineError> {
        let (name, _) = clipboard(is_access_token);
        let text = Secret::new(seconds.min(MOST_CLIPBOARD_SECONDS).to_string());
        self.set(name, Some(text)).await
    }

    /// Stores the proxy and uses it from the next send on; `None` means the system's proxy.
    pub async fn set_proxy(self, proxy: Option<ProxyAddress>) -> Result<(), EngineError> {
        // Built first, so that an unusable proxy is not stored.
        self.client_with(proxy.clone())?;
        let text = proxy.as_ref().map(|proxy| Secret::new(proxy.expose()));
        self.set(SettingName::Proxy, text).await?;
        self.take_proxy().await;
        Ok(())
    }

    /// Builds the client with the stored proxy; called at each opening.
    pub(crate) async fn take_proxy(self) {
        let proxy = self.get(SettingName::Proxy).await;
        let proxy = proxy.and_then(|text| ProxyAddress::parse(text.expose()).ok());
        if let Ok(client) = self.client_with(proxy) {
            *self.engine.shared.client.lock().unwrap_or_else(PoisonError::into_inner) = client;
        }
    }

    fn client_with(self, proxy: Option<ProxyAddress>) -> Result<ZaloClient, EngineError> {
        let options = self.engine.shared.options.client.clone();
        let proxy = proxy.map_or(options.proxy, ProxyChoice::Manual);
        Ok(ZaloClient::new(ClientOptions { proxy, ..options })?)
    }
}
