//! What was probably meant by a misspelt name.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Returns the candidate that is most like the typed text; `None` if none is like it. Ignores case and marks.
pub(crate) fn nearest<'a>(typed: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed = bare(typed.trim());
    let near = candidates.filter_map(|candidate| Some((distance(&typed, &bare(candidate))?, candidate)));
    near.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

/// Returns how many letters differ; `None` if more than a third of them do.
fn distance(typed: &str, candidate: &str) -> Option<usize> {
    let letters = typed.chars().count();
    // The beginning of a name: two letters are enough to be more than chance.
    if letters >= 2 && candidate.starts_with(typed) {
        return Some(1);
    }
    let distance = strsim::damerau_levenshtein(typed, candidate);
    (distance <= (letters.max(candidate.chars().count()) / 3)).then_some(distance)
}

/// Returns a text in small letters without marks: `Đà Nẵng` is `da nang`.
pub(crate) fn bare(text: &str) -> String {
    let letters = text.to_lowercase().nfd().filter(|char| !is_combining_mark(*char)).collect::<String>();
    letters.replace('\u{111}', "d")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_ignores_case_marks_and_a_few_letters() {
        let names = ["shop", "Cà phê Hà Nội", "Cà phê Đà Nẵng"];
        for (typed, meant) in [
            ("Shpo", Some("shop")),
            ("sho", Some("shop")),
            ("ca phe ha noi", Some("Cà phê Hà Nội")),
            ("Cafe Đà Nẵng", Some("Cà phê Đà Nẵng")),
            ("Cà phê Đ", Some("Cà phê Đà Nẵng")),
            ("x", None),
            ("", None),
            ("kho hàng", None),
        ] {
            assert_eq!(nearest(typed, names.into_iter()), meant, "{typed}");
        }
    }
}
