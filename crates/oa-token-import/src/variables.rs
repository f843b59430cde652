//! `{{variables}}` of tools, resolved from the rows of the file.

use std::collections::HashMap;

/// Stops variables that name each other from growing without limit; more than a token needs.
const LONGEST: usize = 8 * 1024;
/// Values name one variable, rarely three; the limit ends cycles and growth.
const MOST_STEPS: usize = 64;
/// A variable has one value, or the two between which the user chooses.
const MOST_VALUES: usize = 8;

/// Names and all their values.
#[derive(Clone, Default)]
pub(crate) struct Variables(HashMap<String, Vec<String>>);

impl FromIterator<(String, String)> for Variables {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(rows: I) -> Self {
        let mut known: HashMap<String, Vec<String>> = HashMap::new();
        for (key, value) in rows {
            let values = known.entry(key).or_default();
            if !values.contains(&value) && values.len() < MOST_VALUES {
                values.push(value);
            }
        }
        Self(known)
    }
}

impl Variables {
    /// Adds the variables of an inner folder, which replace those of the same name.
    pub(crate) fn within(&self, inner: Self) -> Self {
        let mut known = self.0.clone();
        known.extend(inner.0);
        Self(known)
    }

    /// Returns a value with every variable replaced: several if a variable has several values. An unknown variable stays
    /// as it is, and is a reference.
    pub(crate) fn resolve(&self, value: &str) -> Vec<String> {
        if !value.contains("{{") && !value.contains("<<") {
            return vec![value.to_owned()];
        }
        let mut done: Vec<String> = Vec::new();
        let mut open = vec![value.to_owned()];
        for _ in 0..MOST_STEPS {
            let Some(text) = open.pop() else { break };
            let Some((before, name, after)) = first_variable(&text) else {
                if !done.contains(&text) {
                    done.push(text);
                }
                continue;
            };
            let Some(values) = self.0.get(name) else {
                done.push(value.to_owned());
                continue;
            };
            // The first value is read first.
            for value in values.iter().rev().filter(|value| before.len() + value.len() + after.len() <= LONGEST) {
                open.push(format!("{before}{value}{after}"));
            }
        }
        if done.is_empty() || !open.is_empty() {
            return vec![value.to_owned()];
        }
        done
    }
}

impl Variables {
    /// Returns a text in which each known variable with one value is replaced.
    pub(crate) fn resolve_inside(&self, text: &str) -> String {
        let mut resolved = String::new();
        let mut rest = text;
        while let Some((before, name, after)) = first_variable(rest) {
            resolved.push_str(before);
            let whole = &rest[before.len()..rest.len() - after.len()];
            let values = self.resolve(whole);
            let value = if let [value] = values.as_slice() { value.as_str() } else { whole };
            resolved.push_str(if name.is_empty() { whole } else { value });
            rest = after;
        }
        resolved.push_str(rest);
        resolved
    }
}

fn first_variable(text: &str) -> Option<(&str, &str, &str)> {
    let (open, close) = if text.contains("{{") { ("{{", "}}") } else { ("<<", ">>") };
    let (before, rest) = text.split_once(open)?;
    let (name, after) = rest.split_once(close)?;
    // Insomnia writes `_.name`.
    let name = name.trim();
    Some((before, name.strip_prefix("_.").unwrap_or(name), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_followed_and_never_in_circles() {
        let rows = [("a", "1"), ("b", "{{a}}2"), ("c", "{{c}}"), ("d", "{{d}}{{d}}x"), ("t", "1"), ("t", "2")];
        let known: Variables = rows.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        for (text, wanted) in [
            ("plain", &["plain"][..]),
            ("x{{ b }}y{{a}}", &["x12y1"]),
            ("{{ _.a }}", &["1"]),
            ("<<a>>", &["1"]),
            ("{{none}}", &["{{none}}"]),
            ("{{c}}", &["{{c}}"]),
            ("{{d}}", &["{{d}}"]),
            ("{{t}}", &["1", "2"]),
            ("{{open", &["{{open"]),
        ] {
            assert_eq!(known.resolve(text), wanted, "{text}");
        }
    }
}
