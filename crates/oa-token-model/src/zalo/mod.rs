//! Zalo's protocol (docs/zalo-api.md): requests, and the meaning of answers. The same values are sent and shown.

mod answer;
pub mod curl;
mod delivery;
mod error;
mod oa;
mod proxy;
mod request;
mod salvage;
mod spelling;
pub mod unpack;
mod zstd_frame;

pub use answer::{BODY_LIMIT, GivenTokens, RawAnswer, UnclearCause, Verdict, judge, judge_reply, read_date};
pub use delivery::{Delivery, Found, LostCause, NotSentCause, Sent};
pub use error::{DeadAnswer, RefusalKind, ZaloError};
pub use oa::{OaInfo, OaRefusal, OaRefusalKind, OaRequest, OaVerdict, judge_oa};
pub use proxy::{InvalidProxy, ProxyAddress};
pub use request::{InvalidRequest, RequestPart, Row, RowValue, TokenRequest};
