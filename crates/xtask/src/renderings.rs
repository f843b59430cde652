//! Checks that the Fluent libraries of the program and of the page render every sentence the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use fluent::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::gates;
use crate::process::Process;
use crate::say::say;
use crate::steps::{Done, OnFailure, Step};
use crate::tally::Tally;
use crate::workspace::Workspace;

/// The text for each argument, and the number for an argument that selects a variant. In both languages the page
/// formats 1234.5 with separators and the program does not, so the comparison finds a number that is displayed.
const SAMPLES: [(&str, f64); 5] = [("Cà phê", 1234.5), ("0", 0.0), ("1", 1.0), ("2", 2.0), ("15", 15.0)];

/// Compares the renderings.
pub(crate) const STEP: Step = Step {
    name: "renderings",
    does: "both Fluent libraries render every sentence the same",
    act: compare,
    on_failure: OnFailure::GoOn,
};

fn compare(workspace: &Workspace, _: &mut Tally) -> Result<Done, Failure> {
    let mut texts = Vec::new();
    for language in ["vi", "en"] {
        let file = workspace.root.join(format!("locales/{language}/main.ftl"));
        let text = fs::read_to_string(&file).map_err(|source| Failure::File { path: file, source })?;
        texts.push((language, text));
    }
    let samples = Samples::of(&texts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n"));
    let page = Process::new(&workspace.page(), "node", ["tools/sentences.mjs"]).env("OA_TOKEN_SAMPLES", samples.json());
    let theirs: Value =
        serde_json::from_str(&page.read()?).map_err(|_| Failure::NotRead("The page's texts are not JSON."))?;
    let mut count = 0;
    for (language, text) in &texts {
        for id in differing(language, text, &samples, &theirs[language]) {
            say(&format!(
                "       {language}: `{id}` is rendered differently by the two libraries, or cannot be parsed"
            ));
            count += 1;
        }
    }
    if count == 0 {
        return Ok(Done::Ran);
    }
    say("       A number may select a variant but must not be shown; words.rs and fluent.ts insert values without \
         isolation marks.");
    Err(Failure::Findings(count))
}

/// The arguments for rendering every sentence.
struct Samples {
    /// The names of all arguments.
    names: BTreeSet<String>,
    /// The names of those that select a variant.
    choosers: BTreeSet<String>,
    /// For each rendering: the text, the number for selectors, and the value that replaces one selector's number.
    each: Vec<(&'static str, f64, BTreeMap<String, Value>)>,
}

impl Samples {
    /// Makes the samples for these sentences: the fixed ones, and one more for each selector and each variant key.
    fn of(text: &str) -> Self {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
        let (mut names, mut choosers) = (BTreeSet::new(), BTreeSet::new());
        for rest in text.split('$').skip(1) {
            let (name, after) = rest.split_at(rest.find(|letter| !is_part(letter)).unwrap_or(rest.len()));
            names.insert(name.to_owned());
            if after.trim_start().starts_with("->") {
                choosers.insert(name.to_owned());
            }
        }
        let keys: BTreeSet<&str> = text.lines().filter_map(key).collect();
        let mut each: Vec<_> = SAMPLES.iter().map(|(shown, number)| (*shown, *number, BTreeMap::new())).collect();
        for (chooser, key) in choosers.iter().flat_map(|chooser| keys.iter().map(move |key| (chooser, key))) {
            let value = key.parse().map_or_else(|_| json!(key), |number: f64| json!(number));
            each.push((SAMPLES[0].0, SAMPLES[0].1, BTreeMap::from([(chooser.clone(), value)])));
        }
        Self { names, choosers, each }
    }

    fn json(&self) -> String {
        json!({ "names": self.names, "choosers": self.choosers, "samples": self.each }).to_string()
    }

    /// Returns the arguments of each rendering.
    fn args(&self) -> Vec<FluentArgs<'_>> {
        let args = |(shown, number, instead): &(&'static str, f64, BTreeMap<String, Value>)| {
            let value = |name: &String| match instead.get(name) {
                Some(Value::String(word)) => FluentValue::from(word.clone()),
                Some(key) => FluentValue::from(key.as_f64().unwrap_or_default()),
                None if self.choosers.contains(name) => FluentValue::from(*number),
                None => FluentValue::from(*shown),
            };
            self.names.iter().map(|name| (name.as_str(), value(name))).collect()
        };
        self.each.iter().map(args).collect()
    }
}

/// Parses `one` from `*[one] …`.
fn key(line: &str) -> Option<&str> {
    Some(line.trim().trim_start_matches('*').strip_prefix('[')?.split_once(']')?.0.trim())
}

/// Returns the ids that render differently, that only one side has, or that are in the file but cannot be parsed.
fn differing(language: &str, text: &str, samples: &Samples, theirs: &Value) -> Vec<String> {
    let Some(theirs) = theirs.as_object() else { return vec![language.to_owned()] };
    let ours = render(language, text, samples);
    let missing = theirs.keys().filter(|id| ours.iter().all(|(ours, _)| ours != *id)).cloned();
    let differs = |(id, texts): &(String, Option<Vec<String>>)| {
        texts.as_ref().is_none_or(|texts| theirs.get(id) != Some(&Value::from(texts.clone())))
    };
    ours.iter().filter(|each| differs(each)).map(|(id, _)| id.clone()).chain(missing).collect()
}

/// Renders every sentence with each sample, as `oa_token::i18n` does: without isolation marks. A sentence that cannot
/// be parsed has no texts.
fn render(language: &str, text: &str, samples: &Samples) -> Vec<(String, Option<Vec<String>>)> {
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
    let mut bundle = FluentBundle::new(vec![language.parse().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    // A gate reports a duplicate sentence.
    drop(bundle.add_resource(resource));
    let args = samples.args();
    let rendered = gates::ids(text).into_iter().map(|(id, _)| {
        let pattern = bundle.get_message(id).and_then(|message| message.value());
        let one = |pattern, args| bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned();
        (id.to_owned(), pattern.map(|pattern| args.iter().map(|args| one(pattern, args)).collect()))
    });
    rendered.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_differs_and_one_that_is_missing_are_found() {
        let text = "a = Đã lưu { $name }\nb = { $number ->\n    [one] một\n   *[other] nhiều\n}\n";
        let samples = Samples::of(text);
        let a: Vec<String> = samples.each.iter().map(|(shown, ..)| format!("Đã lưu {shown}")).collect();
        let b = ["nhiều", "nhiều", "nhiều", "nhiều", "nhiều", "một", "nhiều"];
        assert_eq!(differing("vi", text, &samples, &json!({"a": a, "b": b})), [""; 0]);
        assert_eq!(differing("vi", text, &samples, &json!({"a": a, "b": ["x"], "c": []})), ["b", "c"]);
        assert_eq!(differing("vi", text, &samples, &Value::Null), ["vi"]);
    }

    #[test]
    fn a_sentence_that_neither_library_can_parse_is_found() {
        let text = "a = { $name\n";
        assert_eq!(differing("vi", text, &Samples::of(text), &json!({})), ["a"]);
    }

    /// The test in `fluent.test.ts` proves how the page renders the same sentence.
    #[test]
    fn a_shown_number_is_found_because_the_page_formats_it() {
        let text = "shown = { $number }\nchosen = { $number ->\n   *[other] nhiều\n}\n";
        let samples = Samples { each: vec![("", 1234.5, BTreeMap::new())], ..Samples::of(text) };
        let theirs = json!({"shown": ["1.234,5"], "chosen": ["nhiều"]});
        assert_eq!(render("vi", text, &samples)[0], ("shown".to_owned(), Some(vec!["1234.5".to_owned()])));
        assert_eq!(differing("vi", text, &samples, &theirs), ["shown"]);
    }

    #[test]
    fn every_variant_is_chosen_once() {
        let text = "a = { $kind ->\n    [folder] thư mục { $name }\n    [3] ba\n   *[file] tệp\n}\n";
        let samples = Samples::of(text);
        assert_eq!(samples.names.iter().collect::<Vec<_>>(), ["kind", "name"]);
        let texts = render("vi", text, &samples).remove(0).1.unwrap();
        assert_eq!(texts[SAMPLES.len()..], ["ba", "tệp", "thư mục Cà phê"]);
    }
}
