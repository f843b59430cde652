//! The network client for Zalo. Only `client`, `fence` and `patience` deal with the network and time. Requests and the
//! meaning of answers are computed without I/O. Must not depend on storage.

mod answer;
mod client;
mod delivery;
mod error;
mod fence;
mod oa;
mod proxy;
mod request;
mod salvage;
mod spelling;
mod timeouts;
mod unpack;
mod zstd_frame;

pub mod curl;

pub use answer::{BODY_LIMIT, GivenTokens, RawAnswer, UnclearCause, Verdict, judge, judge_reply};
pub use client::{ClientError, ClientOptions, ProxyChoice, RequestTimeouts, ZaloClient};
pub use delivery::{Delivery, Found, LostCause, NotSentCause, Sent};
pub use error::{DeadAnswer, RefusalKind, ZaloError};
pub use fence::Fence;
pub use oa::{OaInfo, OaRefusal, OaRefusalKind, OaRequest, OaVerdict, judge_oa};
pub use proxy::{InvalidProxy, ProxyAddress};
pub use request::{InvalidRequest, RequestPart, Row, RowValue, TokenRequest};
pub use timeouts::{Moment, shortened};
