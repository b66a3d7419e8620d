//! Every part of the kit on one page, to look at.

use maud::{Markup, html};

use super::chart::{Unit, bars, lines, point, series};
use super::*;

/// Every part of the kit, with made-up words.
pub fn gallery() -> Markup {
    html! {
        (layout::page_heading(Some("Page kit"), "Components"))
        (fields())
        (records())
        (said())
        (pictures())
    }
}

fn fields() -> Markup {
    let revealed = input("call-phone", "Telephone number").telephone();
    let contact = vec![
        choice("email", "Email").hint("We only write if you say it is safe"),
        choice("phone", "Telephone").reveals(html! { (revealed) }),
        divider("or"),
        choice("none", "Do not contact me"),
    ];
    let needs = vec![
        choice("sleep", "Sleep"),
        choice("school", "School").hint("Attendance, friendships, learning"),
        choice("identity", "Identity and life story"),
        divider("or"),
        choice("unsure", "I am not sure").exclusive(),
    ];
    html! {
        h2 class="govuk-heading-m" { "Fields" }
        (error_summary([("born-day", "Enter a date of birth that is not after the adoption"), ("email", "Enter an email address")]))
        (input("name", "Your name").autocomplete("name").value("Asha Bell"))
        (input("email", "Email address").email().hint("So that we can send you your reference number")
            .error(Some("Enter an email address")))
        (money_input("price", "Price of one session").value("120"))
        (password_input("password", "Password"))
        (date_input("born", "Date of birth").hint("For example, 27 3 2016").values(["31", "2", "2016"])
            .error(Some("Enter a date of birth that is not after the adoption")).wrong_parts(&["day", "month"]))
        (radios("contact", legend("How may we answer?").size(Size::M), contact).value("phone"))
        (radios("safe", legend("Is it safe to leave a message?").size(Size::S), yes_no()).inline().small().value("yes"))
        (checkboxes("needs", legend("What is it about?").size(Size::M), needs).values(["sleep"]))
        (select("council", "Council", [("", "Choose one"), ("E1", "Ashby"), ("E2", "Brook")]).value("E1"))
        (textarea("words", "In the child’s own words").rows(3))
        (character_count("story", label("What would help?").size(Size::S), 2000).hint("In your own words, as much as you like"))
        (file_upload("order", "Copy of the order").hint("A photograph will do"))
        (button_group(html! {
            (button("Save and continue").once())
            (button("Save as draft").secondary())
            (button("Close the case").warning())
            a class="govuk-link" href="/help/components" { "Cancel" }
        }))
        (start_button("Start now", "/help/components"))
        (print_button("Print this page"))
        (passkey_to_sign_in("/help/components", "Sign in with a passkey"))
    }
}

fn records() -> Markup {
    let rows = vec![
        row("Child", "Robin, 8").change("/help/components", "child"),
        row("Order", "Adoption order, 4 May 2019").change("/help/components", "order"),
        row("Coordinator", html! { a class="govuk-link" href="/help/components" { "Mel Osei" } }),
    ];
    let queue = table(
        vec![cell("Family"), cell("Waiting for"), number("Days"), cell("Promise")],
        vec![
            vec![
                cell("HB-2041"),
                cell("Advice call"),
                number("2"),
                cell(html! { (promise_tag("Due tomorrow", Tone::Soon)) }),
            ],
            vec![
                cell("HB-2038"),
                cell("Assessment"),
                number("31"),
                cell(html! { (promise_tag("3 days late", Tone::Late)) }),
            ],
            vec![
                cell("HB-2029"),
                cell("Plan"),
                number("12"),
                cell(html! { (promise_tag("On time", Tone::Good)) }),
            ],
        ],
    );
    let tasks = vec![
        task("Family and home", "Completed").href("/help/components"),
        task("Strengths and needs", "")
            .tag(&tag("In progress"))
            .href("/help/components")
            .hint("Seven domains"),
        task("Recommended level", "Cannot start yet").cannot_start_yet(),
    ];
    html! {
        h2 class="govuk-heading-m" { "Records" }
        (breadcrumbs([(Some("/".to_owned()), "Home"), (Some("/help".to_owned()), "Cases"), (None, "HB-2041")]))
        (figures(&[
            figure("Waiting for an advice call", "14").href("/help/components").note("2 due today"),
            figure("Promises late", "3").href("/help/components").tone(Tone::Late),
            figure("Kept in time this year", "91%").href("/help/components").tone(Tone::Good).note("of 1,204"),
            figure("Applied for", "£412,300").href("/help/components"),
            figure("Children from other areas", "◇").tone(Tone::Quiet).note("held back: fewer than 6"),
        ]))
        (layout::filters("/help/components", html! {
            (select("level", "Level", ["universal", "targeted", "intensive"].map(|l| (l, l))))
            (input("from", "Opened after").width(10))
        }))
        (queue.caption("Worklist").caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
        (pagination(Some("/help/components".to_owned()), Some("/help/components".to_owned())))
        (layout::record(
            html! {
                (summary_list(rows.clone()))
                h2 class="govuk-heading-m" { "What happened" }
                (timeline(&[
                    event("3 June 2026", "Plan agreed").by("Mel Osei").tone(Tone::Good).body("Twelve sessions, review in September."),
                    event("20 May 2026", "Assessment finished").by("Mel Osei").href("/help/components").datetime("2026-05-20"),
                    event("2 May 2026", "Advice call was a day late").by("Duty desk").tone(Tone::Late),
                    event("28 April 2026", "Enquiry by the public form").tone(Tone::Quiet),
                ]))
            },
            layout::aside(html! {
                h2 class="govuk-heading-s" { "Do next" }
                p class="govuk-body" { "Order twelve sessions." }
                (button("Order sessions"))
            }),
        ))
        (summary_list(rows).card("Robin", vec![action("/help/components", "Open", "")]))
        (task_list(tasks))
        (tabs(vec![tab("this-year", "This year", "Three orders."), tab("last-year", "Last year", "Eight orders.")]))
        (accordion("gallery", vec![section("Therapies", "Six providers."), section("Groups", "Two groups.").summary("Run by families")]))
        (nothing_here("No enquiries are waiting."))
    }
}

fn said() -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Said to people" }
        (notification_banner("The plan was saved.").success())
        (notification_banner("The fund closes for this year on 20 March.").title_id("second-banner"))
        (warning_text("If a child is in danger now, call 999."))
        (inset_text("You can stop at any time. What you wrote so far is kept for 28 days."))
        (details("What happens to what I write?", "Only the adoption support team of your area reads it."))
        (panel("Enquiry sent").level(2).body(html! { "Your reference number" br; strong { "HB-2041" } }))
        p class="govuk-body" {
            (tag("New")) " " (tag("Agreed").tone(Tone::Good)) " " (tag("Due soon").tone(Tone::Soon)) " "
            (tag("Late").tone(Tone::Late)) " " (tag("Closed").tone(Tone::Quiet)) " " (tag("Walled").tone(Tone::Special))
        }
    }
}

fn pictures() -> Markup {
    let areas = vec![
        point("Ashby", 64.0).href("/help/components"),
        point("Brook and Northwater", 41.0).picked(),
        point("Carrow", None).note("held back: fewer than 6"),
        point("Dunmere", 12.0),
        point("Eastholme", 0.0),
    ];
    let year = |index: usize| format!("{}", 2017 + index);
    let asked = [310.0, 342.0, 365.0, 351.0, 398.0, 440.0, 472.0, 505.0];
    let adopted =
        [Some(180.0), Some(174.0), None, Some(150.0), Some(162.0), Some(171.0), Some(166.0), Some(190.0)];
    html! {
        h2 class="govuk-heading-m" { "Charts" }
        (bars("Children adopted, by council", Unit::COUNT, areas).what("Council")
            .about("Year to 31 March 2025. The council this page is about is marked."))
        (lines(
            "Asked for and adopted",
            Unit::COUNT,
            vec![
                series("Families who asked for support", asked.iter().enumerate().map(|(i, v)| point(year(i), *v)).collect()),
                series("Children adopted", adopted.iter().enumerate().map(|(i, v)| match v {
                    Some(v) => point(year(i), *v),
                    None => point(year(i), None).note("not published"),
                }).collect()),
            ],
        ))
    }
}
