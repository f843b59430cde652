//! The types that the page receives: ids, states, masked texts. No secret may be in them.

use std::collections::BTreeMap;

use oa_token_engine::UnlockOption;
use oa_token_engine::i18n::Language;
use oa_token_import::draft::DraftField;
use oa_token_model::attention::Attention;
use oa_token_model::outcome::NextStep;
use oa_token_model::redaction::LineKind;
use oa_token_model::status::{DisplayState, SendPolicy};
use oa_token_model::triage::{HealthGroup, QuickAct, Tone};
use oa_token_model::zalo::RequestPart;
use serde::{Deserialize, Serialize};
use specta::Type;

mod authorization;
mod auto_refresh;
mod bundles;
pub(crate) mod convert;
mod export;
mod imports;
mod places;
mod protection;
pub(crate) mod qr;
mod row_table;
mod team;
mod updates;

pub use authorization::{
    AuthorizationEndView, AuthorizationView, CheckVerdict, CheckView, OaFactsView, QrView, UpcomingExpiryView,
};
pub use auto_refresh::{AutomaticView, PolicyView};
pub use bundles::{BundleRow, BundleView, ConflictSide, ConflictView, MergeStatusView};
pub use export::{EnvNamesInput, ExportChoice, ExportFormat, ExportPreview};
pub use imports::{
    ColumnView, CorrectedDraft, ImportCandidate, ImportChoice, ImportChoices, ImportDraft, ImportEdit, ImportPreview,
    ImportSaved, LeftOutView,
};
pub(crate) use places::deliveries;
pub use places::{DeliveryLine, PlaceAdded, PlaceInput, PlaceTested, PlaceView, ReceiverView, WebhookInput};
pub use protection::{BackupView, GenerationRow, ProtectionView, RecoveryTask, SlotRow};
pub use team::{
    InvitationSaved, InvitationView, TeamAwaitedView, TeamChecklist, TeamDatabaseInput, TeamInput, TeamInvitationView,
    TeamLinkView, TeamMemberView, TeamOaView, TeamReader, TeamRoleView, TeamTask, TeamTaskView, TeamView,
};
pub use updates::UpdateView;

/// One row of the list of profiles. Times are RFC 3339 text.
#[expect(clippy::struct_excessive_bools, reason = "four independent facts, each shown separately")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileRow {
    /// Identifies the profile in every call.
    pub id: String,
    /// The name that the user chose.
    pub name: String,
    /// The Zalo app's id, digits.
    pub app_id: String,
    /// The OA's id at Zalo, once known.
    pub oa_id: Option<String>,
    /// The OA's name at Zalo, once known.
    pub oa_name: Option<String>,
    /// Whether this is a practice OA.
    pub practice: bool,
    /// The one state shown.
    pub state: DisplayState,
    /// Whether an attempt is in flight right now.
    pub sending: bool,
    /// Counts the pairs from 1 (the import).
    pub generation: u32,
    /// When Zalo issued the access token, if this program received it.
    pub access_issued_at: Option<String>,
    /// When the access token expires; null if unknown.
    pub access_expires_at: Option<String>,
    /// When the refresh token expires; null if unknown.
    pub refresh_expires_at: Option<String>,
    /// When the current pair was saved on this computer.
    pub obtained_at: String,
    /// Whether there is an access token to copy.
    pub has_access_token: bool,
    /// Whether there is a refresh token to send.
    pub has_refresh_token: bool,
    /// When it was moved to another computer; null while it is here.
    pub moved_at: Option<String>,
    /// The last facts from Zalo about the OA.
    pub facts: Option<OaFactsView>,
    /// When the user will have to act; null while that is far away.
    pub ahead: Option<UpcomingExpiryView>,
    /// What it needs.
    pub need: Attention,
    /// Where the overview counts it.
    pub group: HealthGroup,
    /// Its mark.
    pub tone: Tone,
    /// The colour of its access token's life.
    pub access_tone: Tone,
    /// The colour of its refresh token's life.
    pub refresh_tone: Tone,
    /// Lower is more urgent; rows of one rank are sorted by the end of their access token.
    pub rank: u8,
    /// Whether "Lấy token mới cho N OA đến hạn" sends it now.
    pub due: bool,
    /// Whether its access token can be copied at once.
    pub copyable: bool,
    /// Whether its access token may have stopped working although its time is not over.
    pub may_have_stopped: bool,
    /// Whether "Làm mới tất cả OA mới nhập" sends it now.
    pub untried: bool,
    /// Whether switching automatic refresh on refreshes it at once.
    pub due_once_automatic: bool,
    /// Why it needs the user; null if it does not.
    pub reason: Option<ReasonView>,
    /// Its one button in a list; null if anything left to do happens on another computer.
    pub act: Option<QuickActView>,
    /// Whether there is a picture of the OA.
    pub has_avatar: bool,
    /// Whether and when it refreshes automatically.
    pub automatic: AutomaticView,
    /// The places that get its new tokens, oldest first; empty while the vault is locked.
    pub places: Vec<PlaceView>,
}

/// Why an OA needs the user, in a few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReasonView {
    /// The message id.
    pub words: String,
    /// The arguments of that sentence.
    pub args: BTreeMap<String, String>,
}

/// The one button of an OA in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QuickActView {
    /// What it does.
    pub kind: QuickAct,
    /// The message id of its label.
    pub words: String,
}

/// Names one secret of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SecretName {
    /// The app's secret key.
    SecretKey,
    /// The refresh token the next send will carry.
    RefreshToken,
    /// The access token other tools use.
    AccessToken,
}

/// Names a secret of a profile: it can be shown and copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileSecret {
    /// Which profile.
    pub id: String,
    /// Which secret.
    pub secret: SecretName,
    /// From which stored pair; null for the current one.
    pub generation: Option<u32>,
}

/// Names the new secret of a place. It can be shown until it is forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlaceSecret {
    /// Which place.
    pub place: String,
}

/// Names a secret that can be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum SecretRef {
    /// A secret of a profile.
    Profile(ProfileSecret),
    /// The recovery code that waits for its confirmation. It is never copied.
    RecoveryCode,
    /// The new secret of a place.
    Place(PlaceSecret),
    /// The passphrase of the invitation that was just saved. It is never copied.
    Invitation,
}

/// One row of the request as the next send will carry it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RequestRow {
    /// Header or body.
    pub part: RequestPart,
    /// The key in Zalo's spelling.
    pub key: String,
    /// The value, or for a secret its last four characters (may be empty).
    pub shown: String,
    /// Which secret this is; null for a plain value.
    pub secret: Option<SecretName>,
    /// Whether the last refusal points at this row.
    pub wrong: bool,
}

/// The request as the next send will carry it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RequestView {
    /// The full address.
    pub url: String,
    /// Its rows in order.
    pub rows: Vec<RequestRow>,
    /// The same as a cURL command, masked.
    pub curl: String,
}

/// The result of an attempt, for colour and icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum VerdictView {
    /// The new tokens are safely on disk.
    Saved,
    /// Zalo rejected the request.
    Rejected,
    /// Nothing left this computer.
    NotSent,
    /// Zalo may or may not have changed the token.
    Unknown,
    /// Another process holds this profile.
    Busy,
}

/// The result of an attempt. `words` is a message id of `locales/`; `<words>-next` is the next step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OutcomeView {
    /// The colour and the icon.
    pub verdict: VerdictView,
    /// The message id that explains it.
    pub words: String,
    /// The arguments of that sentence.
    pub args: BTreeMap<String, String>,
    /// The button to offer.
    pub next: NextStep,
    /// Zalo's own error code, if any (text, because IPC has no 64-bit numbers).
    pub zalo_code: Option<String>,
    /// Zalo's own error text, if any.
    pub zalo_words: Option<String>,
    /// Whether the pair is in one file only: the second copy could not be written.
    pub one_copy: bool,
    /// Which process holds the OA, if it is busy and that is known.
    pub held_by: Option<String>,
}

/// One line of the answer, formatted for reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AnswerLine {
    /// Its depth, in indentation steps.
    pub depth: u8,
    /// The member's key, if it has one.
    pub key: Option<String>,
    /// The value or bracket as JSON text, without the comma; for a token only its last four characters, unquoted.
    pub shown: String,
    /// The kind of the shown text.
    pub kind: LineKind,
    /// Whether a comma follows.
    pub comma: bool,
}

/// The last attempt's answer, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AnswerView {
    /// The result.
    pub outcome: OutcomeView,
    /// When the attempt ended.
    pub at: String,
    /// The HTTP status; null when no answer came.
    pub status: Option<u16>,
    /// Milliseconds from sending to the last byte; null when no answer came.
    pub took_ms: Option<u32>,
    /// Bytes of the body; null when no answer came.
    pub bytes: Option<u32>,
    /// The formatted body; empty if it is not JSON.
    pub lines: Vec<AnswerLine>,
    /// The body as received with every token masked.
    pub raw: String,
    /// Whether its tokens are still the current ones, so that reveal and copy refer to them.
    pub current: bool,
}

/// Everything that the profile's page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfilePage {
    /// The same row the list shows.
    pub row: ProfileRow,
    /// The next request.
    pub request: RequestView,
    /// What "Gửi" does.
    pub send: SendPolicy,
    /// The last answer, if anything was ever sent.
    pub answer: Option<AnswerView>,
    /// Whether to offer a recovery code below the answer.
    pub offers_recovery_code: bool,
}

/// Three values and a name, as typed.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DraftInput {
    /// May be empty: then the OA's or the app's id is the name.
    pub name: String,
    /// The app's secret key.
    pub secret_key: String,
    /// The refresh token.
    pub refresh_token: String,
    /// The Zalo app's id.
    pub app_id: String,
}

/// One finding about a field. `words` is a message id of `locales/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FindingView {
    /// The field.
    pub field: DraftField,
    /// The message id.
    pub words: String,
    /// Whether it prevents saving.
    pub blocking: bool,
    /// A number in the sentence (characters dropped, length), as text.
    pub count: Option<String>,
    /// A name in the sentence (another profile), if any.
    pub other: Option<String>,
}

/// The findings about the form so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DraftCheck {
    /// All findings.
    pub findings: Vec<FindingView>,
    /// Fields that are filled and valid.
    pub fine: Vec<DraftField>,
    /// Whether the profile can be saved.
    pub savable: bool,
    /// Whether it can be saved and sent.
    pub sendable: bool,
}

/// A correction of a profile; null keeps the value.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EditInput {
    /// A new name.
    pub name: Option<String>,
    /// A corrected secret key.
    pub secret_key: Option<String>,
    /// A corrected app id.
    pub app_id: Option<String>,
    /// A newer refresh token: becomes a new generation, the old ones are kept.
    pub refresh_token: Option<String>,
    /// The access token that belongs to it.
    pub access_token: Option<String>,
}

/// A deleted profile that can be restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrashRow {
    /// Identifies it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it was deleted.
    pub deleted_at: String,
    /// When its tokens are deleted for good.
    pub gone_at: String,
}

/// Settings of timers and client; stored in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// A proxy's address, such as `http://proxy.example:8080`; empty for the system's own.
    pub proxy: String,
    /// After how many seconds a copied access token is cleared from the clipboard; 0 for never.
    pub access_clipboard_seconds: u32,
    /// The same for refresh tokens and secret keys.
    pub other_clipboard_seconds: u32,
}

/// Facts about the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AboutView {
    /// The version.
    pub version: String,
    /// The folder of the vault.
    pub folder: String,
    /// The components, one per line: name, version, licence, separated by tabs.
    pub licences: String,
}

/// The only pages that may be opened in the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// The list of the user's Zalo apps: `app_id` and `secret_key`.
    Apps,
    /// API Explorer: returns a new pair by a click.
    ApiExplorer,
    /// The OA's administration page.
    OaManager,
    /// Zalo's documentation of access tokens.
    TokenDocs,
}

/// Whether the vault can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    /// Open.
    Ready,
    /// The key is not available right now.
    Locked,
    /// The key is gone.
    KeyLost,
    /// The vault cannot be created: this computer has no place for the key.
    NoKeyPlace,
    /// The file is damaged or missing.
    Damaged,
    /// The file cannot be used (newer, damaged, not writable).
    Unusable,
}

/// The vault's state; `words` is a message id of `locales/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VaultView {
    /// The state.
    pub state: VaultState,
    /// The reason, unless it is ready.
    pub words: Option<String>,
    /// The arguments of that sentence.
    pub args: BTreeMap<String, String>,
    /// The message id of the next step, if there is one.
    pub next: Option<String>,
    /// The folder of the vault.
    pub folder: String,
    /// The ways to open it, the most likely first.
    pub ways: Vec<UnlockOption>,
    /// The backup that can replace it.
    pub backup: Option<BackupView>,
    /// The address that receives tokens, if it is neither Zalo nor this computer.
    pub other_origin: Option<String>,
}

/// The colours of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As set in the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// As they were added.
    #[default]
    Added,
    /// The OAs that need the user first.
    Urgency,
    /// By name.
    Name,
}

/// A group of OAs in the list; an OA is in at most one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileGroup {
    /// Identifies it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its colour, as a hue in degrees.
    pub hue: u16,
    /// The ids of its profiles; one that was deleted keeps its place, as it may be restored.
    pub profiles: Vec<String>,
}

/// Display settings; no token and no value of a profile is in them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UiSettings {
    /// The language of the page.
    pub language: Language,
    /// The colours of the page.
    pub theme: Theme,
    /// The profile open when the window was closed.
    pub last_profile: Option<String>,
    /// The order of the list.
    pub order: Order,
    /// Whether the program keeps running when its window is closed; null until the user was asked.
    pub close_to_tray: Option<bool>,
    /// The groups, in the order in which they were made.
    pub groups: Vec<ProfileGroup>,
    /// The ids of the pinned profiles, in the order in which they were pinned.
    pub pins: Vec<String>,
    /// Whether newer versions of the program are looked for; null, as at first, if they are.
    pub update_checks: Option<bool>,
}

/// What the page needs at its start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppStateView {
    /// Whether the vault can be used.
    pub vault: VaultView,
    /// Whether the app is locked: `unlock` opens it with the passphrase or the recovery code.
    pub app_locked: bool,
    /// Whether a recovery code can open the app lock.
    pub has_recovery_code: bool,
    /// Whether some OA refreshes automatically now; known while the app is locked, false while the vault is.
    pub refreshes_automatically: bool,
    /// Language and theme.
    pub ui_settings: UiSettings,
    /// The profiles; also known while the vault is locked. On the wire each but the first holds only what
    /// differs from the first.
    #[serde(serialize_with = "row_table::serialize")]
    #[specta(type = Vec<ProfileRow>)]
    pub profiles: Vec<ProfileRow>,
    /// The address of the requests.
    pub token_url: String,
}

/// A notice that the desktop did not show as a notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NotificationView {
    /// The OA's id.
    pub id: String,
    /// The text, in the page's language.
    pub text: String,
}

/// One line of the history. `words` is a message id of `locales/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HistoryLine {
    /// When it happened.
    pub at: String,
    /// The message id.
    pub words: String,
    /// The message id of who started the refresh; null if that is unknown, or if it is about none.
    pub by: Option<String>,
    /// Zalo's own code and text, or the address to which something was sent, if any.
    pub zalo_words: Option<String>,
    /// The generation that resulted, if any.
    pub generation: Option<u32>,
    /// When the resulting access token expires, if known.
    pub access_expires_at: Option<String>,
    /// The attempt that the line is about, to open it; null if it is about no attempt.
    pub attempt: Option<String>,
}

/// An attempt with its request and answer, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AttemptPage {
    /// The number of the pair it spent.
    pub spends: u32,
    /// How often it was sent: 2 after a recovery.
    pub sends: u32,
    /// The request.
    pub request: RequestView,
    /// Whether `secret_key` or `app_id` were corrected since: the rows show the current values.
    pub corrected_since: bool,
    /// The result.
    pub answer: AnswerView,
}
