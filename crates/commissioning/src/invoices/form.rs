//! What is asked about an invoice. A form has boxes to tick, each carrying the session as the
//! provider saw it; the API has lines. Both come to the same lines, which are then matched.

use kernel::{Id, Invalid, Pence, kinds};
use page::Fields;

use super::{
    actions::Input,
    model::{Line, MOST_LINES},
};

/// The longest number of an invoice, in characters.
const NUMBER: usize = 40;
/// The longest query, in characters.
const REASON: usize = 1_000;
const NO_LINES: &str = "Tick at least one session";
const BAD_LINES: &str = "Send a list of lines, each with a session, a day and an amount in pence";

/// What a box carries: the session, its day and its price as they stood when the page was drawn, so that
/// a change since then is noticed and not paid for.
pub(super) fn ticked_value(line: &Line) -> String {
    format!("{} {} {}", line.session, line.day, line.amount.0)
}

fn read_ticked(value: &str) -> Option<Line> {
    let mut parts = value.split(' ');
    line(parts.next()?, parts.next()?, parts.next()?).filter(|_| parts.next().is_none())
}

fn line(session: &str, day: &str, amount: &str) -> Option<Line> {
    Some(Line { session: session.parse().ok()?, day: day.parse().ok()?, amount: Pence(amount.parse().ok()?) })
}

fn input(f: &mut Fields, lines: Option<Vec<Line>>) -> Result<Input, Invalid> {
    let number = f.required("number", "Enter your number for this invoice", NUMBER);
    let total = f.money("total", "Enter the total of this invoice");
    f.finish(|| Some(Input { number: number?, lines: lines?, total: total? }))
}

/// A form: `lines` is every ticked box.
pub(super) fn ticked(f: &mut Fields) -> Result<Input, Invalid> {
    let lines: Option<Vec<Line>> = f.all("lines").map(read_ticked).collect();
    let lines = lines.filter(|lines| !lines.is_empty());
    if lines.is_none() {
        f.fail("lines", NO_LINES);
    }
    input(f, lines)
}

/// The API: `order`, and `lines` as a list of objects.
pub(super) fn lines(f: &mut Fields) -> Result<(Id<kinds::Order>, Input), Invalid> {
    let order = f.id("order", "Say which order the invoice is for");
    let lines = f.list("lines", BAD_LINES, MOST_LINES, |f| {
        let session = f.id("session", "Give the session on each line");
        let day = f.date("day", "Give the day of the session on each line");
        let amount = f.money("amount", "Give the amount in pence on each line");
        Some(Line { session: session?, day: day?, amount: amount? })
    });
    let input = input(f, lines)?;
    f.finish(|| Some((order?, input)))
}

pub(super) fn reason(f: &mut Fields) -> Result<String, Invalid> {
    let reason = f.required("reason", "Say what the provider should look at", REASON);
    f.finish(|| reason)
}

/// For the API description.
pub(super) fn describe_ticked(f: &mut Fields) {
    let _ = ticked(f);
}

/// For the API description.
pub(super) fn describe_lines(f: &mut Fields) {
    let _ = lines(f);
}

/// For the API description.
pub(super) fn describe_reason(f: &mut Fields) {
    let _ = reason(f);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_and_a_line_of_the_api_say_the_same() {
        let line = Line {
            session: Id::from_parts(7, [7; 10]),
            day: "2026-05-04".parse().unwrap(),
            amount: Pence(12_000),
        };
        let form: String = form_body(&[("number", "W-1"), ("total", "120"), ("lines", &ticked_value(&line))]);
        let from_form = ticked(&mut Fields::form(form.as_bytes())).unwrap();
        let order: Id<kinds::Order> = Id::from_parts(1, [1; 10]);
        let json = serde_json::json!({"order": order.to_string(), "number": "W-1", "total": 12_000,
            "lines": [{"session": line.session.to_string(), "day": "2026-05-04", "amount": 12_000}]});
        let (for_order, from_json) = lines(&mut Fields::json(json.to_string().as_bytes()).unwrap()).unwrap();
        assert_eq!((for_order, &from_form), (order, &from_json));
        assert_eq!(from_form.lines, [line]);
    }

    fn form_body(pairs: &[(&str, &str)]) -> String {
        pairs.iter().map(|(k, v)| format!("{k}={}", v.replace(' ', "+"))).collect::<Vec<_>>().join("&")
    }

    #[test]
    fn a_line_that_lacks_a_part_is_not_guessed_at() {
        let order: Id<kinds::Order> = Id::from_parts(1, [1; 10]);
        let session: Id<kinds::Session> = Id::from_parts(2, [2; 10]);
        let json = serde_json::json!({"order": order.to_string(), "number": "W-1", "total": 12_000,
            "lines": [{"session": session.to_string(), "day": "2026-05-04", "amount": 12_000},
                      {"session": session.to_string(), "amount": 12_000}]});
        let wrong = lines(&mut Fields::json(json.to_string().as_bytes()).unwrap()).unwrap_err();
        assert_eq!(wrong.of("lines.1.day"), Some("Give the day of the session on each line"));
        for value in [
            "",
            "x",
            "x 2026-05-04 1",
            &format!("{session} 2026-05-04"),
            &format!("{session} 2026-05-04 1 1"),
        ] {
            assert_eq!(read_ticked(value), None, "{value}");
        }
    }
}
