//! The questions of the public form, as pages.

use access::organisations::Organisation;
use page::kit::{self, Markup, choice, html, label};

use super::{
    draw::{Draw, choices, field_heading, heading, question},
    flow::Step,
};
use crate::{
    front_door::model::{Asker, ContactBy, Enquiry, SafeTo, Warning},
    words::{LONG, NOTE},
};

/// The question of a page.
pub(super) fn body(step: Step, draw: &Draw<'_>, enquiry: &Enquiry, councils: &[Organisation]) -> Markup {
    let own = enquiry.asker.is_some_and(Asker::for_self);
    match step {
        Step::Asker => asker(draw),
        Step::Name => name(draw, enquiry.asker),
        Step::Contact => contact(draw),
        Step::Interpreter => interpreter(draw),
        Step::Home => home(draw, own, councils),
        Step::Child if own => html! {
            (draw.date("born", heading("What is your date of birth?")).own_birthday()
                .hint("For example, 27 3 2009. Leave it blank if you would rather not say."))
        },
        Step::Child => child(draw),
        Step::Route => route(draw, enquiry.asker),
        Step::Order => html! {
            (draw.date("ordered", heading("When was the order made?"))
                .hint("For example, 27 3 2016. The date is on the order. Leave it blank if you do not know it."))
        },
        Step::Placing => html! {
            (draw.council("placing-council", field_heading("Which council placed the child?"), councils, "I do not know")
                .hint("The council that was responsible for the child before the order. It may not be the one where you live."))
        },
        Step::Story => story(draw),
        Step::Check => html! {},
    }
}

fn asker(draw: &Draw<'_>) -> Markup {
    let hint = |asker: Asker| match asker {
        Asker::SpecialGuardian => "You have a special guardianship order for a child",
        Asker::KinshipCarer => "A relative or friend who brings up the child",
        Asker::YoungPerson => "You are under 26, and are adopted or live with guardians",
        Asker::BirthRelative => "A parent, brother, sister or other relative by birth",
        Asker::Professional => "From a school, a health service, a council or another service",
        Asker::AdoptiveParent => "You have adopted, or a child is placed with you for adoption",
        Asker::AdoptedAdult => "You are 18 or over and were adopted",
    };
    let items = Asker::ALL.iter().map(|a| choice(a.code(), a.label()).hint(hint(*a))).collect();
    html! { (draw.radios("asker", heading("Who are you?"), items)) }
}

fn name(draw: &Draw<'_>, asker: Option<Asker>) -> Markup {
    html! {
        (kit::layout::page_heading(None, "What is your name?"))
        (draw.line("first-name", "First name").autocomplete("given-name"))
        (draw.line("last-name", "Last name").autocomplete("family-name"))
        @if asker == Some(Asker::Professional) {
            (draw.line("works-for", "Where do you work?").autocomplete("organization")
                .hint("Such as the name of the school or the service"))
        }
    }
}

fn contact(draw: &Draw<'_>) -> Markup {
    let described = draw
        .text("safe-contact", "How and when is it safe to contact you?", NOTE)
        .rows(3)
        .hint("Such as: weekdays from 10am to 2pm only, do not say where you are calling from");
    let safe = SafeTo::ALL
        .iter()
        .map(|s| match s {
            SafeTo::Described => choice(s.code(), s.label()).reveals(html! { (described) }),
            _ => choice(s.code(), s.label()),
        })
        .collect();
    html! {
        (kit::layout::page_heading(None, "How can we reach you?"))
        (draw.line("phone", "Phone number").telephone())
        (draw.line("email", "Email address").email())
        (draw.one::<ContactBy>("contact-by", question("How would you like us to contact you?")).inline())
        (draw.radios("safe", question("Is it safe to contact you like this?"), safe)
            .hint("Think of who else may answer your phone, or read your messages"))
    }
}

fn interpreter(draw: &Draw<'_>) -> Markup {
    let language = draw.line("language", "Which language?").width(20).hint("Including British Sign Language");
    let items = vec![choice("yes", "Yes").reveals(html! { (language) }), choice("no", "No")];
    html! { (draw.radios("interpreter", heading("Would you like an interpreter when we talk?"), items)) }
}

fn home(draw: &Draw<'_>, own: bool, councils: &[Organisation]) -> Markup {
    let words = if own { "Where do you live?" } else { "Where does the family live?" };
    html! {
        (kit::layout::page_heading(None, words))
        (draw.council("council", "Council", councils, "Choose a council")
            .hint("The council that you pay council tax to. Where there is a county and a district, choose the county. This service is for England."))
        (draw.line("postcode", "Postcode (if you want to give it)").width(10).autocomplete("postal-code"))
    }
}

fn child(draw: &Draw<'_>) -> Markup {
    html! {
        (kit::layout::page_heading(None, "Who is the support for?"))
        p class="govuk-body" {
            "Tell us about one child. If you want help for more than one, tell us about the others when you say what is happening."
        }
        (draw.line("child-first-name", "Child’s first name").hint("Leave the names blank if you would rather tell us when we talk"))
        (draw.line("child-last-name", "Child’s last name"))
        (draw.date("born", question("Child’s date of birth")).hint("For example, 27 3 2016"))
    }
}

fn route(draw: &Draw<'_>, asker: Option<Asker>) -> Markup {
    let words = match asker {
        Some(Asker::AdoptedAdult | Asker::YoungPerson) => "How did you come to your family?",
        Some(Asker::BirthRelative | Asker::Professional) => "How did the child come to their family?",
        _ => "How did the child come to your family?",
    };
    html! { (draw.radios("route", heading(words), choices::<kernel::LegalRoute>())) }
}

fn story(draw: &Draw<'_>) -> Markup {
    let story = draw
        .text("story", label("What is happening?").size(kit::Size::M), LONG)
        .rows(10)
        .hint("In your own words, as much or as little as you like. We keep it, so that you do not have to tell it again.");
    let warnings = draw
        .any::<Warning>("warnings", kit::legend("Is any of this true at the moment?").size(kit::Size::M))
        .hint("Tick all that apply, or none. It helps us see who needs us first.");
    let retold = draw
        .line("retold", "How many services have you told this to before? (if you want to say)")
        .whole_number()
        .width(3);
    html! {
        (kit::layout::page_heading(None, "What would you like help with?"))
        (story)
        (warnings)
        (kit::warning_text("If anybody is in danger now, call 999. Nobody reads this form at night or at weekends."))
        (retold)
    }
}
