//! `tauri.conf.json` as the bundler merges it with the files in `packaging/`.

use std::path::Path;

use serde_json::{Map, Value};

use super::read;
use crate::failure::Failure;
use crate::workspace::Workspace;

/// What only the bundler reads, each file over the ones before it.
pub(crate) const OVER: [&str; 2] = ["packaging/bundle.json", "packaging/linux/bundle.json"];

/// Where `cargo xtask package` puts what is made, in folders of its own.
const MADE: &str = "target/";

/// Returns the configuration with everything of `packaging/` merged in.
pub(crate) fn merged(workspace: &Workspace) -> Result<Value, Failure> {
    let parse = |path: &str| {
        let parsed = serde_json::from_str(&read(workspace, path)?);
        parsed.map_err(|_| Failure::NotRead("a configuration of Tauri is not JSON"))
    };
    let mut config: Value = parse("tauri.conf.json")?;
    for path in OVER {
        merge(&mut config, parse(path)?);
    }
    Ok(config)
}

/// Merges as RFC 7396 does.
fn merge(into: &mut Value, over: Value) {
    let Value::Object(over) = over else {
        *into = over;
        return;
    };
    if !into.is_object() {
        *into = Value::Object(Map::new());
    }
    if let Value::Object(into) = into {
        for (name, value) in over {
            merge(into.entry(name).or_insert(Value::Null), value);
        }
    }
}

/// Returns the files that the configuration names and that do not exist; without those that are made.
pub(super) fn missing_files(config: &Value, root: &Path) -> Vec<String> {
    let bundle = &config["bundle"];
    let texts =
        |value: &Value| value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let mut named: Vec<String> = texts(&bundle["icon"]);
    for linux in ["deb", "rpm"] {
        let package = &bundle["linux"][linux];
        let files = package["files"].as_object().into_iter().flatten();
        named.extend(files.filter_map(|(_, from)| from.as_str()).map(str::to_owned));
        named.extend(package["desktopTemplate"].as_str().map(str::to_owned));
    }
    let nsis = &bundle["windows"]["nsis"];
    named.extend(
        ["installerIcon", "uninstallerIcon", "installerHooks"]
            .iter()
            .filter_map(|name| nsis[name].as_str())
            .map(str::to_owned),
    );
    named.retain(|path| !path.starts_with(MADE) && !root.join(path).exists());
    named.into_iter().map(|path| format!("tauri.conf.json names {path}, which does not exist")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_are_merged_and_other_values_replaced() {
        let mut config = json!({"bundle": {"icon": ["a"], "active": true}, "productName": "OA Token"});
        merge(&mut config, json!({"bundle": {"icon": ["b"], "externalBin": ["c"]}}));
        let wanted =
            json!({"bundle": {"icon": ["b"], "active": true, "externalBin": ["c"]}, "productName": "OA Token"});
        assert_eq!(config, wanted);
    }

    #[test]
    fn a_named_file_that_is_not_there_is_found() {
        let files = json!({"/usr/a": "packaging/not-there", "/usr/b": "target/package/made"});
        let config = json!({"bundle": {"linux": {"deb": {"files": files}}}});
        let root = Workspace::find().unwrap().root;
        assert_eq!(missing_files(&config, &root).len(), 1);
        assert_eq!(missing_files(&merged(&Workspace::find().unwrap()).unwrap(), &root), [""; 0]);
    }
}
