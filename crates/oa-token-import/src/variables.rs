//! Postman's `{{variables}}`, resolved from the exported rows.

use std::collections::HashMap;

/// Stops variables that name each other from growing without limit; more than a token needs.
const LONGEST: usize = 8 * 1024;
/// Values name one variable, rarely three; the limit ends cycles and growth.
const MOST_STEPS: usize = 64;

/// A variable of this name occurs twice, with different values.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Twice;

/// Names and values; `None` if one name has two values.
#[derive(Clone, Default)]
pub(super) struct Variables(HashMap<String, Option<String>>);

impl FromIterator<(String, String)> for Variables {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(rows: I) -> Self {
        let mut known: HashMap<String, Option<String>> = HashMap::new();
        for (key, value) in rows {
            let kept = known.entry(key).or_insert_with(|| Some(value.clone()));
            if kept.as_ref() != Some(&value) {
                *kept = None;
            }
        }
        Self(known)
    }
}

impl Variables {
    /// Adds the variables of an inner folder, which replace those of the same name.
    pub(super) fn within(&self, inner: Self) -> Self {
        let mut known = self.0.clone();
        known.extend(inner.0);
        Self(known)
    }

    /// Returns a value with every variable replaced; `None` if one is unknown.
    pub(super) fn resolve(&self, value: &str) -> Result<Option<String>, Twice> {
        let mut text = value.to_owned();
        for _ in 0..MOST_STEPS {
            let Some((before, name, after)) = first_variable(&text) else { return Ok(Some(text)) };
            let value = match self.0.get(name) {
                None => return Ok(None),
                Some(None) => return Err(Twice),
                Some(Some(value)) => value,
            };
            if before.len() + value.len() + after.len() > LONGEST {
                return Ok(None);
            }
            text = format!("{before}{value}{after}");
        }
        Ok(None)
    }
}

fn first_variable(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{")?;
    let (name, after) = rest.split_once("}}")?;
    Some((before, name.trim(), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_followed_and_never_in_circles() {
        let rows = [("a", "1"), ("b", "{{a}}2"), ("c", "{{c}}"), ("d", "{{d}}{{d}}x"), ("t", "1"), ("t", "2")];
        let known: Variables = rows.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        for (text, wanted) in [
            ("plain", Ok(Some("plain"))),
            ("x{{ b }}y{{a}}", Ok(Some("x12y1"))),
            ("{{none}}", Ok(None)),
            ("{{c}}", Ok(None)),
            ("{{d}}", Ok(None)),
            ("{{t}}", Err(Twice)),
            ("{{open", Ok(Some("{{open"))),
        ] {
            assert_eq!(known.resolve(text), wanted.map(|text: Option<&str>| text.map(str::to_owned)), "{text}");
        }
    }
}
