//! The tolerant reader: code, shells, settings, notes and logs, line by line, with the JSON and the tables inside them.

use crate::assignments::{self, Assignment};
use crate::draft::{DraftField, clean_value};
use crate::group::{Group, Role, Scope};
use crate::keys::{self, Meaning};
use crate::left_out::Reason;
use crate::place::Lines;
use crate::session::Around;
use crate::{json, php, sql, table, value, walk};

/// Reads any text.
pub(crate) fn read(text: &str, around: &Around<'_>) -> Scope {
    let lines = Lines::of(text);
    let mut taken = embedded(text, &lines, around);
    let line_texts: Vec<&str> = text.lines().collect();
    let tables = table::markdown(&line_texts, around);
    let mut reader = Reader { around, parts: vec![Part::default()], heading: None, above: None };
    taken.sort_by_key(|(range, _)| range.start);
    let mut taken = taken.into_iter().peekable();
    let mut tables = tables.into_iter().peekable();
    let mut offset = 0;
    let mut skip_until = 0;
    for (at, line) in line_texts.iter().enumerate() {
        let end = offset + line.len();
        if let Some((range, scope)) = tables.next_if(|(range, _)| range.start == at) {
            skip_until = skip_until.max(lines.start(range.end + 1, text.len()));
            reader.inner(scope);
        }
        // What is before, between and after the embedded texts of this line.
        let mut from = offset.max(skip_until.min(end));
        while let Some((range, scope)) = taken.next_if(|(range, _)| range.start < end) {
            if range.start >= from {
                reader.line(&text[from..range.start], at + 1);
                reader.inner(scope);
                skip_until = skip_until.max(range.end);
                from = range.end.min(end);
            }
        }
        if from < end || line.is_empty() {
            reader.line(&text[from..end], at + 1);
        }
        offset = end + text[end..].find('\n').map_or(0, |gap| gap + 1);
    }
    reader.finish()
}

/// Finds JSON objects with known keys, and the rows of SQL, inside a text.
fn embedded(text: &str, lines: &Lines, around: &Around<'_>) -> Vec<(std::ops::Range<usize>, Scope)> {
    let mut found = sql::read(text, lines, around);
    found.extend(php::read(text, lines, around));
    let mut at = 0;
    // Text that looks like JSON and is not may be read again and again.
    let mut budget = text.len().saturating_mul(4) + 1024;
    while let Some(open) = text[at..].find('{').map(|open| at + open) {
        at = open + 1;
        if found.iter().any(|(range, _)| range.contains(&open)) {
            continue;
        }
        let rest = text[at..].trim_start();
        if !rest.starts_with('"') {
            continue;
        }
        match json::prefix(text, open, lines) {
            Ok((spot, length)) => {
                budget = budget.saturating_sub(length);
                let scope = walk::walk(&spot, around);
                if !scope.is_empty() {
                    at = open + length;
                    found.push((open..at, scope));
                }
            }
            Err(read) => budget = budget.saturating_sub(read),
        }
        if budget == 0 {
            break;
        }
    }
    found
}

/// Values that stand together, until the next OA begins.
#[derive(Default)]
struct Part {
    group: Group,
    inside: Vec<Scope>,
    headings: Vec<(usize, String)>,
    /// Whether a section of a settings file began it.
    is_section: bool,
}

struct Reader<'a> {
    around: &'a Around<'a>,
    parts: Vec<Part>,
    heading: Option<(usize, String)>,
    /// The label on the line above, if it had no value.
    above: Option<(String, DraftField)>,
}

impl Reader<'_> {
    fn part(&mut self) -> &mut Part {
        if self.parts.is_empty() {
            self.parts.push(Part::default());
        }
        self.parts.last_mut().expect("one was pushed")
    }

    /// Takes values that another reader found here.
    fn inner(&mut self, scope: Scope) {
        // An answer after a request has replaced the request's token.
        let is_answer = has_answer(&scope);
        let part = self.part();
        if is_answer && part.group.has_grant {
            let spent = part.group.values(DraftField::RefreshToken);
            self.around.session.spent.borrow_mut().extend(spent);
        }
        self.part().inside.push(scope);
    }

    fn line(&mut self, line: &str, at: usize) {
        let line = bare(line);
        if line.is_empty() {
            return;
        }
        if let Some(comment) = commented(line) {
            return self.comment(comment, at);
        }
        if let Some(section) =
            line.strip_prefix('[').and_then(|line| line.strip_suffix(']')).filter(|name| is_section(name))
        {
            return self.section(section, at);
        }
        let is_value =
            |field| keys::field(line).is_none() && (field == DraftField::Name || !line.contains(char::is_whitespace));
        if let Some((key, field)) = self.above.take()
            && is_value(field)
            && let Some(read) = keys::read(&key)
        {
            let value = line.trim_matches(['"', '\'', '`', '“', '”']);
            return self.put(Assignment { key: &key, read, value: value.into(), is_expression: false }, at);
        }
        let label = line.trim_end_matches([':', '：', '*', ' ']).trim_start_matches('*');
        if let Some(field) = keys::field(label).filter(|_| !label.contains(['=', ':'])) {
            self.above = Some((label.to_owned(), field));
            return;
        }
        let found = assignments::scan(line);
        if found.is_empty() {
            if let Some(spaced) = spaced(line) {
                return self.put(spaced, at);
            }
            self.heading = title(line).map(|title| (at, title)).or(self.heading.take());
        }
        for assignment in found {
            self.put(assignment, at);
        }
    }

    fn comment(&mut self, comment: &str, at: usize) {
        let found = assignments::scan(comment);
        let is_title = found.is_empty();
        let place = self.around.place(at);
        for assignment in found.into_iter().filter(|each| !each.is_expression) {
            let Some(field) = assignment.read.field() else { continue };
            if matches!(field, DraftField::RefreshToken | DraftField::AccessToken)
                && value::kind(&assignment.value) == value::Kind::Literal
            {
                self.part().group.leave(field, &assignment.value, &place, Reason::Inactive);
            }
        }
        if is_title {
            self.heading = title(comment).map(|title| (at, title)).or(self.heading.take());
        }
    }

    fn section(&mut self, name: &str, at: usize) {
        let mut part = Part { is_section: true, ..Part::default() };
        part.group = self.around.group();
        part.group.is_zalo |= keys::is_zalo(name);
        part.group.is_foreign |= keys::is_foreign(name);
        part.headings.push((at, name.to_owned()));
        self.parts.push(part);
    }

    fn put(&mut self, assignment: Assignment<'_>, at: usize) {
        let place = self.around.place(at);
        let Assignment { key, read, value, is_expression } = assignment;
        if is_expression {
            if let Some(field) = read.field().filter(|field| *field != DraftField::Name) {
                self.part().group.references.push(field);
            } else if read.meaning == Meaning::GrantType {
                self.part().group.has_grant = true;
            }
            return;
        }
        if self.begins_next(&read, &value) {
            let last = self.part();
            let (is_zalo, is_foreign) = (last.group.is_zalo, last.group.is_foreign);
            self.parts.push(Part { group: Group { is_zalo, is_foreign, ..self.around.group() }, ..Part::default() });
        }
        let heading = self.heading.take();
        let around = self.around;
        let part = self.part();
        if part.group.found.is_empty() && part.group.left_out.is_empty() && !part.is_section {
            part.group.role = if around.role == Role::Settings { part.group.role } else { around.role };
            part.group.exchange = around.exchange;
            part.group.is_zalo |= around.is_zalo;
            part.group.is_foreign |= around.is_foreign;
            part.group.is_inactive |= around.is_inactive;
        }
        part.headings.extend(heading);
        part.group.take(key, read, &value, &place);
    }

    /// Reports whether this value is another OA's: its key has had another value here.
    fn begins_next(&mut self, read: &keys::Key, value: &str) -> bool {
        let Some(field) = read.field() else { return false };
        if read.is_previous || read.is_foreign || value::kind(value) != value::Kind::Literal {
            return false;
        }
        let clean = clean_value(value);
        let group = &self.part().group;
        let same = |found: &&crate::group::Found| found.field == field && found.qualifier == read.qualifier;
        group.found.iter().any(|found| same(&found))
            && !group.found.iter().filter(same).any(|found| found.clean() == clean)
    }

    /// Joins the parts that are no OA of their own.
    fn finish(self) -> Scope {
        let mut scope = Scope::default();
        let is_whole = |part: &Part| {
            let fields = [DraftField::AppId, DraftField::SecretKey, DraftField::RefreshToken, DraftField::AccessToken];
            fields.into_iter().filter(|field| part.group.has(*field)).count() > 1
        };
        let plain: Vec<&Part> =
            self.parts.iter().filter(|part| !part.is_section && !part.group.found.is_empty()).collect();
        // Each OA begins with the same key; another order may be one OA with two values for a key.
        let first = |part: &Part| part.group.found.first().map(|found| found.field);
        let is_alike =
            plain.iter().all(|part| is_whole(part) && first(part) == plain.first().and_then(|part| first(part)));
        let is_split = plain.len() < 2 || is_alike;
        let has_sections = self.parts.iter().any(|part| part.is_section);
        let mut joined: Option<Part> = None;
        for part in self.parts {
            match joined.as_mut().filter(|_| !is_split && !part.is_section) {
                Some(joined) => join(joined, part),
                None => scope.inside.extend(joined.replace(part).map(made)),
            }
        }
        scope.inside.extend(joined.map(made));
        if let ([only], false) = (scope.inside.as_mut_slice(), has_sections) {
            return std::mem::take(only);
        }
        scope.inside.iter_mut().for_each(|inner| inner.group.is_row = true);
        scope
    }
}

fn join(joined: &mut Part, part: Part) {
    let Group {
        found, left_out, empty, references, has_grant, has_expiry, has_refresh_life, expires_in, oa_id, ..
    } = part.group;
    let into = &mut joined.group;
    into.found.extend(found);
    into.left_out.extend(left_out);
    into.empty.extend(empty);
    into.references.extend(references);
    into.has_grant |= has_grant;
    into.has_expiry |= has_expiry;
    into.has_refresh_life |= has_refresh_life;
    into.expires_in = into.expires_in.take().or(expires_in);
    into.oa_id = into.oa_id.take().or(oa_id);
    joined.inside.extend(part.inside);
    joined.headings.extend(part.headings);
}

fn made(part: Part) -> Scope {
    let mut group = part.group;
    group.headings = part.headings;
    group.finish();
    Scope { group, inside: part.inside }
}

fn has_answer(scope: &Scope) -> bool {
    scope.group.role == Role::Answer || scope.inside.iter().any(has_answer)
}

/// Removes text before a key: invisible characters, bullets, shell keywords that set a variable.
fn bare(line: &str) -> &str {
    let is_nothing =
        |char: char| char.is_whitespace() || matches!(char, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}');
    let mut line = line.trim_matches(is_nothing);
    for bullet in ["- ", "* ", "• ", "+ ", "> "] {
        line = line.strip_prefix(bullet).unwrap_or(line).trim_start_matches(is_nothing);
    }
    line
}

fn commented(line: &str) -> Option<&str> {
    // A heading of Markdown looks like a comment; a tilde switches a line of Bruno off.
    let signs = ["#", ";", "//", "--", "~", "<!--", "REM ", "rem "];
    signs
        .iter()
        .find_map(|sign| line.strip_prefix(sign))
        .filter(|_| !line.starts_with("--header") && !line.starts_with("--data"))
}

fn is_section(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.' | ' ' | ':' | '['))
}

/// A short line without a value may be the name of the OA below it.
fn title(line: &str) -> Option<String> {
    const LONGEST: usize = 40;
    let title = line.trim_matches(['#', '*', '=', '-', ' ', ':', '[', ']', '/', '\t']);
    let is_title = !title.is_empty()
        && !title.split_whitespace().any(value::is_like_a_secret)
        && title.chars().count() <= LONGEST
        && !title.contains(['=', '{', '(', ';', '<', '$', '"', '\'']);
    is_title.then(|| title.to_owned())
}

/// Splits at a space if there is no sign: "Secret Key  FAKE". A sentence that begins like this is not accepted.
fn spaced(line: &str) -> Option<Assignment<'_>> {
    const SHORTEST: usize = 8;
    let (key, value) = line.rsplit_once(char::is_whitespace)?;
    let is_wide = key.ends_with(char::is_whitespace);
    let is_like_a_value = value.chars().count() >= SHORTEST && value.contains(|char: char| char.is_ascii_digit());
    // The address of a request ends like a key.
    let read = keys::read(key)
        .filter(|_| !key.contains('/'))
        .filter(|read| read.field().is_some_and(|field| field != DraftField::Name))?;
    (is_wide || is_like_a_value).then_some(Assignment { key, read, value: value.into(), is_expression: false })
}
