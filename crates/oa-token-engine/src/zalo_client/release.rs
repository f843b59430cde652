//! Fetches the manifest of a release. It is public and comes with no secret of ours; what it says is checked elsewhere.

use std::time::Duration;

use oa_token_model::origin::Origin;
use reqwest::redirect::Policy;
use tokio::time::timeout;
use url::Url;

use super::ZaloClient;

/// How long it may take in all.
const PATIENCE: Duration = Duration::from_secs(30);
/// The largest manifest that is read.
const LIMIT: usize = 256 * 1024;
/// Releases are kept by another host than the one that names the newest.
const REDIRECTS: usize = 5;

impl ZaloClient {
    /// Fetches a manifest through the proxy of the settings; `None` if there is none to be had.
    pub(crate) async fn get_manifest(&self, address: &str) -> Option<Vec<u8>> {
        timeout(PATIENCE, self.read_manifest(address)).await.ok().flatten()
    }

    async fn read_manifest(&self, address: &str) -> Option<Vec<u8>> {
        let url = Url::parse(address).ok()?;
        let origin = Origin::parse(&url.origin().ascii_serialization()).ok()?;
        // HTTPS only, also after a redirect, unless the first is on this computer.
        let client = self.builder_for(&origin).ok()?.redirect(Policy::limited(REDIRECTS)).build().ok()?;
        let mut answer = client.get(url).send().await.ok()?.error_for_status().ok()?;
        let mut bytes = Vec::new();
        while let Some(part) = answer.chunk().await.ok()? {
            bytes.extend_from_slice(&part);
            if bytes.len() > LIMIT {
                return None;
            }
        }
        Some(bytes)
    }
}
