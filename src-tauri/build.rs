//! Finds the commands of the page in `src/commands`, lists them for `ipc.rs`, permits each to the page, and embeds icons
//! and configuration.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use tauri_build::{AppManifest, Attributes, WindowsAttributes};

/// Where the commands are, one module a file.
const COMMANDS: &str = "src-tauri/src/commands";
/// The line above each command.
const MARK: &str = "#[tauri::command";

/// What Tauri puts into the program for Windows. Its way leaves out the tests, which then do not start there: they too
/// call version 6 of the controls.
const MANIFEST: &str = r#"<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
  <dependency>
    <dependentAssembly>
      <assemblyIdentity type="win32" name="Microsoft.Windows.Common-Controls" version="6.0.0.0"
        processorArchitecture="*" publicKeyToken="6595b64144ccf1df" language="*" />
    </dependentAssembly>
  </dependency>
</assembly>
"#;

fn main() {
    println!("cargo::rerun-if-changed={COMMANDS}");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names the folder"));
    // The manifest keeps the names for ever.
    let commands = find(Path::new(COMMANDS)).expect("the folder of commands is readable").leak();
    let names: Vec<&'static str> = commands.iter().map(|(_, name)| name.as_str()).collect();
    let capabilities = out.join("capabilities");
    fs::create_dir_all(&capabilities)
        .and_then(|()| fs::write(out.join("commands.rs"), list(commands)))
        .and_then(|()| fs::write(capabilities.join("main.json"), capability(&names)))
        .expect("the output folder is writable");
    let pattern = capabilities.join("*").to_string_lossy().into_owned();
    let attributes = Attributes::new()
        .capabilities_path_pattern(pattern.leak())
        .app_manifest(AppManifest::new().commands(names.leak()));
    let attributes = if env::var("CARGO_CFG_TARGET_ENV").is_ok_and(|name| name == "msvc") {
        let manifest = out.join("app.manifest");
        fs::write(&manifest, MANIFEST).expect("the output folder is writable");
        println!("cargo::rustc-link-arg=/MANIFEST:EMBED");
        println!("cargo::rustc-link-arg=/MANIFESTINPUT:{}", manifest.display());
        attributes.windows_attributes(WindowsAttributes::new_without_app_manifest())
    } else {
        attributes
    };
    tauri_build::try_build(attributes).expect("the configuration, the capability and the icons are in order");
}

/// Returns each command as its module and its name, in a fixed order.
fn find(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.sort();
    let mut commands = Vec::new();
    for file in files {
        let module = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file)?;
        for (index, _) in text.match_indices(MARK) {
            let after = text[index..].split_once("fn ").map(|(_, rest)| rest).unwrap_or_default();
            let name = after.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next();
            commands.push((module.clone(), name.unwrap_or_default().to_owned()));
        }
    }
    Ok(commands)
}

/// Writes the list as Rust.
fn list(commands: &[(String, String)]) -> String {
    let mut text = "tauri_specta::collect_commands![\n".to_owned();
    for (module, name) in commands {
        writeln!(text, "    crate::commands::{module}::{name},").expect("a String takes all that is written");
    }
    text + "]\n"
}

/// Writes what the page may call: its events and its commands, each by name.
fn capability(names: &[&str]) -> String {
    let commands = names.iter().map(|name| format!("allow-{}", name.replace('_', "-")));
    let events = ["core:event:allow-listen", "core:event:allow-unlisten"].map(str::to_owned);
    let quoted: Vec<String> = events.into_iter().chain(commands).map(|name| format!("\"{name}\"")).collect();
    format!("{{ \"identifier\": \"main\", \"windows\": [\"main\"], \"permissions\": [{}] }}\n", quoted.join(", "))
}
