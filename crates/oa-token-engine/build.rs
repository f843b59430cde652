//! Leaves out of the command the sentences that only the window says.

#![expect(clippy::disallowed_methods, reason = "cargo's variables and folder, before there is a program")]

use std::env;
use std::fs;
use std::path::Path;

fn main() {
    let out = env::var("OUT_DIR").expect("cargo names the folder");
    for language in ["en", "vi"] {
        let file = Path::new("../../locales").join(language).join("main.ftl");
        println!("cargo::rerun-if-changed={}", file.display());
        let said = fs::read_to_string(&file).expect("the sentences are in locales/");
        let folder = Path::new(&out).join("locales").join(language);
        fs::create_dir_all(&folder).expect("cargo's folder can be written");
        let said = if env::var_os("CARGO_FEATURE_PAGE").is_some() { said } else { without_page(&said) };
        fs::write(folder.join("main.ftl"), said).expect("cargo's folder can be written");
    }
}

/// Omits the messages of the page and the comments. A message goes on in lines that begin with a space.
fn without_page(said: &str) -> String {
    let mut is_kept = true;
    let lines = said.lines().filter(|line| {
        if line.starts_with(|first: char| !first.is_whitespace() && first != '}') {
            is_kept = !line.starts_with("page-") && !line.starts_with('#');
        }
        is_kept
    });
    lines.fold(String::new(), |text, line| text + line + "\n")
}
