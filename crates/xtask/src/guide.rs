//! `cargo xtask guide`: the user's guide as a book of web pages, in `target/guide/book`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::failure::Failure;
use crate::process::Process;
use crate::say::say;
use crate::workspace::{Workspace, has};

const SETUP: &str = "[book]\ntitle = \"Hướng dẫn dùng OA Token\"\nlanguage = \"vi\"\nsrc = \"src\"\n";

/// Builds the book.
pub(crate) fn run(workspace: &Workspace) -> ExitCode {
    match build(workspace) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(&failure.to_string());
            ExitCode::from(failure.exit())
        }
    }
}

fn build(workspace: &Workspace) -> Result<(), Failure> {
    let folder = workspace.root.join("target/guide");
    let pages = folder.join("src");
    let screens = pages.join("screens");
    fs::create_dir_all(&screens).map_err(|source| Failure::File { path: screens.clone(), source })?;
    write(&folder.join("book.toml"), SETUP)?;
    for page in list(&workspace.root.join("docs/huong-dan"))? {
        let text = fs::read_to_string(&page).map_err(|source| Failure::File { path: page.clone(), source })?;
        for picture in pictures(&text) {
            let from = workspace.root.join("docs/screens").join(picture);
            fs::copy(&from, screens.join(picture)).map_err(|source| Failure::File { path: from, source })?;
        }
        write(&pages.join(page.file_name().unwrap_or_default()), &text.replace("../screens/", "screens/"))?;
    }
    if !has("mdbook") && !has("mdbook.exe") {
        return Err(Failure::Wanted("Please install mdBook, which makes the pages: cargo install --locked mdbook"));
    }
    Process::new(&folder, "mdbook", ["build"]).run()?;
    say("target/guide/book/index.html");
    Ok(())
}

/// Returns the names of the pictures of a page.
fn pictures(text: &str) -> impl Iterator<Item = &str> {
    text.split("../screens/").skip(1).filter_map(|rest| rest.split_once(')')).map(|(name, _)| name)
}

fn list(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(|source| Failure::File { path: folder.to_owned(), source })?;
    Ok(entries.flatten().map(|entry| entry.path()).collect())
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|source| Failure::File { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pictures_of_a_page_are_found() {
        let page = "![Một](../screens/a.png)\nvà ![Hai](../screens/b-light.png).\n";
        assert_eq!(pictures(page).collect::<Vec<_>>(), ["a.png", "b-light.png"]);
    }
}
