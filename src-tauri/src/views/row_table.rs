//! Rows on their way to the page: of thousands, only the first names its fields.

use std::fmt::Display;

use serde::ser::{Error, Impossible, SerializeStruct, SerializeTuple};
use serde::{Serialize, Serializer};

/// Serialises rows as `{"first": ROW or null, "others": [[VALUE, …], …]}`, the values in the order of the first row's
/// fields. With thousands of rows the names would be half of the text.
pub(crate) fn serialize<R: Serialize, S: Serializer>(rows: &[R], to: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Table<'a, R> {
        first: Option<&'a R>,
        others: Vec<Values<'a, R>>,
    }
    let others = rows.iter().skip(1).map(Values).collect();
    Table { first: rows.first(), others }.serialize(to)
}

/// A row without the names of its fields.
struct Values<'a, R>(&'a R);

impl<R: Serialize> Serialize for Values<'_, R> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(Nameless(to))
    }
}

/// Writes a struct as a tuple, and refuses everything else.
struct Nameless<S>(S);

struct NamelessFields<T>(T);

impl<T: SerializeTuple> SerializeStruct for NamelessFields<T> {
    type Ok = T::Ok;
    type Error = T::Error;

    fn serialize_field<V: Serialize + ?Sized>(&mut self, _: &'static str, value: &V) -> Result<(), T::Error> {
        self.0.serialize_element(value)
    }

    fn end(self) -> Result<T::Ok, T::Error> {
        self.0.end()
    }
}

fn no_row<T, E: Error>() -> Result<T, E> {
    Err(E::custom("a row is a struct"))
}

macro_rules! refused {
    ($($method:ident($($given:ty),*) -> $made:ident;)*) => {
        $(fn $method(self $(, _: $given)*) -> Result<Self::$made, S::Error> {
            no_row()
        })*
    };
}

impl<S: Serializer> Serializer for Nameless<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Impossible<S::Ok, S::Error>;
    type SerializeTuple = Impossible<S::Ok, S::Error>;
    type SerializeTupleStruct = Impossible<S::Ok, S::Error>;
    type SerializeTupleVariant = Impossible<S::Ok, S::Error>;
    type SerializeMap = Impossible<S::Ok, S::Error>;
    type SerializeStruct = NamelessFields<S::SerializeTuple>;
    type SerializeStructVariant = Impossible<S::Ok, S::Error>;

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Self::SerializeStruct, S::Error> {
        self.0.serialize_tuple(length).map(NamelessFields)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<S::Ok, S::Error> {
        no_row()
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, _: &T) -> Result<S::Ok, S::Error> {
        no_row()
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<S::Ok, S::Error> {
        no_row()
    }

    fn collect_str<T: Display + ?Sized>(self, _: &T) -> Result<S::Ok, S::Error> {
        no_row()
    }

    refused! {
        serialize_bool(bool) -> Ok;
        serialize_i8(i8) -> Ok;
        serialize_i16(i16) -> Ok;
        serialize_i32(i32) -> Ok;
        serialize_i64(i64) -> Ok;
        serialize_u8(u8) -> Ok;
        serialize_u16(u16) -> Ok;
        serialize_u32(u32) -> Ok;
        serialize_u64(u64) -> Ok;
        serialize_f32(f32) -> Ok;
        serialize_f64(f64) -> Ok;
        serialize_char(char) -> Ok;
        serialize_str(&str) -> Ok;
        serialize_bytes(&[u8]) -> Ok;
        serialize_none() -> Ok;
        serialize_unit() -> Ok;
        serialize_unit_struct(&'static str) -> Ok;
        serialize_unit_variant(&'static str, u32, &'static str) -> Ok;
        serialize_seq(Option<usize>) -> SerializeSeq;
        serialize_tuple(usize) -> SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> SerializeTupleVariant;
        serialize_map(Option<usize>) -> SerializeMap;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> SerializeStructVariant;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Serialize)]
    struct Inner {
        on: bool,
    }

    #[derive(Serialize)]
    struct Row {
        name: &'static str,
        inner: Option<Inner>,
    }

    fn table<R: Serialize>(rows: &[R]) -> Result<serde_json::Value, serde_json::Error> {
        serialize(rows, serde_json::value::Serializer)
    }

    #[test]
    fn only_the_first_row_names_its_fields() {
        let rows = [Row { name: "a", inner: None }, Row { name: "b", inner: Some(Inner { on: true }) }];
        let wanted = json!({"first": {"name": "a", "inner": null}, "others": [["b", {"on": true}]]});
        assert_eq!(table(&rows).unwrap(), wanted);
        assert_eq!(table(&rows[..0]).unwrap(), json!({"first": null, "others": []}));
        assert!(table(&["no", "struct"]).is_err());
    }
}
