//! The display settings: language, theme, the last profile, groups and pins. Kept by tauri-plugin-store in `settings.json`, named here alone.
//!
//! The plugin gives its values to every page. They therefore hold no secret: of a profile only its id. It does not write
//! atomically either: a power cut can leave half a file, so a copy lies beside it, which is written completely or not at
//! all. Without the file, the display settings are the defaults.

use std::path::{Path, PathBuf};

use oa_token_vault::atomic_file;
use serde_json::Value;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Wry};
use tauri_plugin_store::StoreExt;

use crate::app_state;
use crate::views::UiSettings;

const KEY: &str = "looks";

/// Returns the plugin.
pub(crate) fn plugin() -> TauriPlugin<Wry> {
    tauri_plugin_store::Builder::default().build()
}

/// Reads the display settings; the defaults if the file is missing or damaged.
pub(crate) fn read(app: &AppHandle) -> UiSettings {
    let path = app_state(app).engine.environment().ui_settings_file();
    let stored = app.store(&path).ok().and_then(|store| store.get(KEY));
    stored.and_then(over_defaults).or_else(|| read_copy(&path)).unwrap_or_default()
}

fn copy_of(path: &Path) -> PathBuf {
    path.with_extension("backup.json")
}

/// Reads the copy of a file that is damaged. A deleted file means the defaults.
fn read_copy(path: &Path) -> Option<UiSettings> {
    path.exists()
        .then(|| std::fs::read(copy_of(path)).ok())?
        .and_then(|copy| serde_json::from_slice(&copy).ok())
        .and_then(over_defaults)
}

/// Writes the copy. If that fails, the one before stays.
fn write_copy(path: &Path, ui_settings: &Value) {
    atomic_file::write(&copy_of(path), ui_settings.to_string().as_bytes()).ok();
}

/// Reads display settings of an older version: missing values get their defaults.
fn over_defaults(stored: Value) -> Option<UiSettings> {
    let mut ui_settings = serde_json::to_value(UiSettings::default()).ok()?;
    let Value::Object(stored) = stored else { return None };
    ui_settings.as_object_mut()?.extend(stored);
    serde_json::from_value(ui_settings).ok()
}

/// Stores the display settings; returns whether that worked. If not, the previous display settings stay.
pub(crate) fn keep(app: &AppHandle, ui_settings: &UiSettings) -> bool {
    let path = app_state(app).engine.environment().ui_settings_file();
    let (Ok(store), Ok(ui_settings)) = (app.store(&path), serde_json::to_value(ui_settings)) else { return false };
    let before = store.get(KEY);
    store.set(KEY, ui_settings.clone());
    let is_kept = store.save().is_ok();
    if is_kept {
        write_copy(&path, &ui_settings);
    }
    if let Some(before) = before.filter(|_| !is_kept) {
        store.set(KEY, before);
    }
    is_kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::{ProfileGroup, Theme};

    #[test]
    fn settings_of_an_older_version_are_kept() {
        let stored = serde_json::json!({"language": "vi", "theme": "dark", "lastProfile": null});
        assert_eq!(over_defaults(stored), Some(UiSettings { theme: Theme::Dark, ..UiSettings::default() }));
        assert_eq!(over_defaults(Value::Null), None);
    }

    #[test]
    fn groups_and_pins_come_back_as_they_were_stored() {
        let group = ProfileGroup { id: "g1".into(), name: "Bán lẻ".into(), hue: 140, profiles: vec!["p1".into()] };
        let stored = UiSettings { groups: vec![group], pins: vec!["p2".into()], ..UiSettings::default() };
        assert_eq!(over_defaults(serde_json::to_value(&stored).unwrap()), Some(stored));
    }

    #[test]
    fn a_file_that_was_cut_is_replaced_by_its_copy_and_a_deleted_one_by_the_defaults() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("settings.json");
        let stored = UiSettings { pins: vec!["p1".into()], ..UiSettings::default() };
        write_copy(&path, &serde_json::to_value(&stored).unwrap());
        assert_eq!(read_copy(&path), None, "deleted");
        std::fs::write(&path, b"{\"looks\": {\"pi").unwrap();
        assert_eq!(read_copy(&path), Some(stored));
        std::fs::write(copy_of(&path), b"").unwrap();
        assert_eq!(read_copy(&path), None);
    }

    #[test]
    fn values_of_a_newer_version_are_ignored() {
        let stored = serde_json::json!({"theme": "dark", "pins": ["p1"], "unheardOf": 1});
        let expected = UiSettings { theme: Theme::Dark, pins: vec!["p1".into()], ..UiSettings::default() };
        assert_eq!(over_defaults(stored), Some(expected));
    }
}
