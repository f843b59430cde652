//! Finds the members of a JSON object in its text, to remove one and keep every other byte.

use std::ops::Range;

/// Removes every top-level member of this name from the text of a JSON object, each with one comma.
///
/// All other bytes are kept, in order. A text that is not a valid JSON object is returned unchanged.
pub(super) fn without(text: &str, key: &str) -> String {
    let members = members(text);
    let (Some(first), Some(last)) = (members.first(), members.last()) else { return text.to_owned() };
    let mut kept = text[..first.start].to_owned();
    let mut is_first = true;
    for (at, member) in members.iter().enumerate() {
        if is_named(&text[member.clone()], key) {
            continue;
        }
        if !is_first {
            // The comma and spaces that followed the last kept member.
            kept.push_str(separator_before(text, &members, at, key));
        }
        kept.push_str(&text[member.clone()]);
        is_first = false;
    }
    kept + &text[last.end..]
}

/// Returns the text after the nearest kept member before `at`.
fn separator_before<'a>(text: &'a str, members: &[Range<usize>], at: usize, key: &str) -> &'a str {
    let pairs = members[..=at].windows(2).rev();
    let gap = pairs.filter(|pair| !is_named(&text[pair[0].clone()], key)).map(|pair| pair[0].end..pair[1].start).next();
    gap.map_or("", |gap| &text[gap])
}

/// Reports whether a member's key, unescaped, is this one.
fn is_named(member: &str, key: &str) -> bool {
    let mut keys = serde_json::Deserializer::from_str(member).into_iter::<String>();
    matches!(keys.next(), Some(Ok(name)) if name == key)
}

/// One JSON string, at any position.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Text {
    /// Its position, including the quotes.
    pub(super) range: Range<usize>,
    /// Whether it is a member's key.
    pub(super) is_key: bool,
    /// Its value, unescaped.
    pub(super) value: String,
}

/// Returns every string of a valid JSON value, in order and at any depth, including those of duplicate members.
pub(super) fn texts(json: &str) -> impl Iterator<Item = Text> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + json[at..].find('"')?;
        let end = start + text_end(&json[start..]);
        at = end;
        let quoted = &json[start..end];
        let is_key = json[end..].trim_start().starts_with(':');
        let value = serde_json::from_str(quoted).unwrap_or_else(|_| quoted.to_owned());
        Some(Text { range: start..end, is_key, value })
    })
}

/// Returns where a string that begins at the first byte ends: after its closing quote.
fn text_end(quoted: &str) -> usize {
    // The opening quote counts as escaped, so that it does not end the string.
    let mut is_escaped = true;
    for (at, byte) in quoted.bytes().enumerate() {
        if byte == b'"' && !is_escaped {
            return at + 1;
        }
        is_escaped = byte == b'\\' && !is_escaped;
    }
    quoted.len()
}

/// Finds the top-level members of a valid JSON object: from the key's first quote to the value's last byte.
fn members(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut depth, mut is_quoted, mut is_escaped) = (0_usize, false, false);
    let mut member: Option<Range<usize>> = None;
    for (at, byte) in text.bytes().enumerate() {
        if is_quoted {
            (is_quoted, is_escaped) = (is_escaped || byte != b'"', !is_escaped && byte == b'\\');
        } else {
            match byte {
                b'"' => is_quoted = true,
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        let is_comma = byte == b',' && !is_quoted && depth == 1;
        let is_end = depth == 0;
        if is_comma || is_end {
            found.extend(member.take());
        } else if !byte.is_ascii_whitespace() && (member.is_some() || byte == b'"') {
            let start = member.map_or(at, |member| member.start);
            member = Some(start..at + 1);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_member_is_removed_with_one_comma_and_nothing_else() {
        for (text, wanted) in [
            (r#"{"a":1,"x":"R","b":2}"#, r#"{"a":1,"b":2}"#),
            (r#"{"x":"R","a":1}"#, r#"{"a":1}"#),
            (r#"{"a":1,"x":"R"}"#, r#"{"a":1}"#),
            (r#"{"x":"R"}"#, "{}"),
            (r#"{ "x" : "R" }"#, "{  }"),
            ("{\n  \"a\": 1,\n  \"x\": \"R\"\n}\n", "{\n  \"a\": 1\n}\n"),
            ("{\n  \"x\": \"R\",\n  \"a\": 1\n}", "{\n  \"a\": 1\n}"),
            ("{\"a\":1 ,  \"x\":2,\t\"b\":3}", "{\"a\":1 ,  \"b\":3}"),
            (r#"{"x":1,"a":2,"x":3,"x":4,"b":5,"x":6}"#, r#"{"a":2,"b":5}"#),
            (r#"{"x":1,"x":2}"#, "{}"),
            (r#"{"a":{"x":1},"b":["x",{"x":2}],"x":{"a":[1,{}]}}"#, r#"{"a":{"x":1},"b":["x",{"x":2}]}"#),
            (r#"{"\u0078":1,"a":"x"}"#, r#"{"a":"x"}"#),
            (r#"{"a":"\",\"x\":\"R\"}","x":"\\"}"#, r#"{"a":"\",\"x\":\"R\"}"}"#),
            (r#"{"a":"ệ,{","x":"ế"}"#, r#"{"a":"ệ,{"}"#),
            (r#"{"xx":1,"X":2}"#, r#"{"xx":1,"X":2}"#),
            ("{}", "{}"),
            ("", ""),
        ] {
            assert_eq!(without(text, "x"), wanted, "{text}");
        }
    }

    #[test]
    fn every_text_is_found_with_its_escapes_undone() {
        let found = |json: &str| -> Vec<String> {
            texts(json).map(|text| format!("{}{}", text.value, if text.is_key { ":" } else { "" })).collect()
        };
        assert_eq!(
            found(r#"{"a" : "b","a":["c",{"\u0064":1}],"e":"\\","f":"\"\\\",ệ"}"#),
            ["a:", "b", "a:", "c", "d:", "e:", "\\", "f:", "\"\\\",ệ"]
        );
        assert_eq!(found(r#"[1,"",":"]"#), ["", ":"]);
        assert_eq!(found(r#""open"#), ["\"open"]);
    }

    fn a_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::from),
            "[\"\\\\,:{}\\[\\] axệ\n]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map("[xa\"]{0,2}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn removing_then_parsing_equals_parsing_then_removing(
            members in prop::collection::vec(("[xa\"]{0,2}", a_value(), "[ \n\t]{0,2}"), 0..6),
            pretty: bool,
        ) {
            let members: Vec<String> = members
                .into_iter()
                .map(|(key, value, gap)| {
                    let value = if pretty { format!("{value:#}") } else { value.to_string() };
                    format!("{gap}{}{gap}:{gap}{value}{gap}", Value::from(key))
                })
                .collect();
            let text = format!("{{{}}}", members.join(","));
            let mut wanted: Value = serde_json::from_str(&text).unwrap();
            wanted.as_object_mut().unwrap().remove("x");
            prop_assert_eq!(serde_json::from_str::<Value>(&without(&text, "x")).unwrap(), wanted);
        }

        #[test]
        fn arbitrary_text_never_panics(text: String) {
            without(&text, "x");
            texts(&text).count();
        }
    }
}
