//! The `OpenAPI` document is true: its routes, its codes, its shapes.

use std::collections::BTreeSet;

use oa_token_model::api::Permission::{Refresh, Status, Token};
use oa_token_model::api::Problem;
use serde_json::Value;

use crate::bench::Bench;

fn document() -> Value {
    serde_json::from_str(oa_token_server::OPENAPI).unwrap()
}

/// Returns the part of the document that a reference names.
fn resolved<'a>(document: &'a Value, part: &'a Value) -> &'a Value {
    match part["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).expect("each reference has its part"),
        None => part,
    }
}

fn check_references(document: &Value, part: &Value) {
    resolved(document, part);
    match part {
        Value::Object(members) => members.values().for_each(|member| check_references(document, member)),
        Value::Array(items) => items.iter().for_each(|item| check_references(document, item)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_code_of_a_refusal_is_documented_with_its_status() {
    let document = document();
    check_references(&document, &document);
    let responses = document["components"]["responses"].as_object().unwrap();
    let of_status = |status: u16| {
        let token = &document["paths"]["/v1/oas/{oa}/token"]["get"]["responses"];
        resolved(&document, &token[status.to_string()])
    };
    for problem in Problem::ALL {
        let (status, code, _) = problem.parts();
        let told = of_status(status)["description"].as_str().unwrap_or_default();
        assert!(told.contains(&format!("`{code}`")), "{status} does not name {code}: {told}");
    }
    for response in responses.values().filter(|response| response.get("content").is_some()) {
        for named in response["description"].as_str().unwrap().split('`').skip(1).step_by(2) {
            assert!(Problem::ALL.iter().any(|problem| problem.parts().1 == named), "{named} is no code");
        }
    }
}

/// Compares a value with its schema: members, types, enums.
fn matches(document: &Value, schema: &Value, value: &Value, at: &str) {
    let schema = resolved(document, schema);
    let types: BTreeSet<&str> = match &schema["type"] {
        Value::String(one) => [one.as_str()].into(),
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => panic!("{at}: no type"),
    };
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    assert!(types.contains(found), "{at}: {found} instead of {types:?}");
    if let Some(allowed) = schema["enum"].as_array() {
        assert!(allowed.contains(value), "{at}: {value} is not allowed");
    }
    if let (Some(members), Some(known)) = (value.as_object(), schema["properties"].as_object()) {
        for (name, member) in members {
            let schema = known.get(name).unwrap_or_else(|| panic!("{at}: {name} is not documented"));
            matches(document, schema, member, &format!("{at}.{name}"));
        }
        let required = schema["required"].as_array().unwrap().iter();
        required.for_each(|name| assert!(members.contains_key(name.as_str().unwrap()), "{at}: no {name}"));
    }
    if let Some(items) = value.as_array() {
        for item in items {
            matches(document, &schema["items"], item, &format!("{at}[]"));
        }
    }
}

#[tokio::test]
async fn every_documented_route_answers_in_its_documented_shape() {
    let bench = Bench::new().await;
    let key = bench.key("all", &[Status, Token, Refresh]).await;
    let document = document();
    bench.pass(jiff::SignedDuration::from_hours(2));
    let served = bench.get("/v1/openapi.json", "").await;
    assert_eq!(served.json(), document);
    for (path, route) in document["paths"].as_object().unwrap() {
        for (method, operation) in route.as_object().unwrap() {
            let filled = path.replace("{oa}", "shop");
            let answer = match method.as_str() {
                "post" => bench.refresh("shop", &key, r#"{"generation":2}"#).await,
                _ => bench.get(&filled, &key).await,
            };
            assert_eq!(answer.status, 200, "{path}: {}", answer.body);
            let content = &operation["responses"]["200"]["content"];
            let (kind, shape) = content.as_object().unwrap().iter().next().unwrap();
            assert!(answer.header("content-type").starts_with(kind), "{path}: {}", answer.head);
            if kind == "application/json" && path != "/v1/openapi.json" {
                matches(&document, &shape["schema"], &answer.json(), path);
            }
            let refused = bench.get(&format!("{filled}?undocumented=1"), &key).await;
            assert!([400, 405].contains(&refused.status), "{path}: {}", refused.status);
            matches(&document, &document["components"]["schemas"]["Error"], &refused.json(), path);
            assert!(operation["responses"].get(refused.status.to_string()).is_some(), "{path}: {}", refused.status);
        }
    }
}
