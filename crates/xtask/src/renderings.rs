//! Both Fluent libraries, the program's and the page's, make the same of every sentence.

use std::fs;

use fluent::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use serde_json::Value;

use crate::call::Call;
use crate::failure::Failure;
use crate::say::say;
use crate::steps::{Done, OnFailure, Step};

/// What each argument is given in turn; `$number`, which chooses a variant, gets the number. The same as in
/// `ui/tools/sentences.mjs`.
const SAMPLES: [(&str, f64); 5] = [("Cà phê", 2.5), ("0", 0.0), ("1", 1.0), ("2", 2.0), ("15", 15.0)];

/// Compares both.
pub(crate) const STEP: Step = Step {
    name: "renderings",
    does: "both Fluent libraries make the same of every sentence",
    act: |house, _| {
        let theirs = Call::new(&house.page(), "node", ["tools/sentences.mjs"]).read()?;
        let theirs: Value =
            serde_json::from_str(&theirs).map_err(|_| Failure::NotRead("The page's texts are no JSON."))?;
        let mut count = 0;
        for language in ["vi", "en"] {
            let file = house.root.join(format!("locales/{language}/main.ftl"));
            let text = fs::read_to_string(&file).map_err(|source| Failure::File { path: file, source })?;
            for id in differing(language, &text, &theirs[language]) {
                say(&format!("       {language}: `{id}` is not the same in both"));
                count += 1;
            }
        }
        if count == 0 { Ok(Done::Ran) } else { Err(Failure::Findings(count)) }
    },
    on_failure: OnFailure::GoOn,
};

/// Gives the ids whose texts differ, or that only one side has.
fn differing(language: &str, text: &str, theirs: &Value) -> Vec<String> {
    let Some(theirs) = theirs.as_object() else { return vec![language.to_owned()] };
    let ours = render(language, text);
    let missing = theirs.keys().filter(|id| ours.iter().all(|(ours, _)| ours != *id)).cloned();
    let differs =
        |(id, texts): &(String, Vec<String>)| theirs.get(id).is_none_or(|theirs| *theirs != Value::from(texts.clone()));
    ours.iter().filter(|each| differs(each)).map(|(id, _)| id.clone()).chain(missing).collect()
}

/// Renders every sentence with each sample, as `oa_token::words` does: without isolation marks.
fn render(language: &str, text: &str) -> Vec<(String, Vec<String>)> {
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
    let mut bundle = FluentBundle::new(vec![language.parse().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    // A sentence that is there twice is told by its gate.
    drop(bundle.add_resource(resource));
    let ids = text.lines().filter_map(|line| line.split_once(" =")).map(|(id, _)| id);
    let ids = ids.filter(|id| bundle.has_message(id));
    let texts = |id: &str| SAMPLES.iter().map(|sample| one(&bundle, id, text, *sample)).collect();
    ids.map(|id| (id.to_owned(), texts(id))).collect()
}

fn one(bundle: &FluentBundle<FluentResource>, id: &str, all: &str, (shown, number): (&str, f64)) -> String {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    let mut args = FluentArgs::new();
    for name in all.split('$').skip(1).map(|rest| rest.split(|letter| !is_part(letter)).next().unwrap_or_default()) {
        let value = if name == "number" { FluentValue::from(number) } else { FluentValue::from(shown.to_owned()) };
        args.set(name.to_owned(), value);
    }
    let pattern = bundle.get_message(id).and_then(|message| message.value());
    pattern.map(|pattern| bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_that_differs_and_one_that_is_missing_are_found() {
        let text = "a = Đã lưu { $name }\nb = { $number ->\n    [one] một\n   *[other] nhiều\n}\n";
        let a: Vec<String> = SAMPLES.iter().map(|(shown, _)| format!("Đã lưu {shown}")).collect();
        let same = json!({"a": a, "b": ["nhiều", "nhiều", "nhiều", "nhiều", "nhiều"]});
        assert_eq!(differing("vi", text, &same), [""; 0]);
        assert_eq!(differing("vi", text, &json!({"a": a, "b": ["x"], "c": []})), ["b", "c"]);
        assert_eq!(differing("vi", text, &Value::Null), ["vi"]);
    }
}
