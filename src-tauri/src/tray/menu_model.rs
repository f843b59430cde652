//! Makes the tray's menu from the states of the OAs. Pure.

use i18n_embed::fluent::FluentLanguageLoader;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use oa_token_engine::i18n::{say, say_with};
use oa_token_model::attention::{Attention, by_urgency, is_copyable, is_due};
use oa_token_model::profile::ProfileId;
use oa_token_model::records::ProfileRecord;
use oa_token_model::schedule::{NextRefresh, SkipReason};
use oa_token_model::status::{self, DisplayState};

/// Maximum number of OAs, so that the menu fits a screen.
const MOST_OAS: usize = 12;
/// From here on a span is shown in days; an access token's 25 hours are shown in hours. The page does the same.
const TOLD_IN_DAYS: SignedDuration = SignedDuration::from_hours(48);
/// Below this, minutes are not shown, because they would be outdated at once.
const MOMENTS: SignedDuration = SignedDuration::from_mins(2);

/// The overall state that the icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Nothing to do.
    Well,
    /// An access token has expired or expires soon.
    Soon,
    /// The user has to act.
    NeedsYou,
}

/// Everything the tray shows, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MenuModel {
    pub(crate) mark: Mark,
    /// One line on the overall state.
    pub(crate) line: String,
    /// The OAs, most urgent first.
    pub(crate) oas: Vec<OaLine>,
    /// The line about OAs that are not listed, if any.
    pub(crate) more: Option<String>,
    /// "Làm mới", and whether any OA is due; `None` while the app is locked.
    pub(crate) refresh: Option<(String, bool)>,
    /// When the next OA refreshes automatically, or that all are paused; `None` if no OA does.
    pub(crate) auto_refresh: Option<AutoRefreshItem>,
    pub(crate) copy: String,
    pub(crate) open: String,
    pub(crate) quit: String,
}

/// Automatic refreshing, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AutoRefreshItem {
    /// "Lần kế tiếp: …", or until when it is paused.
    pub(crate) line: String,
    /// The text of the item that pauses or resumes it.
    pub(crate) act: String,
    /// Whether it is paused.
    pub(crate) paused: bool,
}

/// An OA in the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OaLine {
    pub(crate) id: String,
    /// Its name and the remaining lifetime of its access token.
    pub(crate) title: String,
    /// Its state.
    pub(crate) state: String,
    /// Whether its access token can be copied by one click.
    pub(crate) copyable: bool,
}

/// Whether the vault can show its OAs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    /// The vault can be used.
    Open,
    /// The app is locked: no OA is named.
    Locked,
    /// The vault is not open.
    Shut,
}

/// The data of a menu.
pub(crate) struct Scene<'a> {
    pub(crate) records: &'a [ProfileRecord],
    /// When each refreshes automatically, the soonest first.
    pub(crate) order: &'a [(ProfileId, NextRefresh)],
    pub(crate) face: Face,
    pub(crate) now: Timestamp,
    /// The local time zone.
    pub(crate) zone: &'a TimeZone,
}

/// Makes the menu.
pub(crate) fn build(words: &FluentLanguageLoader, scene: &Scene<'_>) -> MenuModel {
    let Scene { records, face, now, .. } = *scene;
    let ordered = by_urgency(records, now);
    let count = |of: fn(Attention) -> bool| ordered.iter().filter(|(need, _)| of(*need)).count();
    let needing = count(|need| need == Attention::Person);
    let ending = count(|need| need == Attention::Send);
    let mark = match face {
        Face::Shut => Mark::NeedsYou,
        _ if needing > 0 => Mark::NeedsYou,
        _ if ending > 0 => Mark::Soon,
        Face::Open | Face::Locked => Mark::Well,
    };
    let counted = |id, count: usize| say_with(words, id, &[("count", count.to_string())]);
    let line = match face {
        Face::Locked => say(words, "tray-locked"),
        Face::Shut => say(words, "tray-shut"),
        Face::Open if needing > 0 => counted("tray-needs-you", needing),
        Face::Open if ending > 0 => counted("tray-soon", ending),
        Face::Open if records.is_empty() => say(words, "tray-none"),
        Face::Open => say(words, "tray-well"),
    };
    let shown = if face == Face::Open { ordered.len().min(MOST_OAS) } else { 0 };
    let hidden = if face == Face::Open { ordered.len() - shown } else { 0 };
    let due = records.iter().filter(|record| is_due(record, now)).count();
    MenuModel {
        mark,
        line,
        oas: ordered[..shown].iter().map(|(_, record)| oa(words, record, now)).collect(),
        more: (hidden > 0).then(|| counted("tray-more", hidden)),
        refresh: (face == Face::Open).then(|| (counted("tray-refresh-due", due), due > 0)),
        auto_refresh: auto_refresh(words, scene).filter(|_| face == Face::Open),
        copy: say(words, "tray-copy"),
        open: say(words, "tray-open"),
        quit: say(words, "tray-quit"),
    }
}

fn auto_refresh(words: &FluentLanguageLoader, scene: &Scene<'_>) -> Option<AutoRefreshItem> {
    let paused = scene.order.iter().find_map(|(_, next)| match next {
        NextRefresh::Never(SkipReason::Paused(until)) => Some(*until),
        NextRefresh::Due | NextRefresh::At(_) | NextRefresh::Never(_) => None,
    });
    if let Some(until) = paused {
        let line = say_with(words, "page-auto-paused", &[("until", moment(words, until, scene))]);
        return Some(AutoRefreshItem { line, act: say(words, "tray-go-on"), paused: true });
    }
    if scene.order.iter().any(|(_, next)| *next == NextRefresh::Never(SkipReason::ClockWrong)) {
        let line = say(words, "page-clock-wrong");
        return Some(AutoRefreshItem { line, act: say(words, "tray-pause"), paused: false });
    }
    let (id, next) = scene.order.first()?;
    let name = scene.records.iter().find(|record| record.profile.id == *id)?.profile.name.to_string();
    let at = match next {
        NextRefresh::Due => say(words, "page-next-now"),
        NextRefresh::At(at) => moment(words, *at, scene),
        NextRefresh::Never(_) => return None,
    };
    let line = say_with(words, "page-next-by-itself", &[("name", name), ("at", at)]);
    Some(AutoRefreshItem { line, act: say(words, "tray-pause"), paused: false })
}

/// Formats a time in local time, as the page does.
fn moment(words: &FluentLanguageLoader, at: Timestamp, scene: &Scene<'_>) -> String {
    let [at, now] = [at, scene.now].map(|moment| moment.to_zoned(scene.zone.clone()));
    let time = at.strftime("%H:%M").to_string();
    if at.date() == now.date() {
        return say_with(words, "page-moment-today", &[("time", time)]);
    }
    if now.date().tomorrow().is_ok_and(|tomorrow| at.date() == tomorrow) {
        return say_with(words, "page-moment-tomorrow", &[("time", time)]);
    }
    at.strftime("%H:%M %d/%m/%Y").to_string()
}

fn oa(words: &FluentLanguageLoader, record: &ProfileRecord, now: Timestamp) -> OaLine {
    let word = status::state_word(record, now);
    let state = say(words, word.message_id());
    let alive = matches!(word, DisplayState::Valid | DisplayState::Expiring | DisplayState::NotSent);
    let left = record.current.expiry.access_left(now).filter(|left| alive && left.is_positive());
    let left = left.map_or_else(|| state.clone(), |left| span(words, left));
    let name = record.profile.name.to_string();
    OaLine {
        id: record.profile.id.to_string(),
        title: say_with(words, "tray-oa", &[("name", name), ("left", left)]),
        state,
        copyable: is_copyable(record, now),
    }
}

/// Formats a span as text, rounded down.
pub(crate) fn span(words: &FluentLanguageLoader, left: SignedDuration) -> String {
    if left >= TOLD_IN_DAYS {
        return say_with(words, "page-span-days", &[("days", (left.as_hours() / 24).to_string())]);
    }
    if left >= SignedDuration::from_hours(1) {
        let minutes = format!("{:02}", left.as_mins() % 60);
        return say_with(words, "page-span-hours", &[("hours", left.as_hours().to_string()), ("minutes", minutes)]);
    }
    if left >= MOMENTS {
        return say_with(words, "page-span-minutes", &[("minutes", left.as_mins().to_string())]);
    }
    say(words, "tray-moments")
}

#[cfg(test)]
mod tests {
    use oa_token_engine::i18n::{Language, load};
    use oa_token_model::profile::{AppId, Profile, ProfileKind, ProfileName};
    use oa_token_model::records::PairRecord;
    use oa_token_model::refresh::plan::Fingerprint;
    use oa_token_model::token::{Expiry, Generation, Source};

    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T00:00:00Z".parse().unwrap()
    }

    fn hours(hours: i64) -> Timestamp {
        now().checked_add(SignedDuration::from_hours(hours)).unwrap()
    }

    /// Makes an OA whose access token expires in `ends_in` hours.
    fn record(name: &str, ends_in: i64) -> ProfileRecord {
        let begun = hours(ends_in - 25);
        ProfileRecord {
            profile: Profile {
                id: ProfileId::random(),
                name: ProfileName::parse(name).unwrap(),
                app_id: AppId::parse("1").unwrap(),
                kind: ProfileKind::Live,
                oa: None,
                created_at: begun,
            },
            current: PairRecord {
                generation: Generation::FIRST.next(),
                source: Source::Refresh,
                expiry: Expiry { issued_at: Some(begun), access_expires_at: Some(hours(ends_in)), ..Expiry::default() },
                obtained_at: begun,
                unconfirmed: false,
                access: Some(Fingerprint([1; 32])),
                refresh: Some(Fingerprint([2; 32])),
            },
            last: None,
            moved_at: None,
            callback: None,
            facts: None,
            automatic: false,
            old_copy: false,
            altered: false,
            corrected: false,
            destinations: Vec::new(),
            sends: Vec::new(),
        }
    }

    fn seen(records: &[ProfileRecord], face: Face) -> MenuModel {
        planned(records, &[], face)
    }

    fn planned(records: &[ProfileRecord], order: &[(ProfileId, NextRefresh)], face: Face) -> MenuModel {
        let zone = TimeZone::fixed(jiff::tz::offset(7));
        let scene = Scene { records, order, face, now: now(), zone: &zone };
        super::build(load(Language::Vietnamese), &scene)
    }

    #[test]
    fn the_next_automatic_refresh_is_shown_in_local_time() {
        let records = [record("A", 24), record("B", 10)];
        let told = |next: NextRefresh, face: Face| {
            let order = [(records[1].profile.id.clone(), next)];
            planned(&records, &order, face).auto_refresh.map(|told| (told.line, told.act, told.paused))
        };
        let seen = |line: &str, act: &str, paused| Some((line.to_owned(), act.to_owned(), paused));
        assert_eq!(
            told(NextRefresh::At(hours(7)), Face::Open),
            seen("Lần kế tiếp: B, 14:00 hôm nay", "Tạm dừng tự làm mới 1 giờ", false)
        );
        assert_eq!(
            told(NextRefresh::At(hours(17)), Face::Open),
            seen("Lần kế tiếp: B, 00:00 ngày mai", "Tạm dừng tự làm mới 1 giờ", false)
        );
        assert_eq!(
            told(NextRefresh::Never(SkipReason::Paused(hours(1))), Face::Open),
            seen("Đang tạm dừng tự làm mới, tới 08:00 hôm nay.", "Tiếp tục tự làm mới", true)
        );
        assert_eq!(
            told(NextRefresh::Never(SkipReason::ClockWrong), Face::Open),
            seen(
                "Đồng hồ của máy này lệch so với Zalo: hãy chỉnh lại ngày giờ để token tự làm mới",
                "Tạm dừng tự làm mới 1 giờ",
                false
            )
        );
        assert_eq!(
            told(NextRefresh::Due, Face::Open),
            seen("Lần kế tiếp: B, ngay bây giờ", "Tạm dừng tự làm mới 1 giờ", false)
        );
        assert_eq!(told(NextRefresh::Never(SkipReason::SwitchedOff), Face::Open), None);
        assert_eq!(told(NextRefresh::Due, Face::Locked), None, "a locked app must not name an OA");
    }

    #[test]
    fn the_most_urgent_oa_is_first_and_shown_with_its_remaining_lifetime() {
        let mut lost = record("C", 20);
        lost.current.refresh = None;
        let seen = seen(&[record("A", 24), record("B", 1), lost, record("D", -1)], Face::Open);
        let titles: Vec<&str> = seen.oas.iter().map(|oa| oa.title.as_str()).collect();
        assert_eq!(titles, ["C · 20 giờ 00 phút", "B · 1 giờ 00 phút", "D · Hết hạn", "A · 24 giờ 00 phút"]);
        assert_eq!((seen.mark, seen.line.as_str()), (Mark::NeedsYou, "1 OA cần xử lý"));
        assert_eq!(seen.refresh, Some(("Làm mới 2 OA đến hạn".to_owned(), true)));
    }

    #[test]
    fn the_icon_shows_the_worst_state() {
        assert_eq!(seen(&[record("A", 24)], Face::Open).mark, Mark::Well);
        assert_eq!(seen(&[record("A", 24), record("B", 1)], Face::Open).mark, Mark::Soon);
        assert_eq!(seen(&[], Face::Shut).mark, Mark::NeedsYou);
        let mut practice = record("A", -1);
        practice.profile.kind = ProfileKind::Practice;
        let seen = seen(&[practice], Face::Open);
        assert_eq!((seen.mark, seen.refresh.unwrap().1), (Mark::Well, false), "a practice OA needs no attention");
    }

    #[test]
    fn a_locked_app_names_no_oa() {
        let seen = seen(&[record("Shop Thảo My", 1)], Face::Locked);
        assert_eq!((seen.mark, seen.oas.len(), &seen.refresh), (Mark::Soon, 0, &None));
        assert!(!format!("{seen:?}").contains("Thảo My"));
    }

    #[test]
    fn no_more_than_twelve_are_listed() {
        let many: Vec<_> = (0..14).map(|number| record(&format!("{number}"), 24)).collect();
        let seen = seen(&many, Face::Open);
        assert_eq!(seen.oas.len(), 12);
        assert!(seen.more.unwrap().contains('2'));
    }

    #[test]
    fn a_token_that_may_have_stopped_is_not_copied_by_one_click() {
        let mut moved = record("A", 24);
        moved.moved_at = Some(now());
        let mut without = record("B", 24);
        without.current.access = None;
        let copyable = [record("C", 24), moved, without].map(|record| is_copyable(&record, now()));
        assert_eq!(copyable, [true, false, false]);
    }

    #[test]
    fn a_span_is_never_rounded_up() {
        let words = load(Language::Vietnamese);
        let told = |seconds| span(words, SignedDuration::from_secs(seconds));
        assert_eq!(told(48 * 3600), "2 ngày");
        assert_eq!(told(48 * 3600 - 1), "47 giờ 59 phút");
        assert_eq!(told(3599), "59 phút");
        assert_eq!(told(119), "dưới 2 phút");
    }
}
