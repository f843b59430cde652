//! A support report: states, times and Zalo's own words. No secret, no name, no id. Pure.

use i18n_embed::fluent::FluentLanguageLoader;
use jiff::Timestamp;
use oa_token_model::records::{HistoryEntry, ProfileRecord};
use oa_token_model::redaction;
use oa_token_model::secret::SecretBytes;
use oa_token_model::status::state_word;

use crate::i18n::say;

/// Number of history entries in the report: enough for a week of attempts.
const LINES: usize = 40;

/// Writes the report in the loader's language.
pub fn write(words: &FluentLanguageLoader, record: &ProfileRecord, history: &[HistoryEntry], now: Timestamp) -> String {
    let time = |at: Option<Timestamp>| at.map_or_else(|| "?".to_owned(), |at| at.to_string());
    let current = &record.current;
    let mut lines = vec![
        format!("OA Token {} · {} · {now}", env!("CARGO_PKG_VERSION"), std::env::consts::OS),
        format!("{} · #{}", say(words, state_word(record, now).message_id()), current.generation.0),
        format!("access_token: {} · {}", present(current.access.is_some()), time(current.expiry.access_expires_at)),
        format!("refresh_token: {} · {}", present(current.refresh.is_some()), time(current.expiry.refresh_expires_at)),
        String::new(),
    ];
    lines.extend(history.iter().take(LINES).map(|line| history_line(words, line)));
    lines.join("\n")
}

fn present(is_there: bool) -> &'static str {
    if is_there { "✓" } else { "✗" }
}

fn history_line(words: &FluentLanguageLoader, line: &HistoryEntry) -> String {
    let generation = line.event.generation().map(|number| format!(" #{}", number.0)).unwrap_or_default();
    let zalo = line.event.zalo().map(|error| {
        let code = error.code.map(|code| format!("{code} · ")).unwrap_or_default();
        // Zalo's words are masked again, because they may repeat what was sent.
        let said = [&error.name, &error.description, &error.reason].map(String::as_str).join(" · ");
        format!(" · {code}{}", redaction::raw(&SecretBytes::new(said.into_bytes()), &[]))
    });
    format!("{} {}{generation}{}", line.at, say(words, line.event.message_id()), zalo.unwrap_or_default())
}
