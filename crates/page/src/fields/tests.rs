//! Forms and JSON, read alike.

use super::*;
use kernel::{Level, Need};

#[test]
fn a_form_and_json_are_read_alike() {
    let read = |mut f: Fields| {
        let name = f.required("name", "Enter a name", 10);
        let born = f.date("born", "Enter a date of birth");
        let level = f.choice::<Level>("level", "Choose a level");
        let needs = f.choices::<Need>("needs", "Choose needs");
        let safe = f.yes_no("safe", "Say if it is safe");
        f.finish(|| Some((name?, born?, level?, needs, safe?))).unwrap()
    };
    let form = read(Fields::form(
        b"name=+Ada%0D%0A&born-day=27&born-month=March&born-year=2016&level=targeted&needs=fasd&needs=school&safe=yes",
    ));
    let json = read(
        Fields::json(br#"{"name":"Ada","born":"2016-03-27","level":"targeted","needs":["fasd","school"],"safe":true}"#)
            .unwrap(),
    );
    assert_eq!(form, json);
}

#[test]
fn every_mistake_is_told_at_once() {
    let mut f =
        Fields::form(b"name=abcdefghijk&born-day=31&born-month=2&born-year=2016&age=200&cost=1.234");
    f.required("name", "Enter a name", 10);
    f.date("born", "Enter a date");
    f.number("age", "Enter an age from 0 to 120", 0, 120);
    f.money("cost", "Enter an amount in pounds");
    let invalid = f.finish(|| Some(())).unwrap_err();
    let fields: Vec<_> = invalid.0.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["name", "born", "age", "cost"]);
}

#[test]
fn control_characters_never_get_in() {
    let f = Fields::form(b"name=a%00b%1B%5B31m");
    assert_eq!(f.raw("name"), "ab[31m");
    assert!(Fields::json(b"[1]").is_err());
    assert!(Fields::json(b"{").is_err());
}

#[test]
fn a_list_of_objects_is_read_one_by_one_and_says_where_it_is_wrong() {
    let read = |text: &str| {
        let mut f = Fields::json(text.as_bytes()).unwrap();
        let lines = f.list("lines", "Send 1 to 2 lines", 2, |line| {
            let what = line.required("what", "Say what", 10);
            let cost = line.money("cost", "Enter an amount in pence");
            Some((what?, cost?))
        });
        (f.asked().to_vec(), f.finish(|| lines))
    };
    let (asked, lines) = read(r#"{"lines": [{"what": "a", "cost": 5}, {"what": "b", "cost": 7}]}"#);
    assert_eq!(lines.unwrap(), [("a".to_owned(), Pence(5)), ("b".to_owned(), Pence(7))]);
    match &asked[0].kind {
        AskedKind::List(2, inner) => assert_eq!(inner[1].name, "cost"),
        other => panic!("{other:?}"),
    }
    let (_, wrong) = read(r#"{"lines": [{"what": "a", "cost": 5}, {"what": "b"}]}"#);
    assert_eq!(wrong.unwrap_err().of("lines.1.cost"), Some("Enter an amount in pence"));
    for bad in ["{}", r#"{"lines": []}"#, r#"{"lines": ["a"]}"#, r#"{"lines": [{}, {}, {}]}"#] {
        assert_eq!(read(bad).1.unwrap_err().of("lines"), Some("Send 1 to 2 lines"), "{bad}");
    }
    assert!(read(r#"{"lines": [{"what": "a", "cost": 5}, 3]}"#).1.is_err());
}

#[test]
fn the_parser_says_what_it_asks() {
    let mut f = Fields::default();
    f.required("name", "Enter a name", 10);
    f.choice_opt::<Level>("level", "Choose");
    assert_eq!(f.asked()[0], Asked { name: "name".into(), kind: AskedKind::Text(10), required: true });
    assert_eq!(f.asked()[1].kind, AskedKind::Choice(vec!["universal", "targeted", "intensive"]));
}
