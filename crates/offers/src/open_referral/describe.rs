//! The description of this API that its own answer leads to: the endpoints and parameters of the standard that are
//! served here, with the schemas named where the standard keeps them.

use serde_json::{Map, Value, json};

/// Where the profile's schemas are kept.
const SCHEMAS: &str = "https://raw.githubusercontent.com/openreferral/uk-profile/main/schema";

const PAGING: &[&str] = &["page", "per_page"];
const NARROWING: &[&str] = &[
    "search",
    "taxonomy_term_id",
    "taxonomy_id",
    "minimum_age",
    "maximum_age",
    "start_time",
    "end_time",
    "day",
];
const NEAR: &[&str] = &["postcode", "proximity"];

fn parameter(name: &str) -> Value {
    let kind = match name {
        "page" | "per_page" => "integer",
        "minimum_age" | "maximum_age" | "proximity" => "number",
        _ => "string",
    };
    json!({"name": name, "in": "query", "required": false, "schema": {"type": kind}})
}

fn answer(summary: &str, parameters: Vec<Value>, schema: Value) -> Value {
    json!({"get": {
        "summary": summary, "parameters": parameters,
        "responses": {
            "200": {"description": summary, "content": {"application/json": {"schema": schema}}},
            "400": {"description": "A parameter cannot be read; the detail says which."},
            "404": {"description": "There is nothing with this id, or no such page."},
        },
    }})
}

/// The description, for a server at `base`.
pub(super) fn openapi(base: &str) -> Value {
    let mut paths = Map::new();
    let about = json!({"type": "object", "required": ["version", "profile", "openapi_url"]});
    paths.insert("/".into(), answer("What this API is", Vec::new(), about));
    let id = json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string"}});
    for (path, list, one, groups) in [
        ("services", "compiled/service_list.json", "compiled/service.json", vec![NARROWING, PAGING]),
        (
            "service_at_locations",
            "compiled/service_at_location_list.json",
            "compiled/service_at_location.json",
            vec![NARROWING, NEAR, PAGING],
        ),
        ("taxonomies", "taxonomy.json", "taxonomy.json", vec![PAGING]),
        ("taxonomy_terms", "taxonomy_term.json", "taxonomy_term.json", vec![PAGING]),
    ] {
        let named = |file: &str| json!({"$ref": format!("{SCHEMAS}/{file}")});
        let framed = json!({
            "allOf": [{"$ref": "#/components/schemas/Page"}],
            "properties": {"contents": {"type": "array", "items": named(list)}},
        });
        let parameters = groups.into_iter().flatten().map(|name| parameter(name)).collect();
        paths.insert(format!("/{path}"), answer(&format!("A page of {path}"), parameters, framed));
        let summary = format!("One of {path}, with everything that belongs to it");
        paths.insert(format!("/{path}/{{id}}"), answer(&summary, vec![id.clone()], named(one)));
    }
    let (whole, yes) = (json!({"type": "integer"}), json!({"type": "boolean"}));
    json!({
        "openapi": "3.0.0",
        "info": {"title": "Directory of adoption support, Open Referral UK", "version": "3.0"},
        "servers": [{"url": base}],
        "paths": paths,
        "components": {"schemas": {"Page": {"type": "object", "properties": {
            "total_items": whole, "total_pages": whole, "page_number": whole, "size": whole,
            "first_page": yes, "last_page": yes, "empty": yes,
        }}}},
    })
}
