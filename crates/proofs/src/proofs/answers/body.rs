//! A generated and damaged body, which tracks at every step which of its tokens are still intact.

use std::ops::Range;

use super::material::{PAGES, REFUSALS, junk, other, text, token, within};
use crate::rng::Rng;

/// Which of the two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Access,
    Refresh,
}

impl Kind {
    fn key(self) -> &'static str {
        match self {
            Self::Access => "access_token",
            Self::Refresh => "refresh_token",
        }
    }
}

/// A token's member, from the quote before its key to the quote after its value.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) kind: Kind,
    pub(super) token: String,
    place: Range<usize>,
    /// Whether it does not count as a token: under another key, or empty.
    is_decoy: bool,
    /// Whether each of its bytes is unchanged.
    is_whole: bool,
    /// Whether it was changed rather than cut off: then it is unknown what reads as a token there.
    is_changed: bool,
}

/// A body and what is known about it.
#[derive(Debug, Clone, Default)]
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    pub(super) members: Vec<Member>,
    /// How many texts the text being written is nested in.
    level: u32,
    /// Whether it is form-encoded: its end matters, because no quote marks it.
    pub(super) is_form: bool,
    /// Whether its end was cut off.
    pub(super) is_cut: bool,
}

impl Body {
    /// Generates a body.
    pub(super) fn made(rng: &mut Rng) -> Self {
        let mut body = Self::default();
        match rng.below(16) {
            0 => body.form(rng),
            1 => body.bytes = junk(rng, 600),
            2 => body.write(text(rng, REFUSALS)),
            3 => body.write(text(rng, PAGES)),
            4..=6 => body.nested(rng),
            7 => {
                body.write(text(rng, PAGES));
                body.object(rng);
                body.write(text(rng, PAGES));
            }
            8 => {
                body.object(rng);
                body.object(rng);
            }
            _ => body.object(rng),
        }
        body
    }

    /// Damages it, mostly once, or not at all.
    pub(super) fn damage(&mut self, rng: &mut Rng) {
        if self.is_form {
            if rng.below(2) == 0 {
                self.cut(rng);
            }
            return;
        }
        for _ in 0..*rng.of(&[0, 1, 1, 1, 2, 3]) {
            match rng.below(8) {
                0 | 1 => self.cut(rng),
                2 => self.flip(rng),
                3 => {
                    let at = within(rng, self.bytes.len());
                    let piece = junk(rng, 40);
                    self.insert(at, &piece);
                }
                4 => self.insert(0, "\u{FEFF}".as_bytes()),
                5 => self.append(rng),
                6 => {
                    let pad = vec![*rng.of(b" \n{\\\"<A\0\xFF"); within(rng, 70_000)];
                    let at = *rng.of(&[0, self.bytes.len()]);
                    self.insert(at, &pad);
                }
                // After UTF-16 only a cut may follow.
                _ => {
                    if self.widen(rng) {
                        if rng.below(2) == 0 {
                            self.cut(rng);
                        }
                        return;
                    }
                }
            }
        }
    }

    /// Returns the intact tokens of a kind.
    pub(super) fn whole(&self, kind: Kind) -> Vec<&str> {
        let whole = |member: &&Member| member.kind == kind && member.is_whole && !member.is_decoy;
        self.members.iter().filter(whole).map(|member| member.token.as_str()).collect()
    }

    /// Reports whether nothing else can read as a token of this kind.
    pub(super) fn is_sure(&self, kind: Kind) -> bool {
        !self.members.iter().any(|member| member.kind == kind && member.is_changed)
    }

    /// Keeps only the first bytes.
    pub(super) fn cut_at(&mut self, length: usize) {
        if length >= self.bytes.len() {
            return;
        }
        self.bytes.truncate(length);
        self.is_cut = true;
        // A form's field ends where the next one begins.
        let end = usize::from(self.is_form);
        for member in &mut self.members {
            member.is_whole &= member.place.end + end <= length;
        }
    }

    fn cut(&mut self, rng: &mut Rng) {
        let length = within(rng, self.bytes.len());
        self.cut_at(length);
    }

    fn flip(&mut self, rng: &mut Rng) {
        for _ in 0..=rng.below(8) {
            let at = within(rng, self.bytes.len());
            if let Some(byte) = self.bytes.get_mut(at) {
                *byte = *rng.of(&[*byte ^ 1 << rng.clone().below(8), !*byte, 0, b'"', b'\\']);
                self.change(at..at + 1);
            }
        }
    }

    fn insert(&mut self, at: usize, piece: &[u8]) {
        self.bytes.splice(at..at, piece.iter().copied());
        for member in &mut self.members {
            if at <= member.place.start {
                member.place = member.place.start + piece.len()..member.place.end + piece.len();
            } else if at < member.place.end {
                member.place.end += piece.len();
                member.is_whole = false;
                member.is_changed = true;
            }
        }
    }

    /// Appends text, which may merge with what was cut.
    fn append(&mut self, rng: &mut Rng) {
        let piece = match rng.below(3) {
            0 => junk(rng, 200),
            1 => text(rng, PAGES).as_bytes().to_vec(),
            _ => text(rng, REFUSALS).as_bytes().to_vec(),
        };
        let end = self.bytes.len();
        self.bytes.extend(piece);
        self.change(end..self.bytes.len());
    }

    fn change(&mut self, place: Range<usize>) {
        for member in &mut self.members {
            if place.start < member.place.end && member.place.start < place.end {
                member.is_whole = false;
                member.is_changed = true;
            }
        }
    }

    /// Converts it to UTF-16. Only text can be converted, and without a byte order mark only one that begins with
    /// ASCII.
    fn widen(&mut self, rng: &mut Rng) -> bool {
        let Ok(text) = str::from_utf8(&self.bytes) else { return false };
        let is_marked = rng.below(2) == 0;
        if !is_marked && !text.starts_with(|char: char| char.is_ascii() && char != '\0') {
            return false;
        }
        // The new position of each byte of the text.
        let mut wide = Vec::with_capacity(2 * text.len());
        let mut places = vec![0; text.len() + 1];
        let is_big = rng.below(2) == 0;
        let unit = |unit: u16| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        if is_marked && !text.starts_with('\u{FEFF}') {
            wide.extend(unit(0xFEFF));
        }
        for (at, char) in text.char_indices() {
            places[at] = wide.len();
            wide.extend(char.encode_utf16(&mut [0; 2]).iter().flat_map(|&part| unit(part)));
        }
        places[text.len()] = wide.len();
        for member in &mut self.members {
            // The end of what was cut off is after the end.
            let place = |at: usize| places.get(at).copied().unwrap_or(usize::MAX / 2);
            // Of the closing quote only the zero byte after it may be missing.
            let end = place(member.place.end).saturating_sub(usize::from(!is_big));
            member.place = place(member.place.start)..end;
        }
        self.bytes = wide;
        true
    }

    /// Writes a text, escaped once per level of nesting.
    fn write(&mut self, text: &str) {
        let mut text = text.to_owned();
        for _ in 0..self.level {
            text = text.replace('\\', r"\\").replace('"', r#"\""#).replace('\n', r"\n").replace('\t', r"\t");
        }
        self.bytes.extend(text.bytes());
    }

    fn token(&mut self, rng: &mut Rng, kind: Kind) {
        let token = token(rng, kind);
        let key = match rng.below(24) {
            0 => format!("old_{}", kind.key()),
            1 => format!("{}_old", kind.key()),
            _ => kind.key().to_owned(),
        };
        let value = match rng.below(4) {
            0 => token.replacen('_', r"\u005f", 1).replace('/', r"\/"),
            _ => token.clone(),
        };
        let colon = text(rng, &[":", ":", ": ", " : ", "\t:\n"]);
        let start = self.bytes.len();
        self.write(&format!("\"{key}\"{colon}\"{value}\""));
        let place = start..self.bytes.len();
        let is_decoy = key != kind.key();
        self.members.push(Member { kind, token, place, is_decoy, is_whole: true, is_changed: false });
    }

    /// Writes something other than a token in a token's place; once its bytes are changed it is unknown what it reads
    /// as.
    fn empty(&mut self, rng: &mut Rng) {
        let kind = *rng.of(&[Kind::Access, Kind::Refresh]);
        let start = self.bytes.len();
        self.write(&format!("\"{}\":{}", kind.key(), text(rng, &["null", "\"\"", "\" \"", "12", "[\"x\"]", "{}"])));
        let place = start..self.bytes.len();
        let token = String::new();
        self.members.push(Member { kind, token, place, is_decoy: true, is_whole: true, is_changed: false });
    }

    /// Writes an object with its members in any order, some of them repeated.
    fn object(&mut self, rng: &mut Rng) {
        let comma = text(rng, &[",", ",", ", ", ",\n    "]);
        self.write(text(rng, &["{", "{", "{ ", "{\n    "]));
        for turn in 0..2 + rng.below(5) {
            if turn > 0 {
                self.write(comma);
            }
            match rng.below(12) {
                0..=3 => self.token(rng, Kind::Access),
                4..=7 => self.token(rng, Kind::Refresh),
                8 => self.empty(rng),
                _ => {
                    let other = other(rng);
                    self.write(&other);
                }
            }
        }
        self.write(text(rng, &["}", "}", "\n}", " }\r\n"]));
    }

    /// Writes an object inside objects, lists or texts.
    fn nested(&mut self, rng: &mut Rng) {
        if rng.below(3) == 0 {
            self.write(text(rng, &["{\"data\":", "{\"error\":0,\"data\":[[", "[", "callback("]));
            self.object(rng);
            return self.write(text(rng, &["}", "]]}", "]", ");", ""]));
        }
        let depth = u32::try_from(1 + rng.below(3)).unwrap_or(1);
        for _ in 0..depth {
            self.write("{\"message\":\"");
            self.level += 1;
        }
        self.object(rng);
        for _ in 0..depth {
            self.level -= 1;
            self.write("\"}");
        }
    }

    fn form(&mut self, rng: &mut Rng) {
        self.is_form = true;
        let order = *rng.of(&[[Kind::Access, Kind::Refresh], [Kind::Refresh, Kind::Access]]);
        for kind in order {
            let token = token(rng, kind);
            let start = self.bytes.len();
            let value = token.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
            self.write(&format!("{}={value}", kind.key()));
            let place = start..self.bytes.len();
            self.members.push(Member { kind, token, place, is_decoy: false, is_whole: true, is_changed: false });
            self.write(text(rng, &["&", "&expires_in=90000&"]));
        }
        self.write("x=1");
    }
}
