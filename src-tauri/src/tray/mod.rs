//! The tray icon and its menu: updated at each event of the engine and each minute.
//!
//! A desktop without a tray shows nothing and the program still works: a second start opens the window too.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use oa_token_engine::{EngineEvent, i18n};
use oa_token_model::printable::printable;
use tauri::image::Image;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem, Submenu};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Runtime};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

use crate::app_state::AppState;
use crate::views::VaultState;
use crate::window;

mod actions;
mod menu_model;

use menu_model::{AutoRefreshItem, Face, Mark, MenuModel, Scene};

/// The id of the only icon; D-Bus uses it in the menu's path.
const ID: &str = "main";
/// The ids of the menu's items.
const OPEN: &str = "open";
const QUIT: &str = "quit";
const REFRESH: &str = "refresh";
const PAUSE_CLOCK: &str = "pause";
const GO_ON: &str = "go-on";
const COPY: &str = "copy:";
/// Lifetimes are shown in minutes.
const MINUTE: Duration = Duration::from_secs(60);
/// An attempt changes its phase several times a second: events within this time cause one update.
const PAUSE: Duration = Duration::from_millis(300);

/// Shows the icon and keeps it up to date, for as long as the program runs.
pub(crate) fn start<R: Runtime>(app: &AppHandle<R>) {
    // On Linux, a missing indicator library causes a panic here; the program then runs without a tray.
    let built = catch_unwind(AssertUnwindSafe(|| build(app)));
    if !matches!(built, Ok(Ok(()))) {
        return;
    }
    let (app, state) = (app.clone(), crate::app_state(app));
    tauri::async_runtime::spawn(async move {
        state.until_loaded().await;
        let (mut events, mut refresh_signal) = (state.engine.events(), state.refresh_signal.subscribe());
        let mut shown = None;
        loop {
            let (wanted, lasts) = look(&state).await;
            // If the menu cannot be shown now, the next update tries again.
            shown = show(&app, wanted, shown).ok();
            if !wait(&mut events, &mut refresh_signal, lasts).await {
                return;
            }
        }
    });
}

fn build<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    let tray = TrayIconBuilder::with_id(ID).icon(icon(Mark::Well)?).menu(&Menu::new(app)?);
    let tray = tray.on_menu_event(|app, event| match event.id().as_ref() {
        OPEN => window::show(app),
        QUIT => window::quit(app),
        REFRESH => actions::refresh_due(crate::app_state(app)),
        PAUSE_CLOCK => actions::pause(crate::app_state(app), true),
        GO_ON => actions::pause(crate::app_state(app), false),
        other => {
            if let Some(id) = other.strip_prefix(COPY) {
                actions::copy_access_token(crate::app_state(app), id.to_owned());
            }
        }
    });
    tray.build(app).map(drop)
}

/// Waits until the menu may have changed; returns false once the engine has ended.
async fn wait(events: &mut Receiver<EngineEvent>, refresh_signal: &mut watch::Receiver<()>, lasts: Duration) -> bool {
    tokio::select! {
        event = events.recv() => if matches!(event, Err(RecvError::Closed)) {
            return false;
        },
        _ = refresh_signal.changed() => {},
        () = tokio::time::sleep(lasts) => {},
    }
    tokio::time::sleep(PAUSE).await;
    // The next menu covers the events that arrived meanwhile.
    *events = events.resubscribe();
    true
}

/// Returns the menu to show, and how long it is valid without an event.
async fn look(state: &AppState) -> (MenuModel, Duration) {
    let language = state.desktop.ui_settings().language;
    let face = match state.vault().state {
        _ if state.engine.protection().is_app_locked() => Face::Locked,
        VaultState::Ready => Face::Open,
        VaultState::Locked
        | VaultState::KeyLost
        | VaultState::NoKeyPlace
        | VaultState::Damaged
        | VaultState::Unusable => Face::Shut,
    };
    // Without a vault there are no profiles.
    let records = state.engine.profiles().list().await.unwrap_or_default();
    let now = state.engine.now();
    let lefts =
        records.iter().filter_map(|record| record.current.expiry.access_left(now)).filter(SignedDuration::is_positive);
    let lasts = lefts.map(SignedDuration::unsigned_abs).min().unwrap_or(MINUTE).min(MINUTE);
    let order = state.engine.auto_refresh().schedule().await.unwrap_or_default();
    let zone = TimeZone::system();
    let scene = Scene { records: &records, order: &order, face, now, zone: &zone };
    (menu_model::build(i18n::load(language), &scene), lasts)
}

/// The shown menu, and the items whose text changes each minute.
struct Shown<R: Runtime> {
    menu_model: MenuModel,
    /// For each OA, its state item and its copy item.
    oas: Vec<(MenuItem<R>, MenuItem<R>)>,
    line: MenuItem<R>,
    refresh: Option<MenuItem<R>>,
    auto_refresh: Option<MenuItem<R>>,
}

/// Shows a menu. If its items are the same, the menu stays and only its text changes, because it may be open.
fn show<R: Runtime>(app: &AppHandle<R>, wanted: MenuModel, shown: Option<Shown<R>>) -> tauri::Result<Shown<R>> {
    let Some(tray) = app.tray_by_id(ID) else { return Err(tauri::Error::WindowNotFound) };
    let before = shown.as_ref().map(|shown| shown.menu_model.mark);
    if before != Some(wanted.mark) {
        tray.set_icon(Some(icon(wanted.mark)?))?;
    }
    if shown.as_ref().is_none_or(|shown| shown.menu_model.line != wanted.line) {
        tray.set_tooltip(Some(&wanted.line))?;
    }
    match shown {
        Some(shown) if shown.menu_model == wanted => Ok(shown),
        Some(shown) if is_alike(&shown.menu_model, &wanted) => shown.reword(wanted),
        _ => {
            let (menu, shown) = Shown::build(app, wanted)?;
            tray.set_menu(Some(menu))?;
            Ok(shown)
        }
    }
}

/// Reports whether two pictures have the same items in the same language. GTK keeps a submenu's first title, so a new
/// title needs a new menu.
fn is_alike(one: &MenuModel, other: &MenuModel) -> bool {
    let oas =
        |menu_model: &MenuModel| menu_model.oas.iter().map(|oa| (oa.id.clone(), oa.title.clone())).collect::<Vec<_>>();
    let rest = |menu_model: &MenuModel| {
        (
            menu_model.more.clone(),
            menu_model.refresh.is_some(),
            menu_model.auto_refresh.as_ref().map(|told| (told.act.clone(), told.paused)),
            menu_model.copy.clone(),
            menu_model.open.clone(),
            menu_model.quit.clone(),
        )
    };
    oas(one) == oas(other) && rest(one) == rest(other)
}

impl<R: Runtime> Shown<R> {
    fn build(app: &AppHandle<R>, menu_model: MenuModel) -> tauri::Result<(Menu<R>, Self)> {
        let menu = Menu::new(app)?;
        let told = |text: &str| MenuItem::new(app, plain(text), false, None::<&str>);
        let part = || PredefinedMenuItem::separator(app);
        let line = told(&menu_model.line)?;
        menu.append_items(&[&line, &part()?])?;
        let mut oas = Vec::new();
        for oa in &menu_model.oas {
            let state = told(&oa.state)?;
            let copy = MenuItem::with_id(app, format!("{COPY}{}", oa.id), &menu_model.copy, oa.copyable, None::<&str>)?;
            let submenu = Submenu::with_items(app, plain(&oa.title), true, &[&state, &copy])?;
            menu.append(&submenu)?;
            oas.push((state, copy));
        }
        if let Some(more) = &menu_model.more {
            menu.append(&told(more)?)?;
        }
        if !oas.is_empty() {
            menu.append(&part()?)?;
        }
        let mut refresh = None;
        if let Some((text, is_on)) = &menu_model.refresh {
            let item = MenuItem::with_id(app, REFRESH, text, *is_on, None::<&str>)?;
            menu.append(&item)?;
            refresh = Some(item);
        }
        let mut next = None;
        if let Some(AutoRefreshItem { line, act, paused }) = &menu_model.auto_refresh {
            let line = told(line)?;
            let id = if *paused { GO_ON } else { PAUSE_CLOCK };
            menu.append_items(&[&part()?, &line, &MenuItem::with_id(app, id, act, true, None::<&str>)?, &part()?])?;
            next = Some(line);
        }
        let open = MenuItem::with_id(app, OPEN, &menu_model.open, true, None::<&str>)?;
        let quit = MenuItem::with_id(app, QUIT, &menu_model.quit, true, None::<&str>)?;
        menu.append_items(&[&open, &part()?, &quit])?;
        Ok((menu, Self { menu_model, oas, line, refresh, auto_refresh: next }))
    }

    /// Sets the text of the existing items.
    fn reword(mut self, wanted: MenuModel) -> tauri::Result<Self> {
        self.line.set_text(plain(&wanted.line))?;
        for ((state, copy), oa) in self.oas.iter().zip(&wanted.oas) {
            state.set_text(plain(&oa.state))?;
            copy.set_enabled(oa.copyable)?;
        }
        if let (Some(item), Some((text, is_on))) = (&self.refresh, &wanted.refresh) {
            item.set_text(text)?;
            item.set_enabled(*is_on)?;
        }
        if let (Some(item), Some(told)) = (&self.auto_refresh, &wanted.auto_refresh) {
            item.set_text(plain(&told.line))?;
        }
        self.menu_model = wanted;
        Ok(self)
    }
}

/// In a menu, `&` marks an access key, so it is doubled.
fn plain(text: &str) -> String {
    printable(text).replace('&', "&&")
}

fn icon(mark: Mark) -> tauri::Result<Image<'static>> {
    Image::from_bytes(match mark {
        Mark::Well => include_bytes!("../../icons/tray-well.png"),
        Mark::Soon => include_bytes!("../../icons/tray-soon.png"),
        Mark::NeedsYou => include_bytes!("../../icons/tray-needs-you.png"),
    })
}
