//! The public form's questions, one a page, and the way through them. Nothing is kept
//! between pages: earlier answers travel along as hidden fields.

use kernel::{FieldError, codes};
use page::{Fields, ONCE, kit};

use crate::{
    front_door::{
        form::FIELDS,
        model::{Asker, Enquiry},
    },
    words::mend,
};

codes! {
    /// A page of the form.
    Step {
        Asker = "asker", "Who is asking";
        Name = "name", "Your name";
        Contact = "contact", "How to reach you";
        Interpreter = "interpreter", "Interpreter";
        Home = "home", "Where the family lives";
        Child = "child", "About the child";
        Route = "route", "How the child came to the family";
        Order = "order", "Date of the order";
        Placing = "placing", "Council that placed the child";
        Story = "story", "What is happening";
        Check = "check", "Check your answers";
    }
}

/// Fields of a date, which are typed in three parts.
const DATES: [&str; 2] = ["born", "ordered"];

impl Step {
    /// The fields that this page asks for.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Step::Asker => &["asker"],
            Step::Name => &["first-name", "last-name", "works-for"],
            Step::Contact => &["phone", "email", "contact-by", "safe", "safe-contact"],
            Step::Interpreter => &["interpreter", "language"],
            Step::Home => &["council", "postcode"],
            Step::Child => &["child-first-name", "child-last-name", "born"],
            Step::Route => &["route"],
            Step::Order => &["ordered"],
            Step::Placing => &["placing-council"],
            Step::Story => &["story", "warnings", "retold"],
            Step::Check => &[],
        }
    }

    /// Whether this page has anything to ask.
    pub fn applies(self, enquiry: &Enquiry) -> bool {
        match self {
            Step::Order => enquiry.may_have_order(),
            Step::Placing => has_placing(enquiry),
            _ => true,
        }
    }

    /// The page after this one.
    pub fn next(self, enquiry: &Enquiry) -> Step {
        let mut rest = Step::ALL.iter().copied().skip_while(|step| *step != self).skip(1);
        rest.find(|step| step.applies(enquiry)).unwrap_or(Step::Check)
    }

    /// The page before this one; none before the first.
    pub fn previous(self, enquiry: &Enquiry) -> Option<Step> {
        let before = Step::ALL.iter().copied().take_while(|step| *step != self);
        before.filter(|step| step.applies(enquiry)).last()
    }
}

/// Whether a council can have placed the child.
fn has_placing(enquiry: &Enquiry) -> bool {
    use kernel::LegalRoute::{Intercountry, Other};
    !matches!(enquiry.route, None | Some(Intercountry | Other))
}

/// What was typed, without what later answers made pointless: a date of an order that is
/// still awaited, the language of an interpreter who is not needed.
pub(super) fn tidied(typed: &Fields) -> Fields {
    let asker = Asker::from_code(typed.raw("asker"));
    let route = kernel::LegalRoute::from_code(typed.raw("route"));
    let so_far = Enquiry { asker, route, ..Enquiry::new(kernel::Channel::Web) };
    let pointless = |name: &str| match name {
        "works-for" => asker.is_some() && asker != Some(Asker::Professional),
        "language" => typed.raw("interpreter") == "no",
        "child-first-name" | "child-last-name" => asker.is_some_and(Asker::for_self),
        "ordered" => !so_far.may_have_order(),
        "placing-council" => !has_placing(&so_far),
        _ => false,
    };
    let controls = ["step", "change", "returning", "website", "draft", "do", ONCE];
    let mut kept: Vec<(String, String)> = Vec::new();
    let mut keep = |name: &str| kept.extend(typed.all(name).map(|v| (name.to_owned(), v.to_owned())));
    controls.iter().for_each(|name| keep(name));
    for field in FIELDS.iter().filter(|field| !pointless(field)) {
        names(field).iter().for_each(|name| keep(name));
    }
    Fields::filled(kept)
}

/// The names under which a field is sent.
fn names(field: &str) -> Vec<String> {
    let mut names = vec![field.to_owned()];
    if DATES.contains(&field) {
        names.extend(["day", "month", "year"].map(|part| format!("{field}-{part}")));
    }
    names
}

/// What is kept of the form for later: the answers alone.
pub(super) fn answered(fields: &Fields) -> Vec<(String, String)> {
    let names = FIELDS.iter().flat_map(|field| names(field));
    names
        .flat_map(|name| fields.all(&name).map(|v| (name.clone(), v.to_owned())).collect::<Vec<_>>())
        .collect()
}

/// The page on which somebody goes on: the first with an answer that is missing or wrong, or else all of them.
pub(super) fn unfinished(enquiry: &Enquiry, wrong: &[FieldError]) -> Step {
    let open = |step: &&Step| {
        step.applies(enquiry) && wrong.iter().any(|e| step.fields().contains(&e.field.as_str()))
    };
    Step::ALL.iter().find(open).copied().unwrap_or(Step::Check)
}

/// The answers of the other pages, as hidden fields.
pub(super) fn carried(step: Step, fields: &Fields) -> kit::Markup {
    let others = FIELDS.iter().filter(|field| !step.fields().contains(field));
    kit::html! {
        @if !fields.raw("draft").is_empty() { (kit::hidden("draft", fields.raw("draft"))) }
        @for name in others.flat_map(|field| names(field)) {
            @for value in fields.all(&name) { (kit::hidden(&name, value)) }
        }
    }
}

/// What the public form asks for besides what every enquiry must hold.
fn unanswered(enquiry: &Enquiry, fields: &Fields) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    if enquiry.contact_by.is_none() && fields.raw("contact-by").is_empty() {
        wrong.push(mend("contact-by", "Choose how you would like to be contacted"));
    }
    if enquiry.safe.is_none() && fields.raw("safe").is_empty() {
        wrong.push(mend("safe", "Choose whether it is safe to contact you like this"));
    }
    if fields.raw("interpreter").is_empty() {
        wrong.push(mend("interpreter", "Choose yes if you would like an interpreter"));
    }
    if enquiry.route.is_none() && fields.raw("route").is_empty() {
        wrong.push(mend("route", "Choose how the child came to the family"));
    }
    wrong
}

/// Everything wrong with the answers of the public form, in its order.
pub(super) fn wrong(enquiry: &Enquiry, fields: &Fields, mut wrong: Vec<FieldError>) -> Vec<FieldError> {
    wrong.extend(unanswered(enquiry, fields));
    wrong.sort_by_key(|e| FIELDS.iter().position(|name| *name == e.field));
    wrong
}

#[cfg(test)]
mod tests {
    use kernel::{Channel, LegalRoute};

    use super::*;

    fn walk(route: LegalRoute) -> Vec<Step> {
        let enquiry = Enquiry { route: Some(route), ..Enquiry::new(Channel::Web) };
        let mut steps = vec![Step::Asker];
        while let Some(last) = steps.last().filter(|s| **s != Step::Check) {
            steps.push(last.next(&enquiry));
        }
        for pair in steps.windows(2) {
            assert_eq!(pair[1].previous(&enquiry), Some(pair[0]));
        }
        steps
    }

    #[test]
    fn pages_without_a_question_are_passed_over() {
        assert_eq!(walk(LegalRoute::Adoption).len(), Step::ALL.len());
        assert!(!walk(LegalRoute::Placed).contains(&Step::Order));
        assert!(walk(LegalRoute::Placed).contains(&Step::Placing));
        assert!(!walk(LegalRoute::Intercountry).contains(&Step::Placing));
        assert_eq!(Step::Asker.previous(&Enquiry::new(Channel::Web)), None);
    }

    #[test]
    fn every_field_is_asked_on_one_page() {
        for field in FIELDS.iter().filter(|f| **f != "channel") {
            assert_eq!(Step::ALL.iter().filter(|s| s.fields().contains(field)).count(), 1, "{field}");
        }
    }

    #[test]
    fn answers_that_became_pointless_are_let_go() {
        let typed = Fields::form(
            b"route=placed&ordered-day=1&ordered-month=2&ordered-year=2020&interpreter=no&language=Polish&evil=1",
        );
        let kept = tidied(&typed);
        assert_eq!(kept.names().collect::<Vec<_>>(), ["interpreter", "route"]);
    }
}
