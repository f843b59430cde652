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
pub(crate) struct Variables(HashMap<String, Vec<(String, usize)>>);

/// A value without variables.
#[derive(Clone)]
pub(crate) struct Resolved {
    /// The value.
    pub(crate) text: String,
    /// The line on which the last variable has its value; `None` if there was no variable.
    pub(crate) line: Option<usize>,
}

impl FromIterator<(String, String, usize)> for Variables {
    fn from_iter<I: IntoIterator<Item = (String, String, usize)>>(rows: I) -> Self {
        let mut known: HashMap<String, Vec<(String, usize)>> = HashMap::new();
        for (key, value, line) in rows {
            let values = known.entry(key).or_default();
            if !values.iter().any(|(other, _)| *other == value) && values.len() < MOST_VALUES {
                values.push((value, line));
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
    pub(crate) fn resolve(&self, value: &str) -> Vec<Resolved> {
        let unchanged = || vec![Resolved { text: value.to_owned(), line: None }];
        if !value.contains("{{") && !value.contains("<<") {
            return unchanged();
        }
        let mut done: Vec<Resolved> = Vec::new();
        let mut open = unchanged();
        for _ in 0..MOST_STEPS {
            let Some(Resolved { text, line }) = open.pop() else { break };
            let Some((before, name, after)) = first_variable(&text) else {
                if !done.iter().any(|other| other.text == text) {
                    done.push(Resolved { text, line });
                }
                continue;
            };
            let Some(values) = self.0.get(name) else {
                done.extend(unchanged());
                continue;
            };
            // The first value is read first.
            let fits = |(value, _): &&(String, usize)| before.len() + value.len() + after.len() <= LONGEST;
            for (value, line) in values.iter().rev().filter(fits) {
                open.push(Resolved { text: format!("{before}{value}{after}"), line: Some(*line) });
            }
        }
        if done.is_empty() || !open.is_empty() { unchanged() } else { done }
    }
}

impl Variables {
    /// Returns the line on which a variable has this value.
    pub(crate) fn line_of(&self, value: &str) -> Option<usize> {
        self.0.values().flatten().find(|(other, _)| other == value).map(|(_, line)| *line)
    }

    /// Returns a text in which each known variable with one value is replaced.
    pub(crate) fn resolve_inside(&self, text: &str) -> String {
        let mut resolved = String::new();
        let mut rest = text;
        while let Some((before, name, after)) = first_variable(rest) {
            resolved.push_str(before);
            let whole = &rest[before.len()..rest.len() - after.len()];
            let values = self.resolve(whole);
            let value = if let [value] = values.as_slice() { value.text.as_str() } else { whole };
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
        let known: Variables = rows.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned(), 1)).collect();
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
            let resolved: Vec<String> = known.resolve(text).into_iter().map(|value| value.text).collect();
            assert_eq!(resolved, wanted, "{text}");
        }
    }
}
