//! The program without a screen: a home, a key file, practice Zalo, and a page that can be asked.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use oa_token_desktop::app_state::AppState;
use oa_token_desktop::desktop::{Desktop, Notice};
use oa_token_desktop::views::UiSettings;
use oa_token_desktop::{build, context, ipc};
use oa_token_engine::clock::SystemClock;
use oa_token_engine::host::AnyHost;
use oa_token_engine::paths::Environment;
use oa_token_engine::zalo_client::ClientOptions;
use oa_token_engine::{EngineOptions, FrontEnd, Timeouts};
use oa_token_model::origin::Origin;
use oa_token_model::secret::{Secret, SecretBytes};
use oa_token_vault::keys::{Addition, KeySource, Keychain, KeychainRefusal, OsKeychain};
use serde::Serialize;
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody, InvokeResponseBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{Listener, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tempfile::TempDir;
use zalo_sim::{App, Config, Pair, Sim};

pub(crate) const APP_ID: &str = "1234567890123456789";
pub(crate) const SECRET_KEY: &str = "FAKE_SECRET_0000000000";
pub(crate) const PASSPHRASE: &str = "FAKE cá voi xanh";

/// Something that happens elsewhere while the user looks at a dialog.
pub(crate) type Meanwhile = Box<dyn FnOnce() + Send>;

/// A desktop without a screen.
#[derive(Default)]
pub(crate) struct FakeDesktop {
    pub(crate) copied: Mutex<Vec<String>>,
    pub(crate) forgotten: Mutex<Vec<String>>,
    pub(crate) opened: Mutex<Vec<String>>,
    pub(crate) open_from: Mutex<Option<PathBuf>>,
    /// Chosen together with it, where several may be chosen.
    pub(crate) open_also: Mutex<Vec<PathBuf>>,
    pub(crate) save_to: Mutex<Option<PathBuf>>,
    /// Happens once, while the save dialog is open.
    pub(crate) meanwhile: Mutex<Option<Meanwhile>>,
    pub(crate) ui_settings: Mutex<UiSettings>,
    /// Whether no looks can be kept.
    pub(crate) is_full: AtomicBool,
    /// Whether it starts with the computer; null where the system says no.
    pub(crate) autostart: Mutex<Option<bool>>,
    /// How often the window was shown.
    pub(crate) shown: Mutex<u32>,
    /// Whether the window is kept out of recordings.
    pub(crate) protected: AtomicBool,
    /// How often the window was closed.
    pub(crate) closed: Mutex<u32>,
}

impl Desktop for FakeDesktop {
    fn copy(&self, secret: &Secret) -> bool {
        self.copied.lock().unwrap().push(secret.expose().to_owned());
        true
    }

    fn forget(&self, secret: &Secret) {
        self.forgotten.lock().unwrap().push(secret.expose().to_owned());
    }

    fn choose_file_to_open(&self) -> Option<PathBuf> {
        self.open_from.lock().unwrap().clone()
    }

    fn choose_files_to_open(&self) -> Vec<PathBuf> {
        self.open_from.lock().unwrap().iter().chain(self.open_also.lock().unwrap().iter()).cloned().collect()
    }

    fn open(&self, address: &str) -> bool {
        self.opened.lock().unwrap().push(address.to_owned());
        true
    }

    fn open_folder(&self, folder: &Path) -> bool {
        self.opened.lock().unwrap().push(folder.display().to_string());
        true
    }

    fn choose_file(&self, _suggested: &str) -> Option<PathBuf> {
        if let Some(meanwhile) = self.meanwhile.lock().unwrap().take() {
            meanwhile();
        }
        self.save_to.lock().unwrap().clone()
    }

    fn notify(&self, _notice: &Notice) -> bool {
        false
    }

    fn starts_with_computer(&self) -> bool {
        self.autostart.lock().unwrap().unwrap_or(false)
    }

    fn start_with_computer(&self, starts: bool) -> bool {
        self.autostart.lock().unwrap().as_mut().map(|autostart| *autostart = starts).is_some()
    }

    fn show_window(&self) {
        *self.shown.lock().unwrap() += 1;
    }

    fn close_window(&self) {
        *self.closed.lock().unwrap() += 1;
    }

    fn protect_content(&self, protects: bool) {
        self.protected.store(protects, Ordering::Relaxed);
    }

    fn ui_settings(&self) -> UiSettings {
        self.ui_settings.lock().unwrap().clone()
    }

    fn store_ui_settings(&self, ui_settings: &UiSettings) -> bool {
        let is_kept = !self.is_full.load(Ordering::Relaxed);
        if is_kept {
            *self.ui_settings.lock().unwrap() = ui_settings.clone();
        }
        is_kept
    }
}

pub(crate) struct Bench {
    pub(crate) sim: Sim,
    pub(crate) first: Pair,
    pub(crate) home: TempDir,
    pub(crate) desktop: Arc<FakeDesktop>,
    pub(crate) page: WebviewWindow<MockRuntime>,
    /// Every event the page was told, as text.
    pub(crate) told: Arc<Mutex<Vec<String>>>,
    pub(crate) app: tauri::App<MockRuntime>,
    keychain: Option<Arc<FakeKeychain>>,
    /// For how long a typed passphrase counts, from the next start on.
    pub(crate) step_up_valid: Duration,
}

/// A keychain that can be away, or lose what it keeps. The real one is proven in the core's own tests.
#[derive(Default)]
pub(crate) struct FakeKeychain {
    pub(crate) entries: Mutex<Vec<(String, SecretBytes)>>,
    pub(crate) away: AtomicBool,
}

impl Keychain for FakeKeychain {
    fn get(&self, account: &str) -> Result<Vec<SecretBytes>, KeychainRefusal> {
        if self.away.load(Ordering::Relaxed) {
            return Err(KeychainRefusal::Unavailable("no keychain".into()));
        }
        let entries = self.entries.lock().unwrap();
        Ok(entries.iter().filter(|(name, _)| name == account).map(|(_, secret)| secret.clone()).collect())
    }

    fn add(&self, account: &str, secret: &SecretBytes) -> Result<Addition, KeychainRefusal> {
        if !self.get(account)?.is_empty() {
            return Ok(Addition::Occupied);
        }
        self.entries.lock().unwrap().push((account.to_owned(), secret.clone()));
        Ok(Addition::Made)
    }

    fn delete(&self, account: &str) -> Result<(), KeychainRefusal> {
        self.entries.lock().unwrap().retain(|(name, _)| name != account);
        Ok(())
    }
}

impl Bench {
    pub(crate) fn new() -> Self {
        let sim = tauri::async_runtime::block_on(Sim::start(Config::default())).unwrap();
        sim.add_app(App::new(APP_ID, SECRET_KEY));
        let first = sim.issue_pair(APP_ID);
        let home = tempfile::tempdir().unwrap();
        let key = b"FAKE_KEY_q7Zt2LmX9vRb4KdW8nHs5JpYc3GfTa6E";
        oa_token_vault::atomic_file::write(&home.path().join("key"), key).unwrap();
        let desktop = Arc::new(FakeDesktop::default());
        let step_up_valid = Timeouts::default().step_up;
        let (app, page, told) = start(&home, &sim, &desktop, None, step_up_valid);
        Self { sim, first, home, desktop, page, told, app, keychain: None, step_up_valid }
    }

    /// As a person has it: no key file, the key in this keychain.
    pub(crate) fn by_keychain(keychain: &Arc<FakeKeychain>) -> Self {
        let mut bench = Self::new();
        bench.keychain = Some(Arc::clone(keychain));
        bench.start_again();
        bench
    }

    /// Another home whose OAs are at the same practice Zalo.
    #[cfg(unix)]
    pub(crate) fn neighbour(&self) -> Self {
        let mut other = Self::new();
        let (app, page, told) = start(&other.home, &self.sim, &other.desktop, None, other.step_up_valid);
        (other.app, other.page, other.told) = (app, page, told);
        other
    }

    /// Ends the program and starts it again on the same home.
    pub(crate) fn start_again(&mut self) {
        let keychain = self.keychain.clone();
        (self.app, self.page, self.told) = start(&self.home, &self.sim, &self.desktop, keychain, self.step_up_valid);
    }

    /// With the profile "shop" and its first, live refresh token; returns its id.
    pub(crate) fn with_shop() -> (Self, String) {
        let bench = Self::new();
        let row = bench.ask("add_profile", json!({"draft": bench.draft("shop")})).unwrap();
        (bench, row["id"].as_str().unwrap().to_owned())
    }

    /// The same after its first refresh: its access token is valid.
    pub(crate) fn with_valid_shop() -> (Self, String) {
        let (bench, id) = Self::with_shop();
        bench.refresh(&id);
        (bench, id)
    }

    pub(crate) fn draft(&self, name: &str) -> Value {
        json!({"name": name, "secretKey": SECRET_KEY, "refreshToken": self.first.refresh_token, "appId": APP_ID})
    }

    /// Asks as the page does.
    pub(crate) fn ask(&self, command: &str, args: Value) -> Result<Value, Value> {
        ask(&self.page, command, args)
    }

    /// Sends, whatever token that ends; returns the outcome.
    pub(crate) fn refresh(&self, id: &str) -> Value {
        self.ask("refresh_token", json!({"id": id, "confirmed": true})).unwrap()
    }

    /// Corrects these values of an OA.
    pub(crate) fn correct(&self, id: &str, changes: &[(&str, &str)]) -> Result<Value, Value> {
        self.ask("edit_profile", json!({"id": id, "edit": edit(changes), "anyway": false}))
    }

    /// Lets the next save dialogs end with this file; returns its path.
    pub(crate) fn save_to(&self, name: &str) -> PathBuf {
        let file = self.home.path().join(name);
        *self.desktop.save_to.lock().unwrap() = Some(file.clone());
        file
    }

    /// Waits until the page was told of this event.
    pub(crate) fn hears(&self, event: &str) {
        until(event, || self.told.lock().unwrap().iter().any(|told| told.starts_with(event)));
    }

    pub(crate) fn another_window(&self) -> WebviewWindow<MockRuntime> {
        WebviewWindowBuilder::new(&self.app, "other", WebviewUrl::default()).build().unwrap()
    }
}

/// The program, its page, and what the page is told.
type Started = (tauri::App<MockRuntime>, WebviewWindow<MockRuntime>, Arc<Mutex<Vec<String>>>);

fn start(
    home: &TempDir,
    sim: &Sim,
    desktop: &Arc<FakeDesktop>,
    keychain: Option<Arc<FakeKeychain>>,
    step_up: Duration,
) -> Started {
    let origin = Origin::parse(&sim.origin()).unwrap();
    let (key, keychain): (_, Arc<dyn Keychain>) = match keychain {
        Some(keychain) => (KeySource::Keychain, keychain),
        None => (KeySource::KeyFile(home.path().join("key")), Arc::new(OsKeychain::new())),
    };
    let options = EngineOptions {
        environment: Environment {
            home: home.path().join("data"),
            home_is_named: true,
            user: None,
            key,
            oauth: origin.clone(),
            api: origin,
            telegram: Origin::telegram(),
        },
        clock: Arc::new(SystemClock),
        keychain,
        client: ClientOptions::default(),
        timeouts: Timeouts { recovery: Duration::ZERO, step_up, ..Timeouts::default() },
        host: Arc::new(AnyHost),
        front_end: FrontEnd::Window,
    };
    let desktop: Arc<dyn Desktop> = desktop.clone();
    let state = tauri::async_runtime::block_on(async { AppState::with(options, desktop) }).unwrap();
    let app = build(mock_builder(), context(), state).unwrap();
    let page = WebviewWindowBuilder::new(&app, "main", WebviewUrl::default()).build().unwrap();
    let told = listen(&app);
    ipc::forward_events(app.handle());
    (app, page, told)
}

/// Waits for something that happens beside the commands; fails with this name of it when it never does.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < end, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A correction that changes these values and leaves the others.
pub(crate) fn edit(changes: &[(&str, &str)]) -> Value {
    let mut edit = json!({"name": null, "secretKey": null, "appId": null, "refreshToken": null, "accessToken": null});
    for (key, value) in changes {
        edit[*key] = json!(value);
    }
    edit
}

/// How an export is asked for.
pub(crate) fn choice(format: &str, with_refresh_token: bool) -> Value {
    let names = json!({"accessToken": "", "expiresAt": "", "refreshToken": ""});
    json!({"format": format, "withRefreshToken": with_refresh_token, "names": names})
}

fn listen(app: &tauri::App<MockRuntime>) -> Arc<Mutex<Vec<String>>> {
    let told = Arc::new(Mutex::new(Vec::new()));
    for name in ["profile-changed", "profiles-changed", "attempt-moved", "app-locked", "authorization-ended"] {
        let told = Arc::clone(&told);
        app.listen_any(name, move |event| told.lock().unwrap().push(format!("{name} {}", event.payload())));
    }
    told
}

pub(crate) fn ask(page: &WebviewWindow<MockRuntime>, command: &str, args: Value) -> Result<Value, Value> {
    let url = if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" };
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: url.parse().unwrap(),
        body: InvokeBody::Json(args),
        headers: tauri::http::HeaderMap::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(page, request).map(|body| match body {
        InvokeResponseBody::Json(text) => with_rows(serde_json::from_str(&text).unwrap()),
        InvokeResponseBody::Raw(_) => panic!("the commands answer with JSON"),
    })
}

/// Completes the rows, as the page does: each but the first holds only what differs from the first.
fn with_rows(mut answer: Value) -> Value {
    let first = answer["profiles"][0].as_object().cloned().unwrap_or_default();
    let rows = answer.get_mut("profiles").and_then(Value::as_array_mut);
    for row in rows.into_iter().flatten().filter_map(Value::as_object_mut) {
        for (name, value) in &first {
            row.entry(name).or_insert(value.clone());
        }
    }
    answer
}

/// The arguments that name a secret of a profile's current pair.
pub(crate) fn secret(id: &(impl Serialize + ?Sized), name: impl Serialize) -> Value {
    json!({"secret": {"of": "profile", "id": id, "secret": name, "generation": null}})
}
