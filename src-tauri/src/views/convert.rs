//! Maps values of the core to the views that the page receives.

use std::collections::BTreeMap;

use jiff::Timestamp;
use oa_token_engine::{Backup, Check, DraftConflicts, messages};
use oa_token_import::draft::{self, Draft, DraftField, Finding};
use oa_token_import::{Candidate, Column, FieldChoice, LeftOut, Location};
use oa_token_model::attention;
use oa_token_model::bundle::{self, Bundle, BundleProfile};
use oa_token_model::explanation::Explanation;
use oa_token_model::outcome::{AttemptResult, Outcome};
use oa_token_model::profile::ProfileKind;
use oa_token_model::records::{HistoryEntry, OaFacts, ProfileRecord};
use oa_token_model::redaction;
use oa_token_model::refresh::plan::Entry;
use oa_token_model::schedule::{NextRefresh, SkipReason};
use oa_token_model::secret::Secret;
use oa_token_model::status::{self, UpcomingExpiry};
use oa_token_model::token::{Generation, Source, StoredPair};
use oa_token_model::triage::Triage;
use oa_token_model::zalo::{Row, RowValue, TokenRequest, ZaloError, curl};
use oa_token_vault::keys::Slot;

use crate::pending_import::HeldDraft;
use crate::views::{
    AnswerLine, AnswerView, AttemptPage, AutomaticView, BackupView, BundleRow, BundleView, CheckVerdict, CheckView,
    ColumnView, ConflictSide, ConflictView, DraftCheck, DraftInput, FindingView, GenerationRow, HistoryLine,
    ImportCandidate, ImportChoices, ImportDraft, ImportEdit, LeftOutView, MergeStatusView, OaFactsView, OutcomeView,
    ProfileRow, QuickActView, ReasonView, RequestRow, RequestView, SecretName, SlotRow, UpcomingExpiryView,
    VerdictView,
};

/// Facts about a profile that are not in its record.
pub(crate) struct RowContext {
    /// Whether an attempt is in flight in this process.
    pub(crate) sending: bool,
    /// Whether there is a picture of its OA.
    pub(crate) has_avatar: bool,
    /// When it refreshes automatically.
    pub(crate) next: Option<NextRefresh>,
}

fn automatic(on: bool, next: Option<NextRefresh>) -> AutomaticView {
    let (at, words) = match next {
        Some(NextRefresh::At(at)) => (Some(at), None),
        Some(NextRefresh::Due) => (None, Some("auto-now")),
        Some(NextRefresh::Never(SkipReason::Paused(until))) => (Some(until), Some("page-auto-paused")),
        Some(NextRefresh::Never(SkipReason::TooOften(until))) => (Some(until), Some("page-auto-too-often")),
        Some(NextRefresh::Never(SkipReason::NeedsPerson)) => (None, Some("auto-needs-person")),
        Some(NextRefresh::Never(SkipReason::Practice)) => (None, Some("auto-practice")),
        Some(NextRefresh::Never(SkipReason::MovedAway)) => (None, Some("auto-moved-away")),
        Some(NextRefresh::Never(SkipReason::ClockWrong)) => (None, Some("auto-clock-wrong")),
        Some(NextRefresh::Never(SkipReason::OldCopy)) => (None, Some("auto-old-copy")),
        Some(NextRefresh::Never(SkipReason::Altered)) => (None, Some("auto-altered")),
        Some(NextRefresh::Never(SkipReason::SwitchedOff)) | None => (None, Some("auto-off")),
    };
    AutomaticView { on, at: at.map(|at| at.to_string()), words: words.map(str::to_owned) }
}

/// Makes a profile's row.
pub(crate) fn row(record: &ProfileRecord, seen: &RowContext, now: Timestamp) -> ProfileRow {
    let (profile, current) = (&record.profile, &record.current);
    let triage = Triage::of(record, now);
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
    ProfileRow {
        id: profile.id.to_string(),
        name: profile.name.to_string(),
        app_id: profile.app_id.to_string(),
        oa_id: profile.oa.as_ref().map(|oa| oa.id.clone()),
        oa_name: profile.oa.as_ref().map(|oa| oa.name.clone()),
        // A changed record may claim to be a practice OA, which would hide it from the OAs that need the user.
        practice: profile.kind == ProfileKind::Practice && !record.altered,
        state: status::state_word(record, now),
        sending: seen.sending,
        generation: current.generation.0,
        access_issued_at: text(current.expiry.issued_at),
        access_expires_at: text(current.expiry.access_expires_at),
        refresh_expires_at: text(current.expiry.refresh_expires_at),
        obtained_at: current.obtained_at.to_string(),
        has_access_token: current.access.is_some(),
        has_refresh_token: current.refresh.is_some(),
        moved_at: text(record.moved_at),
        facts: record.facts.as_ref().map(facts),
        ahead: status::upcoming_expiry(record, now).map(|upcoming| ahead(upcoming, now)),
        need: triage.need,
        group: triage.group,
        tone: triage.tone,
        access_tone: triage.access_tone,
        refresh_tone: triage.refresh_tone,
        rank: triage.rank,
        due: attention::is_due(record, now) && !seen.sending,
        copyable: attention::is_copyable(record, now),
        may_have_stopped: triage.may_have_stopped,
        untried: triage.untried && !seen.sending,
        due_once_automatic: triage.due_once_automatic,
        reason: triage.reason.as_ref().map(|why| ReasonView { words: why.id.to_owned(), args: args(why) }),
        act: triage.act.map(|kind| QuickActView { kind, words: kind.message_id().to_owned() }),
        has_avatar: seen.has_avatar,
        automatic: automatic(record.automatic, seen.next),
        places: record.destinations.iter().map(|place| super::places::place(record, place, now)).collect(),
    }
}

/// Makes the view of what Zalo said of an OA.
pub(crate) fn facts(facts: &OaFacts) -> OaFactsView {
    OaFactsView {
        verified: facts.verified,
        followers: facts.followers,
        package_name: facts.package.clone(),
        package_until: facts.package_until.map(|day| day.to_string()),
        checked_at: facts.checked_at.to_string(),
    }
}

/// Makes the view of Zalo's answer to a check of an access token.
pub(crate) fn asked(check: &Check, now: Timestamp) -> CheckView {
    let (verdict, error, known) = match check {
        Check::Works(_) => (CheckVerdict::Works, None, None),
        Check::OtherOa { known, .. } => (CheckVerdict::OtherOa, None, Some(known.name.clone())),
        Check::NoAccessToken | Check::NoToken => (CheckVerdict::No, None, None),
        Check::No(refusal) => (CheckVerdict::No, Some(&refusal.error), None),
        Check::NotSent => (CheckVerdict::NotSent, None, None),
        Check::Unclear => (CheckVerdict::Unclear, None, None),
    };
    CheckView {
        verdict,
        words: check.message_id().to_owned(),
        oa_id: check.info().map(|info| info.id.clone()),
        oa_name: check.info().map(|info| info.name.clone()),
        facts: check.info().map(|info| facts(&info.facts(now))),
        known,
        next: check.next_step(),
        zalo_code: error.and_then(|error| error.code).map(|code| code.to_string()),
        zalo_words: error.map(zalo_words),
    }
}

fn ahead(ahead: UpcomingExpiry, now: Timestamp) -> UpcomingExpiryView {
    UpcomingExpiryView { why: ahead.why, at: ahead.at.to_string(), urgent: ahead.is_urgent(now) }
}

/// Makes the row of a way into the vault.
pub(crate) fn slot(slot: &Slot) -> SlotRow {
    SlotRow { kind: slot.kind, created_at: slot.created_at.to_string() }
}

/// Makes the view of a backup.
pub(crate) fn backup(backup: &Backup) -> BackupView {
    BackupView { at: backup.at.to_string(), profiles: u32::try_from(backup.profiles).unwrap_or(u32::MAX) }
}

/// Makes the view of the contents of a sealed file.
pub(crate) fn carried(file: String, carried: &Bundle, standings: &[bundle::MergeStatus]) -> BundleView {
    let row = |(each, standing): (&BundleProfile, &bundle::MergeStatus)| BundleRow {
        id: each.profile.id.as_str().to_owned(),
        name: each.profile.name.to_string(),
        generation: each.newest().generation.0,
        obtained_at: each.newest().obtained_at.to_string(),
        standing: match standing {
            bundle::MergeStatus::New => MergeStatusView::New,
            bundle::MergeStatus::Newer => MergeStatusView::Newer,
            bundle::MergeStatus::Back => MergeStatusView::Back,
            bundle::MergeStatus::Known => MergeStatusView::Known,
            bundle::MergeStatus::Held { .. } => MergeStatusView::Held,
            bundle::MergeStatus::Conflict(_) => MergeStatusView::Conflict,
        },
        automatic: each.automatic,
        conflict: standing.conflict().map(conflict),
    };
    BundleView {
        file,
        kind: carried.purpose,
        made_at: carried.made_at.to_string(),
        rows: carried.profiles.iter().zip(standings).map(row).collect(),
    }
}

fn conflict(conflict: &bundle::Conflict) -> ConflictView {
    let side = |side: &bundle::BundleSide| ConflictSide {
        name: side.name.to_string(),
        app_id: side.app_id.to_string(),
        oa_id: side.oa.as_ref().map(|oa| oa.id.clone()),
        obtained_at: side.obtained_at.to_string(),
    };
    let differs = conflict.differs.names().map(str::to_owned).collect();
    ConflictView { here: side(&conflict.here), there: side(&conflict.there), differs }
}

/// Makes the row of a kept pair, with its tokens masked.
pub(crate) fn generation(pair: &StoredPair, current: Generation) -> GenerationRow {
    let last_four = |token: &Option<Secret>| token.as_ref().map(|token| token.last_four().to_owned());
    GenerationRow {
        generation: pair.generation.0,
        current: pair.generation == current,
        imported: pair.source == Source::Import,
        obtained_at: pair.obtained_at.to_string(),
        access_expires_at: pair.expiry.access_expires_at.map(|at| at.to_string()),
        access_shown: last_four(&pair.pair.access),
        refresh_shown: last_four(&pair.pair.refresh),
        unconfirmed: pair.unconfirmed,
    }
}

/// Makes the view of a request; `wrong` is the key of the row that the last answer points at.
pub(crate) fn request(request: &TokenRequest, wrong: Option<&str>) -> RequestView {
    let rows = request.rows().map(|row| request_row(row, wrong)).collect();
    let masked = |secret: &Secret| format!("{}{}", redaction::BULLETS, secret.last_four());
    RequestView { url: request.url(), rows, curl: curl::command(request, masked).expose().to_owned() }
}

fn request_row(row: &Row, wrong: Option<&str>) -> RequestRow {
    let (shown, secret) = match &row.value {
        RowValue::Plain(text) => (text.clone(), None),
        RowValue::Secret(secret) => (secret.last_four().to_owned(), secret_name(row.key)),
    };
    RequestRow { part: row.part, key: row.key.to_owned(), shown, secret, wrong: wrong == Some(row.key) }
}

fn secret_name(key: &str) -> Option<SecretName> {
    match key {
        "secret_key" => Some(SecretName::SecretKey),
        "refresh_token" => Some(SecretName::RefreshToken),
        "access_token" => Some(SecretName::AccessToken),
        _ => None,
    }
}

/// Makes the view of an outcome.
pub(crate) fn outcome(outcome: &Outcome) -> OutcomeView {
    let result = &outcome.result;
    let verdict = match result {
        AttemptResult::Saved(_) => VerdictView::Saved,
        AttemptResult::Refused(_) | AttemptResult::Dead { .. } => VerdictView::Rejected,
        AttemptResult::NotSent(_) => VerdictView::NotSent,
        AttemptResult::Unknown(_) | AttemptResult::ConsentUnclear(_) => VerdictView::Unknown,
        AttemptResult::Busy => VerdictView::Busy,
    };
    OutcomeView {
        verdict,
        words: outcome.why.as_ref().map_or(result.message_id(), |why| why.id).to_owned(),
        args: outcome.why.as_ref().map(args).unwrap_or_default(),
        next: result.next_step(),
        zalo_code: result.zalo().and_then(|error| error.code).map(|code| code.to_string()),
        zalo_words: result.zalo().map(zalo_words),
        one_copy: outcome.one_copy,
        held_by: outcome.held_by.as_ref().map(|by| format!("{} ({})", by.machine, by.number)),
    }
}

/// Returns the arguments of a sentence.
pub(crate) fn args(explanation: &Explanation) -> BTreeMap<String, String> {
    explanation.args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

/// Returns Zalo's own text: the name, and the reason if it differs.
fn zalo_words(error: &ZaloError) -> String {
    let more = [&error.description, &error.reason].into_iter().filter(|text| !text.is_empty() && **text != error.name);
    let mut words = error.name.clone();
    for text in more {
        words = format!("{words} · {text}");
    }
    words
}

/// Makes the page of an attempt; `known` are the secrets to mask in its answer.
pub(crate) fn attempt(
    entry: &Entry,
    record: &ProfileRecord,
    request: RequestView,
    corrected_since: bool,
    known: &[&Secret],
) -> AttemptPage {
    AttemptPage {
        spends: entry.spends.0,
        sends: entry.attempt.sends,
        request,
        corrected_since,
        answer: answer(entry, record, corrected_since, known),
    }
}

/// Makes the view of the last answer; `known` are the secrets to mask in it.
pub(crate) fn answer(entry: &Entry, record: &ProfileRecord, corrected: bool, known: &[&Secret]) -> AnswerView {
    let came_to = Outcome::of(entry, &record.current);
    let step = if corrected { came_to.result.next_step_corrected() } else { came_to.result.next_step() };
    let attempt = &entry.attempt;
    let ended_at = attempt.answered_at.unwrap_or(attempt.prepared_at);
    let took = attempt.sent_at.map(|sent| ended_at.duration_since(sent).as_millis());
    let body = attempt.answer.as_ref().map(|answer| &answer.body);
    AnswerView {
        outcome: OutcomeView { next: step, ..outcome(&came_to) },
        at: ended_at.to_string(),
        status: attempt.answer.as_ref().map(|answer| answer.status),
        took_ms: took.filter(|_| body.is_some()).map(|took| u32::try_from(took).unwrap_or(u32::MAX)),
        bytes: body.map(|body| u32::try_from(body.len()).unwrap_or(u32::MAX)),
        lines: body.map(|body| redaction::lines(body, known)).unwrap_or_default().into_iter().map(line).collect(),
        raw: body.map(|body| redaction::raw(body, known)).unwrap_or_default(),
        current: entry.brought == Some(record.current.generation),
    }
}

fn line(line: redaction::Line) -> AnswerLine {
    AnswerLine { depth: line.depth, key: line.key, shown: line.shown, kind: line.kind, comma: line.comma }
}

/// Converts the typed values to a draft; empty ones become `None`.
pub(crate) fn draft(input: DraftInput) -> Draft {
    let filled = |text: String| Some(text).filter(|text| !text.trim().is_empty());
    Draft {
        name: filled(input.name),
        app_id: filled(input.app_id),
        secret_key: filled(input.secret_key).map(Secret::new),
        refresh_token: filled(input.refresh_token).map(Secret::new),
        access_token: None,
    }
}

/// Checks a draft for the form: findings, valid fields, possible actions.
pub(crate) fn check(draft: Draft) -> DraftCheck {
    let (draft, tidied) = draft::tidy(draft);
    let found = draft::check(&draft);
    let said_of_tidied = tidied.into_iter().map(|tidied| {
        let (field, explanation) = messages::tidied(tidied);
        finding_view(field, &explanation, false)
    });
    let said = found.iter().map(|finding| said_of(*finding));
    let findings: Vec<FindingView> = said_of_tidied.chain(said).collect();
    let has_trouble = |field: DraftField| found.iter().map(|finding| said_of(*finding)).any(|said| said.field == field);
    let filled = [
        (DraftField::Name, draft.name.is_some()),
        (DraftField::SecretKey, draft.secret_key.is_some()),
        (DraftField::RefreshToken, draft.refresh_token.is_some()),
        (DraftField::AppId, draft.app_id.is_some()),
        (DraftField::AccessToken, draft.access_token.is_some()),
    ];
    let fine = filled.into_iter().filter(|(field, filled)| *filled && !has_trouble(*field)).map(|(field, _)| field);
    let savable = !found.iter().any(|finding| finding.is_blocking());
    DraftCheck { fine: fine.collect(), findings, savable, sendable: savable && draft.refresh_token.is_some() }
}

/// Checks a draft; `holder` is the profile that already holds its token.
pub(crate) fn check_held(draft: Draft, holder: Option<String>) -> DraftCheck {
    let mut check = check(draft);
    if holder.is_some() {
        let (field, words) = (DraftField::RefreshToken, "draft-token-held".to_owned());
        check.findings.push(FindingView { field, words, blocking: true, count: None, other: holder });
        check.fine.retain(|fine| *fine != field);
        (check.savable, check.sendable) = (false, false);
    }
    check
}

/// Makes the findings for which a draft was refused.
pub(crate) fn findings(found: &[Finding]) -> Vec<FindingView> {
    found.iter().map(|finding| said_of(*finding)).collect()
}

fn said_of(finding: Finding) -> FindingView {
    let (field, explanation) = messages::finding(finding);
    finding_view(field, &explanation, finding.is_blocking())
}

fn finding_view(field: DraftField, explanation: &Explanation, blocking: bool) -> FindingView {
    let arg = |wanted: &str| explanation.args.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.clone());
    FindingView { field, words: explanation.id.to_owned(), blocking, count: arg("count"), other: arg("other") }
}

/// Makes the view of a value that is not imported.
pub(crate) fn left_out(left_out: &LeftOut) -> LeftOutView {
    LeftOutView {
        words: messages::left_out(left_out).id.to_owned(),
        key: left_out.field.key().to_owned(),
        file: file_of(&left_out.place),
        line: left_out.place.line.to_string(),
        shown: left_out.value.last_four().to_owned(),
    }
}

fn import_choices(choice: &FieldChoice, picked: Option<usize>) -> ImportChoices {
    let candidate = |each: &Candidate| ImportCandidate {
        key: each.key.clone(),
        file: file_of(&each.place),
        line: each.place.line.to_string(),
        shown: if choice.field == DraftField::AppId { each.value.expose() } else { each.value.last_four() }.to_owned(),
    };
    ImportChoices {
        field: choice.field,
        picked: picked.and_then(|number| u32::try_from(number).ok()),
        candidates: choice.candidates.iter().map(candidate).collect(),
    }
}

fn file_of(place: &Location) -> Option<String> {
    (!place.input.is_empty()).then(|| place.input.clone())
}

/// The refresh token of an OA is also that of another one in the same import.
pub(crate) fn ask_token(check: &mut DraftCheck, first: &HeldDraft, of: &Draft) {
    let field = DraftField::RefreshToken;
    let name = of.name.clone().or_else(|| of.app_id.clone());
    let line = first.first_place().map(|place| place.line.to_string());
    let words = "import-token-twice".to_owned();
    check.findings.push(FindingView { field, words, blocking: true, count: line, other: name });
    check.fine.retain(|fine| *fine != field);
    (check.savable, check.sendable) = (false, false);
}

/// A field without a value, because the user has not chosen between several: that is what it lacks.
fn ask(check: &mut DraftCheck, field: DraftField) {
    check.findings.retain(|finding| finding.field != field);
    check.fine.retain(|fine| *fine != field);
    check.findings.push(FindingView {
        field,
        words: "import-choose".to_owned(),
        blocking: true,
        count: None,
        other: None,
    });
    (check.savable, check.sendable) = (false, false);
}

/// Makes the view of a recognised OA, whose values are those of `draft`.
pub(crate) fn import_draft(held: &HeldDraft, draft: &Draft, standing: DraftConflicts) -> ImportDraft {
    let (tidied, _) = draft::tidy(draft.clone());
    let last_four = |secret: &Option<Secret>| secret.as_ref().map(|secret| secret.last_four().to_owned());
    let mut check = check_held(draft.clone(), standing.held_by);
    let is_empty = |field| match field {
        DraftField::Name => tidied.name.is_none(),
        DraftField::AppId => tidied.app_id.is_none(),
        DraftField::SecretKey => tidied.secret_key.is_none(),
        DraftField::RefreshToken => tidied.refresh_token.is_none(),
        DraftField::AccessToken => tidied.access_token.is_none(),
    };
    for choice in held.imported.choices.iter().filter(|choice| is_empty(choice.field)) {
        ask(&mut check, choice.field);
    }
    let choices = held.imported.choices.iter().map(|choice| import_choices(choice, held.picked(choice.field)));
    let first = held.first_place();
    ImportDraft {
        file: first.and_then(file_of),
        line: first.map(|place| place.line.to_string()),
        choices: choices.collect(),
        names_only: held.imported.names_only.map(|exporter| messages::names_only(exporter).id.to_owned()),
        name: tidied.name.unwrap_or_default(),
        app_id: tidied.app_id.unwrap_or_default(),
        secret_key: last_four(&tidied.secret_key),
        refresh_token: last_four(&tidied.refresh_token),
        access_token: last_four(&tidied.access_token),
        check,
        same_name: standing.same_name.map(|id| id.to_string()),
        group: held.imported.group.clone(),
    }
}

/// Makes the view of a table's column.
pub(crate) fn column(column: &Column) -> ColumnView {
    ColumnView { title: column.title.clone(), shown: column.shown(), meaning: column.meaning }
}

/// Converts a correction of a recognised OA. A cleared field is a correction too.
pub(crate) fn correction(edit: ImportEdit) -> Draft {
    Draft {
        name: edit.name,
        app_id: edit.app_id,
        secret_key: edit.secret_key.map(Secret::new),
        refresh_token: edit.refresh_token.map(Secret::new),
        access_token: edit.access_token.map(Secret::new),
    }
}

/// Makes a line of the history; `ends` holds when the access token of each generation expires.
pub(crate) fn history(line: &HistoryEntry, ends: &[(Generation, Option<Timestamp>)]) -> HistoryLine {
    let generation = line.event.generation();
    let end = ends.iter().find(|(of, _)| Some(*of) == generation).and_then(|(_, end)| *end);
    HistoryLine {
        at: line.at.to_string(),
        words: line.event.message_id().to_owned(),
        by: line.event.started_by().map(|by| by.message_id().to_owned()),
        zalo_words: line.event.said(),
        generation: generation.map(|generation| generation.0),
        access_expires_at: end.map(|end| end.to_string()),
        attempt: line.attempt.as_ref().map(|attempt| attempt.0.clone()),
    }
}
