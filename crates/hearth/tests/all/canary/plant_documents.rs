//! Plants a document with marks in its title, its name and the file itself, fetched once by a link that is
//! used up since; and a form that was typed and not sent.

use access::Role;
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};

use super::{
    marks::What,
    world::{World, agency_of, send, token},
};
use crate::house::House;

/// For the first family.
pub async fn plant(house: &House, world: &mut World) {
    let case = world.ids["cases"][0].clone();
    let words = ["title", "filename", "inside"].map(|field| world.put("a1", What::Document, field));
    let [title, name, inside] = words;
    let body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n{title}\r\n--edge\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"{name}.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7\n{inside}\n\r\n--edge--\r\n"
    );
    let worker = token(house, Role::SocialWorker, Some(agency_of(house, 'a'))).await;
    let request = Request::post(format!("/api/v1/cases/{case}/documents"))
        .header(header::AUTHORIZATION, format!("Bearer {worker}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
    let said = house.send(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(said.status, StatusCode::CREATED, "{}", said.told());
    let document = world.id("documents", &said.json()["id"]);
    let released =
        send(house, world, "asocialworker", &format!("/documents/{document}/release"), "").await.text;
    let secret = released
        .split("/shared/")
        .nth(1)
        .and_then(|rest| rest.get(..52))
        .unwrap_or_else(|| panic!("{released}"));
    let fetched = house.form("", &format!("/shared/{secret}"), "").await;
    assert!(fetched.text.contains(&inside), "{}", fetched.text);
    world.ids.entry("shared").or_default().push(secret.to_owned());

    let me = world.personas.iter().find(|p| p.own == ["asocialworker"]).unwrap().account.clone();
    let story = world.put("asocialworker", What::Draft, "unsent");
    let plan = world.ids["plans"][0].clone();
    let summary = world.put("asocialworker", What::Draft, "unsentplan");
    for typed in [
        format!("draft-form=enquiry&draft-object={me}&story={story}"),
        format!("draft-form=plan&draft-object={plan}&summary={summary}"),
    ] {
        send(house, world, "asocialworker", "/drafts/keep", &typed).await;
    }
}
