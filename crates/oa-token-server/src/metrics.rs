//! `/metrics`: counts and times to expiry, as Prometheus reads them. OAs are named only to a key that may see them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use hyper::StatusCode;
use jiff::Timestamp;
use oa_token_model::api::ApiKeyRecord;
use oa_token_model::printable::printable;
use oa_token_model::records::ProfileRecord;

use crate::book::{Oa, Page};
use crate::reply::{self, Reply};
use crate::service::State;

/// Counts the answers by route and status.
#[derive(Default)]
pub(crate) struct Counts(Mutex<BTreeMap<(&'static str, u16), u64>>);

impl Counts {
    /// Counts one answer.
    pub(crate) fn add(&self, route: &'static str, status: StatusCode) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry((route, status.as_u16())).or_default() += 1;
    }
}

/// Answers with all measurements. `named` is the key whose OAs are named.
pub(crate) fn get(state: &State, page: &Page, named: Option<&ApiKeyRecord>) -> Reply {
    let mut text = String::new();
    family(&mut text, "oa_token_http_requests_total", "counter", "Answers by route and status.");
    for ((route, status), count) in state.counts.0.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        line(&mut text, format_args!("oa_token_http_requests_total{{route=\"{route}\",status=\"{status}\"}} {count}"));
    }
    family(&mut text, "oa_token_http_connections", "gauge", "Open connections.");
    line(&mut text, format_args!("oa_token_http_connections {}", state.seats.count()));
    family(&mut text, "oa_token_http_waiting", "gauge", "Requests that wait for a new pair.");
    line(&mut text, format_args!("oa_token_http_waiting {}", state.waits.count()));
    family(&mut text, "oa_token_oas", "gauge", "OAs in the vault.");
    line(&mut text, format_args!("oa_token_oas {}", page.oas.len()));
    let mut oas: Vec<&Oa> = page.oas.values().collect();
    oas.sort_by_key(|oa| &oa.record.profile.id);
    let now = state.engine.now();
    let until = |at: Option<Timestamp>| at.map(|at| at.duration_since(now).as_secs());
    let ends: [Measure; 2] = [
        ("oa_token_access_expires_in_seconds", "Seconds until the access token ends.", |record| {
            record.current.expiry.access_expires_at
        }),
        ("oa_token_refresh_expires_in_seconds", "Seconds until the refresh token ends.", |record| {
            record.current.expiry.refresh_expires_at
        }),
    ];
    for (metric, help, end) in ends {
        family(&mut text, metric, "gauge", help);
        for oa in &oas {
            if let Some(seconds) = until(end(&oa.record)) {
                line(&mut text, format_args!("{metric}{{{}}} {seconds}", labels(oa, named)));
            }
        }
    }
    reply::with(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", text)
}

/// A time of an OA: the metric's name, its help, and how it is read.
type Measure = (&'static str, &'static str, fn(&ProfileRecord) -> Option<Timestamp>);

fn labels(oa: &Oa, named: Option<&ApiKeyRecord>) -> String {
    let profile = &oa.record.profile;
    let id = format!("oa=\"{}\"", profile.id);
    if named.is_some_and(|key| key.scope.oas.contains(&profile.id)) {
        let name = printable(profile.name.as_str()).replace('\\', "\\\\").replace('"', "\\\"");
        return format!("{id},name=\"{name}\"");
    }
    id
}

fn family(text: &mut String, name: &str, kind: &str, help: &str) {
    line(text, format_args!("# HELP {name} {help}\n# TYPE {name} {kind}"));
}

/// Writing to a text cannot fail.
fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    writeln!(text, "{arguments}").ok();
}
