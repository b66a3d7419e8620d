//! The API's description, made from the routes: what each asks for comes from running its
//! parser on nothing, what it answers from the types it answers with.

use std::collections::BTreeMap;

use kernel::Result;
use page::{Asked, AskedKind, Ctx, Fields, Response, Route};
use serde_json::{Map, Value, json};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/openapi.json", description).anonymous().about("This description, as OpenAPI 3.1"),
    ]
}

async fn description(ctx: Ctx) -> Result<Response> {
    ctx.json(&document(&crate::rooms::routes()))
}

/// The OpenAPI document of these routes.
pub(crate) fn document(routes: &[Route]) -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let mut schemas = Map::new();
    for route in routes.iter().filter(|r| r.is_api()) {
        let operation = operation(route, &mut schemas);
        paths.entry(route.path).or_default().insert(route.method.as_str().to_lowercase(), operation);
    }
    schemas.insert("Problem".into(), problem_schema());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Hearth",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Adoption support: one connected record. Lists answer {items, next}; pass next as after. \
                Dates are ISO 8601, money is in pence. Send an Idempotency-Key with a POST to be sure it is done once.",
            "license": {"name": "MIT"},
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    })
}

fn operation(route: &Route, schemas: &mut Map<String, Value>) -> Value {
    let params: Vec<Value> = route
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
        .collect();
    let answer = route.answer.map(|make| {
        let (name, schema, inner) = make();
        for (name, schema) in inner.into_iter().chain([(name.clone(), schema)]) {
            schemas.insert(name, serde_json::to_value(schema).unwrap_or_default());
        }
        json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}})
    });
    let mut operation = json!({
        "summary": route.about,
        "parameters": params,
        "responses": {
            "default": {
                "description": "What went wrong, with a stable code",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
            (if route.body.is_some() { "201" } else { "200" }): {
                "description": "Done",
                "content": answer.unwrap_or_else(|| json!({})),
            },
        },
    });
    if let Some(map) = operation.as_object_mut() {
        if !route.public {
            map.insert("security".into(), json!([{"token": []}]));
            map.insert("x-grants".into(), json!(route.grants));
        }
        if let Some(parser) = route.body {
            let body =
                json!({"required": true, "content": {"application/json": {"schema": body_schema(parser)}}});
            map.insert("requestBody".into(), body);
        }
    }
    operation
}

fn body_schema(parser: fn(&mut Fields)) -> Value {
    let mut fields = Fields::default();
    parser(&mut fields);
    object_schema(fields.asked())
}

fn object_schema(all: &[Asked]) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for asked in all {
        let schema = match &asked.kind {
            AskedKind::Text(max) => json!({"type": "string", "maxLength": max}),
            AskedKind::Choice(codes) => json!({"type": "string", "enum": codes}),
            AskedKind::Choices(codes) => json!({"type": "array", "items": {"type": "string", "enum": codes}}),
            AskedKind::Date => json!({"type": "string", "format": "date"}),
            AskedKind::Number(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
            AskedKind::Money => json!({"type": "integer", "minimum": 1, "description": "pence"}),
            AskedKind::YesNo => json!({"type": "boolean"}),
            AskedKind::Id => json!({"type": "string", "format": "uuid"}),
            AskedKind::List(most, inner) => {
                json!({"type": "array", "minItems": 1, "maxItems": most, "items": object_schema(inner)})
            }
        };
        properties.insert(asked.name.clone(), schema);
        if asked.required {
            required.push(asked.name.clone());
        }
    }
    json!({"type": "object", "properties": properties, "required": required})
}

fn problem_schema() -> Value {
    json!({
        "type": "object",
        "required": ["status", "code", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "code": {"type": "string", "description": "Stable: write programs against this"},
            "detail": {"type": "string"},
            "errors": {"type": "array", "items": {"type": "object", "properties": {
                "field": {"type": "string"}, "message": {"type": "string"}}}},
        },
    })
}
