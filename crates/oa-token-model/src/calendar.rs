//! The deadlines of profiles as a calendar file (RFC 5545), each with an alarm. No secret is in it.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::profile::{ProfileId, ProfileKind};
use crate::records::ProfileRecord;
use crate::status::{DisplayState, state_word};

/// What ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeadlineKind {
    /// The refresh token: after it, only a new consent helps.
    RefreshToken,
    /// The OA's package at Zalo.
    Package,
}

/// When it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeadlineTime {
    /// At a moment.
    At(Timestamp),
    /// On a day.
    On(Date),
}

/// A deadline of one profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The profile.
    pub of: ProfileId,
    /// The profile's name.
    pub name: String,
    /// What ends.
    pub kind: DeadlineKind,
    /// When.
    pub time: DeadlineTime,
}

/// Returns the deadlines of a profile that are still to come. One whose tokens are no good here, or belong to another
/// computer, has no deadline of its refresh token; a practice one has none at all.
pub fn deadlines(record: &ProfileRecord, now: Timestamp) -> Vec<Deadline> {
    if record.profile.kind == ProfileKind::Practice {
        return Vec::new();
    }
    let deadline = |kind, time| Deadline {
        of: record.profile.id.clone(),
        name: record.profile.name.as_str().to_owned(),
        kind,
        time,
    };
    let stopped =
        matches!(state_word(record, now), DisplayState::NeedsConsent | DisplayState::MovedAway | DisplayState::Altered);
    let refresh = record.current.expiry.refresh_expires_at.filter(|at| !stopped && *at > now);
    let package = record.facts.as_ref().and_then(|facts| facts.package_until);
    let package = package.filter(|day| *day >= now.to_zoned(jiff::tz::TimeZone::UTC).date());
    [
        refresh.map(|at| deadline(DeadlineKind::RefreshToken, DeadlineTime::At(at))),
        package.map(|day| deadline(DeadlineKind::Package, DeadlineTime::On(day))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// How long before a deadline the calendar reminds: time enough to get a consent from somebody else.
const ALARM: &str = "-P7D";

/// The most bytes of a line, without its end (RFC 5545, 3.1).
const LINE_BYTES: usize = 75;

/// Writes a calendar with one event for each deadline. `words` gives an event's title and its description. An event
/// keeps its id, so that a calendar that reads a newer file moves it.
pub fn write(deadlines: &[Deadline], made_at: Timestamp, words: impl Fn(&Deadline) -> (String, String)) -> String {
    let mut calendar = String::new();
    let mut line = |text: &str| {
        calendar.push_str(&folded(text));
        calendar.push_str("\r\n");
    };
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//OA Token//OA Token//VI");
    line("CALSCALE:GREGORIAN");
    for deadline in deadlines {
        let (title, description) = words(deadline);
        let title = escaped(&title);
        let kind = match deadline.kind {
            DeadlineKind::RefreshToken => "refresh-token",
            DeadlineKind::Package => "package",
        };
        line("BEGIN:VEVENT");
        line(&format!("UID:{}-{kind}@oa-token", deadline.of));
        line(&format!("DTSTAMP:{}", moment(made_at)));
        match deadline.time {
            DeadlineTime::At(at) => line(&format!("DTSTART:{}", moment(at))),
            DeadlineTime::On(day) => line(&format!("DTSTART;VALUE=DATE:{}", day.strftime("%Y%m%d"))),
        }
        line(&format!("SUMMARY:{title}"));
        line(&format!("DESCRIPTION:{}", escaped(&description)));
        line("TRANSP:TRANSPARENT");
        line("BEGIN:VALARM");
        line("ACTION:DISPLAY");
        line(&format!("TRIGGER:{ALARM}"));
        line(&format!("DESCRIPTION:{title}"));
        line("END:VALARM");
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    calendar
}

fn moment(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\r', "").replace('\n', "\\n")
}

/// Folds a long line: what follows begins with a space. No character is cut.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut bytes = 0;
    for char in text.chars() {
        if bytes + char.len_utf8() > LINE_BYTES {
            folded.push_str("\r\n ");
            bytes = 1;
        }
        folded.push(char);
        bytes += char.len_utf8();
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::tests::record;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn sample(name: &str, time: DeadlineTime) -> Deadline {
        let kind = match time {
            DeadlineTime::At(_) => DeadlineKind::RefreshToken,
            DeadlineTime::On(_) => DeadlineKind::Package,
        };
        Deadline { of: ProfileId::numbered(7), name: name.to_owned(), kind, time }
    }

    #[test]
    fn each_deadline_is_one_event_with_an_alarm_a_week_before() {
        let all = [
            sample("Cà phê, Hà Nội", DeadlineTime::At(time("2027-02-21T00:00:00.9Z"))),
            sample("Phở", DeadlineTime::On("2027-08-12".parse().unwrap())),
        ];
        let written =
            write(&all, time("2026-11-26T15:00:00Z"), |each| (format!("Hạn; {}", each.name), "Một\nhai".into()));
        let wanted = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//OA Token//OA Token//VI\nCALSCALE:GREGORIAN\n\
            BEGIN:VEVENT\nUID:00000000-0000-0000-0000-000000000007-refresh-token@oa-token\nDTSTAMP:20261126T150000Z\n\
            DTSTART:20270221T000000Z\nSUMMARY:Hạn\\; Cà phê\\, Hà Nội\nDESCRIPTION:Một\\nhai\nTRANSP:TRANSPARENT\n\
            BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-P7D\nDESCRIPTION:Hạn\\; Cà phê\\, Hà Nội\nEND:VALARM\nEND:VEVENT\n\
            BEGIN:VEVENT\nUID:00000000-0000-0000-0000-000000000007-package@oa-token\nDTSTAMP:20261126T150000Z\n\
            DTSTART;VALUE=DATE:20270812\nSUMMARY:Hạn\\; Phở\nDESCRIPTION:Một\\nhai\nTRANSP:TRANSPARENT\n\
            BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-P7D\nDESCRIPTION:Hạn\\; Phở\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR\n";
        assert_eq!(written, wanted.replace('\n', "\r\n"));
    }

    #[test]
    fn a_long_line_is_folded_between_characters() {
        let long = "ộ".repeat(60);
        let folded = folded(&format!("SUMMARY:{long}"));
        assert!(folded.split("\r\n").all(|line| line.len() <= LINE_BYTES), "{folded}");
        assert_eq!(folded.replace("\r\n ", ""), format!("SUMMARY:{long}"));
    }

    #[test]
    fn what_has_ended_or_belongs_to_another_computer_has_no_deadline() {
        let now = time("2026-11-26T15:00:00Z");
        let mut living = record(Some("2027-02-21T00:00:00Z"), Some("2027-08-12"));
        let kinds =
            |record: &ProfileRecord, now| deadlines(record, now).iter().map(|each| each.kind).collect::<Vec<_>>();
        assert_eq!(kinds(&living, now), [DeadlineKind::RefreshToken, DeadlineKind::Package]);
        assert_eq!(kinds(&living, time("2027-02-22T00:00:00Z")), [DeadlineKind::Package]);
        assert_eq!(kinds(&living, time("2027-08-13T00:00:00Z")), []);
        living.moved_at = Some(now);
        assert_eq!(kinds(&living, now), [DeadlineKind::Package]);
        living.profile.kind = ProfileKind::Practice;
        assert_eq!(kinds(&living, now), []);
    }
}
