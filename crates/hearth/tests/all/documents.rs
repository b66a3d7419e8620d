//! Documents on a case, through the router on both engines: taken in after checks, kept
//! sealed, read by those who may, replaced, and fetched once with a link.

use access::Role;
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::{Value, json};

use crate::house::{self, House, Said};

const PDF: &[u8] = b"%PDF-1.7\nwhat the school wrote of Theo\n";

/// A form with a file in it.
fn form(fields: &[(&str, &str)], file: Option<(&str, &str, &[u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    if let Some((name, kind, bytes)) = file {
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
        );
        body.extend_from_slice(&[head.as_bytes(), bytes, b"\r\n"].concat());
    }
    body.extend_from_slice(b"--edge--\r\n");
    body
}

fn request(path: &str, header: (header::HeaderName, String), body: Vec<u8>) -> Request<Body> {
    Request::post(path)
        .header(header.0, header.1)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from(body))
        .unwrap()
}

async fn upload(
    house: &House,
    token: &str,
    case: &str,
    fields: &[(&str, &str)],
    file: (&str, &str, &[u8]),
) -> Said {
    let bearer = (header::AUTHORIZATION, format!("Bearer {token}"));
    house.send(request(&format!("/api/v1/cases/{case}/documents"), bearer, form(fields, Some(file)))).await
}

/// A case of the test agency.
async fn case(house: &House, duty: &str, coordinator: &str) -> String {
    let call = json!({
        "channel": "phone", "asker": "adoptive-parent", "first-name": "Maya", "last-name": "Okoro",
        "phone": "07700 900123", "contact-by": "phone", "safe": "open", "council": "881", "postcode": "CM1 1QH",
        "child-first-name": "Theo", "child-last-name": "Okoro", "born": "2016-05-04", "route": "adoption",
        "ordered": "2019-06-01", "placing-council": "881", "story": "He cannot settle at school.", "retold": 4,
    });
    let enquiry = house.post(duty, "/api/v1/enquiries", &call).await.json();
    let path = format!("/api/v1/enquiries/{}/triage", enquiry["id"].as_str().unwrap());
    let held = json!({"did": "call-held", "version": enquiry["version"], "why": "Spoke with Maya"});
    let held = house.post(duty, &path, &held).await.json();
    let allocate = json!({"did": "allocate", "version": held["version"], "why": "Needs an assessment", "checked": true,
                          "to": "new", "coordinator": coordinator, "level": "targeted"});
    house.post(duty, &path, &allocate).await.json()["case"].as_str().unwrap().to_owned()
}

/// The stored files that lie in the folder, whole ones and others.
fn lying(house: &House) -> Vec<std::path::PathBuf> {
    let folder = house.desk.folder.path().join("files");
    let shelves = std::fs::read_dir(folder)
        .map(|d| d.map(|s| s.unwrap().path()).collect::<Vec<_>>())
        .unwrap_or_default();
    shelves.iter().flat_map(|s| std::fs::read_dir(s).unwrap().map(|f| f.unwrap().path())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_checked_sealed_read_replaced_and_fetched_once() {
    for house in house::both().await {
        walk(house).await;
    }
}

async fn walk(house: House) {
    let worker = house.desk.worker(Role::SocialWorker).await;
    let coordinator = worker.account().unwrap().to_string();
    let (duty, token) = (house.token(Role::DutyWorker).await, house.token(Role::SocialWorker).await);
    let case = case(&house, &duty, &coordinator).await;
    let path = format!("/api/v1/cases/{case}/documents");

    // Taken in, and not readable where it lies.
    let made = upload(
        &house,
        &token,
        &case,
        &[("title", "School report, Zoë")],
        ("Theo Okoro.pdf", "application/pdf", PDF),
    )
    .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let document = made.json();
    assert_eq!(
        (document["kind"].as_str(), document["bytes"].as_u64()),
        (Some("pdf"), Some(PDF.len() as u64))
    );
    let lie = lying(&house);
    assert_eq!(lie.len(), 1, "{lie:?}");
    assert!(!lie[0].to_string_lossy().contains("Theo"));
    assert!(!String::from_utf8_lossy(&std::fs::read(&lie[0]).unwrap()).contains("school"));

    // What is not what it says is refused, and nothing of it is kept.
    let macros =
        b"PK\x03\x04..........................[Content_Types].xml word/document.xml word/vbaProject.bin";
    for (name, kind, bytes) in [
        ("a.pdf", "application/pdf", &b"MZ a program"[..]),
        ("a.html", "text/html", b"<script>"),
        ("a.docx", "", macros),
        ("a.pdf", "application/pdf", b""),
    ] {
        let said = upload(&house, &token, &case, &[("title", "x")], (name, kind, bytes)).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", said.text);
    }
    let long = vec![b'a'; trust::documents::model::LARGEST + (128 << 10)];
    let said = upload(&house, &token, &case, &[("title", "x")], ("a.txt", "text/plain", &long)).await;
    assert_eq!(said.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", said.text);
    let cut = form(&[("title", "x")], Some(("a.pdf", "application/pdf", PDF)));
    let bearer = || (header::AUTHORIZATION, format!("Bearer {token}"));
    let said = house.send(request(&path, bearer(), cut[..cut.len() - 12].to_vec())).await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", said.text);
    assert_eq!(lying(&house).len(), 1);

    // Read back by those who may; as if it were not there for everybody else.
    let file = format!("/api/v1/documents/{}/file", document["id"].as_str().unwrap());
    let said = house.get(&token, &file).await;
    assert_eq!((said.status, said.text.as_bytes()), (StatusCode::OK, PDF));
    let strange = house.strange_token(Role::SocialWorker).await;
    assert_eq!(house.get(&strange, &file).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&strange, &path).await.status, StatusCode::NOT_FOUND);
    let said = upload(&house, &strange, &case, &[("title", "x")], ("a.pdf", "application/pdf", PDF)).await;
    assert_eq!(said.status, StatusCode::NOT_FOUND);
    assert_eq!(
        house.get(&house.token(Role::FinanceOfficer).await, &file).await.status,
        StatusCode::FORBIDDEN
    );

    // Replaced, once; the former one stays.
    let id = document["id"].as_str().unwrap();
    let newer = upload(
        &house,
        &token,
        &case,
        &[("title", "School report, mended"), ("replaces", id)],
        ("b.pdf", "", PDF),
    )
    .await;
    assert_eq!(newer.status, StatusCode::CREATED, "{}", newer.text);
    let again =
        upload(&house, &token, &case, &[("title", "Another"), ("replaces", id)], ("b.pdf", "", PDF)).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.text);
    let list: Value = house.get(&token, &path).await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    assert!(
        list["items"][0]["replaced_at"].is_null() && list["items"][1]["replaced_at"].is_string(),
        "{list}"
    );
    assert_eq!(lying(&house).len(), 2, "a refused copy is taken away");

    // By the page, twice with the same key: done once.
    let (cookie, word) = house.session(&worker).await;
    for _ in 0..2 {
        let body = form(
            &[("csrf", &word), ("_once", "same"), ("title", "By the page")],
            Some(("c.txt", "text/plain", b"words")),
        );
        let said = house
            .send(request(&format!("/cases/{case}/documents"), (header::COOKIE, cookie.clone()), body))
            .await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
    }
    assert_eq!(lying(&house).len(), 3);
    let page = house.page(&cookie, &format!("/cases/{case}/documents")).await;
    assert!(
        page.text.contains("By the page") && page.text.contains("School report, mended"),
        "{}",
        page.text
    );
    let foreign = form(&[("csrf", "WRONG"), ("title", "x")], Some(("c.txt", "text/plain", b"words")));
    let said = house
        .send(request(&format!("/cases/{case}/documents"), (header::COOKIE, cookie.clone()), foreign))
        .await;
    assert_eq!(said.status, StatusCode::FORBIDDEN);

    // Released: the link works once, for whoever holds it, and looking does not use it up.
    let current = newer.json()["id"].as_str().unwrap().to_owned();
    let release = |id: String| {
        let (house, cookie, word) = (&house, cookie.clone(), word.clone());
        async move { house.form(&cookie, &format!("/documents/{id}/release"), &format!("csrf={word}")).await }
    };
    assert_eq!(release(id.to_owned()).await.status, StatusCode::CONFLICT, "a replaced one is not released");
    let first = link(&release(current.clone()).await.text);
    let second = link(&release(current).await.text);
    assert_ne!(first, second);
    let fetch = |link: String| house.form("", Box::leak(link.into_boxed_str()), "");
    assert_eq!(
        fetch(first).await.status,
        StatusCode::CONFLICT,
        "a newer link takes the place of an older one"
    );
    assert_eq!(house.page("", &second).await.status, StatusCode::OK);
    let wrong = format!("/shared/{}", "A".repeat(52));
    let (there, not_there) = (house.page("", &second).await.text, house.page("", &wrong).await.text);
    let plain = |text: &str, link: &str| {
        text.lines().filter(|l| !l.contains("_once")).collect::<String>().replace(link, "")
    };
    assert_eq!(
        plain(&there, &second).len(),
        plain(&not_there, &wrong).len(),
        "the page tells whether a link works"
    );
    let (used, unknown) = (fetch(second.clone()).await, fetch(wrong).await);
    assert_eq!((used.status, used.text.as_bytes()), (StatusCode::OK, PDF));
    let twice = fetch(second).await;
    assert_eq!((twice.status, unknown.status), (StatusCode::CONFLICT, StatusCode::CONFLICT));
}

/// The link that a page shows.
fn link(page: &str) -> String {
    let at = page.find("/shared/").unwrap_or_else(|| panic!("no link: {page}"));
    page[at..].chars().take_while(|c| *c != '<').collect()
}
