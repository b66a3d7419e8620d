//! What is asked about children who wait, in forms and in the API alike.

use std::collections::BTreeSet;

use access::finding::ProfiledChild;
use kernel::{Date, FieldError, Id, Invalid, Reference, Weight, age_on};
use page::{
    Fields,
    kit::{self, Markup, html},
};

use super::{
    child::Child,
    score::is_council,
    store::{GroupState, Waiting},
    words::{Contact, Faith, Health, Heritage, Language, NEEDS, Route, Sex, needs_text},
};
use crate::shared::{LINE, NOTE, council_choices, council_code, council_name, radios_of, select_of};

/// What belongs to a whole group, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGroup {
    /// Since when a family is looked for.
    pub since: Date,
    /// How they are to come to the family.
    pub route: Route,
    /// The most contact that is expected.
    pub contact: Contact,
    /// The council that looks after them.
    pub council: String,
    /// Councils in which they must not live.
    pub avoid: BTreeSet<String>,
    /// What matters to them.
    pub heritage: Option<Heritage>,
    /// What matters to them.
    pub language: Option<Language>,
    /// What matters to them.
    pub faith: Option<Faith>,
    /// What they are like, in words.
    pub profile: String,
}

/// One child, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChild {
    /// First name.
    pub first: String,
    /// The child's number in the return, where it is known.
    pub number: String,
    /// What the engine compares.
    pub child: Child,
}

/// With whom a child of the return waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum With {
    /// Alone, or first of brothers and sisters: what belongs to the group.
    Nobody(NewGroup),
    /// With brothers and sisters who are recorded already, by their reference.
    Siblings(Reference),
}

impl NewGroup {
    /// What is recorded of a group now.
    pub fn of(waiting: &Waiting) -> Self {
        let g = &waiting.group;
        NewGroup {
            since: g.since,
            route: g.route,
            contact: g.contact,
            council: g.council.clone(),
            avoid: g.avoid.clone(),
            heritage: g.heritage,
            language: g.language,
            faith: g.faith,
            profile: waiting.profile.clone(),
        }
    }

    /// Each field in words, for the audit log.
    pub(super) fn told(&self) -> Vec<(&'static str, String)> {
        let code = |code: Option<&'static str>| code.unwrap_or_default().to_owned();
        vec![
            ("since", self.since.to_string()),
            ("route", self.route.code().to_owned()),
            ("contact", self.contact.code().to_owned()),
            ("council", self.council.clone()),
            ("avoid", self.avoid.iter().map(String::as_str).collect::<Vec<_>>().join(";")),
            ("heritage", code(self.heritage.map(Heritage::code))),
            ("language", code(self.language.map(Language::code))),
            ("faith", code(self.faith.map(Faith::code))),
            ("profile", self.profile.clone()),
        ]
    }
}

impl NewChild {
    /// What is recorded of one child of a group now, by its id.
    pub fn of(waiting: &Waiting, id: Id<ProfiledChild>) -> Option<Self> {
        let place = waiting.ids.iter().position(|known| *known == id)?;
        let (first, number) = waiting.names.get(place)?.clone();
        Some(NewChild { first, number, child: waiting.group.children.get(place)?.clone() })
    }

    /// Each field in words, for the audit log.
    pub(super) fn told(&self) -> Vec<(&'static str, String)> {
        vec![
            ("first name", self.first.clone()),
            ("number", self.number.clone()),
            ("born", self.child.born.to_string()),
            ("sex", self.child.sex.code().to_owned()),
            ("health", self.child.health.code().to_owned()),
            ("needs", needs_text(&self.child.needs)),
        ]
    }
}

/// What is wrong with a group on `today`.
pub fn check(new: &NewGroup, today: Date) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    if new.since > today {
        wrong
            .push(said("since", "The day is in the future. Record the children when a family is looked for"));
    }
    if !is_council(&new.council) {
        wrong.push(said("council", "Choose the council that looks after them"));
    }
    wrong
}

/// What is wrong with a child on `today`.
pub fn check_child(new: &NewChild, today: Date) -> Vec<FieldError> {
    match age_on(new.child.born, today) {
        Some(0..=17) => Vec::new(),
        Some(_) => vec![said("born", "Nobody of 18 or over can be adopted. Check the year")],
        None => vec![said("born", "The date of birth is in the future. Check the year")],
    }
}

fn said(field: &str, message: &str) -> FieldError {
    FieldError { field: field.to_owned(), message: message.to_owned() }
}

/// Reads what belongs to a group.
pub(super) fn group_fields(f: &mut Fields) -> Result<NewGroup, Invalid> {
    let since = f.date("since", "Enter the day since which a family is looked for");
    let route = f.choice::<Route>("route", "Choose how they are to come to a family");
    let contact = f.choice::<Contact>("contact", "Choose the contact that is expected");
    let council = f.required("council", "Choose the council that looks after them", 10);
    let typed = f.optional("avoid", NOTE).unwrap_or_default();
    let mut avoid = BTreeSet::new();
    for part in typed.split([';', '\n']).map(str::trim).filter(|p| !p.is_empty()) {
        match council_code(part) {
            Some(code) => {
                avoid.insert(code.to_owned());
            }
            None => f.fail(
                "avoid",
                format!("There is no council “{part}”. Use its full name or its three-digit code"),
            ),
        }
    }
    let heritage = f.choice_opt::<Heritage>("heritage", "Choose from the list, or leave it open");
    let language = f.choice_opt::<Language>("language", "Choose from the list, or leave it open");
    let faith = f.choice_opt::<Faith>("faith", "Choose from the list, or leave it open");
    let profile = f.optional("profile", NOTE).unwrap_or_default();
    f.finish(|| {
        Some(NewGroup {
            since: since?,
            route: route?,
            contact: contact?,
            council: council?,
            avoid,
            heritage,
            language,
            faith,
            profile,
        })
    })
}

/// Reads one child.
fn child_of(f: &mut Fields) -> Option<NewChild> {
    let first = f.required("first-name", "Enter the child's first name", LINE);
    let number = f.optional("number", 20).unwrap_or_default().trim().to_owned();
    let born = f.date("born", "Enter the child's date of birth");
    let sex = f.choice::<Sex>("sex", "Choose girl or boy, as the return has it");
    let health = f.choice::<Health>("health", "Choose what is known of the child's health");
    let mut needs = Vec::new();
    for need in NEEDS {
        let name = format!("need-{}", need.code());
        if let Some(weight) = f.choice_opt::<Weight>(&name, "Choose how much this weighs, or leave it open") {
            needs.push((need, weight));
        }
    }
    Some(NewChild { first: first?, number, child: Child { born: born?, sex: sex?, needs, health: health? } })
}

/// Reads a group with its first child.
pub(super) fn fields(f: &mut Fields) -> Result<(NewGroup, NewChild), Invalid> {
    let child = child_of(f);
    let group = group_fields(f);
    f.finish(|| Some((group.ok()?, child?)))
}

/// Reads a child of the return, who waits alone or with brothers and sisters. What belongs to a group is asked only of whoever
/// names no brothers and sisters.
pub(super) fn returned_fields(f: &mut Fields) -> Result<(NewChild, With), Invalid> {
    let child = child_of(f);
    let together = f.optional("together", 20).unwrap_or_default().trim().to_uppercase();
    let with = match together.as_str() {
        "" => group_fields(f).map(With::Nobody),
        _ => Ok(With::Siblings(Reference::stored(together))),
    };
    f.finish(|| Some((child?, with.ok()?)))
}

/// Reads a change of a group.
pub(super) fn change_fields(f: &mut Fields) -> Result<(i64, NewGroup), Invalid> {
    let version = f.version();
    let group = group_fields(f);
    f.finish(|| Some((version?, group.ok()?)))
}

/// Reads a brother or sister.
pub(super) fn child_fields(f: &mut Fields) -> Result<(i64, NewChild), Invalid> {
    let version = f.version();
    let child = child_of(f);
    f.finish(|| Some((version?, child?)))
}

/// Reads a correction of one child, with which child it is of.
pub(super) fn correct_fields(f: &mut Fields) -> Result<(i64, Id<ProfiledChild>, NewChild), Invalid> {
    let version = f.version();
    let which = f.id("child", "Open the children again, and choose whose record to correct");
    let child = child_of(f);
    f.finish(|| Some((version?, which?, child?)))
}

/// One child, as it is recorded.
pub(super) fn filled_child(id: Id<ProfiledChild>, new: &NewChild) -> Fields {
    let c = &new.child;
    let mut all: Vec<(String, String)> = vec![
        ("child".into(), id.to_string()),
        ("first-name".into(), new.first.clone()),
        ("number".into(), new.number.clone()),
        ("born-day".into(), c.born.day().to_string()),
        ("born-month".into(), c.born.month().to_string()),
        ("born-year".into(), c.born.year().to_string()),
        ("sex".into(), c.sex.code().into()),
        ("health".into(), c.health.code().into()),
    ];
    all.extend(
        c.needs.iter().map(|(need, weight)| (format!("need-{}", need.code()), weight.code().to_owned())),
    );
    Fields::filled(all)
}

/// Reads that a family is no longer, or again, looked for.
pub(super) fn state_fields(f: &mut Fields) -> Result<(i64, GroupState, String), Invalid> {
    let version = f.version();
    let to = f.choice::<GroupState>("state", "Choose whether a family is looked for");
    let reason = f.required("reason", "Say why", NOTE);
    f.finish(|| Some((version?, to?, reason?)))
}

/// Reads why a family was passed over.
pub(super) fn pass_fields(
    f: &mut Fields,
) -> Result<(kernel::Id<access::finding::Household>, String), Invalid> {
    let family = f.id("adopter", "Choose the family from the suggestions");
    let words = f.required("words", "Say why this family was not considered", NOTE);
    f.finish(|| Some((family?, words?)))
}

/// What belongs to a group, as it is recorded.
pub(super) fn filled(waiting: &Waiting) -> Fields {
    let g = &waiting.group;
    let avoid: Vec<&str> = g.avoid.iter().map(|c| council_name(c)).collect();
    let mut all: Vec<(&str, String)> = vec![
        ("since-day", g.since.day().to_string()),
        ("since-month", g.since.month().to_string()),
        ("since-year", g.since.year().to_string()),
        ("route", g.route.code().to_owned()),
        ("contact", g.contact.code().to_owned()),
        ("council", g.council.clone()),
        ("avoid", avoid.join("; ")),
        ("profile", waiting.profile.clone()),
    ];
    all.extend(g.heritage.map(|v| ("heritage", v.code().to_owned())));
    all.extend(g.language.map(|v| ("language", v.code().to_owned())));
    all.extend(g.faith.map(|v| ("faith", v.code().to_owned())));
    Fields::filled(all)
}

/// One child, drawn.
pub(super) fn draw_child(f: &Fields, wrong: &Invalid) -> Markup {
    let number = kit::input("number", "Number in the return (optional)")
        .hint("The child's number in the council's SSDA903 return.")
        .value(f.raw("number"))
        .error(wrong.of("number"))
        .autocomplete("off")
        .width(20);
    draw_with_number(f, wrong, &html! { (number) })
}

/// One child of the return, drawn: its number is not asked.
pub(super) fn draw_returned(f: &Fields, wrong: &Invalid, number: &str) -> Markup {
    draw_with_number(f, wrong, &html! { (kit::summary_list(vec![kit::row("Number in the return", number)])) })
}

fn draw_with_number(f: &Fields, wrong: &Invalid, number: &Markup) -> Markup {
    html! {
        (kit::input("first-name", "First name").value(f.raw("first-name")).error(wrong.of("first-name")).autocomplete("off"))
        (kit::date_input("born", "Date of birth").values(f.date_parts("born")).error(wrong.of("born")))
        (radios_of::<Sex>("sex", "Girl or boy, as the return has it", f, wrong))
        (number)
        (radios_of::<Health>("health", "Health and development", f, wrong))
        h2 class="govuk-heading-m" { "What the child needs" }
        p class="govuk-hint" { "Say how much each weighs on daily life. Leave open what the child does not need." }
        @for need in NEEDS {
            @let name = format!("need-{}", need.code());
            (select_of::<Weight>(&name, need.label(), "Not a need").value(f.raw(&name)).error(wrong.of(&name)))
        }
    }
}

/// What belongs to a group, drawn.
pub(super) fn draw_group(f: &Fields, wrong: &Invalid) -> Markup {
    html! {
        (kit::date_input("since", "Since when is a family looked for?")
            .hint("The day of the placement order, or of the plan where families are looked for earlier. Waiting is counted from here.")
            .values(f.date_parts("since")).error(wrong.of("since")))
        (radios_of::<Route>("route", "How are they to come to a family?", f, wrong))
        (radios_of::<Contact>("contact", "The most contact that is expected", f, wrong))
        (kit::select("council", "Council that looks after them", council_choices()).value(f.raw("council")).error(wrong.of("council")))
        (kit::textarea("avoid", "Councils where they must not live (optional)")
            .hint("Names or codes, with semicolons between. A family there is not suggested.")
            .rows(2).value(f.raw("avoid")).error(wrong.of("avoid")))
        h2 class="govuk-heading-m" { "What matters to them" }
        p class="govuk-hint" { "This can bring a family nearer. It never keeps one away, and a child never waits for it." }
        (select_of::<Heritage>("heritage", "Ethnic background", "Left open").value(f.raw("heritage")).error(wrong.of("heritage")))
        (select_of::<Language>("language", "A language beside English", "Left open").value(f.raw("language")).error(wrong.of("language")))
        (select_of::<Faith>("faith", "A faith", "Left open").value(f.raw("faith")).error(wrong.of("faith")))
        (kit::textarea("profile", "What they are like, in words (optional)").rows(4).value(f.raw("profile")).error(wrong.of("profile")))
    }
}
