//! The profiles: list, page, form.

use oa_token_engine::{Engine, Overview, ProfileDetails};
use oa_token_import::draft::{Draft, NewProfile};
use oa_token_model::origin::Origin;
use oa_token_model::profile::ProfileKind;
use oa_token_model::records::{ProfileEdit, ProfileRecord};
use oa_token_model::schedule::NextRefresh;
use oa_token_model::secret::Secret;
use oa_token_model::status::{SendPolicy, wrong_value};
use oa_token_model::token::TokenPair;
use oa_token_model::zalo::TokenRequest;
use tauri::State;

use crate::app_state::{self, AppState};
use crate::error::CommandError;
use crate::views::convert::{self, RowContext};
use crate::views::{DraftCheck, DraftInput, EditInput, ProfilePage, ProfileRow, RequestView};

/// Lists the profiles; also while the vault is locked.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_profiles(state: State<'_, AppState>) -> Result<Vec<ProfileRow>, CommandError> {
    rows(&state).await
}

/// Returns everything that a profile's page shows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_profile(state: State<'_, AppState>, id: String) -> Result<ProfilePage, CommandError> {
    let engine = &state.engine;
    let ProfileDetails { record, secrets, last, next, offers_recovery_code } =
        engine.profiles().page(&app_state::id(&id)?).await?;
    let row = row_at(engine, &record, Some(next)).await;
    let Some(secrets) = secrets else { return Ok(stopped_page(&state, row)) };
    if record.profile.kind == ProfileKind::Practice {
        // Before the request's address is shown. If the server does not start, sending reports it.
        state.sandbox.begin_if_needed(engine).await.ok();
    }
    let known =
        [Some(&secrets.secret_key), secrets.current.pair.refresh.as_ref(), secrets.current.pair.access.as_ref()];
    let known: Vec<&Secret> = known.into_iter().flatten().collect();
    Ok(ProfilePage {
        row,
        request: request(&state, &record, &secrets.secret_key, &secrets.current.pair, wrong_value(&record)),
        send: engine.profiles().send_policy(&record),
        answer: last.map(|entry| convert::answer(&entry, &record, record.corrected, &known)),
        offers_recovery_code,
    })
}

/// Makes the page of an OA whose stored data was changed from outside: sends and shows nothing of it.
fn stopped_page(state: &AppState, row: ProfileRow) -> ProfilePage {
    let url = state.engine.environment().oauth.join(TokenRequest::PATH);
    ProfilePage {
        row,
        request: RequestView { url, rows: Vec::new(), curl: String::new() },
        send: SendPolicy::Altered,
        answer: None,
        offers_recovery_code: false,
    }
}

/// Returns one row of the list; also while the vault is locked.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_row(state: State<'_, AppState>, id: String) -> Result<ProfileRow, CommandError> {
    let record = state.record(&id).await?;
    Ok(row(&state.engine, &record).await)
}

/// Checks the form so far. Saves nothing, sends nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_draft(draft: DraftInput) -> Result<DraftCheck, CommandError> {
    Ok(convert::check(convert::draft(draft)))
}

/// Creates a profile; the first one also creates the vault.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_profile(state: State<'_, AppState>, draft: DraftInput) -> Result<ProfileRow, CommandError> {
    let new = NewProfile::from_draft(convert::draft(draft)).map_err(|found| invalid(&found))?;
    state.make_vault().await?;
    let profile = state.engine.profiles().create_named(new).await?;
    let record = state.engine.profiles().get(&profile.id).await?;
    Ok(row(&state.engine, &record).await)
}

/// Corrects a profile. A newer refresh token becomes a new generation; the old ones are kept. A pair of another OA is
/// rejected unless `anyway` is set; then the profile is that OA from now on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn edit_profile(
    state: State<'_, AppState>,
    id: String,
    edit: EditInput,
    anyway: bool,
) -> Result<ProfileRow, CommandError> {
    let record = state.record(&id).await?;
    let mut edit = edit_of(&state.engine, &record, edit).await?;
    if let Some(pair) = &edit.pair
        && let Some((known, found)) = state.engine.checks().other_oa(&record.profile.id, pair).await?
    {
        if !anyway {
            return Err(CommandError::OtherOa { known: known.name, found: found.name });
        }
        edit.oa = Some(found.account());
    }
    state.engine.profiles().edit(&record.profile.id, edit).await?;
    let record = state.record(&id).await?;
    Ok(row(&state.engine, &record).await)
}

/// Checks a correction so far. Saves nothing, sends nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_edit(
    state: State<'_, AppState>,
    id: String,
    edit: EditInput,
) -> Result<DraftCheck, CommandError> {
    let record = state.record(&id).await?;
    let draft = corrected(&state.engine, &record, edit).await?;
    let holder = state.engine.profiles().held_by(Some(record.profile.id), draft.pair()).await;
    Ok(convert::check_held(draft, holder))
}

/// Makes all rows.
pub(crate) async fn rows(state: &AppState) -> Result<Vec<ProfileRow>, CommandError> {
    Ok(rows_of(state, &state.engine.profiles().overview().await?).await)
}

/// Makes the rows of all profiles.
pub(crate) async fn rows_of(state: &AppState, overview: &Overview) -> Vec<ProfileRow> {
    let Overview { records, schedule } = overview;
    let (sending, now) = (state.engine.refresh().in_flight().await, state.engine.now());
    let avatars = state.engine.checks().avatars().await;
    let row = |record: &ProfileRecord| {
        let id = &record.profile.id;
        let next = schedule.get(id).copied();
        let seen = RowContext { sending: sending.contains(id), has_avatar: avatars.contains(id), next };
        convert::row(record, &seen, now)
    };
    records.iter().map(row).collect()
}

pub(crate) async fn row(engine: &Engine, record: &ProfileRecord) -> ProfileRow {
    let schedule = engine.auto_refresh().schedule_of(std::slice::from_ref(record)).await;
    row_at(engine, record, schedule.first().map(|(_, next)| *next)).await
}

async fn row_at(engine: &Engine, record: &ProfileRecord, next: Option<NextRefresh>) -> ProfileRow {
    let sending = engine.refresh().in_flight().await.contains(&record.profile.id);
    let has_avatar = engine.checks().avatars().await.contains(&record.profile.id);
    convert::row(record, &RowContext { sending, has_avatar, next }, engine.now())
}

/// Makes the request with which a pair is or was sent; `wrong` is the key of the row that a refusal points at.
pub(crate) fn request(
    state: &AppState,
    record: &ProfileRecord,
    secret_key: &Secret,
    pair: &TokenPair,
    wrong: Option<&str>,
) -> RequestView {
    let origin = shown_origin(state, record);
    // Without a refresh token the rows are shown too, with an empty token.
    let absent = Secret::new("…");
    let token = pair.refresh.as_ref().unwrap_or(&absent);
    match TokenRequest::refresh(&origin, &record.profile.app_id, secret_key, token) {
        Ok(request) => convert::request(&request, wrong),
        Err(_) => RequestView { url: origin.join(TokenRequest::PATH), rows: Vec::new(), curl: String::new() },
    }
}

/// Returns the origin of the request. Until practice Zalo runs, this is the one in Zalo's tutorial.
fn shown_origin(state: &AppState, record: &ProfileRecord) -> Origin {
    state.engine.token_origin(record.profile.kind).unwrap_or_else(|| state.engine.environment().oauth.clone())
}

/// Checks a correction by the rules for a new profile; omitted values are taken from the profile.
async fn edit_of(engine: &Engine, record: &ProfileRecord, edit: EditInput) -> Result<ProfileEdit, CommandError> {
    let (has_app_id, has_secret_key) = (edit.app_id.is_some(), edit.secret_key.is_some());
    let draft = corrected(engine, record, edit).await?;
    let new = NewProfile::from_draft(draft).map_err(|found| invalid(&found))?;
    // Only corrected values are written, because a practice OA accepts a new name but no values.
    Ok(ProfileEdit {
        name: new.name,
        app_id: has_app_id.then_some(new.app_id),
        secret_key: has_secret_key.then_some(new.secret_key),
        oa: None,
        pair: Some(new.pair).filter(|pair| *pair != TokenPair::default()),
        from_team: None,
    })
}

async fn corrected(engine: &Engine, record: &ProfileRecord, edit: EditInput) -> Result<Draft, CommandError> {
    let secrets = engine.profiles().secrets(&record.profile.id).await?;
    Ok(Draft {
        name: Some(edit.name.unwrap_or_else(|| record.profile.name.to_string())),
        app_id: Some(edit.app_id.unwrap_or_else(|| record.profile.app_id.to_string())),
        secret_key: Some(edit.secret_key.map_or(secrets.secret_key, Secret::new)),
        refresh_token: edit.refresh_token.map(Secret::new),
        access_token: edit.access_token.map(Secret::new),
    })
}

pub(crate) fn invalid(found: &[oa_token_import::draft::Finding]) -> CommandError {
    CommandError::InvalidDraft { findings: convert::findings(found) }
}
