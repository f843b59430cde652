//! The states of profiles as a table for spreadsheets. No secret is in it.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::csv::{BYTE_ORDER_MARK, cell, line};
use crate::records::ProfileRecord;
use crate::status::{DisplayState, state_word};
use crate::token::Source;

/// Writes a head and one line for each profile: name, OA id, state, the ends of both tokens, and the last refresh that
/// was saved here. Unknown values are empty. `head` and `word` are in the user's language, times in `zone`.
pub fn write(
    records: &[ProfileRecord],
    head: &[String; 6],
    word: impl Fn(DisplayState) -> String,
    zone: &TimeZone,
    now: Timestamp,
) -> String {
    let time = |at: Option<Timestamp>| {
        at.map(|at| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
    };
    let head: Vec<String> = head.iter().map(|text| cell(text)).collect();
    let mut table = format!("{BYTE_ORDER_MARK}{}", line(&head));
    for record in records {
        let current = &record.current;
        let refreshed = (current.source != Source::Import).then_some(current.obtained_at);
        table.push_str(&line(&[
            cell(record.profile.name.as_str()),
            cell(record.profile.oa.as_ref().map_or("", |oa| oa.id.as_str())),
            cell(&word(state_word(record, now))),
            time(current.access.as_ref().and(current.expiry.access_expires_at)),
            time(current.refresh.as_ref().and(current.expiry.refresh_expires_at)),
            time(refreshed),
        ]));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::ProfileName;
    use crate::status::tests::record;

    #[test]
    fn one_line_a_profile_with_local_times_and_no_formula() {
        let now: Timestamp = "2026-11-26T15:00:00Z".parse().unwrap();
        let mut one = record(None, None);
        one.profile.name = ProfileName::parse("=Cà phê, Hà Nội").unwrap();
        one.current.access = one.current.refresh;
        one.current.obtained_at = "2026-11-26T14:00:00Z".parse().unwrap();
        one.current.expiry.access_expires_at = Some("2026-11-27T15:00:00Z".parse().unwrap());
        one.current.expiry.refresh_expires_at = None;
        let head = ["OA", "OA id", "Trạng thái", "Access token", "Refresh token", "Làm mới"].map(str::to_owned);
        let zone = TimeZone::fixed(jiff::tz::offset(7));
        let written = write(&[one], &head, |state| state.message_id().to_owned(), &zone, now);
        assert_eq!(
            written,
            "\u{feff}OA,OA id,Trạng thái,Access token,Refresh token,Làm mới\r\n\
             \"'=Cà phê, Hà Nội\",,state-valid,2026-11-27 22:00,,2026-11-26 21:00\r\n"
        );
    }
}
