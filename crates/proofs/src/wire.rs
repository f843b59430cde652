//! The product's own client connected to a minimal server with configured answers.

use std::sync::Arc;

use oa_token_engine::clock::{Clock, SystemClock};
use oa_token_engine::zalo_client::{ClientOptions, Fence, ZaloClient};
use oa_token_model::origin::Origin;
use oa_token_model::profile::AppId;
use oa_token_model::secret::Secret;
use oa_token_model::zalo::{Delivery, TokenRequest};
use tokio::runtime::Runtime;
use tokio::time::Instant;

use crate::bare::{Bare, Pieces};
use crate::home::{APP_ID, SECRET_KEY};
use crate::proof::Trouble;

/// The refresh token that the client sends and some answers repeat.
pub(crate) const SENT: &str = "FAKE_REFRESH_SENT";

/// The client and the server.
pub(crate) struct Wire {
    server: Bare,
    runtime: Runtime,
    client: ZaloClient,
    request: TokenRequest,
}

impl Wire {
    pub(crate) fn open() -> Result<Self, Trouble> {
        let server = Bare::open()?;
        let (origin, app_id) = (Origin::parse(&server.origin())?, AppId::parse(APP_ID)?);
        Ok(Self {
            server,
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build()?,
            client: ZaloClient::new(ClientOptions::default())?,
            request: TokenRequest::refresh(&origin, &app_id, &Secret::new(SECRET_KEY), &Secret::new(SENT))?,
        })
    }

    /// Sends the request, which is answered by these pieces.
    pub(crate) fn bring(&self, pieces: Pieces) -> Delivery {
        self.server.say(pieces);
        self.runtime.block_on(self.client.send(&self.request, &fence())).delivery
    }
}

/// Makes the fence of a request that begins now.
pub(crate) fn fence() -> Fence {
    let clock = Arc::new(SystemClock);
    Fence::new(Instant::now(), clock.now(), clock)
}
