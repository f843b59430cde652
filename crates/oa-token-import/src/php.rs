//! Arrays as PHP's `serialize` writes them, in the options of `WordPress`.

use crate::group::Scope;
use crate::place::Lines;
use crate::session::{Around, OtherRefresher};

/// Reads every array with known keys inside a text; also returns which bytes they take.
pub(crate) fn read(text: &str, lines: &Lines, around: &Around<'_>) -> Vec<(std::ops::Range<usize>, Scope)> {
    let mut found = Vec::new();
    let mut at = 0;
    // Arrays inside arrays that never end may be read again and again.
    let mut budget = text.len().saturating_mul(4);
    while let Some(open) = text[at..].find("a:").map(|open| at + open) {
        at = open + 2;
        let Some((texts, end)) = texts(text, open, &mut budget) else { continue };
        let mut group = around.group();
        let mut is_known = false;
        for pair in texts.windows(2) {
            if let [(_, key), (value_at, value)] = pair {
                is_known |= group.offer(key, value, &around.place(lines.at(*value_at)));
            }
        }
        if is_known {
            around.session.refresher.set(Some(OtherRefresher::WordPress));
            found.push((open..end, Scope::of(group)));
            at = end;
        }
    }
    found
}

/// Returns the texts and whole numbers of one array, in order, with their offsets.
fn texts<'a>(text: &'a str, open: usize, budget: &mut usize) -> Option<(Vec<(usize, &'a str)>, usize)> {
    let digits = |at: usize| text[at..].bytes().take_while(u8::is_ascii_digit).count();
    let mut at = open + 2 + digits(open + 2);
    if at == open + 2 || !text[at..].starts_with(":{") {
        return None;
    }
    at += 2;
    let mut found = Vec::new();
    let mut depth = 1;
    while depth > 0 {
        *budget = budget.checked_sub(2)?;
        let rest = text.get(at..)?;
        let number = at + 2;
        if rest.starts_with("s:") {
            let count = digits(number);
            let length: usize = text[number..number + count].parse().ok()?;
            let start = number + count + 2;
            found.push((start, text.get(start..start.checked_add(length)?)?));
            at = start + length + 2;
        } else if rest.starts_with("i:") || rest.starts_with("b:") || rest.starts_with("d:") {
            let length = text[number..].find(';')?;
            found.push((number, &text[number..number + length]));
            at = number + length + 1;
        } else if rest.starts_with("N;") {
            found.push((at, ""));
            at += 2;
        } else if rest.starts_with("a:") {
            at += 2 + digits(number) + 2;
            depth += 1;
        } else if rest.starts_with('}') {
            at += 1;
            depth -= 1;
        } else {
            return None;
        }
    }
    Some((found, at))
}
