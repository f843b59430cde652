//! The display settings: language, theme, the last profile, groups and pins. Kept by tauri-plugin-store in `settings.json`, named here alone.
//!
//! The plugin does not write atomically and gives its values to every page. It therefore holds no secret: of a
//! profile only its id. Without the file, the display settings are the defaults.

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
    let stored = app.store(path).ok().and_then(|store| store.get(KEY));
    stored.and_then(over_defaults).unwrap_or_default()
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
    let (Ok(store), Ok(ui_settings)) = (app.store(path), serde_json::to_value(ui_settings)) else { return false };
    let before = store.get(KEY);
    store.set(KEY, ui_settings);
    let is_kept = store.save().is_ok();
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
    fn values_of_a_newer_version_are_ignored() {
        let stored = serde_json::json!({"theme": "dark", "pins": ["p1"], "unheardOf": 1});
        let expected = UiSettings { theme: Theme::Dark, pins: vec!["p1".into()], ..UiSettings::default() };
        assert_eq!(over_defaults(stored), Some(expected));
    }
}
