//! Style sheets use the sizes, weights, spaces and radii of `ui/src/styles/tokens.css`, and no others.

use super::Finding;
use super::sources::Sources;

/// Where values are defined: the tokens, and the weights that a font file holds.
const DEFINITIONS: &[&str] = &["ui/src/styles/tokens.css", "ui/src/styles/fonts.css"];

/// A property with the tokens it may use.
struct Property {
    /// The names of the properties, or how they begin with `-` at the end.
    names: &'static [&'static str],
    /// Whether a length or number of this declaration is one that no token would replace.
    is_free: fn(&str) -> bool,
    says: &'static str,
}

const PROPERTIES: &[Property] = &[
    Property {
        names: &["font-size", "font"],
        is_free: |word| !word.ends_with("px") && !word.ends_with("pt") && !word.ends_with("rem"),
        says: "a font size that is not a token `--t-…`",
    },
    Property {
        names: &["font-weight"],
        is_free: |word| word.parse::<f32>().is_err() && !matches!(word, "bold" | "bolder" | "lighter"),
        says: "a weight that is not a token `--w-…`",
    },
    Property {
        names: &["padding", "padding-", "margin", "margin-", "gap", "row-gap", "column-gap"],
        // A hairline is no space.
        is_free: |word| !word.ends_with("px") || matches!(word, "1px" | "-1px"),
        says: "a space that is not a token `--s-…`",
    },
    Property {
        names: &["border-radius", "border-top-left-radius", "border-top-right-radius"],
        is_free: |word| !word.ends_with("px"),
        says: "a radius that is not a token `--r-…`",
    },
];

/// Returns the declarations with a value of their own.
pub(super) fn check(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in sources.below("ui/src", ".css").filter(|file| !DEFINITIONS.contains(&file.path.as_str())) {
        for (number, line) in file.text.lines().enumerate() {
            // Prettier writes one declaration a line.
            let Some((name, value)) = line.trim().split_once(": ") else { continue };
            // The height of a line is no size of letters.
            let value = if name == "font" { value.split('/').next().unwrap_or_default() } else { value };
            let is_named = |known: &str| known == name || known.ends_with('-') && name.starts_with(known);
            for property in PROPERTIES.iter().filter(|property| property.names.iter().any(|known| is_named(known))) {
                let mut words = value.split(|char: char| char.is_whitespace() || "(),/;".contains(char));
                if words.any(|word| {
                    word.starts_with(|char: char| char.is_ascii_digit() || "-.b".contains(char))
                        && !(property.is_free)(word)
                }) {
                    findings.push(Finding::at(&file.path, number + 1, property.says));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(line: &str) -> usize {
        check(&Sources::of(&[("ui/src/kit/a.css", &format!(".a {{\n  {line}\n}}\n"))])).len()
    }

    #[test]
    fn a_value_that_is_no_token_is_found() {
        for line in [
            "font-size: 15px;",
            "font: var(--w-2) 11px/1.5 var(--font-ui);",
            "font-weight: 700;",
            "font-weight: bold;",
            "padding: var(--s-8) 9px;",
            "margin-left: -3px;",
            "gap: 5px;",
            "border-radius: 4px;",
        ] {
            assert_eq!(findings(line), 1, "{line}");
        }
        for line in [
            "font-size: var(--t-12);",
            "font: var(--w-1) var(--t-14) / 28px var(--font-ui);",
            "font-weight: inherit;",
            "padding: 0 var(--s-8);",
            "margin: -1px auto 0;",
            "margin: calc(var(--s-4) * -2) 10%;",
            "border-radius: 50%;",
            "width: 132px;",
        ] {
            assert_eq!(findings(line), 0, "{line}");
        }
        assert_eq!(check(&Sources::of(&[(DEFINITIONS[0], ":root {\n  font-size: 15px;\n}\n")])).len(), 0);
    }
}
