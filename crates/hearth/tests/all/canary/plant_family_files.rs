//! Plants files that a parent and a young person sent to their worker: the parent's was not kept.

use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::json;

use super::{
    marks::What,
    world::{World, agency_of, get, post, text, token},
};
use crate::house::House;

/// For the first family of the first agency.
pub async fn plant(house: &House, world: &mut World, case: &str) {
    for code in ["a1me", "a1young"] {
        let (cookie, csrf) = {
            let who = world.personas.iter().find(|p| p.own.iter().any(|own| own == code)).unwrap();
            (who.cookie.clone(), who.csrf.clone())
        };
        let (title, words) =
            (world.put(code, What::Thread, "filetitle"), world.put(code, What::ReviewNote, "filewords"));
        let inside = world.put(code, What::Document, "fileinside");
        let mut body = String::new();
        let once = format!("file{code}");
        for (name, value) in [
            ("csrf", csrf.as_str()),
            ("_once", once.as_str()),
            ("case", case),
            ("title", title.as_str()),
            ("words", words.as_str()),
            ("shared", "no"),
        ] {
            body += &format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }
        body += &format!(
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"letter.pdf\"\r\nContent-Type: application/pdf\r\n\r\n\
             %PDF-1.7\n{inside}\n\r\n--edge--\r\n"
        );
        let request = Request::post("/my/files")
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        let said = house.send(request.body(Body::from(body)).unwrap()).await;
        assert!(said.status.is_redirection(), "{}: {}", said.status, said.told());
    }
    let worker = token(house, access::Role::SocialWorker, Some(agency_of(house, 'a'))).await;
    let sent = get(house, &worker, &format!("/api/v1/cases/{case}/family-files")).await;
    let items = sent["items"].as_array().unwrap().clone();
    for item in items {
        let id = world.id("family-files", &item["id"]);
        if text(&item["title"]).contains("a1me") {
            let why = json!({"version": 1, "words": world.put("a1me", What::Thread, "filewhy")});
            post(house, &worker, &format!("/api/v1/family-files/{id}/decline"), why).await;
        }
    }
}
