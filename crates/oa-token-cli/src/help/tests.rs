use clap::Parser;
use oa_token_engine::i18n::Language;

use super::*;

fn both(check: impl Fn(&Words)) {
    for language in [Language::Vietnamese, Language::English] {
        check(&Words::new(language, false));
    }
}

#[test]
fn every_call_and_argument_is_described_in_both_languages() {
    both(|words| {
        for path in paths() {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let text = page(words, &path).render_help().to_string();
            assert!(!text.contains("No localization"), "{path:?}: {text}");
            assert!(!text.contains("Usage:") || words.language() == Language::English, "{path:?}: {text}");
            for part in ["cli-heading-usage", "cli-heading-examples", "cli-heading-exits", "cli-heading-global"] {
                assert!(text.contains(&format!("{}:", words.say(part))), "{path:?} {part}: {text}");
            }
        }
    });
}

#[test]
fn every_example_is_a_call_that_the_definition_accepts() {
    both(|words| {
        for path in paths() {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let examples = Texts::of(words, &path).examples;
            let calls = examples.lines().filter_map(|line| Some(line.split_once("oa-token ")?.1));
            for call in calls.filter(|_| !examples.starts_with('(')) {
                let call = call.split([')', '|', '<', '>']).next().unwrap();
                let quoted = call.split('"').enumerate();
                let arguments =
                    quoted.flat_map(
                        |(at, part)| {
                            if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect::<Vec<_>>() }
                        },
                    );
                let parsed = Cli::try_parse_from(["oa-token"].into_iter().chain(arguments));
                assert!(parsed.is_ok(), "{call}: {parsed:?}");
            }
        }
    });
}

#[test]
fn help_is_found_before_the_arguments_of_a_call() {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    for (typed, call) in [
        ("oa-token --json key add-file --help", Some("key add-file")),
        ("oa-token token shop -h", Some("token")),
        ("oa-token --help", Some("")),
        ("oa-token token -- --help", None),
        ("oa-token token shop", None),
    ] {
        let found = asked(&words(typed)).map(|typed| path(&typed).unwrap().join(" "));
        assert_eq!(found.as_deref(), call, "{typed}");
    }
    let misspelt = path(&words("key add-fiel"));
    assert!(matches!(misspelt, Err(CliError::Misspelt(meant)) if meant == "add-file"));
}
