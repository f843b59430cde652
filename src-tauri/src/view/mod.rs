//! What crosses to the page: ids, states, masked texts. No secret has a place here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;

mod clock;
mod consent;
mod exchange;
mod protection;
mod transfer;

pub use clock::{AutomaticView, PolicyView};
pub use consent::{AheadView, AheadWhy, CheckVerdict, CheckView, ConsentEndView, ConsentView, OaFactsView};
pub use exchange::{
    EnvNamesInput, EnvVariable, ExportChoice, ExportFormat, ExportPreview, ImportChoice, ImportDraft, ImportEdit,
    ImportPreview, ImportSaved, OutletView,
};
pub use protection::{BackupView, GenerationRow, ProtectionView, RecoveryTask, SlotKindView, SlotRow, UnlockWay};
pub use transfer::{CarriedKind, CarriedRow, CarriedStanding, CarriedView, ConflictSide, ConflictView};

/// A profile's state in the words of the screen (ARCHITECTURE.md, glossary).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum StateView {
    /// Pasted or imported, nothing sent yet.
    New,
    /// "Còn hạn".
    Valid,
    /// "Sắp hết hạn".
    Expiring,
    /// "Hết hạn".
    Expired,
    /// "Cần cấp quyền lại".
    NeedsConsent,
    /// "Chưa rõ kết quả".
    Unknown,
    /// "Chưa gửi được".
    NotSent,
    /// "Zalo từ chối".
    Refused,
    /// "Đã chuyển đi": another computer refreshes it.
    MovedAway,
    /// "Bản cũ": its pair may be older than one in another copy of the vault.
    OldCopy,
    /// "Bị sửa từ bên ngoài": nothing is done with it.
    Altered,
}

/// One row of the list of profiles. Times are RFC 3339 text.
#[expect(clippy::struct_excessive_bools, reason = "four independent facts, each shown by itself")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileRow {
    /// Identifies the profile in every call.
    pub id: String,
    /// The name the user gave.
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
    pub state: StateView,
    /// Whether an attempt is in flight right now.
    pub sending: bool,
    /// Counts the pairs from 1 (the import).
    pub generation: u32,
    /// When the access token was given, if Zalo gave it to us.
    pub access_issued_at: Option<String>,
    /// When the access token ends; null when unknown.
    pub access_expires_at: Option<String>,
    /// When the refresh token ends; null when unknown.
    pub refresh_expires_at: Option<String>,
    /// When the current pair was saved here.
    pub obtained_at: String,
    /// Whether there is an access token to copy.
    pub has_access_token: bool,
    /// Whether there is a refresh token to send.
    pub has_refresh_token: bool,
    /// When it was moved to another computer; null while it is here.
    pub moved_at: Option<String>,
    /// What Zalo last said of the OA.
    pub facts: Option<OaFactsView>,
    /// When a person will be needed; null while that is far.
    pub ahead: Option<AheadView>,
    /// Whether there is a picture of the OA.
    pub has_avatar: bool,
    /// Whether and when it refreshes by itself.
    pub automatic: AutomaticView,
    /// The file its export is written to after each refresh.
    pub outlet: Option<OutletView>,
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

/// Names a secret that can be shown or copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "of", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum SecretRef {
    /// A secret of a profile.
    Profile {
        /// Which profile.
        id: String,
        /// Which secret.
        secret: SecretName,
        /// Of which kept pair; null for the current one.
        generation: Option<u32>,
    },
    /// The recovery code that is being made.
    RecoveryCode,
}

/// Whether a row of the request stands in its header or its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RequestPart {
    /// An HTTP header.
    Header,
    /// A field of the urlencoded body.
    Body,
}

/// One row of the request as the next send will carry it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RequestRow {
    /// Header or body.
    pub part: RequestPart,
    /// The key as Zalo spells it.
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
    /// The whole address.
    pub url: String,
    /// Its rows in order.
    pub rows: Vec<RequestRow>,
    /// The same as a cURL command, masked.
    pub curl: String,
}

/// What pressing "Gửi" does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SendPolicy {
    /// Sends at once: the primary button.
    Sends,
    /// Asks first: the access token in use would stop.
    Asks,
    /// Sends the same token once more: the last answer was lost.
    SendsAgain,
    /// Does nothing: Zalo said this token is dead.
    DeadToken,
    /// Does nothing: there is no refresh token.
    NoRefreshToken,
    /// Does nothing: the OA was moved to another computer.
    MovedAway,
    /// Does nothing: somebody without the key has changed what is said of the OA.
    Altered,
}

/// The one button offered after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// Nothing to do.
    None,
    /// "Gửi lại".
    SendAgain,
    /// Correct the secret key.
    FixSecretKey,
    /// Correct the app's id, or switch the app on.
    FixAppId,
    /// "Cấp quyền lại": get a new pair from Zalo and paste it.
    GetNewPair,
    /// "Dán lại refresh token".
    PasteAgain,
}

/// The four ways an attempt can end, for colour and icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum VerdictView {
    /// Both tokens, or what came of them, are safe on disk.
    Saved,
    /// Zalo said no.
    Rejected,
    /// Nothing left this computer.
    NotSent,
    /// Zalo may or may not have changed the token.
    Unknown,
    /// Another window or command holds this profile.
    Busy,
}

/// What an attempt came to. `i18n` is a message id of `locales/`; `<words>-next` is the next step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OutcomeView {
    /// The colour and the icon.
    pub verdict: VerdictView,
    /// The message id that explains it.
    pub words: String,
    /// What that sentence names.
    pub args: BTreeMap<String, String>,
    /// The button to offer.
    pub next: NextStep,
    /// Zalo's own code, if it gave one (text: no 64-bit numbers over IPC).
    pub zalo_code: Option<String>,
    /// Zalo's own words, if it gave any.
    pub zalo_words: Option<String>,
    /// Whether what was saved is in one file only: the second copy could not be written.
    pub one_copy: bool,
    /// Who holds the OA, if it is busy and that is known.
    pub held_by: Option<String>,
}

/// One line of the answer, laid out for reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AnswerLine {
    /// How deep it stands, in steps.
    pub depth: u8,
    /// The member's key, if it has one.
    pub key: Option<String>,
    /// The value or bracket as JSON text, without the comma; of a token only its last four characters, unquoted.
    pub shown: String,
    /// What kind of thing is shown.
    pub kind: LineKind,
    /// Whether a comma follows.
    pub comma: bool,
}

/// What an answer's line shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// A bracket.
    Bracket,
    /// A text in quotes.
    Text,
    /// A number, true, false or null.
    Literal,
    /// Part of Zalo's error.
    Error,
    /// The access token, masked.
    AccessToken,
    /// The refresh token, masked.
    RefreshToken,
}

/// The last attempt's answer, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AnswerView {
    /// What it came to.
    pub outcome: OutcomeView,
    /// When the attempt ended.
    pub at: String,
    /// The HTTP status; null when no answer came.
    pub status: Option<u16>,
    /// Milliseconds from sending to the last byte; null when no answer came.
    pub took_ms: Option<u32>,
    /// Bytes of the body; null when no answer came.
    pub bytes: Option<u32>,
    /// The body laid out; empty when it is not JSON.
    pub lines: Vec<AnswerLine>,
    /// The body as received with every token masked.
    pub raw: String,
    /// Whether the tokens in it are still the current ones, so that reveal and copy mean these.
    pub current: bool,
}

/// Everything the profile's page shows.
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
}

/// Three values and a name, as typed.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DraftInput {
    /// May be empty: then the OA's or the app's id becomes the name.
    pub name: String,
    /// The app's secret key.
    pub secret_key: String,
    /// The refresh token.
    pub refresh_token: String,
    /// The Zalo app's id.
    pub app_id: String,
}

/// The fields of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DraftField {
    /// The profile's name.
    Name,
    /// The app's secret key.
    SecretKey,
    /// The refresh token.
    RefreshToken,
    /// The Zalo app's id.
    AppId,
    /// The access token: only where both tokens are pasted.
    AccessToken,
}

/// One thing to say beside a field. `i18n` is a message id of `locales/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FindingView {
    /// Where it is said.
    pub field: DraftField,
    /// The message id.
    pub words: String,
    /// Whether saving has to wait for it.
    pub blocking: bool,
    /// A number the sentence needs (characters dropped, length), as text.
    pub count: Option<String>,
    /// A name the sentence needs (another profile), if any.
    pub other: Option<String>,
}

/// What is wrong or odd with the form so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DraftCheck {
    /// Everything to say.
    pub findings: Vec<FindingView>,
    /// Fields that are filled and fine.
    pub fine: Vec<DraftField>,
    /// Whether the profile can be saved.
    pub savable: bool,
    /// Whether it can be saved and sent.
    pub sendable: bool,
}

/// Correcting a profile; null leaves a value as it is.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EditInput {
    /// A new name.
    pub name: Option<String>,
    /// A corrected secret key.
    pub secret_key: Option<String>,
    /// A corrected app id.
    pub app_id: Option<String>,
    /// A newer refresh token: becomes a generation, the old ones are kept.
    pub refresh_token: Option<String>,
    /// The access token that came with it.
    pub access_token: Option<String>,
}

/// A profile that was deleted and can be had back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeletedRow {
    /// Identifies it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it was deleted.
    pub deleted_at: String,
    /// When its tokens go for good.
    pub gone_at: String,
}

/// Settings that clock and client need; kept in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// A proxy's address, such as `http://proxy.example:8080`; empty for the system's own.
    pub proxy: String,
    /// After how many seconds a copied access token leaves the clipboard; 0 for never.
    pub access_clipboard_seconds: u32,
    /// The same for refresh tokens and secret keys.
    pub other_clipboard_seconds: u32,
}

/// What the program says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AboutView {
    /// The version.
    pub version: String,
    /// The folder the vault lies in.
    pub folder: String,
    /// The parts it is made of, one a line: name, version, licence, by tabs.
    pub licences: String,
}

/// The pages that may be opened in the browser, and no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// The list of one's Zalo apps: `app_id` and `secret_key`.
    Apps,
    /// API Explorer: a new pair by a click.
    ApiExplorer,
    /// The OA's own administration.
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
    /// The key can't be had right now.
    Locked,
    /// The key is gone.
    KeyLost,
    /// No vault can be made: this computer offers no place for the key.
    NoKeyPlace,
    /// The file is damaged or gone.
    Damaged,
    /// The file can't be used (newer, damaged, not writable).
    Unusable,
}

/// The vault's state; `i18n` is a message id of `locales/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VaultView {
    /// The state.
    pub state: VaultState,
    /// Why, unless it is ready.
    pub words: Option<String>,
    /// What that sentence names.
    pub args: BTreeMap<String, String>,
    /// The message id of the next step, if there is one.
    pub next: Option<String>,
    /// The folder the vault lies in.
    pub folder: String,
    /// The ways out, the likeliest first.
    pub ways: Vec<UnlockWay>,
    /// The backup that could take its place.
    pub backup: Option<BackupView>,
    /// Where tokens go, if it is neither Zalo nor this computer.
    pub other_origin: Option<String>,
}

/// The language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Tiếng Việt.
    #[default]
    Vi,
    /// English.
    En,
}

/// The colours of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
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
    /// Whoever needs a person first.
    Urgency,
    /// By name.
    Name,
}

/// Looks: nothing the user would miss.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Looks {
    /// The language of the page.
    pub language: Language,
    /// The colours of the page.
    pub theme: Theme,
    /// The profile open when the window was closed.
    pub last_profile: Option<String>,
    /// The order of the list.
    pub order: Order,
    /// Whether the program goes on without a window when it is closed; null until somebody was asked.
    pub close_to_tray: Option<bool>,
}

/// What the page needs to begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StartView {
    /// Whether the vault can be used.
    pub vault: VaultView,
    /// Whether the app is locked: the passphrase or the recovery code opens it, by `unlock`.
    pub app_locked: bool,
    /// Whether a recovery code can open the app lock.
    pub has_recovery_code: bool,
    /// Language and theme.
    pub looks: Looks,
    /// The profiles; also known while the vault is locked.
    pub profiles: Vec<ProfileRow>,
    /// The address requests go to.
    pub token_url: String,
}

/// Something that could not be said by a notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoticeView {
    /// Of which OA.
    pub id: String,
    /// What, in the words of the page's language.
    pub text: String,
}

/// One line of the diary. `i18n` is a message id of `locales/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HistoryLine {
    /// When it happened.
    pub at: String,
    /// The message id.
    pub words: String,
    /// Zalo's own code and words, or the address something went to, if any.
    pub zalo_words: Option<String>,
    /// The generation that came of it, if any.
    pub generation: Option<u32>,
    /// Until when the access token that came of it lasts, if known.
    pub access_expires_at: Option<String>,
    /// The attempt it tells of, to be opened; null for what was no attempt.
    pub attempt: Option<String>,
}

/// An attempt as it was sent and answered, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AttemptPage {
    /// The number of the pair it spent.
    pub spends: u32,
    /// How often it was sent: 2 after a recovery.
    pub sends: u32,
    /// The request.
    pub request: RequestView,
    /// Whether `secret_key` or `app_id` were corrected since, so that the rows show today's.
    pub corrected_since: bool,
    /// What came of it.
    pub answer: AnswerView,
}
