//! Rows on their way to the page: of thousands, each but the first names only what is different.

use serde::ser::{Error, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// Serialises rows as a list whose first has every field, and each of the others those that differ from the first's.
/// Most fields of most OAs are the same, and the page waits for this text.
pub(crate) fn serialize<R: Serialize, S: Serializer>(rows: &[R], to: S) -> Result<S::Ok, S::Error> {
    let mut list = to.serialize_seq(Some(rows.len()))?;
    let mut first = Value::Null;
    for row in rows {
        let mut row = serde_json::to_value(row).map_err(S::Error::custom)?;
        if first.is_null() {
            first = row.clone();
        } else if let Some(fields) = row.as_object_mut() {
            fields.retain(|name, value| first[name.as_str()] != *value);
        }
        list.serialize_element(&row)?;
    }
    list.end()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_from_the_first_row_is_sent() {
        let rows = [
            json!({"id": 1, "name": "a", "facts": {"oa": "a"}}),
            json!({"id": 2, "name": "a", "facts": null}),
            json!({"id": 3, "name": "b", "facts": {"oa": "a"}}),
        ];
        let sent = serialize(&rows, serde_json::value::Serializer).unwrap();
        assert_eq!(sent, json!([rows[0], {"id": 2, "facts": null}, {"id": 3, "name": "b"}]));
        assert_eq!(serialize(&rows[..0], serde_json::value::Serializer).unwrap(), json!([]));
    }
}
