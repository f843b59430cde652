//! Manual pages, one per call, from the same definition and texts as the help.

use std::path::Path;

use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, roman};
use oa_token_engine::i18n::Language;

use crate::error::{CliError, exit};
use crate::help::{self, Texts};
use crate::output::{self, Words};

/// Tells `man` how the page is encoded.
const CODING: &str = "'\\\" -*- coding: UTF-8 -*-\n";

/// What `Roff` writes before every text.
const APOSTROPHE: &str = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";

/// Prints the page of the call that these words name, in the user's language.
pub(crate) fn print(words: &Words, typed: &[String]) -> Result<u8, CliError> {
    let path = help::path(typed)?;
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    output::bytes(page(words, &path)?.as_bytes()).map(|()| exit::DONE)
}

/// Writes the pages of every call: English ones in `man1`, Vietnamese ones in `vi/man1`, as `man -M` finds them.
pub(crate) fn write(folder: &Path) -> Result<u8, CliError> {
    for (language, pages) in [(Language::English, "man1"), (Language::Vietnamese, "vi/man1")] {
        let (words, pages) = (Words::new(language, false), folder.join(pages));
        std::fs::create_dir_all(&pages).map_err(|_| CliError::CannotWrite(pages.clone()))?;
        for path in help::paths() {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let file = pages.join(format!("{}.1", name(&path)));
            std::fs::write(&file, page(&words, &path)?).map_err(|_| CliError::CannotWrite(file))?;
        }
    }
    Ok(exit::DONE)
}

fn page(words: &Words, path: &[&str]) -> Result<String, CliError> {
    let (call, texts) = (help::call(words, path), Texts::of(words, path));
    let (name, man, mut text) = (name(path), Man::new(call.clone()), Vec::new());
    let mut head = section(words, "cli-man-name");
    head.text([roman(format!("{name} - {}", texts.about.trim_end_matches('.')))]);
    head.to_writer(&mut text)?;
    renamed(&mut text, words, ("SYNOPSIS", "cli-man-synopsis"), |part| man.render_synopsis_section(part))?;
    renamed(&mut text, words, ("DESCRIPTION", "cli-man-description"), |part| man.render_description_section(part))?;
    man.render_options_section(&mut text)?;
    if call.has_subcommands() {
        let mut calls = section(words, "cli-heading-calls");
        for sub in call.get_subcommands() {
            let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
            entry(&mut calls, bold(format!("{name}-{}(1)", sub.get_name())), about);
        }
        calls.to_writer(&mut text)?;
    }
    rest(words, path, &texts).to_writer(&mut text)?;
    // Each part begins with the same definition of an apostrophe.
    let body = String::from_utf8_lossy(&text).replace(APOSTROPHE, "");
    let title =
        format!(".TH \"{}\" 1 \"\" \"OA Token {}\" \"OA Token\"\n", name.to_uppercase(), env!("CARGO_PKG_VERSION"));
    Ok(format!("{CODING}{APOSTROPHE}{title}{body}"))
}

/// Returns the sections that clap has no place for.
fn rest(words: &Words, path: &[&str], texts: &Texts) -> Roff {
    let mut roff = section(words, "cli-heading-examples");
    roff.control("nf", []);
    for line in texts.examples.lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    for (id, rows) in [("cli-heading-environment", &texts.environment), ("cli-man-exits", &texts.exits)] {
        if !rows.is_empty() {
            roff.control("SH", [words.say(id).to_uppercase().as_str()]);
        }
        for (name, meaning) in rows {
            entry(&mut roff, bold(name.as_str()), meaning.clone());
        }
    }
    if let Some((_, above)) = path.split_last() {
        roff.control("SH", [words.say("cli-man-see-also").to_uppercase().as_str()]);
        roff.text([bold(name(above)), roman("(1)")]);
    }
    roff
}

fn section(words: &Words, heading: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [words.say(heading).to_uppercase().as_str()]);
    roff
}

fn entry(roff: &mut Roff, head: Inline, body: String) {
    roff.control("TP", []);
    roff.text([head]);
    roff.text([roman(body)]);
}

/// Adds a section of clap's with the heading in this language.
fn renamed(
    text: &mut Vec<u8>,
    words: &Words,
    (heading, id): (&str, &str),
    render: impl Fn(&mut dyn std::io::Write) -> std::io::Result<()>,
) -> Result<(), CliError> {
    let mut part = Vec::new();
    render(&mut part)?;
    let part = String::from_utf8_lossy(&part);
    let own = format!(".SH \"{}\"\n", words.say(id).to_uppercase());
    text.extend(part.replacen(&format!(".SH {heading}\n"), &own, 1).as_bytes());
    Ok(())
}

fn name(path: &[&str]) -> String {
    [&["oa-token"], path].concat().join("-")
}
