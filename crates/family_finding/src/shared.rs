//! Small things that more than one room of this crate draws or reads alike.

use std::sync::LazyLock;

use access::{audit, organisations};
use kernel::{Coded, Date, Invalid};
use page::{
    Fields,
    kit::{self, Markup, Size, html},
};

/// The longest line, in characters.
pub(crate) const LINE: usize = 200;
/// The longest text, in characters.
pub(crate) const NOTE: usize = 4_000;

/// Every council by name, for a select; its value is the Department for Education's code.
static COUNCILS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let shipped = organisations::shipped().unwrap_or_default();
    let councils = shipped.into_iter().filter(|o| o.kind == organisations::kind::COUNCIL);
    let mut all: Vec<(String, String)> = councils.map(|o| (o.code, o.name)).collect();
    all.sort_by(|a, b| a.1.cmp(&b.1));
    all
});

/// The councils, with an open choice first.
pub(crate) fn council_choices() -> Vec<(String, String)> {
    let open = (String::new(), "Choose a council".to_owned());
    std::iter::once(open).chain(COUNCILS.iter().cloned()).collect()
}

/// The name of a council; its code where it has none.
pub(crate) fn council_name(code: &str) -> &str {
    COUNCILS.iter().find(|(c, _)| c == code).map_or(code, |(_, name)| name)
}

/// The code of a council by its code or its name, as somebody types it.
pub(crate) fn council_code(typed: &str) -> Option<&'static str> {
    let typed = typed.trim();
    let found = COUNCILS.iter().find(|(code, name)| code == typed || name.eq_ignore_ascii_case(typed));
    found.map(|(code, _)| code.as_str())
}

/// A select of a closed list, with an open choice first.
pub(crate) fn select_of<T: Coded>(name: &str, label: &str, open: &str) -> kit::Select {
    let open = (String::new(), open.to_owned());
    let all = T::all().iter().map(|v| (v.code_of().to_owned(), v.label_of().to_owned()));
    kit::select(name, label.to_owned(), std::iter::once(open).chain(all).collect::<Vec<_>>())
}

/// Radios of a closed list.
pub(crate) fn radios_of<T: Coded>(name: &str, legend: &str, f: &Fields, wrong: &Invalid) -> Markup {
    let all = T::all().iter().map(|v| kit::choice(v.code_of(), v.label_of())).collect();
    html! {
        (kit::radios(name, kit::legend(legend.to_owned()).size(Size::S), all).small().value(f.raw(name)).error(wrong.of(name)))
    }
}

/// Tick boxes of a closed list.
pub(crate) fn ticks_of<T: Coded>(name: &str, legend: &str, f: &Fields, wrong: &Invalid) -> Markup {
    let all = T::all().iter().map(|v| kit::choice(v.code_of(), v.label_of())).collect();
    html! {
        (kit::checkboxes(name, kit::legend(legend.to_owned()).size(Size::S), all).small()
            .values(f.all(name)).error(wrong.of(name)))
    }
}

/// What a correction changed, for the audit log: each field that differs, before and after. Both sides come from the same
/// function, so that their fields stand in the same order.
pub(crate) fn corrected(before: &[(&str, String)], after: &[(&str, String)]) -> String {
    let pairs: Vec<(&str, &str, &str)> =
        before.iter().zip(after).map(|((name, was), (_, is))| (*name, was.as_str(), is.as_str())).collect();
    audit::changed(&pairs)
}

/// A day as people read it.
pub(crate) fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// Hundredths of a point as people read them.
pub(crate) fn points(hundredths: i32) -> String {
    format!("{}.{}", hundredths / 100, (hundredths % 100) / 10)
}

/// Reasons as a list; a word where there is none.
pub(crate) fn reasons(reasons: &[String]) -> Markup {
    html! {
        @if reasons.is_empty() { "Nothing" }
        @else { ul class="govuk-list govuk-list--bullet" { @for reason in reasons { li { (reason) } } } }
    }
}

/// The version that a form is based on: what was sent, or what is there once a clash was told.
pub(crate) fn version_of(fields: &Fields, wrong: &Invalid, now: i64) -> String {
    let told = wrong.0.iter().any(|e| e.field.is_empty());
    match fields.raw("version") {
        sent if !sent.is_empty() && !told => sent.to_owned(),
        _ => now.to_string(),
    }
}
