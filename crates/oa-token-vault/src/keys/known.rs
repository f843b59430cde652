//! Finds the parts of a text that an attacker guesses first: common words, names, dates, repeats, keyboard rows.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// Common words and passphrases, one per line, folded and without spaces. Only those that matter in a text of at least
/// twelve characters.
const WORDS: &str = include_str!("common_words.txt");
/// Rows and columns of the keyboard, with and without Shift. They are matched in both directions.
const ROWS: [&str; 6] =
    ["1234567890", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "!@#$%^&*()", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik"];
/// Minimum length of a sequence or a repeated part. Shorter ones occur by chance.
const LEAST_RUN: usize = 4;
/// Minimum number of equal characters in a row that counts as a repeat.
const LEAST_REPEAT: usize = 3;

/// Names that count as common words: the whole name and each of its longer words.
#[derive(Default)]
pub(super) struct Names(Vec<Vec<char>>);

impl Names {
    pub(super) fn of(names: &[String]) -> Self {
        /// Shorter ones are parts of other words.
        const LEAST: usize = 3;
        let words = |name: &String| {
            let whole: String = name.split_whitespace().collect();
            name.split_whitespace().map(str::to_owned).chain([whole]).collect::<Vec<_>>()
        };
        let folded = |word: String| word.nfc().map(fold).filter(|each| each.is_alphanumeric()).collect::<Vec<_>>();
        Self(names.iter().flat_map(words).map(folded).filter(|word| word.len() >= LEAST).collect())
    }
}

/// The characters of a text that belong to no known part, and the number of known parts.
pub(super) struct Pieces {
    fresh: Vec<usize>,
    known: usize,
}

impl Pieces {
    /// Returns the positions of the characters that belong to no known part.
    pub(super) fn fresh(&self) -> impl Iterator<Item = usize> + '_ {
        self.fresh.iter().copied()
    }

    /// Returns the number of known parts.
    pub(super) fn known(&self) -> usize {
        self.known
    }
}

/// Splits a folded text from its beginning, always at the longest known part.
pub(super) fn pieces(text: &[char], names: &Names) -> Pieces {
    let plain = Zeroizing::new(text.iter().copied().map(plain).collect::<Vec<_>>());
    let (mut at, mut found) = (0, Pieces { fresh: Vec::new(), known: 0 });
    while at < text.len() {
        let length = [
            word(&text[at..], names),
            word(&plain[at..], names),
            date(&text[at..]),
            run(&text[at..]),
            row(&text[at..]),
            copy(text, at),
        ]
        .into_iter()
        .max()
        .unwrap_or_default();
        if length == 0 {
            found.fresh.push(at);
            at += 1;
        } else {
            found.known += 1;
            at += length;
        }
    }
    found
}

/// Returns a character without case and diacritics. The Vietnamese đ becomes d.
pub(super) fn fold(each: char) -> char {
    let base = [each].into_iter().nfd().next().unwrap_or(each);
    match base.to_lowercase().next().unwrap_or(base) {
        '\u{111}' => 'd',
        lower => lower,
    }
}

/// Returns the letter that a digit or symbol replaces, as in `p@ssw0rd`.
fn plain(each: char) -> char {
    match each {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

fn word(rest: &[char], names: &Names) -> usize {
    let begins = |word: &str| word.chars().enumerate().all(|(at, each)| rest.get(at) == Some(&each));
    let common = WORDS.lines().filter(|word| begins(word)).map(|word| word.chars().count()).max();
    let of_name = names.0.iter().filter(|name| rest.starts_with(name)).map(Vec::len).max();
    common.max(of_name).unwrap_or_default()
}

/// Matches a year, or a day with its year in any usual order. Returns the length.
fn date(rest: &[char]) -> usize {
    let digits = |from: usize, to: usize| {
        let mut each = rest.get(from..to)?.iter().map(|each| each.to_digit(10));
        each.try_fold(0, |sum, digit| Some(sum * 10 + digit?))
    };
    let is = |from, to, within: std::ops::RangeInclusive<u32>| digits(from, to).is_some_and(|it| within.contains(&it));
    let year = |from| is(from, from + 4, 1900..=2099);
    let day = |from| {
        (is(from, from + 2, 1..=31) && is(from + 2, from + 4, 1..=12))
            || (is(from, from + 2, 1..=12) && is(from + 2, from + 4, 1..=31))
    };
    if (day(0) && year(4)) || (year(0) && day(4)) {
        8
    } else if year(0) {
        4
    } else {
        0
    }
}

/// Matches one repeated character, or characters in ascending or descending order. Returns the length.
fn run(rest: &[char]) -> usize {
    let Some(first) = rest.first() else { return 0 };
    let stepped = |step: i64| {
        let wanted = |at: usize| i64::from(u32::from(*first)) + step * i64::try_from(at).unwrap_or(i64::MAX / 2);
        rest.iter().enumerate().take_while(|(at, each)| i64::from(u32::from(**each)) == wanted(*at)).count()
    };
    let same = Some(stepped(0)).filter(|length| *length >= LEAST_REPEAT);
    let order = Some(stepped(1).max(stepped(-1))).filter(|length| *length >= LEAST_RUN);
    same.max(order).unwrap_or_default()
}

fn row(rest: &[char]) -> usize {
    let length_in = |row: &[char]| {
        let from = |at: usize| row[at..].iter().zip(rest).take_while(|(wanted, each)| wanted == each).count();
        (0..row.len()).map(from).max().unwrap_or_default()
    };
    let both_ways = |row: &&str| {
        let forth: Vec<char> = row.chars().collect();
        let back: Vec<char> = row.chars().rev().collect();
        length_in(&forth).max(length_in(&back))
    };
    ROWS.iter().map(both_ways).max().filter(|length| *length >= LEAST_RUN).unwrap_or_default()
}

/// Matches an earlier part of the same text. It may overlap the match, as in a short cycle. Returns the length.
fn copy(text: &[char], at: usize) -> usize {
    let from = |start: usize| text[start..].iter().zip(&text[at..]).take_while(|(before, each)| before == each).count();
    (0..at).map(from).max().filter(|length| *length >= LEAST_RUN).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken_apart(text: &str) -> (String, usize) {
        let folded: Vec<char> = text.nfc().map(fold).collect();
        let pieces = pieces(&folded, &Names::default());
        (pieces.fresh().map(|at| folded[at]).collect(), pieces.known())
    }

    #[test]
    fn known_words_are_removed_and_the_rest_is_kept() {
        for (text, fresh, known) in [
            ("xkcd", "xkcd", 0),
            ("MậtKhẩu", "", 1),
            ("p4ssw0rd!x", "!x", 1),
            ("zzq2031zzq", "zzqzzq", 1),
            ("14021990", "", 1),
            ("19900214", "", 1),
            ("77", "77", 0),
            ("777", "", 1),
            ("567x", "567x", 0),
            ("5678x", "x", 1),
            ("8765x", "x", 1),
            ("poiuyt", "", 1),
            ("muzgmuzgmuz", "muzg", 1),
        ] {
            assert_eq!(taken_apart(text), (fresh.to_owned(), known), "{text}");
        }
    }

    #[test]
    fn the_words_are_folded_sorted_and_unique() {
        let words: Vec<&str> = WORDS.lines().collect();
        assert!(words.is_sorted_by(|one, next| one < next));
        for word in words {
            assert!(word.len() >= 4 && word.chars().all(|each| fold(each) == each && each.is_alphanumeric()), "{word}");
        }
    }
}
