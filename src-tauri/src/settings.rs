//! The looks: language, theme, the last profile. Kept by tauri-plugin-store in `settings.json`, named here alone.
//!
//! The plugin does not write atomically and gives its values to every page. It therefore holds no secret and nothing
//! the user would miss. Without the file, the looks are the defaults.

use serde_json::Value;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Wry};
use tauri_plugin_store::StoreExt;

use crate::desk;
use crate::view::Looks;

const KEY: &str = "looks";

/// Returns the plugin.
pub(crate) fn plugin() -> TauriPlugin<Wry> {
    tauri_plugin_store::Builder::default().build()
}

/// Reads the looks; the defaults if the file is missing or damaged.
pub(crate) fn read(app: &AppHandle) -> Looks {
    let path = desk(app).keeper.environment().looks_file();
    let stored = app.store(path).ok().and_then(|store| store.get(KEY));
    stored.and_then(over_defaults).unwrap_or_default()
}

/// Reads looks of an older version: missing values get their defaults.
fn over_defaults(stored: Value) -> Option<Looks> {
    let mut looks = serde_json::to_value(Looks::default()).ok()?;
    let Value::Object(stored) = stored else { return None };
    looks.as_object_mut()?.extend(stored);
    serde_json::from_value(looks).ok()
}

/// Stores the looks; returns whether that worked. If not, the previous looks stay.
pub(crate) fn keep(app: &AppHandle, looks: &Looks) -> bool {
    let path = desk(app).keeper.environment().looks_file();
    let (Ok(store), Ok(looks)) = (app.store(path), serde_json::to_value(looks)) else { return false };
    let before = store.get(KEY);
    store.set(KEY, looks);
    let is_kept = store.save().is_ok();
    if let Some(before) = before.filter(|_| !is_kept) {
        store.set(KEY, before);
    }
    is_kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Theme;

    #[test]
    fn settings_of_an_older_version_are_kept() {
        let stored = serde_json::json!({"language": "vi", "theme": "dark", "lastProfile": null});
        assert_eq!(over_defaults(stored), Some(Looks { theme: Theme::Dark, ..Looks::default() }));
        assert_eq!(over_defaults(Value::Null), None);
    }
}
